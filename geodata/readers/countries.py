"""Which country the word or the number of a source means: as an ISO 3166-1 alpha-2 code.

Names and ISO codes are those of Unicode's CLDR, which Babel carries. What it lacks is here: names
that sources write otherwise, and the numbers of UCDP (Gleditsch and Ward) and the letters of GDELT
(FIPS 10-4). A word that may mean two countries ("Congo") means none.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd
from babel import Locale
from babel.core import get_global

from geodata.readers.by_value import by_value
from geodata.readers.fields import without_decimals
from geodata.readers.words import fold

_LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "tr", "ru", "uk", "ar", "fa", "ps")
_NO_COUNTRY = re.compile(r"\d+|EU|EZ|UN|QO|X[AB]|ZZ")

# As they stand without "the", "of" and "and"; what official names have beside is left out below.
_OTHER_NAMES = """
BA bosnia; BN brunei darussalam; CD dr congo; CD drc; CD dem rep congo; CD congo dem rep;
CD congo drc; CD congo dr; CD democratic republic congo; CD congo democratic republic; CD zaire;
CG republic congo; CG congo republic; CG congo rep; CI ivory coast; CV cabo verde;
CZ czech republic; FM micronesia; GB great britain; GB uk; HK hong kong; KG kyrgyz republic;
KP democratic people's republic korea; KP korea democratic people's republic; KP korea north;
KP dprk; KR republic korea; KR korea republic; KR korea south; LA lao; LY libyan arab jamahiriya;
MK macedonia; MM burma; MM myanmar; MO macao; MO macau; PS palestine; PS gaza; PS gaza strip;
PS west bank; PS west bank gaza; PS occupied palestinian territory; PS palestinian territory;
RU russian federation; SK slovak republic; SY syrian arab republic; SZ swaziland; TL east timor;
TR turkey; TW republic china; TW taiwan province china; US united states america; US usa; US us;
VA holy see; VN viet nam; AE uae
"""
_JOINTS = frozenset({"the", "of", "and"})
_OFFICIAL = frozenset(
    {"arab", "bolivarian", "commonwealth", "democratic", "emirate", "federal", "federated"}
    | {"federative", "hashemite", "independent", "islamic", "kingdom", "people", "plurinational"}
    | {"principality", "republic", "s", "socialist", "state", "sultanate", "union", "united"}
)
_PARENTHESES = re.compile(r"\([^)]*\)")

# Numbers of Gleditsch and Ward's list of states, which UCDP and older ACLED files use.
_GLEDITSCH_WARD = """
2US 20CA 31BS 40CU 41HT 42DO 51JM 52TT 53BB 54DM 55GD 56LC 57VC 58AG 60KN 70MX 80BZ 90GT 91HN 92SV
93NI 94CR 95PA 100CO 101VE 110GY 115SR 130EC 135PE 140BR 145BO 150PY 155CL 160AR 165UY 200GB 205IE
210NL 211BE 212LU 220FR 221MC 223LI 225CH 230ES 232AD 235PT 260DE 290PL 305AT 310HU 316CZ 317SK
325IT 331SM 338MT 339AL 340RS 341ME 343MK 344HR 345RS 346BA 347XK 349SI 350GR 352CY 355BG 359MD
360RO 365RU 366EE 367LV 368LT 369UA 370BY 371AM 372GE 373AZ 375FI 380SE 385NO 390DK 395IS 402CV
403ST 404GW 411GQ 420GM 432ML 433SN 434BJ 435MR 436NE 437CI 438GN 439BF 450LR 451SL 452GH 461TG
471CM 475NG 481GA 482CF 483TD 484CG 490CD 500UG 501KE 510TZ 511TZ 516BI 517RW 520SO 522DJ 530ET
531ER 540AO 541MZ 551ZM 552ZW 553MW 560ZA 565NA 570LS 571BW 572SZ 580MG 581KM 590MU 591SC 600MA
615DZ 616TN 620LY 625SD 626SS 630IR 640TR 645IQ 651EG 652SY 660LB 663JO 666IL 670SA 678YE 680YE
690KW 692BH 694QA 696AE 698OM 700AF 701TM 702TJ 703KG 704UZ 705KZ 710CN 712MN 713TW 731KP 732KR
740JP 750IN 760BT 770PK 771BD 775MM 780LK 781MV 790NP 800TH 811KH 812LA 816VN 820MY 830SG 835BN
840PH 850ID 860TL 900AU 910PG 920NZ 935VU 940SB 950FJ 970KI 971NR 972TO 973TV 983MH 986PW 987FM
990WS
"""
# FIPS 10-4 and the ISO code where the two differ.
_FIPS = """
AAAW ACAG AGDZ AJAZ ANAD AQAS ASAU AUAT AVAI AYAQ BABH BCBW BDBM BFBS BGBD BHBZ BKBA BLBO BMMM BNBJ
BOBY BPSB BUBG BXBN BYBI CBKH CDTD CELK CFCG CGCD CHCN CICL CJKY CKCC CNKM CQMP CSCR CTCF CWCK DADK
DODM DRDO EIIE EKGQ ENEE ESSV EZCZ FGGF FPPF FSTF GAGM GBGA GGGE GJGD GKGG GMDE GQGU GVGN GZPS HAHT
HOHN ICIS ISIL IVCI IZIQ JAJP KNKP KRKI KSKR KTCX KUKW KVXK LELB LGLV LHLT LILR LOSK LSLI LTLS MAMG
MBMQ MCMO MFYT MGMN MHMS MIMW MJME MNMC MOMA MPMU MUOM NENU NGNE NHVU NING NNSX NSSR NTAN NUNI ODSS
PAPY PCPN PMPA POPT PPPG PSPW PUGW RBRS RIRS RMMH RNMF RPPH RQPR RSRU SBPM SCKN SESC SFZA SGSN SNSG
SPES STLC SUSD SVSJ SWSE SXGS SZCH TBBL TDTT TITJ TKTC TLTK TNTO TOTG TPST TSTN TTTL TUTR TXTM UCCW
UKGB UPUA UVBF VIVG VMVN VQVI VTVA WANA WEPS WIEH WZSZ YICS YMYE ZAZM ZIZW
"""


def find_country(text: str) -> str | None:
    """The alpha-2 code of the country that a word means.

    Parameters
    ----------
    text : str
        A name ("Pakistan", "Iran (Islamic Republic of)", "Пакистан"), or a code of ISO 3166-1
        ("PK", "PAK", "586", "4").

    Returns
    -------
    str or None
        None where it is no country, or may be several.
    """
    word = text.strip()
    code = word.zfill(3) if word.isdecimal() else word.upper()
    if code in _codes():
        return _codes()[code]
    return next((_names()[key] for key in _keys(word) if key in _names()), None)


def of_fips(code: str) -> str | None:
    """The same of a code of FIPS 10-4, as GDELT writes them; None for no country ("OS", oceans)."""
    code = code.strip().upper()
    known, differing = _territories(), _fips()
    if code in differing:
        return differing[code] if differing[code] in known else None
    return code if code in known and code not in differing.values() else None


def of_gleditsch_ward(number: str) -> str | None:
    """The same of the number of a state in Gleditsch and Ward's list, as UCDP writes them."""
    return _gleditsch_ward().get(number.strip())


def country_codes(
    words: Iterable[pd.Series] = (), numbers: Iterable[pd.Series] = ()
) -> pd.Series | None:
    """Code of the country of each row: the first of its cells that is one.

    Parameters
    ----------
    words, numbers : iterable of pandas.Series of str
        Columns of one length: of names and ISO codes, then of Gleditsch and Ward's numbers.

    Returns
    -------
    pandas.Series of str
        Alpha-2, null where no cell tells; None if no columns are given.
    """
    found = [
        *(by_value(without_decimals(column), find_country) for column in words),
        *(by_value(without_decimals(column), of_gleditsch_ward) for column in numbers),
    ]
    if not found:
        return None
    first, *others = found
    for other in others:
        first = first.fillna(other)
    return first


def english_name(alpha2: str) -> str:
    """What the country of a code is called in English."""
    return _territories().get(alpha2, alpha2)


@cache
def _territories() -> Mapping[str, str]:
    return _names_in("en")


def _names_in(language: str) -> dict[str, str]:
    names = Locale(language).territories
    return {code: name for code, name in names.items() if not _NO_COUNTRY.fullmatch(code)}


@cache
def _codes() -> Mapping[str, str]:
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    others = {code: now[0] for code, now in aliases.items() if len(code) == 3 and len(now) == 1}
    known = {code: code for code in _territories()}
    return known | {"XKX": "XK"} | {code: now for code, now in others.items() if now in known}


@cache
def _names() -> Mapping[str, str]:
    """Folded name -> code; English first, and no name that is two countries'."""
    found: dict[str, str | None] = {}
    for language in _LANGUAGES:
        here: dict[str, str | None] = {}
        for code, name in _names_in(language).items():
            key = _key(name)
            here[key] = code if here.get(key, code) == code else None
        found = here | found
    others = (entry.strip().partition(" ") for entry in _OTHER_NAMES.split(";"))
    found |= {_key(name): code for code, _, name in others} | {_key("Congo"): None}
    return {key: code for key, code in found.items() if code is not None}


def _keys(text: str) -> Iterable[str]:
    """Keys of a name, whole, without what stands in parentheses, and without its official words."""
    yield _key(text)
    bare = _key(_PARENTHESES.sub(" ", text))
    yield bare
    yield " ".join(word for word in bare.split() if word not in _OFFICIAL)


def _key(name: str) -> str:
    words = (word for word in fold(name).split() if word not in _JOINTS)
    return " ".join("st" if word == "saint" else word for word in words)


@cache
def _fips() -> Mapping[str, str]:
    return {pair[:2]: pair[2:] for pair in _FIPS.split()}


@cache
def _gleditsch_ward() -> Mapping[str, str]:
    return {pair[:-2]: pair[-2:] for pair in _GLEDITSCH_WARD.split()}
