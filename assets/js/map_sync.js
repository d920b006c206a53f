/* The second map of a comparison: where one of the two maps goes, the other follows. Whichever was
   touched last leads: plotly also moves a map, when it puts its own camera back after an update.

   It is found like the first (see map.js), and the parts that are for every map draw on it too. */
(function () {
    "use strict";

    const frontmap = (window.frontmap = window.frontmap || {});
    // plotly takes a camera for the user's own, and keeps it, only if an event comes with it.
    const OURS = { originalEvent: { type: "frontmap" } };
    let other = null;
    let following = false;
    let leads = false; // whether the second map is the one that was touched last

    function follow(from, to) {
        if (following || !from || !to?.style) return;
        following = true;
        try {
            to.setMinZoom(from.getMinZoom());
            to.setMaxZoom(from.getMaxZoom());
            const camera = { center: from.getCenter(), zoom: from.getZoom() };
            to.jumpTo({ ...camera, bearing: from.getBearing(), pitch: from.getPitch() }, OURS);
        } finally {
            following = false;
        }
    }

    function followFirst() {
        if (!leads) follow(frontmap.map?.(), other?.map);
    }

    function followSecond(map) {
        const first = frontmap.mapContext?.();
        if (!first) return;
        first.going = null;
        follow(map, first.map);
    }

    function tell(context, what) {
        for (const part of frontmap.mapParts) {
            if (part.everyMap && part[what]) part[what](context);
        }
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
        other = context;
        map.on("move", () => {
            if (leads) followSecond(map);
            tell(context, "move");
        });
        map.on("moveend", () => tell(context, "arrive"));
        map.on("style.load", () => tell(context, "theme"));
        map.on("dragend", () => (subplot.dragging = false));
        map.once("remove", () => {
            if (other === context) other = null;
        });
        gd.on("plotly_afterplot", () => update(context));
        map.getCanvas().setAttribute("aria-label", context.meta.title || "Map");
        tell(context, "attach");
        update(context);
    }

    function update(context) {
        followFirst();
        for (const what of ["update", "theme", "move"]) tell(context, what);
    }

    function look() {
        const gd = document.querySelector(".frontmap-map-other .js-plotly-plot");
        const subplot = gd?._fullLayout?.map?._subplot;
        if (subplot?.map && subplot.map !== other?.map) attach(gd, subplot);
    }

    /** The second MapLibre map, or null. */
    frontmap.otherMap = () => other?.map || null;

    (frontmap.mapParts = frontmap.mapParts || []).push({
        update: followFirst,
        move: followFirst,
        theme: () => other && tell(other, "theme"),
    });

    for (const gesture of ["wheel", "pointerdown", "touchstart", "keydown"]) {
        document.addEventListener(
            gesture,
            (event) => (leads = Boolean(other?.map.getContainer().contains(event.target))),
            { capture: true, passive: true },
        );
    }

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
        lookSoon();
    }

    if (document.body) start();
    else document.addEventListener("DOMContentLoaded", start);
})();
