"""Words that spreadsheets of incidents use: for kinds of events, and for what a column holds.

Small lists on purpose: a word that is not here costs nothing, since an unknown kind of event keeps
its word in ``sub_type`` and an unknown column is named in the mapping by hand.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from geodata.events.schema import EVENT_TYPES

_NOT_WORD = re.compile(r"[\W_]+")
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LONGEST_PHRASE = 7  # words; a longer cell tells a story and names no kind of event

# Everyday words and those of ACLED's event and sub-event types; a plural s is not told apart.
_EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "battle": "ambush; armed clash; battle; clash; combat; confrontation; crossfire; "
        "direct fire; exchange of fire; fighting; firefight; fire fight; ground attack; "
        "gun battle; gunfight; offensive; raid; saf; skirmish; small arms fire; affrontement; combate; enfrentamiento; "
        "gefecht; kampf; бой; столкновение; اشتباك; معركة; درگیری; جنگ",
        "airstrike": "aerial attack; aerial bombardment; aerial bombing; air attack; "
        "air drone strike; air raid; air strike; airstrike; drone attack; drone strike; uav strike; "
        "ataque aéreo; bombardeo aéreo; frappe aérienne; luftangriff; raid aérien; авиаудар; "
        "غارة جوية; حمله هوایی",
        "explosion": "artillery; bomb; bombardment; bombing; car bomb; explosion; "
        "explosion remote violence; explosive; grenade; idf; ied; improvised explosive device; "
        "indirect fire; landmine; mine; missile; mortar; pbied; rcied; remote explosive; rocket; "
        "shelling; suicide attack; suicide bomber; suicide vest; svbied; uxo; vbied; "
        "attentat à la bombe; bomba; взрыв; обстрел; انفجار; قصف",
        "attack_on_civilians": "abduction; abduction forced disappearance; attack against civilian; "
        "attack on civilian; civilian attack; execution; forced disappearance; hostage; "
        "hostage taking; kidnap; kidnapping; killing of civilian; massacre; murder; "
        "one sided violence; rape; sexual violence; torture; violence against civilian; "
        "asesinato; enlèvement; entführung; masacre; secuestro; похищение; اختطاف; خطف",
        "targeted_killing": "assassination; assassination attempt; attempted assassination; "
        "targeted killing; ترور",
        "territory_taken": "captured territory; district captured; district fell; "
        "non state actor overtakes territory; overrun; takeover; territory captured; "
        "territory lost; territory seized; territory taken",
        "territory_retaken": "government regains territory; recaptured; retaken; "
        "territory recaptured; territory regained; territory retaken",
        "protest": "demonstration; march; mob violence; protest; rally; riot; sit in; "
        "violent demonstration; manifestación; manifestation; protesta; демонстрация; протест; "
        "احتجاج; مظاهرة; تظاهرات",
        "infrastructure": "arson; attack on infrastructure; damage to infrastructure; "
        "infrastructure; looting; looting property destruction; power outage; "
        "property destruction; sabotage; vandalism",
        "displacement": "displaced; displacement; evacuation; flight; forced displacement; idp; "
        "déplacement; desplazamiento; vertreibung; نزوح",
        "strategic": "agreement; arrest; ceasefire; change to group activity; checkpoint; "
        "headquarters or base established; negotiation; non violent transfer of territory; "
        "peace talk; prisoner exchange; strategic; strategic development; surrender; "
        "troop movement; withdrawal",
        "other": "misc; miscellaneous; other; other event",
    }
)

# What headers call the columns of the schema, most telling first: of two that fit, the one that
# stands earlier here is taken.
_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "event_id": "event id; incident id; incident no; incident number; incident ref; "
        "reference; reference no; reference number; ref; ref no; event no; record id; case id; "
        "report no; serial no; serial; id; uid; uuid; no; nr; s no; objectid; fid; "
        "código; identifiant; kennung; номер; شماره; رقم",
        "date_start": "date start; start date; event date; incident date; date of incident; "
        "date of event; date occurred; occurrence date; date from; from date; date; event day; "
        "day of incident; datetime; date time; timestamp; fecha; fecha inicio; "
        "fecha del incidente; data; data evento; datum; ereignisdatum; date incident; "
        "date de l'incident; дата; تاریخ; تاريخ; التاريخ; نېټه",
        "date_end": "date end; end date; date to; to date; until; fecha fin; date fin; date de fin; "
        "datum ende; data fine",
        "year": "year; iyear; event year; año; année; jahr; anno",
        "month": "month; imonth; event month; mes; mois; monat; mese",
        "day": "day; iday; event day; día; jour; tag; giorno",
        "lat": "lat; latitude; decimal latitude; gps lat; gps latitude; lat dd; event lat; "
        "geo lat; geometry lat; lat wgs84; latitud; latitudine; breite; breitengrad; widte; "
        "coord y; y coord; y coordinate; point y; y; широта; عرض جغرافیایی; خط العرض",
        "lon": "lon; long; lng; longitude; decimal longitude; gps lon; gps long; gps longitude; "
        "lon dd; long dd; event lon; event long; geo lon; geometry lon; lon wgs84; longitud; "
        "longitudine; länge; längengrad; coord x; x coord; x coordinate; point x; x; долгота; "
        "طول جغرافیایی; خط الطول",
        "lat_lon": "lat lon; lat long; latlng; latitude longitude; coordinates; coordinate; coords; "
        "gps; gps coordinates; gps location; geo point; geopoint; coordenadas; coordonnées; "
        "koordinaten; координаты; إحداثيات",
        "lon_lat": "lon lat; long lat; lnglat; longitude latitude; geometry; geom; geom wkt; wkt; "
        "the geom",
        "event_type": "event type; type of event; incident type; type of incident; attack type; "
        "attacktype1 txt; category; incident category; event category; type; incident; event; "
        "kind; tipo; tipo de evento; tipo de incidente; categoría; type d'incident; "
        "type d'événement; catégorie; type of violence; typ; art; kategorie; ereignistyp; тип; тип события; نوع; "
        "نوع الحدث; نوع واقعه",
        "sub_type": "sub type; subtype; sub event type; sub category; subcategory; subtipo; "
        "weaptype1 txt; weapon type",
        "actor1": "actor1; actor 1; actor; side a; party 1; perpetrator; attacker; aggressor; "
        "gname; group name; armed group; perpetrator group; autor; auteur; täter; الفاعل",
        "actor2": "actor2; actor 2; side b; party 2; target; victim; target1; víctima; opfer; cible",
        "fatalities_best": "fatalities; total fatalities; fatalities best; killed; total killed; "
        "people killed; persons killed; no killed; number killed; dead; deaths; total deaths; kia; "
        "nkill; best; muertos; fallecidos; víctimas mortales; morts; décès; tués; tote; todesopfer; "
        "morti; mortos; mortes; погибшие; убитые; قتلى; کشته; کشته شده; وژل شوي",
        "fatalities_low": "fatalities low; low; killed min; min killed; deaths low; low estimate",
        "fatalities_high": "fatalities high; high; killed max; max killed; deaths high; "
        "high estimate",
        "injured": "injured; total injured; wounded; total wounded; wia; nwound; injuries; heridos; "
        "blessés; verletzte; feriti; feridos; раненые; جرحى; زخمی; ټپیان",
        "civilians_killed": "civilians killed; civilian killed; civilian deaths; "
        "civilian fatalities; deaths civilians; killed civilians; civ killed; civilian dead",
        "summary": "summary; description; incident description; event description; narrative; "
        "details; notes; note; remarks; comments; comment; what happened; text; resumen; "
        "descripción; notas; résumé; beschreibung; zusammenfassung; descrizione; descrição; "
        "описание; وصف; الوصف; شرح; توضیحات",
        "source_name": "source name; source; sources; reported by; reporter; media; outlet; "
        "information source; scite1; fuente; quelle; fonte; источник; المصدر; منبع",
        "source_title": "source title; headline; title; source headline; titular; titre; titel; "
        "заголовок; عنوان",
        "source_date": "source date; report date; date reported; reported date; reporting date; "
        "publication date; date published; published",
        "source_url": "source url; url; link; web link; weblink; hyperlink; web address; href; "
        "enlace; lien; ссылка; رابط; لینک",
        "source_dataset": "source dataset; dataset",
        "duplicate_of": "duplicate of",
        "location_precision": "location precision; geo precision; geoprecision; location accuracy; "
        "accuracy; where prec; precision; geo accuracy; specificity",
        "date_precision": "date precision; time precision; date prec; date accuracy",
        "confidence": "confidence; confidence level; reliability; credibility; certainty",
        "place_en": "place; place name; village; village name; settlement; populated place; town; "
        "city; location name; location; locality; site; lugar; localidad; pueblo; lieu; localité; "
        "where coordinates; ville; ort; ortschaft; località; место; населенный пункт; قریه; قرية; محل",
        "district_en": "district; district name; admin2; adm2; adm2 en; adm2 name; admin2 name; "
        "admin 2; adm 2; admin2name en; name 2; woluswali; wuluswali; uluswali; county; raion; "
        "rayon; distrito; municipio; municipality; arrondissement; département; cercle; kreis; "
        "landkreis; bezirk; locality admin; район; ولسوالی; ولسوالۍ; مديرية",
        "country": "country name; country txt; nation; admin0; adm0; adm0 en; adm0 name; "
        "admin0 name; admin0name en; admin 0; adm 0; name 0; iso3; iso 3; iso a3; iso2; iso 2; iso a2; "
        "iso; iso code; country code; country iso; country iso3; adm0 pcode; adm0 code; país; pays; "
        "land; staat; paese; ülke; страна; країна; دولة; الدولة; البلد; بلد; کشور; هېواد",
        "province_en": "province; province name; admin1; adm1; adm1 en; adm1 name; admin1 name; "
        "admin 1; adm 1; admin1name en; name 1; wilayat; velayat; wilaya; governorate; state; "
        "state name; oblast; provstate; provincia; departamento; estado; provinz; bundesland; "
        "gouvernorat; région; region; область; ولایت; ولايت; محافظة; ولاية",
    }
)


def fold(text: str) -> str:
    """Letters and digits in lower case without accents, words a space apart, no plural s."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(w[:-1] if len(w) > 3 and w[-1] == "s" and w[-2] != "s" else w for w in words)


def find_event_type(text: str) -> str | None:
    """The event type that a source's word for a kind of event means.

    Parameters
    ----------
    text : str
        A cell such as "Air strike", "IED explosion", "Abduction/forced disappearance" or one of
        ``EVENT_TYPES`` itself.

    Returns
    -------
    str or None
        None where no known word is in the text, or words of more than one type.
    """
    folded = fold(text)
    if folded in _phrases():
        return _phrases()[folded]
    if len(folded.split()) > _LONGEST_PHRASE:
        return None
    rest, found = f" {folded} ", set[str]()
    for phrase in sorted(_phrases(), key=len, reverse=True):
        if f" {phrase} " in rest:
            found.add(_phrases()[phrase])
            rest = rest.replace(f" {phrase} ", " | ")  # "suicide attack" holds no "attack"
    found.discard("other")
    return found.pop() if len(found) == 1 else None


def header_rank(ours: str, header: str) -> int | None:
    """How well a header fits one of our columns: 0 is best, None not at all.

    Case, accents, punctuation and what stands in parentheses ("Latitude (WGS84)") do not count.
    """
    ranks = _header_ranks()[ours]
    readings = (header, _PARENTHESES.sub(" ", header))
    found = [ranks[key] for reading in readings if (key := _tight(reading)) in ranks]
    return min(found, default=None)


@cache
def _phrases() -> Mapping[str, str]:
    """Folded words for a kind of event -> our type."""
    known = {fold(name): name for name in EVENT_TYPES}
    for name, words in _EVENT_WORDS.items():
        known |= {fold(word): name for word in words.split(";")}
    return MappingProxyType(known)


@cache
def _header_ranks() -> Mapping[str, Mapping[str, int]]:
    """Our column -> folded header -> its place in the list, the column's own name first."""
    return MappingProxyType(
        {
            ours: {
                _tight(word): rank for rank, word in reversed([*enumerate([ours, *_split(all_)])])
            }
            for ours, all_ in _HEADERS.items()
        }
    )


def _split(words: str) -> list[str]:
    return [word.strip() for word in words.split(";")]


def _tight(header: str) -> str:
    """A folded header without spaces: "Event Date", "event_date" and "EventDate" are one."""
    return fold(header).replace(" ", "")
