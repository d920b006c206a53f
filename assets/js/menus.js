/* The header's menus close when one clicks elsewhere, takes something or presses Escape. */
(function () {
  "use strict";

  function closeAllBut(kept) {
    document.querySelectorAll(".fm-menu[open]").forEach(function (menu) {
      if (menu !== kept) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    var inside = event.target.closest(".fm-menu");
    closeAllBut(event.target.closest(".fm-menu-list a") ? null : inside);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.querySelector(".fm-menu[open]");
    closeAllBut(null);
    if (open) open.querySelector("summary").focus();
  });
})();
