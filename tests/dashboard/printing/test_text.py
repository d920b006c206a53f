import pytest

from dashboard.i18n import Catalogue
from dashboard.printing.credits import projection_words
from dashboard.printing.footer import lay_footer
from dashboard.printing.text import PageText, badge_notes, page_text
from dashboard.reading import Reading
from geodata.dataset.dataset import Dataset
from geodata.view import parse_query

LINK = "http://127.0.0.1:8050/"


def facts_of(dataset: Dataset, t: Catalogue, query: str) -> Reading:
    view, notices = parse_query(query, dataset.vocabulary)
    assert not notices
    return Reading(dataset, view, t)


def words_of(dataset: Dataset, t: Catalogue, query: str) -> PageText:
    return page_text(facts_of(dataset, t, query), LINK)


def method_of(words: PageText) -> str:
    return " ".join(rest for _, rest in words.method)


def sources_of(words: PageText) -> str:
    return " ".join(rest for _, rest in words.sources).replace("\u00a0", " ")


def test_only_documented_units_is_said_in_words(dataset: Dataset, t: Catalogue) -> None:
    words = words_of(dataset, t, "documented=1")
    assert words.subtitle.endswith("; only what is documented")
    assert "left grey" in method_of(words)
    assert "strongest evidence" not in method_of(words)
    assert all(row.allocated == 0 for row in words.statuses)


def test_how_the_total_was_brought_down_is_said_where_it_was(
    dataset: Dataset, t: Catalogue
) -> None:
    assert "strongest evidence" in method_of(words_of(dataset, t, ""))
    named = words_of(dataset, t, "assessment=named-sources")
    assert "latest independent claims" in method_of(named)
    assert "strongest evidence" not in method_of(named)


def test_the_sources_count_the_claims_behind_the_units_shown(
    dataset: Dataset, t: Catalogue
) -> None:
    facts = facts_of(dataset, t, "province=AF-HER")
    ids = {claim for claims in facts.statuses["claim_ids"] for claim in claims}
    claims = dataset.claims[dataset.claims["claim_id"].isin(ids)]
    assert 0 < len(claims) < len(dataset.claims)
    said = sources_of(page_text(facts, LINK))
    assert f"{len(claims)} claims by {claims['source_name'].nunique()} sources" in said
    assert (
        f"Incidents: {facts.dataset.events.of(facts.view)['source_name'].nunique()} sources" in said
    )


def test_no_incidents_means_no_sources_of_incidents(dataset: Dataset, t: Catalogue) -> None:
    words = words_of(dataset, t, "from=2021-01-01&to=2021-01-02")
    assert "Incidents:" not in sources_of(words)
    assert words.incidents == 0


def test_provinces_that_the_title_only_counts_are_named_below(
    dataset: Dataset, t: Catalogue
) -> None:
    words = words_of(dataset, t, "province=AF-HER,AF-FRA,AF-BDG,AF-KAB")
    assert "4 provinces" in words.title
    assert "Provinces: Badghis, Farah, Herat and Kabul." in method_of(words)
    assert "Provinces:" not in method_of(words_of(dataset, t, "province=AF-HER,AF-FRA"))


def test_a_marked_unit_is_named_in_every_language_that_is_known(
    dataset: Dataset, t: Catalogue
) -> None:
    _, said = words_of(dataset, t, "select=AF3203").marked
    unit = dataset.register.frame.loc["AF3203"]
    assert unit["name_en"] in said
    assert unit["name_fa"] in said
    assert said.endswith(", Herat")


def test_a_marked_place_says_how_many_incidents_are_there(dataset: Dataset, t: Catalogue) -> None:
    assert words_of(dataset, t, "select=@64.3720,31.5940").marked[1] == "13 incidents: Lashkar Gah"


@pytest.mark.parametrize("select", ["AF0101", "@10.0,10.0", "AFG-20210501-01"])
def test_what_is_not_on_the_map_is_not_called_marked(
    dataset: Dataset, t: Catalogue, select: str
) -> None:
    assert words_of(dataset, t, f"province=AF-HER&select={select}").marked == ("", "")


def test_units_without_a_shape_are_owned_up_to(dataset: Dataset, t: Catalogue) -> None:
    facts = Reading(dataset, dataset.default_view, t)
    lacking = facts.positions.index.isin(["AF3203", "AF3201"])
    # In the place of what the boundary set says, which has a polygon of every unit.
    vars(facts)["positions"] = facts.positions.assign(has_polygon=~lacking)
    words = page_text(facts, LINK)
    # They are drawn as points, and counted with the others.
    assert words.counts["total"] == 422
    assert "2 districts have no polygon in these boundaries" in method_of(words)
    assert "no polygon" not in method_of(words_of(dataset, t, ""))


@pytest.mark.parametrize(
    ("denominator", "said"), [(7_512_345, "1 : 7.5 million"), (684_321, "1 : 680,000")]
)
def test_the_scale_is_rounded_to_what_a_reader_can_use(
    t: Catalogue, denominator: float, said: str
) -> None:
    words = projection_words((30.0, 37.0), denominator, t).replace("\u00a0", " ")
    assert words == f"Lambert conformal conic, 30° and 37° N; {said} on A4."


def test_only_what_is_on_the_map_is_explained(t: Catalogue) -> None:
    assert badge_notes(numbered=False, areas=False, mixed=False, not_drawn=0, t=t) == ()
    kinds = [k for k, _ in badge_notes(numbered=True, areas=True, mixed=True, not_drawn=2, t=t)]
    assert kinds == ["number", "ring", "rim", ""]


@pytest.mark.parametrize(
    ("link", "clickable"), [("https://example.org/?x=1", True), ("javascript:alert(1)", False)]
)
def test_only_a_web_address_can_be_clicked(
    dataset: Dataset, t: Catalogue, link: str, clickable: bool
) -> None:
    words = page_text(facts_of(dataset, t, ""), link)
    footer = lay_footer(words, "projection", 10, 270)
    runs = [run for _, _, block in footer.columns for runs in block for run in runs]
    assert any(run.text == link for run in runs)
    assert any(run.link == link for run in runs) == clickable


def test_a_long_footer_shrinks_until_the_map_keeps_its_room(dataset: Dataset, t: Catalogue) -> None:
    every = ",".join(list(dataset.vocabulary.provinces)[:33])
    words = words_of(dataset, t, f"province={every}")
    long = page_text(facts_of(dataset, t, f"province={every}"), "http://x.example/?" + "y" * 2000)
    assert lay_footer(words, "p", 10, 270).height < 40
    assert lay_footer(long, "p", 10, 270).height < 60
