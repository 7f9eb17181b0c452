"""Headings of the parts of names, in the languages of the product: given name, family name, organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from valuereport.notation.headings import plain

_GIVEN: Final = (
    *("first name", "firstname", "given name", "forename", "fname", "vorname", "prénom", "nombre", "nombres", "nome"),
    *("voornaam", "roepnaam", "imię", "enw cyntaf", "الاسم الأول", "الاسم", "名", "名前 名", "姓名 名"),
)
_FAMILY: Final = (
    *("last name", "lastname", "surname", "family name", "lname", "nachname", "familienname", "zuname", "nom"),
    *("nom de famille", "apellidos", "apellido", "cognome", "sobrenome", "apelido", "achternaam", "nazwisko"),
    *("cyfenw", "اسم العائلة", "اللقب", "姓", "氏"),
)
_ORGANISATION: Final = (
    *("organization", "organisation", "company", "company name", "organization name", "organisation name", "employer"),
    *("current employer", "firm", "account name", "member organisation", "firma", "firmenname", "unternehmen"),
    *("organisation", "société", "entreprise", "raison sociale", "empresa", "organización", "razón social", "azienda"),
    *("organizzazione", "ragione sociale", "ditta", "organisatie", "bedrijf", "bedrijfsnaam", "organização"),
    *("razão social", "organizacja", "nazwa firmy", "cwmni", "sefydliad", "المؤسسة", "الشركة"),
    *("会社名", "法人名", "团体名", "公司", "单位", "单位名称", "associated company"),
)


@dataclass(frozen=True, slots=True)
class NameParts:
    """The headings of a table that hold parts of names, "" for none."""

    given: str
    family: str
    organisation: str


def name_parts(headings: Iterable[str]) -> NameParts:
    """Return the headings of the parts of names among those of a table."""
    there = {plain(one): one for one in reversed(list(headings))}

    def first(words: Iterable[str]) -> str:
        return next((there[plain(word)] for word in words if plain(word) in there), "")

    found: Mapping[str, str] = {"given": first(_GIVEN), "family": first(_FAMILY), "organisation": first(_ORGANISATION)}
    if not (found["given"] and found["family"]):  # `nom` alone is a whole name
        return NameParts("", "", found["organisation"])
    return NameParts(**found)
