"""The draft of a mapping as TOML with comments, for its owner to look through."""

from dataclasses import dataclass, field

from geodata.readers.days import Order
from geodata.readers.mapping import quoted
from geodata.readers.mapping_rules import OWN_COLUMNS, VALUE_WORDS

_WIDTH = 44  # where the comments behind the lines begin


@dataclass
class MappingDraft:
    """What has been found out about a table so far.

    Attributes
    ----------
    file, description : str
        Name of the file, and what it is in words.
    source : str
        Proposed name of the source.
    sheet : str or None
    columns : dict
        Our column -> the file's: what is proposed.
    doubtful : dict
        Our column -> the file's: what is only mentioned, commented out.
    remarks : dict
        Our column (or "date_order") -> the sentences above its line.
    questions : dict
        The same for what has to be answered before the table can be read.
    samples : dict
        The file's column -> some of its values.
    order : {"day", "month"} or None
    words : dict
        Our column -> (the file's word, ours, remark) of each value to translate.
    unused : list of str
        The file's columns that nothing is read from.
    """

    file: str
    description: str
    source: str
    sheet: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    order: Order | None = None
    words: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)

    def remark(self, ours: str, sentence: str) -> None:
        self.remarks.setdefault(ours, []).append(sentence)


def draft_text(draft: MappingDraft) -> str:
    """The draft as TOML: what is proposed, what is doubtful in comments, what is left over."""
    lines = [
        f"# How Frontmap reads {_shown(draft.file)} ({_shown(draft.description)}): a proposal.",
        "# Look through it, then give it: frontmap ingest FILE --mapping THIS_FILE",
        "",
        _commented(f"source = {quoted(draft.source)}", "the name under which incidents are shown"),
        *_sheet(draft),
        *_date_order(draft),
        "",
        '[columns]  # ours = "theirs"',
        *(line for ours in OWN_COLUMNS for line in _column(draft, ours)),
        *_leftover(draft),
        *(line for ours in draft.words for line in _section(draft, ours)),
        *_constants(draft),
    ]
    return "\n".join(lines) + "\n"


def _sheet(draft: MappingDraft) -> list[str]:
    return [] if draft.sheet is None else [f"sheet = {quoted(draft.sheet)}"]


def _date_order(draft: MappingDraft) -> list[str]:
    if "date_order" in draft.questions:
        return [*_above(draft, "date_order"), '# date_order = "day"']
    if draft.order is None:
        return []
    return [*_above(draft, "date_order"), f"date_order = {quoted(draft.order)}"]


def _column(draft: MappingDraft, ours: str) -> list[str]:
    above = _above(draft, ours)
    if ours in draft.columns:
        theirs = draft.columns[ours]
        seen = ", ".join(_shown(value, 24) for value in draft.samples.get(theirs, []))
        return [*above, _commented(f"{ours} = {quoted(theirs)}", seen)]
    if ours in draft.doubtful:
        return [*above, f"# {ours} = {quoted(draft.doubtful[ours])}"]
    if ours in draft.questions:
        return [*above, f'# {ours} = "name of the column"']
    return above


def _above(draft: MappingDraft, ours: str) -> list[str]:
    question = [f"QUESTION: {draft.questions[ours]}"] if ours in draft.questions else []
    sentences = [*question, *draft.remarks.get(ours, [])]
    # A header may hold anything, a comment no line break.
    return [f"# {''.join(c if c.isprintable() else ' ' for c in text)}" for text in sentences]


def _leftover(draft: MappingDraft) -> list[str]:
    if not draft.unused:
        return []
    return ["", "# Not used:", *(f"#   {_shown(column, 200)}" for column in draft.unused)]


def _section(draft: MappingDraft, ours: str) -> list[str]:
    """The translation of a column's values; commented out where the column is."""
    mark = "" if ours in draft.columns else "# "
    lines = [
        _commented(f"{mark}{quoted(theirs)} = {quoted(word)}", remark)
        for theirs, word, remark in draft.words[ours]
    ]
    choice = f"# theirs = ours, one of: {', '.join(VALUE_WORDS[ours])}"
    return ["", choice, f"{mark}[values.{ours}]", *lines]


def _constants(draft: MappingDraft) -> list[str]:
    if "location_precision" in draft.columns or not {"lat", "lat_lon", "lon_lat"} & set(
        draft.columns
    ):
        return []
    return [
        "",
        "[constants]  # where the columns give nothing",
        _commented('location_precision = "town"', "what a point stands for: exact, town, district"),
    ]


def _commented(line: str, comment: str) -> str:
    return f"{line.ljust(_WIDTH)}  # {comment}" if comment else line


def _shown(text: str, longest: int = 80) -> str:
    """Text for a comment: in quotation marks, control characters escaped, not too long."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return quoted(cut)
