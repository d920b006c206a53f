import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import fontManager

from dashboard.paths import assets_folder
from dashboard.printing.fonts import Style, font, parts_of, printable, text_width


@given(st.text(max_size=60))
def test_printable_text_has_a_glyph_for_everything_and_is_one_line(text: str) -> None:
    clean = printable(text)
    assert "\n" not in clean
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a missing glyph
        assert text_width(clean, Style(9)) >= 0


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "$x^2$", r"\frac{1}{2}", "a_b%c"])
def test_markup_and_mathematics_stay_as_they_are(text: str) -> None:
    assert printable(text) == text


def test_what_would_turn_or_break_a_line_is_gone() -> None:
    assert printable("a\u202eb\x00c\u200bd\u2028e\r\nf") == "abcd e f"


def test_a_letter_that_no_font_has_is_shown_as_missing() -> None:
    assert printable("a\U000130a7b") == "a\ufffdb"


def test_arabic_script_is_isolated_and_keeps_its_joiners() -> None:
    assert printable("Herat هرات 3") == "Herat \u2068هرات\u2069 3"
    assert printable("in جلال‌آباد") == "in \u2068جلال‌آباد\u2069"
    assert printable("Mazar (مزار شریف), Balkh") == "Mazar (\u2068مزار شریف\u2069), Balkh"


def test_arabic_letters_are_joined() -> None:
    assert text_width("سسس", Style(20)) < 2.5 * text_width("س", Style(20))


def test_a_line_that_is_arabic_is_left_whole() -> None:
    text = printable("۳ ولسوالی در هرات")
    assert parts_of(text) == [text]


def test_a_mixed_line_is_drawn_in_pieces_that_add_up() -> None:
    parts = parts_of(printable("Guzara · گذره, Herat"))
    assert parts == ["Guzara · ", "گذره", ", Herat"]
    assert text_width(printable("Guzara · گذره, Herat"), Style(9)) == sum(
        text_width(part, Style(9)) for part in parts
    )


@pytest.mark.parametrize("style", [Style(9), Style(9, 700), Style(9, 600, serif=True)])
def test_fonts_are_the_shipped_ones_whatever_the_machine_has(style: Style) -> None:
    found = fontManager.findfont(font(style), fallback_to_default=False)
    assert found.startswith(str(assets_folder()))


def test_width_follows_size() -> None:
    assert text_width("Afghanistan", Style(20)) == pytest.approx(
        2 * text_width("Afghanistan", Style(10))
    )
