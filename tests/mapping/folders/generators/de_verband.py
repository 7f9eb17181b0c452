"""A German trade body: own member list, the bank's CSV, a Zoom meeting whose dates hide."""

from __future__ import annotations

from datetime import date, timedelta

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, no_source, source

_HEADINGS = (
    "Mitgliedsnummer;Anrede;Titel;Vorname;Nachname;Firma;Straße;PLZ;Ort;Land;Telefon;E-Mail-Adresse;Geburtsdatum;"
    "Eintrittsdatum;Austrittsdatum;Erfasst am;Beitragsklasse;Jahresbeitrag;Zahlungsart;Status;Newsletter;Notizen"
)
_BANK = (
    "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Glaeubiger ID;Mandatsreferenz;"
    "Kundenreferenz (End-to-End);Sammlerreferenz;Lastschrift Ursprungsbetrag;Auslagenersatz Ruecklastschrift;"
    "Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;BIC (SWIFT-Code);Betrag;Waehrung;Info"
)
_FEES = {"Einzelmitglied": 185.0, "Betrieb bis 10": 640.0, "Betrieb über 10": 1234.5, "Ehrenmitglied": 0.0}


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("de-verband")
    made = Folder("German trade body: cp1252, semicolons, decimal commas, a bank that writes two-digit years")
    people = draws.people("de", 68, "geruestbau-nord.example")
    numbers = draws.ids(68, 10204, 9)
    members = [(number, person, draws.pick(list(_FEES))) for number, person in zip(numbers, people, strict=True)]
    rows: list[Row] = [["Mitgliederliste Landesverband Gerüstbau Nord e. V."], ["Stand: 02.11.2026"], []]
    rows.append(_HEADINGS.split(";"))
    for number, person, grade in members:
        left = draws.chance(0.06)
        joined = draws.day(date(1998, 1, 1), date(2026, 6, 30))
        rows.append(
            [
                *(number, draws.pick(["Herr", "Frau"]), "Dr." if draws.chance(0.1) else "", person.first, person.last),
                f"{person.last} Gerüstbau GmbH & Co. KG" if "Betrieb" in grade else "",
                *(
                    f"Lange Straße {draws.number(1, 120)}",
                    f"{draws.number(20095, 25999)}",
                    draws.pick(["Kiel", "Lübeck"]),
                ),
                *("Deutschland", person.phone, "" if draws.chance(0.08) else person.email),
                _day(draws.day(date(1950, 1, 1), date(1999, 12, 31))),
                *(_day(joined), "31.12.2026" if left else "", _day(draws.day(date(2019, 1, 1), date(2026, 9, 30)))),
                *(grade, f"{_money(_FEES[grade])} €", draws.pick(["SEPA-Lastschrift", "Überweisung"])),
                *("Ausgetreten" if left else draws.pick(["Aktiv"] * 9 + ["Ruhend"]), draws.pick(["ja"] * 4 + ["nein"])),
                "Ruft lieber an;\nbitte keine Mails" if number == numbers[11] else "",
            ]
        )
    rows += [[], [f"Anzahl Datensätze: {len(members)}"]]
    made.add(
        "Mitglieder_Export_2026-11-02.csv",
        table(rows, delimiter=";", encoding="cp1252"),
        source(
            None,
            "members",
            {
                "member_id": "Mitgliedsnummer",
                "name": ["Vorname", "Nachname"],
                "emails": "E-Mail-Adresse",
                "joined": "Eintrittsdatum",
                "grade": "Beitragsklasse",
                "fee": "Jahresbeitrag",
                "status": "Status",
                "street": "Straße",
                "postcode": "PLZ",
                "city": "Ort",
                "country": "Land",
                "no_email": "Newsletter",
            },
            encoding="cp1252",
            delimiter=";",
            heading_row=4,
            decimal=",",
            date_order="dmy",
            values={"no_email": {"ja": "no", "nein": "yes"}},
            accept={"name": [["Titel", "Vorname", "Nachname"], ["Anrede", "Titel", "Vorname", "Nachname"]]},
            optional=["no_email", "fee"],
            never={
                "joined": ["Geburtsdatum", "Austrittsdatum", "Erfasst am"],
                "renewal": ["Austrittsdatum", "Geburtsdatum", "Erfasst am"],
                "salutation": ["Anrede"],
            },
            asks=["firm or person", "which statuses get a statement"],
            source="Headings of a club manager's export in public code ('Mitglieds-Nr.;Vorname;Nachname;E-Mail;Telefon;"
            "...;Beitragsklasse;Geburtsdatum;Mitglied seit;Notizen') and of the project's notes on mapping",
        ),
    )
    made.add("Kontoauszug/20261102-DE02-umsatz.CSV", *_bank(draws, members))
    made.add("Zoom/Teilnehmer – Arbeitsschutz (5. März).csv", *_meeting(draws, members))
    prices = [["Seminar", "Preis Mitglieder", "Preis Nichtmitglieder"]]
    prices += [[f"Seminar {name}", "95,00 €", "180,00 €"] for name in ("Fassade", "Statik", "Prüfung", "Aufmaß")]
    made.add(
        "Preisliste Seminare 2026.csv",
        table(prices, delimiter=";", encoding="cp1252"),
        no_source("a price list: nobody stands in it"),
    )
    return made


def _bank(draws: Draws, members: list[tuple[int, Person, str]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_BANK.split(";")]
    day = date(2026, 1, 5)
    for number, person, grade in [*draws.some(members, 60), *members[:3]]:
        day += timedelta(days=draws.number(0, 6))
        direct = draws.chance(0.75)
        amount, text = _FEES[grade] or 50.0, "FOLGELASTSCHRIFT" if direct else "GUTSCHR. UEBERWEISUNG"
        if draws.chance(0.05):
            amount, text = -amount, "RETOURE LASTSCHRIFT"
        written = day.strftime("%d.%m.%y")
        rows.append(
            [
                *("DE02120300000000202051", written, written, text, f"Beitrag 2026 Mitgl.-Nr. {number}"),
                *("DE98ZZZ09999999999" if direct else "", f"MG-{number}" if direct else "", f"E2E-{number}-26", ""),
                *(
                    "",
                    "3,50" if amount < 0 else "",
                    person.name,
                    f"DE{draws.number(10, 99)}200400000{number}",
                    "COBADEFFXXX",
                ),
                *(_money(amount), "EUR", "Umsatz gebucht"),
            ]
        )
        if draws.chance(0.2):
            rows.append(
                [
                    *(
                        "DE02120300000000202051",
                        written,
                        written,
                        "DAUERAUFTRAG",
                        "Miete Geschäftsstelle",
                        "",
                        "",
                        "",
                        "",
                    ),
                    *("", "", "Hafen Immobilien AG", "DE55370500000123456789", "COLSDE33XXX", "-1.890,00", "EUR"),
                    "Umsatz gebucht",
                ]
            )
    return table(rows, delimiter=";", encoding="cp1252", quoted=True), source(
        "bank",
        "fees",
        {
            "member": ["Mandatsreferenz", "Beguenstigter/Zahlungspflichtiger"],
            "amount": "Betrag",
            "currency": "Waehrung",
            "paid": "Buchungstag",
            "reference": "Kundenreferenz (End-to-End)",
        },
        encoding="cp1252",
        delimiter=";",
        decimal=",",
        date_order="dmy",
        accept={
            "paid": ["Valutadatum"],
            "member": [["Kundenreferenz (End-to-End)"], ["Kundenreferenz (End-to-End)", "Mandatsreferenz"]],
        },
        never={
            "member": ["Auftragskonto", "Kontonummer/IBAN", "Glaeubiger ID", "BIC (SWIFT-Code)"],
            "amount": ["Lastschrift Ursprungsbetrag", "Auslagenersatz Ruecklastschrift"],
        },
        asks=["which rows are fees"],
        source="CSV-CAMT of German savings banks, 17 columns, two-digit years: header strings in several public "
        "importers "
        "(ctheune/ynab-bank-imports among them)",
    )


def _meeting(draws: Draws, members: list[tuple[int, Person, str]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [
        ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants"],
        [
            *("964 2210 7781", "Arbeitsschutz: was sich ändert", "03/05/2026 09:58:00 AM", "03/05/2026 11:31:00 AM"),
            *("zoom@geruestbau-nord.example", 93, 41),
        ],
        [],
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"],
    ]
    for _, person, _ in draws.some(members, 38):
        joined, stayed = draws.number(0, 12), draws.number(30, 75)
        guest = draws.chance(0.3)
        rows.append(
            [
                *(f"{person.first} {person.last[0]}." if guest else person.name, "" if guest else person.email),
                *(
                    f"03/05/2026 10:{joined:02}:17 AM",
                    f"03/05/2026 {10 + (joined + stayed) // 60}:{(joined + stayed) % 60:02}:02 AM",
                ),
                *(stayed, "Yes" if guest else "No"),
            ]
        )
    return table(rows, encoding="utf-8-sig"), source(
        "zoom-meeting",
        "engagements",
        {
            "member": ["User Email", "Name (Original Name)"],
            "date": "Join Time",
            "end": "Leave Time",
            "title": "Topic",
            "quantity": "Duration (Minutes)",
        },
        encoding="utf-8-sig",
        heading_row=4,
        date_order=None,
        optional=["end", "title", "quantity"],
        never={"date": ["Start Time", "End Time"], "end": ["End Time"]},
        asks=["date order", "which activity"],
        source="the project's notes on source systems; the block above: header strings in public parsers of Zoom's "
        "meeting report",
    )


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def _money(amount: float) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
