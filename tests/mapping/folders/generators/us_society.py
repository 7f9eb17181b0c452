"""An American society: an iMIS-like roster, QuickBooks with names only, a website that writes ids with a prefix."""

from __future__ import annotations

from datetime import date, timedelta

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, no_source, source

_ROSTER = (
    "iMIS ID,Full Name,First Name,Last Name,Company,Title,Member Type,Status,Join Date,Paid Thru,Birth Date,Email,"
    "Work Phone,Address 1,Address 2,City,State Province,Postal Code,Country,Exclude From Directory,Last Updated"
)
_DUES = {"REG": 340, "STU": 60, "LIFE": 0}


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("us-society")
    made = Folder("American society: match by name, month-first dates that show themselves, M-000123 against 123")
    members = list(zip(draws.ids(70, 118, 9), draws.people("en", 70, "bridgepainters.example"), strict=True))
    kinds = [draws.pick(list(_DUES)) for _ in members]
    rows: list[Row] = [_ROSTER.split(",")]
    for (number, person), kind in zip(members, kinds, strict=True):
        rows.append(
            [
                *(
                    number,
                    f"{person.name}{draws.pick(['', '', ', PE'])}",
                    person.first,
                    person.last,
                    "Span Coatings, LLC",
                ),
                *(
                    "Inspector",
                    kind,
                    draws.pick(["A"] * 8 + ["I"]),
                    _day(draws.day(date(1999, 1, 1), date(2025, 12, 31))),
                ),
                *(
                    _day(date(2026, 12, 31)),
                    _day(draws.day(date(1955, 1, 1), date(2001, 1, 1))),
                    person.email,
                    person.phone,
                ),
                *(
                    f"{draws.number(1, 900)} Elm Ave",
                    "Suite 4" if draws.chance(0.2) else "",
                    "Pittsburgh",
                    "PA",
                    "15201",
                ),
                *("USA", draws.pick(["No", "No", "Yes"]), "10/30/2026 4:12:09 PM"),
            ]
        )
    made.add(
        "Member Roster - Active & Inactive.csv",
        table(rows),
        source(
            "imis",
            "members",
            {
                "member_id": "iMIS ID",
                "name": "Full Name",
                "emails": "Email",
                "joined": "Join Date",
                "renewal": "Paid Thru",
                "grade": "Member Type",
                "status": "Status",
                "street": "Address 1",
                "street2": "Address 2",
                "city": "City",
                "region_line": "State Province",
                "postcode": "Postal Code",
                "country": "Country",
                "job_title": "Title",
            },
            date_order="mdy",
            accept={"name": [["First Name", "Last Name"]], "preset": [None]},
            never={
                "joined": ["Birth Date", "Last Updated"],
                "renewal": ["Birth Date", "Last Updated"],
                "salutation": ["Title", "Full Name"],
                "no_email": ["Exclude From Directory"],
                "no_post": ["Exclude From Directory"],
                "name": ["Company"],
            },
            asks=["which statuses get a statement"],
            source="Fields of iMIS's table of names (ID, FULL_NAME, COMPANY, MEMBER_TYPE, STATUS, JOIN_DATE, "
            "PAID_THRU, "
            "BIRTH_DATE) as queries label them; 'iMIS ID,Full Name,State Province,City,...' in a public test file",
        ),
    )
    made.add("QuickBooks/Transaction List by Date (2).csv", *_transactions(draws, members, kinds))
    made.add("Website/member-library-log.csv", *_library(draws, members))
    made.add(
        "Website/referrers october.csv",
        table(
            [
                ["Referrer", "Visits", "Bounce rate"],
                ["google", "4,120", "51%"],
                ["bing", "311", "48%"],
                ["(direct)", "2,005", "39%"],
            ]
        ),
        no_source("web statistics: nobody stands in it"),
    )
    return made


def _transactions(draws: Draws, members: list[tuple[int, Person]], kinds: list[str]) -> tuple[bytes, dict[str, object]]:
    blank = [""] * 8
    rows: list[Row] = [["Society of Bridge Painters", *blank], ["Transaction List by Date", *blank]]
    rows += [["January 1-October 31, 2026", *blank], []]
    rows.append(["Date", "Transaction type", "Num", "Posting (Y/N)", "Name", "Memo", "Account name", "Split", "Amount"])
    day, sums = date(2026, 1, 5), 0
    for at, ((_, person), kind) in enumerate(zip(members[:58], kinds, strict=False)):
        day += timedelta(days=draws.number(0, 4))
        name = f"{person.last}, {person.first}" if draws.chance(0.25) else person.name
        due = _DUES[kind] or 25
        rows.append(
            [
                _day(day),
                "Invoice",
                1001 + at,
                "Yes",
                name,
                "Dues 2026",
                "Accounts Receivable (A/R)",
                "Dues income",
                f"{due:,.2f}",
            ]
        )
        if draws.chance(0.85):
            sums += due
            rows.append(
                [
                    _day(day + timedelta(days=9)),
                    "Payment",
                    "",
                    "Yes",
                    name,
                    "",
                    "Checking",
                    "Accounts Receivable (A/R)",
                    f"{due:,.2f}",
                ]
            )
        if draws.chance(0.1):
            rows.append(
                [
                    _day(day),
                    "Check",
                    500 + at,
                    "Yes",
                    "Allegheny Printing",
                    "Newsletter",
                    "Checking",
                    "Printing",
                    "-1,210.55",
                ]
            )
    rows += [
        ["TOTAL", *[""] * 7, f"${sums:,.2f}"],
        [],
        [],
        [],
        [" Monday, November 2, 2026 09:30 AM GMT-05:00", *blank],
    ]
    return table(rows), source(
        "quickbooks",
        "fees",
        {"member": "Name", "amount": "Amount", "paid": "Date", "reference": "Num"},
        heading_row=5,
        decimal=".",
        date_order="mdy",
        optional=["reference"],
        never={"member": ["Num", "Account name", "Split"], "year": ["Num"]},
        asks=["which rows are paid"],
        source="Header, three lines above, TOTAL and the line of time below: a public fixture that measures QuickBooks "
        "Online's 'Transaction List by Date'",
    )


def _library(draws: Draws, members: list[tuple[int, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [["Session", "Time", "CRM ID", "Login", "Type", "Title", "URL path", "File size (bytes)"]]
    for at in range(110):
        number, person = draws.pick(members)
        moment = draws.moment(date(2026, 1, 2), date(2026, 10, 30)).strftime("%Y-%m-%dT%H:%M:%SZ")
        title = draws.pick(["Lead paint checklist", "Spec template", "Wage survey 2026"])
        rows.append(
            [
                *(
                    f"{at * 7919:08x}",
                    moment,
                    f"M-{number:06}",
                    person.email if draws.chance(0.3) else person.email.split("@")[0],
                ),
                *(draws.pick(["Template", "Guidance note"]), title, "/library", draws.number(9000, 99999)),
            ]
        )
    return table(rows, end="\n"), source(
        None,
        "engagements",
        {"member": ["CRM ID", "Login"], "activity": "Type", "date": "Time", "title": "Title"},
        date_order="ymd",
        never={"member": ["Session"], "quantity": ["File size (bytes)"], "amount": ["File size (bytes)"]},
        asks=["which activity"],
        source="The log of a website, as the sample organisation's",
    )


def _day(day: date) -> str:
    return f"{day:%m/%d/%Y}"
