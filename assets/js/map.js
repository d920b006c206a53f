/* The map in the browser: finds the MapLibre map that plotly made inside `.frontmap-map`, keeps
   the camera (fit, zoom buttons, home), and tells the other map_*.js files when to draw.

   A part is an object with any of `attach(context)`, `update(context)` (the figure changed),
   `move(context)` (the camera moved) and `theme(context)`. What they draw comes from
   `layout.meta` of the figure (see dashboard/figures/map.py). */
(function () {
    "use strict";

    const frontmap = (window.frontmap = window.frontmap || {});
    const parts = (frontmap.mapParts = frontmap.mapParts || []);
    const ZOOM_STEP = 0.5;
    const GLIDE_MS = 260;
    let current = null;

    function tell(context, what) {
        for (const part of parts) {
            if (part[what]) part[what](context);
        }
    }

    /* ---- finding the map: plotly makes a new one whenever the graph is mounted again ---- */

    function find() {
        const gd = document.querySelector(".frontmap-map .js-plotly-plot");
        const subplot = gd?._fullLayout?.map?._subplot;
        return subplot?.map ? { gd, subplot, map: subplot.map } : null;
    }

    function look() {
        const found = find();
        if (found && found.map !== current?.map) attach(found);
    }

    function attach(found) {
        const { gd, map } = found;
        const context = {
            ...found,
            going: null,
            fitted: false,
            subject: null,
            room: "",
            get meta() {
                return gd.layout?.meta || {};
            },
        };
        current = context;
        map.on("move", () => tell(context, "move"));
        map.on("moveend", (event) => arrived(context, event));
        map.on("resize", () => refit(context));
        map.on("style.load", () => tell(context, "theme"));
        // plotly frees the camera only at "mouseup": after a touch it would ignore every update.
        map.on("dragend", () => (context.subplot.dragging = false));
        map.on("webglcontextrestored", () => map.once("idle", () => window.Plotly?.redraw(gd)));
        map.once("remove", () => {
            if (current === context) current = null;
        });
        gd.on("plotly_afterplot", () => update(context));
        const title = context.meta.title;
        if (title) map.getCanvas().setAttribute("aria-label", title);
        tell(context, "attach");
        update(context);
    }

    function update(context) {
        if (context !== current) return;
        if (context.meta.subject !== context.subject) {
            context.subject = context.meta.subject;
            fit(context, false);
        } else if (context.going) {
            // An update of the figure has put the camera back in the middle of a glide.
            go(context, context.going, false);
        }
        tell(context, "theme");
        tell(context, "update");
        tell(context, "move");
    }

    /* ---- camera ---- */

    // plotly takes a camera for the user's own, and keeps it, only if an event comes with it.
    const OURS = { originalEvent: { type: "frontmap" } };

    function go(context, camera, glide) {
        const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        if (glide && !calm) {
            context.going = camera;
            context.map.easeTo({ ...camera, duration: GLIDE_MS, essential: true }, OURS);
        } else {
            context.going = null;
            context.map.jumpTo(camera, OURS);
        }
    }

    function arrived(context, event) {
        if (!context.map.isMoving()) context.going = null;
        if (event.originalEvent && event.originalEvent.type !== "frontmap") context.fitted = false;
        tell(context, "move");
        tellZoom(context);
    }

    function tellZoom(context) {
        const store = context.meta.zoom_store;
        const step = Math.floor(context.map.getZoom() / ZOOM_STEP) * ZOOM_STEP;
        if (!store || step === context.step || !window.dash_clientside?.set_props) return;
        context.step = step;
        window.dash_clientside.set_props(store, { data: step });
    }

    function padding(context) {
        const style = getComputedStyle(context.gd);
        const read = (side) => parseFloat(style.getPropertyValue(`--map-pad-${side}`)) || 0;
        return { top: read("top"), bottom: read("bottom"), left: read("left"), right: read("right") };
    }

    function fit(context, glide) {
        const bounds = context.meta.bounds;
        if (!bounds) return;
        const [west, south, east, north] = bounds;
        const box = [
            [west, south],
            [east, north],
        ];
        const camera = context.map.cameraForBounds(box, { padding: padding(context), maxZoom: 11 });
        if (!camera) return;
        context.room = roomOf(context);
        context.fitted = true;
        go(context, { center: camera.center, zoom: camera.zoom, bearing: 0, pitch: 0 }, glide);
        // plotly's own double click returns here.
        context.subplot.viewInitial = {
            center: { lon: camera.center.lng, lat: camera.center.lat },
            zoom: camera.zoom,
            bearing: 0,
            pitch: 0,
        };
    }

    function roomOf(context) {
        const box = context.map.getContainer();
        return `${box.clientWidth}x${box.clientHeight}`;
    }

    function refit(context) {
        if (context.fitted && context.room !== roomOf(context)) fit(context, false);
    }

    function zoomBy(steps) {
        if (!current) return;
        const base = current.going?.zoom ?? current.map.getZoom();
        current.fitted = false;
        go(current, { center: current.map.getCenter(), zoom: base + steps }, true);
    }

    const BUTTONS = {
        "map-zoom-in": () => zoomBy(1),
        "map-zoom-out": () => zoomBy(-1),
        "map-home": () => current && fit(current, true),
    };

    document.addEventListener("click", (event) => {
        const button = event.target.closest?.("#map-zoom-in, #map-zoom-out, #map-home");
        if (button) BUTTONS[button.id]();
    });

    /* ---- what others may ask ---- */

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

    /* ---- start ---- */

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
        look();
    }

    if (document.body) start();
    else document.addEventListener("DOMContentLoaded", start);
})();
