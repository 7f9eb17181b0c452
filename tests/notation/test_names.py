"""Which heading of a name is the family name's."""

from __future__ import annotations

import pytest

from valuereport.notation.names import family_name_at


@pytest.mark.parametrize(
    ("headings", "position"),
    [
        ("First Name,Last Name", 1),
        ("First,Last", 1),
        ("FirstName,LastName", 1),
        ("fname,lname", 1),
        ("Contact: Given Names,Contact: Surname", 1),
        ("Title,Forename,Family Name", 2),
        ("Vorname,Nachname", 1),
        ("PRÉNOM,NOM", 1),
        ("Nombre,Apellidos", 1),
        ("Nome,Sobrenome", 1),
        ("Nome,Cognome", 1),
        ("Voornaam,Achternaam", 1),
        ("Imię,Nazwisko", 1),
        ("Enw cyntaf,Cyfenw", 1),
        ("الاسم الأول,اسم العائلة", 1),
        ("名,姓", 1),
        ("姓,名", 0),
        ("이름,성", 1),
        ("Full Name", None),
        ("氏名,姓名", None),  # both whole names
        ("Last Name,Surname", None),
        ("Lastschrift,Prenomination", None),
    ],
)
def test_the_family_names_heading(headings: str, position: int | None) -> None:
    assert family_name_at(headings.split(",")) == position
