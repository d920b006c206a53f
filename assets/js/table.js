/* Cells of the table that are more than text. */
(function () {
  "use strict";

  var components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});

  /** The source's name, as a link where its address is one of the web. */
  components.FrontmapSource = function (props) {
    var url = props.data && props.data.source_url;
    if (!/^https?:\/\//.test(url || "")) return props.value || null;
    return React.createElement(
      "a",
      { href: url, target: "_blank", rel: "noopener noreferrer" },
      props.value || url
    );
  };
})();
