"""What claims say of units, as spells: who says so, and how sure that is."""

import pandas as pd
import pytest

from geodata.assessments.named import claim_spells

Said = tuple[str, str, str, float]


def ledger(*rows: Said) -> pd.DataFrame:
    """Claims of one day on one unit from status, outlet, voice and weight."""
    frame = pd.DataFrame(rows, columns=["status", "outlet", "voice", "weight"])
    ids = [f"C{i}" for i in range(len(frame))]
    return frame.assign(unit_id="U", day=pd.Timestamp("2021-07-01"), claim_id=ids, origin=ids)


@pytest.mark.parametrize(
    ("rows", "source", "confidence"),
    [
        ([("taliban", "AP", "AP", 1.0), ("taliban", "NBC", "NBC", 1.0)], "AP; NBC", "high"),
        # Another that copies the first is no second voice; nor does a lesser claim make one.
        ([("taliban", "AP", "AP", 1.0), ("taliban", "NBC", "AP", 1.0)], "AP; NBC", "medium"),
        ([("taliban", "AP", "AP", 1.0), ("taliban", "NBC", "NBC", 0.5)], "AP", "medium"),
        ([("taliban", "AP", "AP", 0.5), ("taliban", "NBC", "NBC", 0.5)], "AP; NBC", "low"),
        ([("taliban", "AP", "AP", 1.0), ("government", "NBC", "NBC", 1.0)], "AP; NBC", "low"),
        ([("taliban", "AP", "AP", 1.0), ("taliban", "AP", "NBC", 1.0)], "AP", "high"),
    ],
)
def test_how_sure_a_status_is(rows: list[Said], source: str, confidence: str) -> None:
    (row,) = claim_spells(ledger(*rows)).to_dict("records")
    assert (row["source"], row["confidence"]) == (source, confidence)


def test_nobody_speaks_and_nothing_is_said() -> None:
    assert claim_spells(ledger(("taliban", "AP", "AP", 0.0))).empty
