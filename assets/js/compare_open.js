/* Which lists of a comparison are open. The server sends the lists of those alone: a step of the
   day would make and send hundreds of rows that nobody sees. */
(function () {
    "use strict";

    let told = "[]";

    document.addEventListener(
        "toggle",
        (event) => {
            const body = event.target.closest?.("#compare-body");
            if (!body) return;
            const open = [...body.querySelectorAll("details[open][data-kind]")];
            const kinds = open.map((list) => list.dataset.kind);
            if (JSON.stringify(kinds) === told) return;
            told = JSON.stringify(kinds);
            window.dash_clientside.set_props("compare-open", { data: kinds });
        },
        true, // it does not bubble
    );
})();
