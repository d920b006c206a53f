/* The second map of a comparison: where one of the two maps goes, the other follows. Whichever was
   touched last leads: plotly also moves a map, when it puts its own camera back after an update.

   It is followed like the first (see map.js), and the parts that are for every map draw on it too. */
(function () {
    "use strict";

    const { frontmap } = window;
    let following = false;
    let leads = false; // whether the second map is the one that was touched last

    function follow(from, to) {
        if (following || !from || !to?.style) return;
        following = true;
        try {
            to.setMinZoom(from.getMinZoom());
            to.setMaxZoom(from.getMaxZoom());
            const camera = { center: from.getCenter(), zoom: from.getZoom() };
            to.jumpTo(
                { ...camera, bearing: from.getBearing(), pitch: from.getPitch() },
                frontmap.OURS,
            );
        } finally {
            following = false;
        }
    }

    function followFirst() {
        if (!leads) follow(frontmap.mapContext()?.map, other()?.map);
    }

    function followSecond(map) {
        const first = frontmap.mapContext();
        if (!leads || !first) return;
        first.going = null;
        follow(map, first.map);
    }

    const other = frontmap.followMap(".frontmap-map-other", (context, what) => {
        const { map, subplot } = context;
        if (what === "attach") {
            map.on("move", () => followSecond(map));
            map.on("dragend", () => (subplot.dragging = false));
        }
        if (what === "update") followFirst();
        for (const part of frontmap.mapParts) {
            if (part.everyMap) part[what]?.(context);
        }
    });

    frontmap.mapParts.push({ update: followFirst, move: followFirst });

    for (const gesture of ["wheel", "pointerdown", "touchstart", "keydown"]) {
        document.addEventListener(
            gesture,
            (event) => (leads = Boolean(other()?.map.getContainer().contains(event.target))),
            { capture: true, passive: true },
        );
    }
})();
