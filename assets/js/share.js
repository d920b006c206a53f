/* The share button: puts the address of this view on the clipboard. */
(function () {
  "use strict";

  var DONE_MS = 2000;

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    window.prompt("", text);
    return Promise.resolve();
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("#share");
    if (!button || button.dataset.label) return;
    copy(window.location.href).then(function () {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(function () {
        button.textContent = button.dataset.label;
        delete button.dataset.label;
      }, DONE_MS);
    });
  });
})();
