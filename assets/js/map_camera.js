/* The map's camera: fits the subject into the room that is free of cards, follows a change of
   subject or of the room, and serves the buttons #map-zoom-in, #map-zoom-out and #map-home.

   `meta.bounds` is what has to be seen, `meta.hull` the outline (lon, lat) that has to be clear
   of the cards over the map, `meta.subject` its name. */
(function () {
    "use strict";

    const { frontmap } = window;
    const ZOOM_STEP = 0.5;
    const FARTHEST = 3;
    const CLOSEST = 12;
    const GLIDE_MS = 320;
    const GUARD_MS = 800;
    const STEP_PX = 12;

    function go(context, camera, glide) {
        const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        const duration = glide && !calm ? GLIDE_MS : 0;
        context.going = null; // where an earlier glide stops now does not matter
        if (duration) context.map.easeTo({ ...camera, duration, essential: true }, frontmap.OURS);
        else context.map.jumpTo(camera, frontmap.OURS);
        context.going = camera;
        setTimeout(() => release(context, camera, 3), duration + GUARD_MS);
    }

    /** Gives the camera free once it is where it was sent; on a busy machine that takes longer. */
    function release(context, camera, tries) {
        if (context.going !== camera) return;
        if (tries && !isAt(context, camera)) {
            finish(context);
            setTimeout(() => release(context, camera, tries - 1), GUARD_MS);
            return;
        }
        context.going = null;
        refit(context);
    }

    /** Goes all the way after all: an update of the figure makes plotly put back its own camera. */
    function finish(context) {
        const { going, map } = context;
        if (going && !map.isMoving() && !isAt(context, going)) map.jumpTo(going, frontmap.OURS);
    }

    function isAt({ map }, { center, zoom }) {
        const here = map.getCenter();
        const near = Math.abs(here.lng - center.lng) + Math.abs(here.lat - center.lat) < 1e-5;
        return near && Math.abs(map.getZoom() - zoom) < 1e-5;
    }

    /* ---- fitting ---- */

    function mercator([lon, lat]) {
        const y = Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
        return [lon / 360, -y];
    }

    function basePadding(context) {
        const style = getComputedStyle(context.gd);
        const read = (side) => parseFloat(style.getPropertyValue(`--map-pad-${side}`)) || 0;
        return { top: read("top"), bottom: read("bottom"), left: read("left"), right: read("right") };
    }

    /** Pixel positions of points along the hull, if the map stood at a camera. */
    function hullPixels(hull, camera, room) {
        const world = 512 * 2 ** camera.zoom;
        const [cx, cy] = mercator([camera.center.lng, camera.center.lat]);
        const at = (point) => {
            const [x, y] = mercator(point);
            return [(x - cx) * world + room.width / 2, (y - cy) * world + room.height / 2];
        };
        return hull.flatMap((point, i) => {
            const [ax, ay] = at(point);
            const [bx, by] = at(hull[(i + 1) % hull.length]);
            const count = Math.ceil(Math.hypot(bx - ax, by - ay) / STEP_PX) || 1;
            const share = Array.from({ length: count }, (_, k) => k / count);
            return share.map((s) => [ax + s * (bx - ax), ay + s * (by - ay)]);
        });
    }

    function isCovered(points, covers) {
        return covers.some((box) =>
            points.some(
                ([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom,
            ),
        );
    }

    function roomOf({ map }) {
        const box = map.getContainer();
        return { width: box.clientWidth, height: box.clientHeight };
    }

    /** Boxes of the cards in the upper half, which the subject can be moved away from. */
    function cardsAbove({ map }, room) {
        return frontmap.mapCovers(map).filter((box) => box.top < room.height / 2);
    }

    /** Camera that shows the bounds: as large as can be, but with no land under a card at the top. */
    function fitted(context) {
        const { bounds: box, hull = [] } = context.meta;
        if (!box) return null;
        const bounds = [box.slice(0, 2), box.slice(2)];
        const room = roomOf(context);
        const covers = cardsAbove(context, room);
        const padding = basePadding(context);
        let best = null;
        for (; padding.top < room.height / 2; padding.top += STEP_PX) {
            const camera = context.map.cameraForBounds(bounds, { padding, maxZoom: CLOSEST });
            if (!camera) break;
            best ??= camera;
            if (!isCovered(hullPixels(hull, camera, room), covers)) return camera;
        }
        return best;
    }

    function fit(context, glide) {
        const camera = fitted(context);
        if (!camera) return;
        const { center, zoom } = camera;
        const level = { bearing: 0, pitch: 0 };
        // A large country, or incidents far from it, may not fit at the farthest we go otherwise.
        context.map.setMinZoom(Math.min(FARTHEST, zoom));
        context.home = { center, zoom, room: roomOf(context) };
        // plotly's own double click returns here.
        context.subplot.viewInitial = { center: { lon: center.lng, lat: center.lat }, zoom, ...level };
        go(context, { center, zoom, ...level }, glide);
    }

    /* ---- following ---- */

    function follow(context) {
        if (context.meta.subject !== context.subject) {
            const glide = context.subject !== undefined;
            context.subject = context.meta.subject;
            fit(context, glide);
        } else {
            finish(context);
        }
    }

    /** Fits again where the user has not moved the map and the old fit no longer holds. */
    function refit(context) {
        const { meta, home } = context;
        if (!home || !isAt(context, home)) return;
        const room = roomOf(context);
        const resized = room.width !== home.room.width || room.height !== home.room.height;
        const points = hullPixels(meta.hull || [], home, room);
        if (resized || isCovered(points, cardsAbove(context, room))) fit(context, false);
    }

    function arrive(context) {
        if (context.going) requestAnimationFrame(() => finish(context));
        tellZoom(context);
    }

    /** The server merges badges that would overlap: it has to know the zoom, by steps. */
    function tellZoom(context) {
        const store = context.meta.zoom_store;
        const step = Math.floor(context.map.getZoom() / ZOOM_STEP) * ZOOM_STEP;
        if (!store || step === context.step || !window.dash_clientside?.set_props) return;
        context.step = step;
        window.dash_clientside.set_props(store, { data: step });
    }

    /* ---- buttons ---- */

    function zoomBy(context, steps) {
        const { map, going } = context;
        const { zoom, center } = going || { zoom: map.getZoom(), center: map.getCenter() };
        const wanted = Math.min(Math.max(zoom + steps, map.getMinZoom()), CLOSEST);
        go(context, { zoom: wanted, center }, true);
    }

    const BUTTONS = {
        "map-zoom-in": (context) => zoomBy(context, 1),
        "map-zoom-out": (context) => zoomBy(context, -1),
        "map-home": (context) => fit(context, true),
    };

    document.addEventListener("click", (event) => {
        const button = event.target.closest?.("#map-zoom-in, #map-zoom-out, #map-home");
        const context = button && frontmap.mapContext();
        if (context) BUTTONS[button.id](context);
    });

    frontmap.mapParts.push({
        attach(context) {
            const { map } = context;
            for (const gesture of ["wheel", "pointerdown", "keydown"]) {
                // From here on the camera is the user's.
                map.getCanvasContainer().addEventListener(gesture, () => (context.going = null), {
                    passive: true,
                });
            }
            map.setMaxZoom(CLOSEST);
            map.on("resize", () => refit(context));
            context.cards = new Set();
            context.cardSizes = new ResizeObserver(() => refit(context));
            map.once("remove", () => context.cardSizes.disconnect());
            // plotly frees the camera only at "mouseup": after a touch it would stay deaf.
            map.on("dragend", () => (context.subplot.dragging = false));
        },
        update(context) {
            follow(context);
            for (const card of document.querySelectorAll("[data-map-cover]")) {
                if (context.cards.has(card)) continue;
                context.cards.add(card);
                context.cardSizes.observe(card);
            }
        },
        arrive,
    });
})();
