"""The method tab: prose whose figures come from the dataset, and the list of its files."""

import csv

from dashboard.i18n import Catalogue
from dashboard.layout.method import PARAGRAPHS, method
from geodata.dataset.dataset import EMBEDDED, Dataset
from tests.support.tree import of_type, text


def test_every_section_and_paragraph_is_there(dataset: Dataset, t: Catalogue) -> None:
    tree = method(dataset, t)
    heads = [text(head) for head in of_type(tree, "H2")]
    assert heads == [*(t(f"method.{section}") for section in PARAGRAPHS), t("method.files")]
    paragraphs = [text(paragraph) for paragraph in of_type(tree, "P")]
    # The last paragraph is the dataset's version.
    assert len(paragraphs) == sum(map(len, PARAGRAPHS.values())) + 1
    assert not any("{" in paragraph for paragraph in paragraphs)


def test_files_are_listed_with_their_rows_source_and_licence(
    dataset: Dataset, t: Catalogue
) -> None:
    body = of_type(method(dataset, t), "Tbody")
    listed = {
        text(cells[0]): [text(cell) for cell in cells[1:]]
        for row in of_type(body, "Tr")
        for cells in [of_type(row, "Td")]
    }
    assert set(listed) == {entry["file"] for entry in dataset.manifest["tables"].values()}
    for name, (rows, source, licence) in listed.items():
        assert source
        assert licence
        if name.endswith(".csv"):
            with (EMBEDDED / name).open(encoding="utf-8", newline="") as stream:
                assert int(rows.replace(",", "")) == sum(1 for _ in csv.reader(stream)) - 1


def test_the_version_names_the_bytes(dataset: Dataset, t: Catalogue) -> None:
    said = text(of_type(method(dataset, t), "P")[-1])
    assert dataset.digest[:16] in said
    assert dataset.title in said
