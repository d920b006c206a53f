/* The map's surroundings in the page's colour scheme. The land keeps its paper in both: the pale
   status colours are mixed with it. */
(function () {
    "use strict";

    const { frontmap } = window;

    function paint(map, layer, property, colour) {
        // Without a style (a lost WebGL context) or the layer, MapLibre would raise an error.
        if (!colour || !map.style || !map.getLayer(layer)) return;
        if (map.getPaintProperty(layer, property) !== colour) {
            map.setPaintProperty(layer, property, colour);
        }
    }

    frontmap.mapParts.push({
        everyMap: true,
        theme({ map, meta }) {
            const scheme = document.documentElement.getAttribute("data-mantine-color-scheme");
            const colours = meta.themes?.[scheme === "dark" ? "dark" : "light"];
            if (!colours) return;
            paint(map, "neighbours-fill", "fill-color", colours.neighbour);
            paint(map, "neighbours-line", "line-color", colours.border);
        },
    });
})();
