"""A Dutch association: names in three columns, refusal in words, an Eventbrite file without a date, old Teams."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, source

_MEMBERS = (
    "Lidnummer;Achternaam;Tussenvoegsel;Voornaam;Geboortedatum;E-mailadres;Telefoon;Straat;Huisnummer;Postcode;Plaats;"
    "Lidsoort;Lid sinds;Lid tot;Contributie;Betaald op;Status;Geen mailing;Opmerkingen"
)
_TICKETS = (
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order "
    "Type,Currency,"
    "Total Paid,Fees Paid,Eventbrite Fees,Eventbrite Payment Processing,Attendee Status,Lidnummer,Job Title,Company"
)
_FEES = {"Gewoon lid": 1175.5, "Aspirant": 87.5, "Senior": 60.0}


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("nl-vereniging")
    made = Folder("Dutch association: three columns make a name, tickets without a day, joins and leaves of Teams")
    members = list(zip(draws.ids(66, 2004, 12), draws.people("nl", 66, "tuinbouwers.example"), strict=True))
    rows: list[Row] = [_MEMBERS.split(";")]
    for number, person in members:
        kind, since = draws.pick(list(_FEES)), draws.day(date(2000, 1, 1), date(2026, 5, 1))
        rows.append(
            [
                *(number, person.last, draws.pick(["", "", "van der", "de"]), person.first),
                *(_day(draws.day(date(1955, 1, 1), date(2001, 1, 1))), person.email, person.phone, "Kerkstraat"),
                *(
                    draws.number(1, 200),
                    f"{draws.number(1000, 9999)} AB",
                    draws.pick(["Lisse", "Aalsmeer"]),
                    kind,
                    _day(since),
                ),
                *("31-12-2026", f"€ {_money(_FEES[kind])}", _day(draws.day(date(2026, 1, 2), date(2026, 4, 30)))),
                *(draws.pick(["Actief"] * 9 + ["Opgezegd"]), draws.pick(["", "", "", "nee", "ja"]), ""),
            ]
        )
    made.add(
        "Leden/ledenlijst november 2026.csv",
        table(rows, delimiter=";"),
        source(
            None,
            "members",
            {
                "member_id": "Lidnummer",
                "name": ["Voornaam", "Tussenvoegsel", "Achternaam"],
                "emails": "E-mailadres",
                "joined": "Lid sinds",
                "renewal": "Lid tot",
                "grade": "Lidsoort",
                "fee": "Contributie",
                "status": "Status",
                "street": ["Straat", "Huisnummer"],
                "postcode": "Postcode",
                "city": "Plaats",
                "no_email": "Geen mailing",
            },
            delimiter=";",
            decimal=",",
            date_order="dmy",
            values={"no_email": {"ja": "yes", "nee": "no"}},
            optional=["fee", "no_email"],
            never={
                "joined": ["Geboortedatum", "Betaald op"],
                "renewal": ["Geboortedatum", "Betaald op"],
                "member_id": ["Huisnummer"],
            },
            asks=["which statuses get a statement"],
            source="Headings of Dutch member lists in public code "
            "('Voornaam;Tussenvoegsel;Achternaam;E-mailadres;Mobiel', "
            "'Lidnummer,Voornaam,Achternaam,Geboortedatum,...')",
        ),
    )
    made.add("2026/voorjaar/deelnemers “Voorjaarsdag '26”.csv", *_tickets(draws, members))
    made.add("2026/najaar/Teams/attendanceList.csv", *_attendance(draws, members))
    return made


def _tickets(draws: Draws, members: list[tuple[int, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_TICKETS.split(",")]
    for at, (number, person) in enumerate(draws.some(members, 41)):
        moment = draws.moment(date(2026, 2, 1), date(2026, 3, 28))
        rows.append(
            [
                *(
                    7710043000 + at,
                    f"{moment:%Y-%m-%d %H:%M}",
                    person.first,
                    person.last,
                    person.email if draws.chance(0.9) else "privé@thuis.example",
                ),
                *(
                    1,
                    "",
                    draws.pick(["Lid", "Lid", "Niet-lid"]),
                    15500000000 + 3 * at,
                    "",
                    "Eventbrite Completed",
                    "EUR",
                    "45.00",
                    "0.00",
                ),
                *(
                    "2.10",
                    "1.40",
                    draws.pick(["Attending"] * 5 + ["Checked In", "Not Attending"]),
                    number if draws.chance(0.7) else "",
                    "",
                    "",
                ),
            ]
        )
    return table(rows, encoding="utf-8-sig"), source(
        "eventbrite",
        "engagements",
        {
            "member": ["Lidnummer", "Email"],
            "activity": "Ticket Type",
            "price_paid": "Total Paid",
            "currency": "Currency",
            "reference": "Attendee #",
        },
        encoding="utf-8-sig",
        decimal=".",
        date_order="ymd",
        optional=["activity"],
        never={
            "date": ["Order Date"],
            "price_paid": ["Fees Paid", "Eventbrite Fees", "Eventbrite Payment Processing"],
            "list_price": ["Total Paid", "Price Tier"],
            "member": ["Order #", "Attendee #"],
        },
        asks=["a date for a file without", "which activity", "which rows took part"],
        source="the project's notes on source systems; Lidnummer is a custom question",
    )


def _attendance(draws: Draws, members: list[tuple[int, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [
        ["Session Id", "Participant Id", "Full Name", "UserAgent", "UTC Event Timestamp", "Action", "Role"]
    ]
    for at, (_, person) in enumerate(draws.some(members, 30)):
        stayed = draws.number(10, 58)
        for action, minute in (("Joined", draws.number(0, 9)), ("Left", stayed)):
            rows.append(
                [
                    f"b7f{at:05x}",
                    person.email,
                    person.name,
                    "Windows",
                    f"10/29/2026 7:{minute:02}:11 PM",
                    action,
                    "Attendee",
                ]
            )
    return table(rows), source(
        "teams",
        "engagements",
        {"member": "Participant Id", "date": "UTC Event Timestamp"},
        date_order="mdy",
        accept={"member": ["Full Name"]},
        never={"member": ["Session Id"], "activity": ["UserAgent", "Role"]},
        asks=["which activity"],
        source="the project's notes on source systems (Participant Id is the address; pairs of Joined and Left)",
    )


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _money(amount: float) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
