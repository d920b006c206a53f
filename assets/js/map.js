/* The maps in the browser: finds the MapLibre maps that plotly makes and tells when to draw on them.

   A part is an object with any of `attach(context)`, `update(context)` (the figure changed),
   `move(context)` (the camera moved), `arrive(context)` (it came to rest) and
   `theme(context)`. The parts of the other map_*.js files draw on the map inside `.frontmap-map`.
   What they draw comes from `layout.meta` of the figure (see dashboard/figures/map.py). */
(function () {
    "use strict";

    const frontmap = (window.frontmap = window.frontmap || {});
    const followed = [];

    // plotly takes a camera for the user's own, and keeps it, only if an event comes with it.
    frontmap.OURS = { originalEvent: { type: "frontmap" } };
    frontmap.mapParts = [];

    /** Follows the map inside some element: `tell(context, what)` hears of all that happens to it.
        Gives what to ask for its context, which is null while there is no map. */
    frontmap.followMap = (place, tell) => {
        let current = null;

        function attach(gd, subplot) {
            const { map } = subplot;
            const context = {
                gd,
                subplot,
                map,
                get meta() {
                    return gd.layout?.meta || {};
                },
            };
            const say = (...news) => {
                for (const what of news) if (context === current) tell(context, what);
            };
            const update = () => say("update", "theme", "move");
            current = context;
            map.on("move", () => say("move"));
            map.on("moveend", () => say("arrive"));
            map.on("style.load", () => say("theme"));
            map.on("webglcontextrestored", () =>
                map.once("idle", () => context === current && rebuild(context)),
            );
            map.once("remove", () => {
                if (context === current) current = null;
            });
            gd.on("plotly_afterplot", update);
            map.getCanvas().setAttribute("aria-label", context.meta.title || "Map");
            say("attach");
            update();
        }

        followed.push({
            // plotly makes a new map whenever the graph is mounted again.
            look() {
                const gd = document.querySelector(`${place} .js-plotly-plot`);
                const subplot = gd?._fullLayout?.map?._subplot;
                if (subplot?.map && subplot.map !== current?.map) attach(gd, subplot);
            },
            theme: () => current && tell(current, "theme"),
        });
        return () => current;
    };

    /* Updates that came while the WebGL context was lost are not in what MapLibre brings back:
       take plotly's traces off and let it draw every one of them anew. */
    function rebuild({ gd, subplot, map }) {
        const { layers, sources } = map.getStyle();
        for (const { id } of layers) {
            if (id.startsWith("plotly-trace-layer-")) map.removeLayer(id);
        }
        for (const id of Object.keys(sources)) {
            if (id.startsWith("source-")) map.removeSource(id);
        }
        subplot.traceHash = {};
        // plotly waits for these before every drawing, and a refused one stays in the way.
        gd._promises = [];
        window.Plotly?.redraw(gd);
    }

    /** What the parts work on while there is a map, or null. */
    frontmap.mapContext = frontmap.followMap(".frontmap-map", (context, what) => {
        for (const part of frontmap.mapParts) part[what]?.(context);
    });

    let asked = false;
    function lookSoon() {
        if (asked) return;
        asked = true;
        requestAnimationFrame(() => {
            asked = false;
            for (const { look } of followed) look();
        });
    }

    function start() {
        new MutationObserver(lookSoon).observe(document.body, { childList: true, subtree: true });
        new MutationObserver(() => followed.forEach(({ theme }) => theme())).observe(
            document.documentElement,
            { attributes: true, attributeFilter: ["data-mantine-color-scheme"] },
        );
        lookSoon();
    }

    if (document.body) start();
    else document.addEventListener("DOMContentLoaded", start);
})();
