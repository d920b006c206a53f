"""The files: valid, the same every time, and carrying what they should as text."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.i18n import Catalogue
from dashboard.printing.snapshot import SNAPSHOT_TYPES, render_snapshot
from dashboard.reading import Reading
from geodata.dataset.dataset import Dataset, open_dataset
from geodata.errors import FrontmapError
from geodata.view import View, parse_query
from tests.support.planting import PLANTED, Planted, change_dataset

LINK = "http://127.0.0.1:8050/?from=2021-08-01&to=2021-08-03&province=AF-HER"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def view(dataset: Dataset) -> View:
    return parse_query("from=2021-08-01&to=2021-08-03&province=AF-HER", dataset.vocabulary)[0]


@pytest.fixture(scope="module")
def files(dataset: Dataset, view: View, t: Catalogue) -> dict[str, bytes]:
    return {fmt: render_snapshot(Reading(dataset, view, t), fmt, LINK) for fmt in SNAPSHOT_TYPES}


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split()).replace("\u00a0", " ")


def test_the_png_is_an_a4_page_at_200_dots_per_inch(files: dict[str, bytes]) -> None:
    image = Image.open(BytesIO(files["png"]))
    assert image.format == "PNG"
    assert image.size == pytest.approx((297 / 25.4 * 200, 210 / 25.4 * 200), abs=1.5)
    assert image.info["dpi"] == pytest.approx((200, 200), abs=0.01)
    assert image.info["Title"] == "Who held the 20 districts of Herat on 3 August 2021"
    assert image.info["Source"] == "Frontmap"
    assert "province=AF-HER" in image.info["Keywords"]


def test_the_pdf_is_one_a4_page_with_text_and_its_own_fonts(files: dict[str, bytes]) -> None:
    reader = PdfReader(BytesIO(files["pdf"]))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (box.width, box.height) == pytest.approx((841.89, 595.28), abs=0.02)
    assert b"/Type3" not in files["pdf"]
    fonts = reader.pages[0]["/Resources"]["/Font"]
    kinds = {font.get_object()["/Subtype"] for font in fonts.values()}
    assert kinds == {"/Type0"}
    assert files["pdf"].count(b"/FontFile2") >= 4
    assert reader.metadata is not None
    assert reader.metadata.title == "Who held the 20 districts of Herat on 3 August 2021"
    assert reader.metadata.creator == "Frontmap"
    assert reader.metadata.creation_date is None
    assert "province=AF-HER" in reader.metadata["/Keywords"]


def test_the_pdf_says_its_counts_and_its_link_can_be_clicked(
    dataset: Dataset, view: View, files: dict[str, bytes]
) -> None:
    counts, words = dataset.status_counts(view), text_of(files["pdf"])
    for label in ("Taliban", "Contested", "Government"):
        assert re.search(rf"{label}( \(\d+–\d+\))? {counts[label.lower()]}\b", words)
    assert LINK in words.replace(" ", "")
    found = PdfReader(BytesIO(files["pdf"])).pages[0].annotations
    links = [annotation.get_object()["/A"]["/URI"] for annotation in found or []]
    assert links
    assert set(links) == {LINK}


def test_a_font_is_not_cut_in_two_where_letters_would_run_together(
    dataset: Dataset, t: Catalogue
) -> None:
    """Where a second subset of a font begins ("n’s"), matplotlib applies kerning twice."""
    pdf = render_snapshot(Reading(dataset, dataset.default_view, t), "pdf", LINK)
    assert "Afghanistan’s" in text_of(pdf)
    fonts = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    names = [font.get_object()["/BaseFont"].split("+")[1] for font in fonts.values()]
    assert names.count("FrontmapSerif-Bold") == 1


def test_the_svg_needs_nothing_from_elsewhere(files: dict[str, bytes]) -> None:
    assert b"<!DOCTYPE" not in files["svg"]
    tree = ET.fromstring(files["svg"])  # noqa: S314  our own file
    assert tree.tag == f"{SVG}svg"
    tags = {element.tag.removeprefix(SVG) for element in tree.iter() if SVG in element.tag}
    assert not tags & {"text", "image", "script", "foreignObject", "a", "link"}
    assert {e.attrib[XLINK][0] for e in tree.iter() if XLINK in e.attrib} == {"#"}
    assert b"url(http" not in files["svg"]
    assert tree.findtext(f"{SVG}title") == "Who held the 20 districts of Herat on 3 August 2021"


@pytest.mark.parametrize("fmt", SNAPSHOT_TYPES)
def test_the_same_view_gives_the_same_bytes(
    dataset: Dataset, view: View, files: dict[str, bytes], t: Catalogue, fmt: str
) -> None:
    assert render_snapshot(Reading(dataset, view, t), fmt, LINK) == files[fmt]


def test_the_same_bytes_from_another_process_without_pyplot(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    script = f"""
import sys
from pathlib import Path
from dashboard.i18n import catalogue
from dashboard.printing.snapshot import SNAPSHOT_TYPES, render_snapshot
from dashboard.reading import Reading
from geodata.dataset.dataset import open_dataset
from geodata.view import parse_query
dataset = open_dataset()
view, _ = parse_query("from=2021-08-01&to=2021-08-03&province=AF-HER", dataset.vocabulary)
for fmt in SNAPSHOT_TYPES:
    body = render_snapshot(Reading(dataset, view, catalogue("en")), fmt, {LINK!r})
    Path({str(tmp_path)!r}, fmt).write_bytes(body)
assert "matplotlib.pyplot" not in sys.modules
"""
    environment = {**os.environ, "PYTHONHASHSEED": "77", "SOURCE_DATE_EPOCH": "1"}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, env=environment)
    assert {fmt: (tmp_path / fmt).read_bytes() for fmt in SNAPSHOT_TYPES} == files


def test_settings_of_the_process_neither_change_nor_matter(
    dataset: Dataset, view: View, files: dict[str, bytes], t: Catalogue
) -> None:
    odd = {"font.size": 30, "lines.linewidth": 9, "text.color": "red", "savefig.bbox": "tight"}
    with mpl.rc_context(odd):
        before = dict(mpl.rcParams)
        assert render_snapshot(Reading(dataset, view, t), "png", LINK) == files["png"]
        assert dict(mpl.rcParams) == before


def test_threads_do_not_disturb_one_another(
    dataset: Dataset, view: View, files: dict[str, bytes], t: Catalogue
) -> None:
    wanted = [*SNAPSHOT_TYPES] * 2
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda fmt: render_snapshot(Reading(dataset, view, t), fmt, LINK), wanted)
        )
    assert found == [files[fmt] for fmt in wanted]


def test_an_unknown_format_is_one_clear_sentence(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    with pytest.raises(FrontmapError, match=r"“gif”; choose one of png, svg, pdf\."):
        render_snapshot(Reading(dataset, view, t), "gif", LINK)


# Text from data -----------------------------------------------------------------------------


@pytest.mark.parametrize("select", ["event_id", "named_event_id", "unit_id"])
def test_planted_markup_is_printed_as_text(planted: Planted, t: Catalogue, select: str) -> None:
    dataset = open_dataset(planted.folder)
    view = dataset.default_view.with_(select=getattr(planted, select), provinces=("AF-HER",))
    pdf = render_snapshot(Reading(dataset, view, t), "pdf", LINK)
    svg = render_snapshot(Reading(dataset, view, t), "svg", LINK)
    if select != "named_event_id":  # this one is markup in its id, which is not printed
        assert PLANTED.replace(" ", "") in text_of(pdf).replace(" ", "")
    tags = {element.tag for element in ET.fromstring(svg).iter()}  # noqa: S314  our own file
    assert f"{SVG}img" not in tags
    assert "img" not in tags


def test_dollars_long_names_and_foreign_letters_are_printed_as_text(
    tmp_path: Path, t: Catalogue
) -> None:
    strange = r"$x^2$ \frac{1}{2} Ђ ж \u202e" + "\u202e\u0000 " + "verylongname" * 30

    def rename(rows: pd.DataFrame) -> None:
        rows.loc[rows["province_code"].eq("AF-HER"), "province_en"] = strange
        rows.loc[rows["unit_id"].eq("AF3201"), "name_en"] = strange

    def retell(rows: pd.DataFrame) -> None:
        rows["summary"] = strange
        rows["place_en"] = "$\\alpha$"

    folder = change_dataset(tmp_path / "strange", {"register": rename, "events": retell})
    dataset = open_dataset(folder)
    event = "AFG-20210804-08"
    view = dataset.default_view.with_(provinces=("AF-HER",), select=event)
    words = text_of(render_snapshot(Reading(dataset, view, t), "pdf", LINK))
    assert r"$x^2$ \frac{1}{2} Ђ ж" in words
    assert r"$\alpha$" in words
    for fmt in ("png", "svg"):
        assert render_snapshot(Reading(dataset, view, t), fmt, LINK)
