/* Controls -> URL. Every control writes its change into the query string; the server answers
   from there and sets the controls. The store "view" says which parameters the page shows, so
   a control that the server has set changes nothing. */
(function () {
  "use strict";

  var namespace = (window.dash_clientside = window.dash_clientside || {});
  var DAY_MS = 86400000;
  var RENEW_MS = 4000;
  var RENEWED = "frontmap-renewed";
  var renewal = null;
  var shown = null; // parameters, defaults and type families, as the server last said or we asked

  function setProps(id, props) {
    window.dash_clientside.set_props(id, props);
  }

  /** Ask for a view that differs from the present one in some parameters. */
  function change(changes, replacing) {
    if (!shown) return;
    var next = Object.assign({}, shown.params, changes);
    var changed = Object.keys(next).some(function (name) {
      return next[name] !== shown.params[name];
    });
    if (!changed) return;
    shown = Object.assign({}, shown, { params: next });
    var search = queryOf(next, shown.defaults);
    if (replacing || window.frontmap.isSetBack()) window.frontmap.goTo(search);
    else setProps("url", { search: search });
  }

  function queryOf(params, defaults) {
    var parts = Object.keys(params)
      .filter(function (name) {
        return params[name] !== defaults[name];
      })
      .map(function (name) {
        var value = encodeURIComponent(params[name]);
        return name + "=" + value.replace(/%2C/g, ",").replace(/%40/g, "@");
      });
    return parts.length ? "?" + parts.join("&") : "";
  }

  /** A click on a map selects what is there. */
  function clicked(map, click) {
    if (!click || !click.points || !click.points.length) return;
    // Reset, or a second click on the same mark would say nothing.
    setProps(map, { clickData: null });
    change({ select: selectionOf(click.points[0]) });
    window.frontmap.showSheet("side");
  }

  /** Another side to compare with; one that is compared already changes nothing. */
  function compareWith(name, day) {
    var was = shown.compared;
    if (was.assessment === name && was.day === day) return;
    var other = day === shown.params.as_of ? name : name + "@" + day;
    change({ compare: name === shown.params.assessment ? day : other });
  }

  function shifted(day, days) {
    return new Date(Date.parse(day + "T00:00:00Z") + days * DAY_MS).toISOString().slice(0, 10);
  }

  /** Days whose middle lies within a drag over the timeline; at least one day. */
  function draggedDays(x) {
    var edges = x
      .map(function (edge) {
        return typeof edge === "number" ? edge : Date.parse(edge.replace(" ", "T") + (edge.length > 10 ? "Z" : "T00:00:00Z"));
      })
      .sort(function (a, b) {
        return a - b;
      });
    var first = Math.ceil((edges[0] - DAY_MS / 2) / DAY_MS);
    var last = Math.floor((edges[1] - DAY_MS / 2) / DAY_MS);
    if (last < first) first = last = Math.floor((edges[0] + edges[1]) / 2 / DAY_MS);
    return [first, last].map(function (day) {
      return new Date(day * DAY_MS).toISOString().slice(0, 10);
    });
  }

  namespace.frontmap = Object.assign(namespace.frontmap || {}, {
    remember: function (state) {
      shown = state;
      ["before", "after"].forEach(function (way) {
        var button = document.getElementById("change-" + way);
        if (button) button.disabled = !state.changes[way];
      });
      document.querySelectorAll("[data-total]").forEach(function (row) {
        row.classList.toggle("fm-chosen", state.params.select === "total:" + row.dataset.total);
      });
      var play = document.getElementById("play");
      if (play) {
        // What is said of one day alone cannot be played.
        play.disabled = state.span[0] === state.span[1];
        play.title = play.disabled ? play.dataset.oneDay : "";
      }
    },
    asOf: function (day) {
      if (day) change({ as_of: String(day).slice(0, 10) });
    },
    dates: function (days) {
      if (days && days[0] && days[1]) {
        change({ from: String(days[0]).slice(0, 10), to: String(days[1]).slice(0, 10) });
      }
    },
    province: function (codes) {
      change({ province: (codes || []).slice().sort().join(",") });
    },
    types: function (types) {
      if (shown) change({ type: typeParam(types || []) });
    },
    families: function (families) {
      if (!shown) return;
      var types = shownTypes();
      Object.keys(shown.families).forEach(function (family) {
        var members = shown.families[family];
        var was = members.every(function (type) {
          return types.indexOf(type) >= 0;
        });
        var is = families.indexOf(family) >= 0;
        if (is === was) return;
        types = types.filter(function (type) {
          return members.indexOf(type) < 0;
        });
        if (is) types = types.concat(members);
      });
      change({ type: typeParam(types) });
    },
    assessment: function (name) {
      if (name) change({ assessment: name });
    },
    boundaries: function (name) {
      if (name) change({ boundaries: name });
    },
    documented: function (on) {
      change({ documented: on ? "1" : "0" });
    },
    layer: function (layer) {
      if (layer) change({ layer: layer });
    },
    tab: function (tab) {
      if (tab) change({ tab: tab });
    },
    find: function (unit) {
      if (unit) change({ select: unit });
    },
    stepBack: function (clicks) {
      if (clicks && shown) change({ as_of: shifted(shown.params.as_of, -1) });
    },
    stepForward: function (clicks) {
      if (clicks && shown) change({ as_of: shifted(shown.params.as_of, 1) });
    },
    changeBefore: function (clicks) {
      if (clicks && shown && shown.changes.before) change({ as_of: shown.changes.before });
    },
    changeAfter: function (clicks) {
      if (clicks && shown && shown.changes.after) change({ as_of: shown.changes.after });
    },
    compareAssessment: function (name) {
      if (name && shown) compareWith(name, shown.compared.day);
    },
    compareDay: function (day) {
      if (day && shown) compareWith(shown.compared.assessment, String(day).slice(0, 10));
    },
    compareAs: function (how) {
      if (how) change({ compare_as: how });
    },
    mapClick: function (click) {
      clicked("map", click);
    },
    otherClick: function (click) {
      clicked("compare-map", click);
    },
    totalClick: function (click) {
      clicked("ledger-chart", click);
    },
    brush: function (selected) {
      var x = selected && selected.range && selected.range.x;
      if (!x) return;
      var days = draggedDays(x);
      change({ from: days[0], to: days[1] });
    },
    row: function (rows) {
      if (rows && rows.length) change({ select: rows[0].event_id });
    },
    renew: function (version) {
      if (version) loadAnew();
    },
    refreshTable: function () {
      if (window.dash_ag_grid && window.dash_ag_grid.getApi) {
        try {
          window.dash_ag_grid.getApi("table").purgeInfiniteCache();
        } catch (error) {
          /* the grid is not mounted yet; it will ask for its rows itself */
        }
      }
    },
  });

  /** For the other files: what is shown, another day, and the day some days from one. */
  window.frontmap = Object.assign(window.frontmap || {}, {
    shown: function () {
      return shown;
    },
    showDay: function (day, replacing) {
      change({ as_of: day }, replacing);
    },
    shifted: shifted,
  });

  /** Arrow keys step the as-of day where they have no other meaning: on the timeline, or
      nowhere in particular. */
  document.addEventListener("keydown", function (event) {
    var steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!steps || !shown || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var at = document.activeElement;
    if (at && at !== document.body && !at.closest(".fm-timeline")) return;
    change({ as_of: shifted(shown.params.as_of, steps) });
  });

  /** Another version of the dataset is served: load the page anew, the URL keeps the view. While
      several workers do not all have it yet, do so only every few seconds. */
  function loadAnew() {
    var last = Number(sessionStorage.getItem(RENEWED)) || 0;
    var wait = Date.now() - last < RENEW_MS ? RENEW_MS : 0;
    clearTimeout(renewal);
    renewal = setTimeout(function () {
      sessionStorage.setItem(RENEWED, String(Date.now()));
      window.location.reload();
    }, wait);
  }

  /** A badge of one incident selects it, one of several selects its spots, a district itself:
      a polygon by its location, a point by the id that comes first. */
  function selectionOf(point) {
    if (point.location) return point.location;
    var data = point.customdata || [];
    var spots = data[0] || "";
    return data.length === 2 && spots.charAt(0) === "@" ? data[1] : spots;
  }

  function shownTypes() {
    var type = shown.params.type;
    if (type === "none") return [];
    return type ? type.split(",") : allTypes();
  }

  function allTypes() {
    return Object.keys(shown.families).reduce(function (all, family) {
      return all.concat(shown.families[family]);
    }, []);
  }

  /** Types as the query writes them: in the page's order; all is empty, none is "none". */
  function typeParam(types) {
    if (!types.length) return "none";
    var every = allTypes();
    if (types.length === every.length) return "";
    return every
      .filter(function (type) {
        return types.indexOf(type) >= 0;
      })
      .join(",");
  }
})();
