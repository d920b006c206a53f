"""What GDELT's full names of places say: "City, Province, Country", "State, Country", "Country"."""


def town_name(full: str) -> str | None:
    """The town of the name of a town: "Ibadan" of "Ibadan, Oyo, Nigeria"."""
    return _without_country(full)[0] or None


def province_of_town(full: str) -> str | None:
    """The province in the name of a town, if there is one.

    "Oyo" of "Ibadan, Oyo, Nigeria"; none of "Jerusalem, Israel (general), Israel", where GDELT
    knows no province.
    """
    place = _without_country(full)
    return place[-1] or None if len(place) > 1 and not place[-1].endswith("(general)") else None


def province_name(full: str) -> str | None:
    """The province of the name of a state: "Oyo" of "Oyo State, Oyo, Nigeria" or "Oyo, Nigeria"."""
    return _without_country(full)[-1] or None


def _without_country(full: str) -> list[str]:
    """The parts of the name but for the country; the name itself if it has one part.

    Names that GDELT turns around count as one part: "Bristol, City of", "Vietnam, Republic Of".
    """
    parts: list[str] = []
    for part in (part.strip() for part in full.split(",")):
        if parts and part.lower().endswith(" of"):
            parts[-1] = f"{part} {parts[-1]}"
        else:
            parts.append(part)
    return parts[:-1] or parts
