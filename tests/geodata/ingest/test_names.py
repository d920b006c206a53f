"""Which place names the report calls unknown."""

import pandas as pd

from geodata.ingest.names import unmatched_names
from geodata.places.register import Register

STATES = Register(
    pd.DataFrame(
        [
            ("SD01", "Khartoum", "SD01", "Khartoum", "الخرطوم"),
            ("SD02", "North Darfur", "SD02", "North Darfur", "شمال دارفور"),
        ],
        columns=["unit_id", "name_en", "province_code", "province_en", "aliases"],
    ).set_index("unit_id")
)


def unknown(*rows: tuple[str | None, str | None, str | None, int]) -> list[str]:
    columns = ["province_en", "district_en", "province_code", "n"]
    names = pd.DataFrame(rows, columns=columns)
    return [row["name"] for row in unmatched_names(names, STATES)]


def test_a_province_that_the_join_finds_is_known() -> None:
    found = ("الخرطوم", "ولاية الخرطوم", "Northern Darfur state", "Khartum")
    assert unknown(*((name, None, "SD01", 1) for name in found)) == []


def test_provinces_come_before_the_many_districts() -> None:
    rows = [("Khartoum", "Karari", "SD01", 50), ("Khartoum", "Umbada", "SD01", 70)]
    assert unknown(*rows, ("Atlantis", None, None, 1)) == ["Atlantis", "Umbada", "Karari"]
