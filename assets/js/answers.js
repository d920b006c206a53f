/* Asking the server, and what becomes of the page when it does not answer: no network, an error, or
   nothing for a long time.

   A change of the address is a step, and each region of the page asks for its own part of it. What
   comes is held back until the parts are there that a view is nothing without. If one of those is
   lost, the page shows nothing of the step: address and controls go back to the view that is shown.
   Other parts that are lost stay as they were. Either way a banner says so, and its button asks
   again.

   Dash has no hook for a request that fails; it asks by the `fetch` of the window. */
(function () {
    "use strict";

    const PATH = "/_dash-update-component";
    const PATIENCE_MS = 20000;
    const CONTROLS = "view.data";
    const NEEDED = [CONTROLS, "map.figure", "summary.children"];

    const fetchAny = window.fetch.bind(window);
    const asked = new Set(); // requests that are under way
    const lost = new Set(); // requests that have not been answered, and may be asked again
    let step = null; // the last one that was asked for
    let shown = null; // the last view that came: its query, and the answer that sets the controls
    let wanted = null; // query of a step that was given up; null where none was

    window.fetch = (address, options) =>
        String(address).includes(PATH) ? answer(address, options) : fetchAny(address, options);

    function answer(address, options) {
        const request = { ...read(options.body), address, options, step: null };
        // Dash does not wait for an answer to what it asks for anew.
        for (const other of [...asked, ...lost]) if (other.output === request.output) drop(other);
        if (request.search !== shown?.search) {
            if (request.search !== step?.search) begin(request.search);
            request.step = step;
        } else if (request.stepped) {
            begin(request.search);
            if (request.needed) return asShown(request);
        }
        return new Promise((resolve) => {
            request.resolve = resolve;
            ask(request);
        });
    }

    function read(body) {
        const { output, inputs, state = [], changedPropIds } = JSON.parse(body);
        const isQuery = ({ id, property }) => id === "url" && property === "search";
        const outputs = output.replace(/^\.\.|\.\.$/g, "").split("...");
        return {
            output,
            search: [...inputs, ...state].find(isQuery)?.value || "",
            needed: NEEDED.find((name) => outputs.includes(name)),
            stepped: changedPropIds.join() === "url.search",
        };
    }

    /* ---- steps ---- */

    function begin(search) {
        if (step?.search === search) return;
        if (step && !step.whole) abandon(step);
        for (const request of lost) drop(request); // of a view that is not asked for any more
        step = { search, missing: new Set(NEEDED), held: [], whole: search === shown?.search };
    }

    /** Let what came of a step be seen once everything is there that it needs. */
    function hold(request, reply) {
        const { step: its } = request;
        if (!its || its.whole) return request.resolve(reply.response());
        its.held.push([request, reply]);
        its.missing.delete(request.needed);
        if (request.needed === CONTROLS) its.controls = reply.text;
        if (its.missing.size) return;
        its.whole = true;
        shown = { search: its.search, controls: its.controls };
        wanted = null;
        for (const [held, came] of its.held) held.resolve(came.response());
    }

    function abandon(given) {
        for (const request of [...asked, ...lost]) if (request.step === given) drop(request);
        for (const [request] of given.held) request.resolve(nothing());
    }

    /** Back to the view that is shown. */
    function giveUp() {
        wanted = step.search;
        abandon(step);
        step = null;
        goTo(shown.search);
    }

    /** What a region shows already is not asked for; the controls may have to be set back. */
    function asShown(request) {
        if (request.needed !== CONTROLS) return Promise.resolve(nothing());
        const { multi, response } = JSON.parse(shown.controls);
        // Panels and notices are as they were; made anew, they would lose what was done in them.
        for (const props of Object.values(response)) delete props.children;
        return Promise.resolve(new Response(JSON.stringify({ multi, response })));
    }

    /* ---- requests ---- */

    function ask(request) {
        const { address, options } = request;
        const stop = (request.stop = new AbortController());
        const timer = setTimeout(() => lose(request), PATIENCE_MS);
        asked.add(request);
        const isLast = () => request.stop === stop && (asked.has(request) || lost.has(request));
        whole(address, { ...options, signal: stop.signal })
            .then(
                (reply) => isLast() && take(request, reply),
                () => isLast() && lose(request),
            )
            .finally(() => clearTimeout(timer));
        say();
    }

    async function whole(address, options) {
        const reply = await fetchAny(address, options);
        if (!reply.ok) throw new Error(`status ${reply.status}`);
        const { status, headers } = reply;
        const text = await reply.text();
        return { text, response: () => new Response(text || null, { status, headers }) };
    }

    function take(request, reply) {
        forget(request);
        hold(request, reply);
        say();
    }

    /** No answer so far; one that comes late is still taken. */
    function lose(request) {
        if (!asked.delete(request)) return;
        lost.add(request);
        if (request.needed && shown && request.step === step && !step?.whole) giveUp();
        document.dispatchEvent(new CustomEvent("frontmap-lost"));
        say();
    }

    function drop(request) {
        forget(request);
        request.stop.abort();
        request.resolve(nothing());
    }

    function forget(request) {
        asked.delete(request);
        lost.delete(request);
    }

    /** An answer that changes nothing. */
    function nothing() {
        return new Response(null, { status: 204 });
    }

    /* ---- the banner ---- */

    /** It stays until everything has been answered that was asked for. */
    function say() {
        const banner = document.getElementById("lost");
        if (!banner) return;
        const busy = asked.size > 0;
        const lacking = lost.size > 0 || wanted !== null;
        if (lacking || !busy) banner.hidden = !lacking;
        banner.classList.toggle("fm-asking", busy);
    }

    function askAgain() {
        if (wanted !== null) return goTo(wanted);
        for (const request of [...lost]) {
            lost.delete(request);
            request.stop.abort();
            ask(request);
        }
    }

    /** As a link of Dash's does it, but without an entry in the browser's history. */
    function goTo(search) {
        window.history.replaceState(window.history.state, "", window.location.pathname + search);
        window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }

    document.addEventListener("click", (event) => {
        if (event.target.closest?.("#ask-again")) askAgain();
    });

    /** For the other files: another address in the place of this one, and whether the address was
        set back, so that its entry in the browser's history is a second one of the same view. */
    window.frontmap = Object.assign(window.frontmap || {}, { goTo, isSetBack: () => wanted !== null });
})();
