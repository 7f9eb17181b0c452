"""A French professional body: consent that is given, not refused; HelloAsso; Brevo; a Zoom webinar."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, no_source, source

_MEMBERS = (
    "Numéro d'adhérent;Civilité;Nom d'usage;Prénom;Date de Naissance;Courriel;Téléphone portable;Adresse;Code postal;"
    "Ville;Catégorie;Adhérent depuis;Date Fin d'adhésion;Cotisation;Réglé;Statut;Accepte les e-mails;"
    "Accepte le courrier"
)
_ORDERS = (
    "Référence commande;Date de la commande;Statut de la commande;Nom adhérent;Prénom adhérent;Nom payeur;"
    "Prénom payeur;Email payeur;Raison sociale;Moyen de paiement;Tarif;Montant tarif;Code Promo;Montant code promo;"
    "Numéro d'adhérent"
)
_BREVO = (
    "CONTACT ID;EMAIL;LASTNAME;FIRSTNAME;WHATSAPP;SMS;DOUBLE_OPT-IN;OPT_IN;LANDLINE_NUMBER;EXT_ID;CONTACT_TIMEZONE;"
    "JOB_TITLE;LINKEDIN;ADDED_TIME;MODIFIED_TIME"
)
_FEES = {"Titulaire": 1234.5, "Associé": 420.0, "Étudiant": 35.0}


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("fr-ordre")
    made = Folder("French professional body: positive consent, payers who are not members, an audience that is no list")
    people = draws.people("fr", 61, "architectes-atlantique.example")
    members = list(zip(draws.ids(61, 30118, 7), people, draws.some([*_FEES] * 21, 61), strict=True))
    rows: list[Row] = [_MEMBERS.split(";")]
    for number, person, grade in members:
        paid = draws.chance(0.88)
        rows.append(
            [
                *(number, draws.pick(["M.", "Mme"]), person.last.upper(), person.first),
                *(_day(draws.day(date(1955, 1, 1), date(2002, 12, 31))), person.email, person.phone),
                *(
                    f"{draws.number(1, 90)}, rue des Écoles",
                    f"{draws.number(44000, 44999)}",
                    draws.pick(["Nantes", "Rezé"]),
                ),
                *(grade, _day(draws.day(date(2001, 1, 1), date(2026, 3, 1))), "31/12/2026"),
                *(f"{_money(_FEES[grade])} €", "Oui" if paid else "Non", draws.pick(["Actif"] * 9 + ["Radié"])),
                *(draws.pick(["oui"] * 5 + ["non"]), draws.pick(["oui", "oui", "non"])),
            ]
        )
    made.add(
        "Adhérents au 01-11-2026.csv",
        table(rows, delimiter=";", encoding="utf-8-sig"),
        source(
            None,
            "members",
            {
                "member_id": "Numéro d'adhérent",
                "name": ["Prénom", "Nom d'usage"],
                "emails": "Courriel",
                "joined": "Adhérent depuis",
                "renewal": "Date Fin d'adhésion",
                "grade": "Catégorie",
                "fee": "Cotisation",
                "status": "Statut",
                "street": "Adresse",
                "postcode": "Code postal",
                "city": "Ville",
                "no_email": "Accepte les e-mails",
                "no_post": "Accepte le courrier",
            },
            encoding="utf-8-sig",
            delimiter=";",
            decimal=",",
            date_order="dmy",
            values={
                "no_email": {"oui": "no", "non": "yes"},
                "no_post": {"oui": "no", "non": "yes"},
            },
            accept={"name": [["Civilité", "Prénom", "Nom d'usage"]]},
            optional=["fee"],
            never={"joined": ["Date de Naissance"], "renewal": ["Date de Naissance"], "status": ["Réglé"]},
            asks=["which statuses get a statement"],
            source="Headings of a French federation's member export in public code (\"Nom d'usage;Prénom;Date de "
            "Naissance;Numéro d'adhérent;...;Date Fin d'adhésion;...\") and of the project's notes on mapping",
        ),
    )
    made.add("HelloAsso/export-adhesions-01_01_2026-01_11_2026.csv", *_orders(draws, members))
    audience: list[Row] = [_BREVO.split(";")]
    for at, (_, person, _) in enumerate(draws.some(members, 50)):
        day = draws.moment(date(2023, 1, 1), date(2026, 9, 30)).strftime("%d-%m-%Y %H:%M:%S")
        audience.append(
            [
                *(at + 1, person.email, person.last, person.first, "", "", "Yes"),
                *(draws.pick(["true"] * 9 + ["false"]), "", "", "Europe/Paris", "", "", day, day),
            ]
        )
    made.add(
        "Brevo/contacts-export.csv",
        table(audience, delimiter=";", encoding="utf-8-sig"),
        no_source(
            "an audience: members are known already; who is on it may be mailed, so it is no list of opt-outs",
            preset="brevo",
            accept=[None, "contacts"],
            never={"no_email": ["OPT_IN", "DOUBLE_OPT-IN"], "joined": ["ADDED_TIME"], "member_id": ["CONTACT ID"]},
            asks=["which file holds opt-outs"],
            source="Column list of a public importer of such an export ('CONTACT "
            "ID;EMAIL;LASTNAME;FIRSTNAME;WHATSAPP;...')",
        ),
    )
    made.add("Webinaires/Rapport éthique 17-03-2026.csv", *_webinar(draws, members))
    return made


def _orders(draws: Draws, members: list[tuple[int, Person, str]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_ORDERS.split(";")]
    for at, (number, person, grade) in enumerate(draws.some(members, 52)):
        moment = draws.moment(date(2026, 1, 2), date(2026, 10, 28))
        firm = draws.chance(0.15)
        rows.append(
            [
                *(172754126 + 31 * at, moment.strftime("%d/%m/%Y %H:%M"), draws.pick(["Validé"] * 12 + ["Remboursé"])),
                *(person.last, person.first, "Durand" if firm else person.last, "Paule" if firm else person.first),
                "comptabilite@agence-durand.example" if firm else person.email,
                *(
                    "Agence Durand SARL" if firm else "",
                    draws.pick(["Carte bancaire", "Prélèvement"]),
                    f"Membre {grade.lower()}",
                ),
                *(_money(_FEES[grade]), "", "", number if draws.chance(0.8) else ""),
            ]
        )
    return table(rows, delimiter=";", encoding="utf-8-sig"), source(
        None,
        "fees",
        {
            "member": ["Numéro d'adhérent", "Email payeur", "Prénom adhérent", "Nom adhérent"],
            "amount": "Montant tarif",
            "paid": "Date de la commande",
            "reference": "Référence commande",
        },
        encoding="utf-8-sig",
        delimiter=";",
        decimal=",",
        date_order="dmy",
        never={
            "amount": ["Montant code promo", "Tarif"],
            "member": ["Référence commande", "Nom payeur", "Prénom payeur"],
        },
        asks=["which rows are paid"],
        source="HelloAsso export: header strings in several public importers ('Référence commande;Date de la "
        "commande;...')",
    )


def _webinar(draws: Draws, members: list[tuple[int, Person, str]]) -> tuple[bytes, dict[str, object]]:
    attended = [
        "Attended",
        "User Name (Original Name)",
        "First Name",
        "Last Name",
        "Email",
        "Phone",
        "Registration Time",
        "Approval Status",
        "Join Time",
        "Leave Time",
        "Time in Session (minutes)",
        "Is Guest",
        "Country/Region Name",
    ]
    rows: list[Row] = [
        ["Attendee Report"],
        ["Report Generated:", "Mar 18, 2026 09:00:00"],
        ["Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)", "# Registered"],
        ["Éthique et responsabilité, 2e partie", "933 1110 2244", "Mar 17, 2026 18:00:00", 62, 49],
        ["Host Details"],
        ["Attended", "User Name (Original Name)", "Email", "Join Time", "Leave Time", "Time in Session (minutes)"],
        [
            "Yes",
            "Ordre Atlantique",
            "zoom@architectes-atlantique.example",
            "Mar 17, 2026 17:50:00",
            "Mar 17, 2026 19:02:00",
            72,
        ],
        ["Attendee Details"],
        attended,
    ]
    for _, person, _ in draws.some(members, 44):
        there = draws.chance(0.75)
        seen = (
            ["Mar 17, 2026 18:02:11", f"Mar 17, 2026 18:{draws.number(20, 59)}:40", 40] if there else ["--", "--", "--"]
        )
        rows.append(
            [
                *("Yes" if there else "No", person.name, person.first, person.last, person.email, ""),
                *("Mar 10, 2026 08:14:00", "approved", *seen, "Yes" if there else "--", "France"),
            ]
        )
    rows += [
        ["Other Attended"],
        ["User Name", "Join Time", "Leave Time", "Time in Session (minutes)", "Country/Region Name"],
    ]
    rows.append(["33612*****18", "Mar 17, 2026 18:01:00", "Mar 17, 2026 18:40:00", 39, "France"])
    return table(rows, encoding="utf-8-sig"), source(
        "zoom-webinar",
        "engagements",
        {"member": "Email", "date": "Join Time", "end": "Leave Time", "title": "Topic"},
        encoding="utf-8-sig",
        heading_row=9,
        accept={"member": ["User Name (Original Name)"]},
        optional=["end", "title"],
        never={
            "date": ["Registration Time", "Actual Start Time"],
            "quantity": ["Is Guest"],
        },
        asks=["which activity"],
        source="the project's notes on source systems",
    )


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _money(amount: float) -> str:
    return f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
