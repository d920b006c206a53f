"""Every component id of the page, once."""

from enum import StrEnum


class Id(StrEnum):
    """Ids used by callbacks, clientside scripts and styles."""

    URL = "url"
    VIEW = "view"
    NOTICES = "notices"
    # header
    AS_OF = "as-of"
    DAY_BEFORE = "day-before"
    DAY_AFTER = "day-after"
    TAB = "tab"
    SHARE = "share"
    SNAPSHOT_MENU = "snapshot-menu"
    SNAPSHOT_PNG = "snapshot-png"
    SNAPSHOT_SVG = "snapshot-svg"
    SNAPSHOT_PDF = "snapshot-pdf"
    DATA_MENU = "data-menu"
    EVENTS_CSV = "events-csv"
    EVENTS_GEOJSON = "events-geojson"
    STATUS_JSON = "status-json"
    # filters
    DATES = "dates"
    PROVINCE = "province"
    FAMILIES = "families"
    TYPES = "types"
    EVENT_COUNT = "event-count"
    ASSESSMENT = "assessment"
    ASSESSMENT_NOTE = "assessment-note"
    BOUNDARIES = "boundaries"
    DOCUMENTED = "documented"
    FIND_UNIT = "find-unit"
    # regions
    MAP = "map"
    MAP_ZOOM = "map-zoom"
    SUMMARY = "summary"
    DETAILS = "details"
    REPORTED = "reported"
    TIMELINE = "timeline"
    TABLE = "table"
    TABLE_COUNT = "table-count"
    TABLE_PANEL = "table-panel"
    TABLE_MOUNTED = "table-mounted"
    METHOD_PANEL = "method-panel"
