/* On a phone: buttons open the filters and the details as sheets from below; Escape and the
   button in the sheet close them. */
(function () {
  "use strict";

  function close() {
    document.querySelectorAll(".fm-sheet.fm-open").forEach(function (sheet) {
      sheet.classList.remove("fm-open");
    });
  }

  function open(id) {
    close();
    var sheet = document.getElementById(id);
    sheet.classList.add("fm-open");
    sheet.querySelector(".fm-sheet-close").focus();
  }

  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-sheet]");
    if (opener) open(opener.dataset.sheet);
    else if (event.target.closest(".fm-sheet-close")) close();
    // A link that selects something shows it; in the sheet itself it is in sight already.
    else if (event.target.closest('a[href*="select="]') && !event.target.closest(".fm-sheet.fm-open")) show("side");
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") close();
  });

  /** Open a sheet where the page has sheets; elsewhere its content is in sight anyway. */
  function show(id) {
    var buttons = document.querySelector(".fm-sheet-buttons");
    if (buttons && getComputedStyle(buttons).display !== "none") open(id);
  }

  window.frontmap = Object.assign(window.frontmap || {}, { showSheet: show });
})();
