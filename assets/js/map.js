/* The map in the browser: finds the MapLibre map that plotly made inside `.frontmap-map` and
   tells the other map_*.js files when to draw.

   A part is an object with any of `attach(context)`, `update(context)` (the figure changed),
   `move(context)` (the camera moved), `arrive(context)` (it came to rest) and
   `theme(context)`. What they draw comes from `layout.meta` of the figure
   (see dashboard/figures/map.py). */
(function () {
    "use strict";

    const frontmap = (window.frontmap = window.frontmap || {});
    const parts = (frontmap.mapParts = frontmap.mapParts || []);
    let current = null;

    function tell(context, what) {
        if (context !== current) return;
        for (const part of parts) {
            if (part[what]) part[what](context);
        }
    }

    /* plotly makes a new map whenever the graph is mounted again. */
    function look() {
        const gd = document.querySelector(".frontmap-map .js-plotly-plot");
        const subplot = gd?._fullLayout?.map?._subplot;
        if (subplot?.map && subplot.map !== current?.map) attach(gd, subplot);
    }

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
        current = context;
        map.on("move", () => tell(context, "move"));
        map.on("moveend", () => tell(context, "arrive"));
        map.on("style.load", () => tell(context, "theme"));
        map.on("webglcontextrestored", () => map.once("idle", () => rebuild(context)));
        map.once("remove", () => {
            if (current === context) current = null;
        });
        gd.on("plotly_afterplot", () => update(context));
        map.getCanvas().setAttribute("aria-label", context.meta.title || "Map");
        tell(context, "attach");
        update(context);
    }

    function update(context) {
        for (const what of ["update", "theme", "move"]) tell(context, what);
    }

    /* Updates that came while the WebGL context was lost are not in what MapLibre brings back:
       take plotly's traces off and let it draw every one of them anew. */
    function rebuild({ gd, subplot, map }) {
        if (current?.map !== map) return;
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
    frontmap.mapContext = () => current;

    /** The MapLibre map that is shown, or null. */
    frontmap.map = () => current?.map || null;

    /** Where a point is in the window, in CSS pixels: {x, y}, or null without a map. */
    frontmap.pixelOf = (lon, lat) => {
        if (!current) return null;
        const { x, y } = current.map.project([lon, lat]);
        const box = current.map.getContainer().getBoundingClientRect();
        return { x: box.left + x, y: box.top + y };
    };

    /** Whether everything is drawn and nothing moves. */
    frontmap.settled = () => Boolean(current && current.map.loaded() && !current.map.isMoving());

    let asked = false;
    function lookSoon() {
        if (asked) return;
        asked = true;
        requestAnimationFrame(() => {
            asked = false;
            look();
        });
    }

    function start() {
        new MutationObserver(lookSoon).observe(document.body, { childList: true, subtree: true });
        new MutationObserver(() => current && tell(current, "theme")).observe(
            document.documentElement,
            { attributes: true, attributeFilter: ["data-mantine-color-scheme"] },
        );
        lookSoon();
    }

    if (document.body) start();
    else document.addEventListener("DOMContentLoaded", start);
})();
