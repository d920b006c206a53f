/* What is put on the clipboard: the address of this view (#share), or the text of an element
   (data-copy names its id). The button says so for a moment (data-done). */
(function () {
  "use strict";

  var DONE_MS = 2000;

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    window.prompt("", text);
    return Promise.resolve();
  }

  /** Text of an element as it is read: one line for each paragraph and item. */
  function textOf(id) {
    var lines = document.getElementById(id).querySelectorAll("p, li");
    return Array.from(lines, function (line) {
      return (line.tagName === "LI" ? "- " : "") + line.textContent;
    }).join("\n");
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("#share, [data-copy]");
    if (!button || button.dataset.label) return;
    var text = button.dataset.copy ? textOf(button.dataset.copy) : window.location.href;
    copy(text).then(function () {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(function () {
        button.textContent = button.dataset.label;
        delete button.dataset.label;
      }, DONE_MS);
    });
  });
})();
