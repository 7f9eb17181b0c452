"""The order in which a mail house wants its letters: by country, postcode and street."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from valuereport.model.member import Member
from valuereport.notation.countries import codes

Piece = tuple[int, int, str]
PostalKey = tuple[int, str, tuple[Piece, ...], tuple[Piece, ...], tuple[Piece, ...], str, str]

_OUTWARD_AND_INWARD: Final = frozenset({"GB", "GG", "IM", "JE"})  # a British code ends in a digit and two letters
_LETTERS_FIRST: Final = re.compile(r"^(?:[A-Z]{1,3}-)(?=\d)")  # "D-10115", "CH-8001", "LV-1010": the country's own
_HOUSE: Final = re.compile(r"^(?P<before>\d+[A-Z]?(?:[-/]\d+[A-Z]?)?)[\s,]+(?P<street>.+)$")
_HOUSE_AT_END: Final = re.compile(r"^(?P<street>.*?\D)[\s,]*(?P<after>\d+\s?[A-Z]?(?:[-/]\d+\s?[A-Z]?)?)$")
_PIECES: Final = re.compile(r"\d+|\D+")


def postal_key(member: Member, home: str) -> PostalKey:
    """Return what members are sorted by: home country first, postcode, street, house number, name, member id.

    `home`: the organisation's country, ISO 3166; a member without a country lives there. Words that are no country come
    last, where a person finds them.
    """
    country = member.country.strip().upper() or home.upper()
    where = 0 if country == home.upper() else 1 if country in codes() else 2
    street, house = _street_and_house(_plain(member.street) or _plain(member.street2))
    return (
        where,
        country,
        _pieces(postcode(member.postcode, country)),
        _pieces(street),
        _pieces(house),
        _plain(member.name),
        member.member_id,
    )


def postcode(text: str, country: str) -> str:
    """Return a postcode as it is sorted in its country: "sw1a1aa" as "SW1A 1AA", "D-10115" as "10115"."""
    code = _LETTERS_FIRST.sub("", _plain(text))
    joined = re.sub(r"[\s-]", "", code)
    if country in _OUTWARD_AND_INWARD and len(joined) > 3:
        return f"{joined[:-3]} {joined[-3:]}"
    return joined


def _plain(text: str) -> str:
    """Return a text in capitals without accents, its spaces single."""
    apart = unicodedata.normalize("NFKD", text.casefold()).upper()
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def _street_and_house(street: str) -> tuple[str, str]:
    """Return a street's name and the number of the house, wherever the country writes it."""
    for pattern, group in ((_HOUSE, "before"), (_HOUSE_AT_END, "after")):
        if match := pattern.match(street):
            return match["street"].strip(" ,"), match[group]
    return street, ""


def _pieces(text: str) -> tuple[Piece, ...]:
    """Return a text so that its numbers sort as numbers: SW2 before SW11."""
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in _PIECES.findall(text))
