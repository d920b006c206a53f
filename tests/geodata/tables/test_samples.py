"""Real files of others go through whole."""

import pytest

from geodata.tables import open_rows
from tests.geodata.tables.reading import read
from tests.support.shared import shared


def test_a_ucdp_copy_with_an_hxl_row() -> None:
    frame, faults = read(open_rows(shared("samples/hdx_conflict_data_BGD_191.csv")))
    assert (len(frame), len(faults)) == (602, 0)
    assert frame.loc[1, "country"] == "#country+name"
    assert frame.loc[2, "where_coordinates"] == "Bhāndāria town"


def test_ucdp_geojson() -> None:
    source = open_rows(shared("samples/ged231_caf.geojson"))
    frame, faults = read(source, 500)
    assert (len(frame), len(faults)) == (1_848, 0)
    assert frame.loc[1, ["id", "relid", "geometry.lon", "geometry.lat"]].tolist() == [
        "36210",
        "0",
        "26.486881",
        "5.399784",
    ]
    assert frame.loc[1, "date_start"] == "2009-02-20T00:00:00"


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("gdelt2_20180101000000.export.CSV", {"61": 2_370}),
        ("gdelt1_events1_spark.csv", {"57": 40, "58": 60}),
    ],
)
def test_gdelt(name: str, counts: dict[str, int]) -> None:
    path = shared(f"samples/{name}")
    frame, faults = read(open_rows(path, header=False, delimiter="\t", widths=(57, 58, 61)))
    assert faults.empty
    assert frame["width"].value_counts().to_dict() == counts
