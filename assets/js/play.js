/* Playing through the days. A step asks for the next day and waits until the map has shown it, so
   that steps never pile up; it changes the address without an entry in the browser's history. */
(function () {
    "use strict";

    const LOOK_MS = 20;
    const PATIENCE_MS = 20000;
    let playing = false;
    let expected = null; // the day that was asked for last
    let timer = null;

    const at = (id) => document.getElementById(id);

    function speed() {
        const chosen = document.querySelector('.fm-speed[aria-checked="true"]');
        return Number(chosen?.dataset.speed) || 1;
    }

    function show() {
        const button = at("play");
        if (!button) return;
        button.textContent = playing ? button.dataset.pause : button.dataset.play;
        button.setAttribute("aria-pressed", String(playing));
    }

    function stop() {
        playing = false;
        expected = null;
        clearTimeout(timer);
        show();
    }

    function start() {
        const state = window.frontmap.shown();
        if (!state) return;
        playing = true;
        show();
        // From the end it begins anew. This one step is an entry of its own: "back" leads to where
        // playing began.
        const { as_of: day } = state.params;
        const [first, last] = state.span;
        step(day >= last ? first : window.frontmap.shifted(day, 1), false);
    }

    function step(day, replacing) {
        expected = day;
        const began = performance.now();
        window.frontmap.showDay(day, replacing);
        const look = () => {
            if (!playing) return;
            const state = window.frontmap.shown();
            if (state.params.as_of !== expected) return stop(); // somebody else chose a day
            if (window.frontmap.mapContext()?.meta.as_of !== day) {
                if (performance.now() - began > PATIENCE_MS) return stop();
                timer = setTimeout(look, LOOK_MS);
                return;
            }
            const rest = 1000 / speed() - (performance.now() - began);
            timer = setTimeout(() => next(day), Math.max(0, rest));
        };
        look();
    }

    function next(day) {
        if (!playing) return;
        const state = window.frontmap.shown();
        if (state.params.as_of !== day || document.hidden || day >= state.span[1]) return stop();
        step(window.frontmap.shifted(day, 1), true);
    }

    function toggle() {
        if (playing) stop();
        else start();
    }

    document.addEventListener("click", (event) => {
        if (event.target.closest?.("#play")) return toggle();
        const chosen = event.target.closest?.(".fm-speed");
        if (chosen) choose(chosen);
    });

    function choose(chosen) {
        for (const other of document.querySelectorAll(".fm-speed")) {
            other.setAttribute("aria-checked", String(other === chosen));
        }
    }

    /* Space plays and pauses where it has no other meaning, as the arrows step the day. */
    document.addEventListener("keydown", (event) => {
        if (event.key !== " " || event.altKey || event.ctrlKey || event.metaKey) return;
        const focus = document.activeElement;
        const free = !focus || focus === document.body || focus.matches(".fm-timeline");
        if (!free) return;
        event.preventDefault();
        toggle();
    });

    document.addEventListener("frontmap-lost", () => playing && stop());

    document.addEventListener("visibilitychange", () => document.hidden && playing && stop());
})();
