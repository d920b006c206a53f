/* Names of cities, provinces and countries, and the numbers on badges: the browser's own text over the map.
   No glyph server is needed, it is crisp, and Arabic script is shaped.

   Names step aside for badges, for one another and for anything marked data-map-cover; one that
   finds no room is hidden. */
(function () {
    "use strict";

    const { frontmap } = window;
    const GAP = 4;
    // Where a city's name may stand: direction from the point, in the order of preference.
    const SIDES = [
        [1, 0],
        [-1, 0],
        [0, -1],
        [0, 1],
        [1, -1],
        [-1, -1],
        [1, 1],
        [-1, 1],
    ];
    const HERE = [0, 0];
    const NEAR = [HERE, [0, -1], [0, 1]];

    function layerOf(context) {
        if (!context.labelLayer) {
            const layer = document.createElement("div");
            layer.className = "map-labels";
            layer.setAttribute("aria-hidden", "true");
            context.map.getContainer().appendChild(layer);
            context.labelLayer = layer;
        }
        return context.labelLayer;
    }

    function textElement(layer, className, text) {
        const element = document.createElement("span");
        element.className = className;
        element.dir = "auto";
        element.textContent = text;
        layer.appendChild(element);
        return element;
    }

    function rebuild(context) {
        const { labels = [], badges = [] } = context.meta;
        const state = JSON.stringify([labels, badges]);
        if (state === context.labelState) return;
        context.labelState = state;
        const layer = layerOf(context);
        layer.replaceChildren();
        context.badges = badges.map(([lon, lat, number, size, light]) => {
            const look = `map-number${light ? " map-number-light" : ""}`;
            const element = number ? textElement(layer, look, number) : null;
            if (element) element.style.fontSize = `${numberSize(size, number)}px`;
            return { at: [lon, lat], radius: size / 2 + 2, element };
        });
        context.names = labels.map(({ lon, lat, text, kind }) => {
            const element = textElement(layer, `map-name map-name-${kind}`, text);
            return { at: [lon, lat], kind, element, side: null };
        });
        measure(context);
    }

    function numberSize(size, number) {
        return Math.min(13, Math.max(9, size * (number.length > 2 ? 0.42 : 0.54)));
    }

    function measure(context) {
        for (const name of context.names) {
            name.width = name.element.offsetWidth;
            name.height = name.element.offsetHeight;
        }
    }

    /* ---- placing ---- */

    function overlap(a, b) {
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    function square({ x, y, radius }) {
        return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
    }

    function boxAt(name, point, side, clear) {
        const x = point.x + side[0] * (name.width / 2 + clear + GAP);
        const slack = side[0] && side[1] ? 0.6 : 1;
        const y = point.y + side[1] * (name.height / 2 + clear * slack);
        return {
            x,
            y,
            left: x - name.width / 2,
            right: x + name.width / 2,
            top: y - name.height / 2,
            bottom: y + name.height / 2,
        };
    }

    /** Boxes of what lies over the map (data-map-cover), in the map's own pixels. */
    frontmap.mapCovers = (map) => {
        const origin = map.getContainer().getBoundingClientRect();
        const boxes = [...document.querySelectorAll("[data-map-cover]")].map((element) =>
            element.getBoundingClientRect(),
        );
        return boxes
            .filter((box) => box.width && box.height)
            .map((box) => ({
                left: box.left - origin.left,
                right: box.right - origin.left,
                top: box.top - origin.top,
                bottom: box.bottom - origin.top,
            }));
    };

    /** Whether a country's name would lie on the land that the map is about. */
    function isOnLand({ map }, name, box) {
        if (name.kind !== "country" || !map.style || !map.getLayer("land-fill")) return false;
        // Asked at rest only: on the way the last answer is good enough.
        if (!map.isMoving()) {
            const corners = [
                [box.left, box.top],
                [box.right, box.bottom],
            ];
            const found = map.queryRenderedFeatures(corners, { layers: ["land-fill"] });
            name.onLand = found.length > 0;
        }
        return name.onLand;
    }

    /** The best free box for a name, or null: never over text, as little as can be over badges. */
    function place(name, point, room, taken, badges) {
        const own = badges.find((badge) => Math.hypot(badge.x - point.x, badge.y - point.y) < 6);
        const around = own ? SIDES : [HERE, ...SIDES];
        const sides = { city: around, province: NEAR }[name.kind] || [HERE];
        // The side that it had stays the first choice, so that names do not jump about.
        const tried = name.side ? [name.side, ...sides] : sides;
        let best = null;
        for (const side of tried) {
            const box = boxAt(name, point, side, own ? own.radius : 0);
            if (box.left < 2 || box.top < 2) continue;
            if (box.right > room.width - 2 || box.bottom > room.height - 2) continue;
            if (taken.some((other) => overlap(box, other))) continue;
            const hidden = badges.reduce((sum, badge) => sum + overlap(box, square(badge)), 0);
            if (!best || hidden < best.hidden) best = { box, side, hidden };
            if (!hidden) break;
        }
        return best && best.hidden < 0.25 * name.width * name.height ? best : null;
    }

    function put(element, box, shown) {
        element.style.visibility = shown ? "visible" : "hidden";
        if (!shown) return;
        element.style.transform =
            `translate(${Math.round(box.x)}px, ${Math.round(box.y)}px) translate(-50%, -50%)`;
    }

    function draw(context) {
        if (!context.names) return;
        const container = context.map.getContainer();
        const room = { width: container.clientWidth, height: container.clientHeight };
        const badges = context.badges.map((badge) => ({
            ...context.map.project(badge.at),
            radius: badge.radius,
            element: badge.element,
        }));
        for (const badge of badges) {
            if (badge.element) put(badge.element, badge, true);
        }
        const taken = frontmap.mapCovers(context.map);
        const points = context.names.map((name) => context.map.project(name.at));
        for (const [i, name] of context.names.entries()) {
            // A name on another city's point would be read as that city's.
            const others = points.filter((_, j) => j !== i && context.names[j].kind === "city");
            const barred = others.map(({ x, y }) => square({ x, y, radius: 3 }));
            const found = place(name, points[i], room, [...taken, ...barred], badges);
            const shown = Boolean(found) && !isOnLand(context, name, found.box);
            name.side = found && found.side;
            put(name.element, found && found.box, shown);
            if (shown) taken.push(found.box);
        }
    }

    frontmap.mapParts.push({
        everyMap: true,
        attach(context) {
            layerOf(context);
            context.map.on("idle", () => draw(context));
            document.fonts?.ready.then(() => {
                if (!context.names) return;
                measure(context);
                draw(context);
            });
        },
        update: rebuild,
        move: draw,
        arrive: draw,
    });
})();
