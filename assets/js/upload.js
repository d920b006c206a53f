/* Dropping a file on the data tab: first it is only checked and the outcome shown, then, if the
   user wants it, published. The server's words and the file's text are set as text, never as
   markup. */
(function () {
  "use strict";

  var COUNTS = ["read", "accepted", "updated", "duplicates", "rejected",
    "outside", "without_point", "without_unit", "near_border", "disagreements"];

  function words() {
    return JSON.parse(document.querySelector(".fm-drop[data-words]").dataset.words);
  }

  function element(name, text, className) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function show() {
    var result = document.getElementById("upload-result");
    result.replaceChildren.apply(result, arguments);
    return result;
  }

  function button(text, action, primary) {
    var made = element("button", text, primary ? "fm-button fm-primary" : "fm-button");
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  function send(file, fields) {
    var form = new FormData();
    Object.keys(fields).forEach(function (name) {
      form.append(name, fields[name]);
    });
    form.append("file", file, file.name);
    return fetch("/upload", { method: "POST", body: form, headers: { "X-Frontmap": "upload" } })
      .then(function (response) {
        return response.json();
      })
      .catch(function () {
        return { error: words().lost };
      });
  }

  function figures(report) {
    var list = element("dl", "", "fm-report-figures");
    COUNTS.forEach(function (name) {
      var pair = element("div");
      pair.append(element("dt", words()["count_" + name]), element("dd", report[name].toLocaleString()));
      list.append(pair);
    });
    return list;
  }

  /** How often each reason was given, under its heading; nothing if none was. */
  function reasons(report, name) {
    var given = Object.keys(report[name]);
    var box = element("div");
    if (!given.length) return box;
    var list = element("ul");
    given.forEach(function (reason) {
      list.append(element("li", report[name][reason].toLocaleString() + " × " + reason));
    });
    box.append(element("h4", words()[name]), list);
    return box;
  }

  /** A sentence of the catalogue with a list in it. */
  function listed(sentence, items, className) {
    return element("p", sentence.split("{}").join(items.join(", ")), className);
  }

  function names(report) {
    var known = words();
    var shown = report.unmatched_names.slice(0, known.names_shown);
    var box = element("div");
    if (!shown.length) return box;
    var more = report.unmatched_total - shown.length;
    if (more > 0) shown.push(known.more.split("{}").join(more.toLocaleString()));
    box.append(listed(known.unmatched, shown));
    return box;
  }

  /** Try a file without writing anything. */
  function check(file, mapping) {
    show(element("p", words().checking));
    return send(file, { dry_run: "1", mapping: mapping || "" }).then(function (answer) {
      if (answer.error) {
        fault(file, answer.error, mapping);
        return;
      }
      var report = answer.report;
      var recognised = report.files[0].format + ": " + report.files[0].recognised_by;
      var next = report.changed
        ? button(words().publish, function () { publish(file, mapping); }, true)
        : element("p", words().nothing_new);
      show(element("p", words().would), element("p", recognised, "fm-note"), figures(report),
        reasons(report, "reasons"), reasons(report, "remarks"), names(report), notes(report), next);
    });
  }

  function notes(report) {
    var box = element("div");
    report.notes.forEach(function (note) {
      box.append(element("p", note, "fm-note"));
    });
    report.files.forEach(function (part) {
      part.notes.forEach(function (note) {
        box.append(element("p", note, "fm-note"));
      });
      if (part.columns_not_taken.length) {
        box.append(listed(words().columns, part.columns_not_taken, "fm-note"));
      }
    });
    return box;
  }

  /** Say what is wrong; where a table needs a mapping, propose one to edit. */
  function fault(file, sentence, mapping) {
    show(element("p", sentence, "fm-fault"),
      button(words().suggest, function () { suggest(file, sentence); }));
    if (mapping) edit(file, mapping);
  }

  function suggest(file, sentence) {
    send(file, { suggest: "1" }).then(function (answer) {
      if (answer.error) {
        show(element("p", answer.error, "fm-fault"));
        return;
      }
      show(element("p", sentence, "fm-fault"));
      edit(file, answer.mapping);
    });
  }

  function edit(file, mapping) {
    var label = element("label", words().mapping);
    var area = element("textarea", "", "fm-mapping");
    area.value = mapping;
    area.rows = Math.min(28, mapping.split("\n").length + 1);
    area.spellcheck = false;
    label.append(area);
    document.getElementById("upload-result").append(label,
      button(words().read_again, function () { check(file, area.value); }, true));
  }

  function publish(file, mapping) {
    show(element("p", words().publishing));
    send(file, { mapping: mapping || "" }).then(function (answer) {
      if (answer.error) {
        fault(file, answer.error, mapping);
        return;
      }
      // The new version's page, its report on top.
      window.location.assign("/?tab=data");
    });
  }

  function choose() {
    var input = element("input");
    input.type = "file";
    input.addEventListener("change", function () {
      if (input.files.length) check(input.files[0]);
    });
    input.click();
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-upload=choose]")) choose();
  });

  ["dragover", "dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var box = event.target.closest && event.target.closest(".fm-drop[data-words]");
      // A file that misses the box must not replace the page.
      event.preventDefault();
      if (!box) return;
      box.classList.toggle("fm-over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) check(event.dataTransfer.files[0]);
    });
  });
})();
