/* The scale bar: fills the empty element #map-scale. The unit's word is its data-unit. */
(function () {
    "use strict";

    const { frontmap } = window;
    const LONGEST_PX = 120;
    const WIDEST_SHARE = 0.2; // of the map's width: on a phone other cards stand beside it

    function niceKilometres(most) {
        const power = 10 ** Math.floor(Math.log10(most));
        return [5, 2, 1].find((step) => step * power <= most) * power;
    }

    function kilometresPerPixel(map) {
        const middle = map.getContainer().clientHeight / 2;
        const left = map.unproject([0, middle]);
        return left.distanceTo(map.unproject([100, middle])) / 100_000;
    }

    function piece(box, name) {
        const found = box.querySelector(`.${name}`);
        if (found) return found;
        const made = document.createElement("span");
        made.className = name;
        return box.appendChild(made);
    }

    frontmap.mapParts.push({
        move({ map }) {
            const box = document.getElementById("map-scale");
            const perPixel = box && kilometresPerPixel(map);
            if (!perPixel) return;
            const widest = map.getContainer().clientWidth * WIDEST_SHARE;
            const length = niceKilometres(perPixel * Math.min(LONGEST_PX, widest));
            const number = new Intl.NumberFormat(document.documentElement.lang || "en");
            piece(box, "map-scale-bar").style.width = `${Math.round(length / perPixel)}px`;
            piece(box, "map-scale-text").textContent =
                `${number.format(length)} ${box.dataset.unit || "km"}`;
        },
    });
})();
