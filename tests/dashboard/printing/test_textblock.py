from hypothesis import given
from hypothesis import strategies as st

from dashboard.printing.fonts import Style, printable, text_width
from dashboard.printing.textblock import Run, balanced, fit, shorten, wrap, wrap_text

STYLE = Style(8)
TEXTS = st.text(st.sampled_from(list("abcdefgh  WM.,;/?&=$<>é“”")), min_size=1, max_size=200).map(
    printable
)


@given(TEXTS, st.floats(6, 120))
def test_wrapping_loses_nothing_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = wrap_text(text, STYLE, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, STYLE) <= width + 0.6 for line in lines)


def test_runs_keep_their_style_and_order() -> None:
    bold = Style(8, 700)
    lines = wrap([Run("Sources.", bold), Run("one two three four five", STYLE)], 30)
    assert lines[0][0] == Run("Sources.", bold)
    assert " ".join(run.text for line in lines for run in line) == (
        "Sources. one two three four five"
    )
    assert len(lines) > 1


@given(TEXTS, st.integers(1, 3))
def test_fit_keeps_to_its_lines_and_its_smallest_size(text: str, most: int) -> None:
    lines, style = fit(text, STYLE, 40, lines=most, smallest=0.7)
    assert len(lines) <= most
    assert 0.7 * STYLE.size - 1e-9 <= style.size <= STYLE.size
    assert all(text_width(line, style) <= 40 + 0.6 for line in lines)


def test_fit_shrinks_only_as_far_as_it_must() -> None:
    text = "Who held the districts"
    assert fit(text, STYLE, 200)[1] == STYLE
    wide = text_width(text, STYLE)
    lines, style = fit(text, STYLE, 0.9 * wide)
    assert lines == [text]
    assert 0.85 * STYLE.size < style.size < STYLE.size


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines, _ = fit("word " * 80, STYLE, 40, lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert shorten("short", STYLE, 40) == "short"


def test_an_address_breaks_behind_one_of_its_joints() -> None:
    address = "http://127.0.0.1:8050/?as_of=2021-08-03&assessment=named-sources&province=AF-HER"
    lines = wrap_text(address, STYLE, 60)
    assert "".join(lines) == address
    assert all(line[-1] in "/?&,=" for line in lines[:-1])


def test_balanced_lines_are_as_few_and_about_as_long() -> None:
    text = "By the count of Afghan watchers, with 64 incidents from July to August; " * 2
    greedy, even = wrap_text(text, STYLE, 110), balanced(text, STYLE, 110)
    assert len(even) == len(greedy)
    spread = [text_width(line, STYLE) for line in even]
    assert max(spread) - min(spread) <= (
        text_width(greedy[0], STYLE) - text_width(greedy[-1], STYLE)
    )
