"""A British union: three CiviCRM exports with test rows, and Moodle's UTF-16."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, source

_CONTACTS = (
    "Contact ID,Contact Type,Do Not Phone,Do Not Email,Do Not Mail,Do Not SMS,No Bulk Emails (User Opt Out),"
    "External Identifier,Preferred Language,First Name,Middle Name,Last Name,Individual Prefix,Individual Suffix,"
    "Birth Date,Current Employer,Street Address,Supplemental Address 1,City,Postal Code,State,Country,Phone,Email,"
    "On Hold,Group(s),Tag(s),Membership Type,Test,Member Since,Membership Start Date,Membership Expiration Date,"
    "Membership Status,Membership ID"
)
_CONTRIBUTIONS = (
    "Contact ID,Display Name,Email,Financial Type,Date Received,Total Amount,Fee Amount,Net Amount,Transaction ID,"
    "Currency,Contribution Status,Test"
)
_PARTICIPANTS = (
    "Contact ID,Display Name,Email,Event,Event Title,Event Start Date,Event End Date,Event Type,Participant ID,"
    "Participant Status,Participant Role,Register date,Fee Amount,Fee Currency,Test"
)
_MODULES = ("Health & safety rep, stage 1", "Pay bargaining", "Casework")


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("uk-union")
    made = Folder("British union on CiviCRM: post is not mail, test rows, ids with a prefix in Moodle")
    members = list(zip(draws.ids(72, 1190, 30), draws.people("en", 72, "members.railcraft.example"), strict=True))
    rows: list[Row] = [_CONTACTS.split(",")]
    for at, (number, person) in enumerate(members):
        since = draws.day(date(1994, 1, 1), date(2025, 12, 31))
        rows.append(
            [
                *(number, "Individual", 0, int(draws.chance(0.07)), int(draws.chance(0.2)), 0, int(draws.chance(0.1))),
                *(f"RC{number:06}", "en_GB", person.first, "", person.last, draws.pick(["Mr.", "Ms.", ""]), ""),
                *(
                    draws.day(date(1958, 1, 1), date(2003, 12, 31)),
                    "Northern Rail",
                    f"{draws.number(1, 99)} Station Road",
                ),
                *("", draws.pick(["Leeds", "York"]), f"LS{draws.number(1, 9)} 4AB", "West Yorkshire", "United Kingdom"),
                *(
                    person.phone,
                    person.email,
                    int(draws.chance(0.03)),
                    "Members",
                    draws.pick(["", "Rep", "Rep, Officer"]),
                ),
                *(
                    draws.pick(["Full", "Full", "Part-time", "Retired"]),
                    int(at in (20, 41)),
                    since,
                    "2026-01-01",
                    "2026-12-31",
                ),
                *(draws.pick(["Current"] * 9 + ["Expired", "New"]), 5000 + at),
            ]
        )
    made.add(
        "CiviCRM/CiviCRM Contact Search.csv",
        table(rows, encoding="utf-8-sig", quoted=True, end="\n"),
        source(
            "civicrm-contacts",
            "members",
            {
                "member_id": "Contact ID",
                "other_ids": "External Identifier",
                "name": ["First Name", "Last Name"],
                "emails": "Email",
                "locale": "Preferred Language",
                "joined": "Member Since",
                "renewal": "Membership Expiration Date",
                "grade": "Membership Type",
                "status": "Membership Status",
                "no_email": "No Bulk Emails (User Opt Out)",
                "no_post": "Do Not Mail",
                "street": "Street Address",
                "city": "City",
                "postcode": "Postal Code",
                "country": "Country",
            },
            encoding="utf-8-sig",
            date_order="ymd",
            accept={
                "no_email": ["Do Not Email", ["Do Not Email", "No Bulk Emails (User Opt Out)"]],
                "member_id": ["External Identifier"],
                "name": [
                    ["First Name", "Middle Name", "Last Name"],
                    ["Individual Prefix", "First Name", "Middle Name", "Last Name", "Individual Suffix"],
                ],
            },
            optional=["locale"],
            never={
                "no_email": ["Do Not Mail", "Do Not Phone", "Do Not SMS"],
                "no_post": ["Do Not Email", "No Bulk Emails (User Opt Out)", "Do Not Phone"],
                "joined": ["Membership Start Date", "Birth Date"],
                "renewal": ["Membership Start Date", "Birth Date"],
                "member_id": ["Membership ID"],
            },
            asks=["which statuses get a statement", "which opt-out: Do Not Email or No Bulk Emails"],
            source="the project's notes on source systems",
        ),
    )
    made.add("CiviCRM/Contributions 2026.csv", *_contributions(draws, members))
    made.add("CiviCRM/participants.csv", *_participants(draws, members))
    made.add("Moodle/progress.rep-training-2026.csv", *_completion(draws, members))
    return made


def _contributions(draws: Draws, members: list[tuple[int, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_CONTRIBUTIONS.split(",")]
    for at, (number, person) in enumerate([*draws.some(members, 66), *draws.some(members, 20)]):
        kind = "Member Dues" if at < 66 else draws.pick(["Donation", "Event Fee", "Member Dues"])
        amount = draws.pick([228, 228, 114, 36]) if kind == "Member Dues" else draws.number(5, 60)
        moment = draws.moment(date(2026, 1, 2), date(2026, 10, 30)).strftime("%Y-%m-%d %H:%M:%S")
        status = draws.pick(["Completed"] * 12 + ["Pending", "Failed", "Refunded"])
        rows.append(
            [
                *(number, f"{person.last}, {person.first}", person.email, kind, moment, f"{amount}.00", "1.20"),
                *(f"{amount - 1.2:.2f}", f"trx{at:05x}", "GBP", status, int(at in (9, 70))),
            ]
        )
    return table(rows, encoding="utf-8-sig", quoted=True, end="\n"), source(
        "civicrm-contributions",
        "fees",
        {
            "member": ["Contact ID", "Email"],
            "amount": "Total Amount",
            "currency": "Currency",
            "paid": "Date Received",
            "reference": "Transaction ID",
        },
        encoding="utf-8-sig",
        decimal=".",
        date_order="ymd",
        accept={"member": ["Display Name"]},
        never={"amount": ["Net Amount", "Fee Amount"], "member": ["Transaction ID"]},
        asks=["which rows are fees", "which rows are paid"],
        source="the project's notes on source systems",
    )


def _participants(draws: Draws, members: list[tuple[int, Person]]) -> tuple[bytes, dict[str, object]]:
    events = (
        (31, "Reps' conference 2026", "2026-05-14 10:00:00", "2026-05-15 16:00:00", "Conference"),
        (32, "Pensions evening", "2026-02-11 18:30:00", "2026-02-11 20:00:00", "Briefing"),
        (35, "Branch AGM", "2026-09-08 19:00:00", "2026-09-08 21:00:00", "Meeting"),
    )
    rows: list[Row] = [_PARTICIPANTS.split(",")]
    for at in range(96):
        (number, person), event = draws.pick(members), draws.pick(events)
        rows.append(
            [
                *(number, f"{person.last}, {person.first}", person.email, *event, 700 + at),
                *(draws.pick(["Attended"] * 6 + ["Registered", "No-show", "Cancelled"]), "Attendee"),
                *(f"2026-01-{draws.number(10, 28)} 09:14:00", draws.pick(["0.00", "15.00"]), "GBP", int(at == 50)),
            ]
        )
    return table(rows, encoding="utf-8-sig", quoted=True, end="\n"), source(
        "civicrm-participants",
        "engagements",
        {
            "member": ["Contact ID", "Email"],
            "activity": "Event Type",
            "date": "Event Start Date",
            "title": "Event Title",
            "price_paid": "Fee Amount",
            "currency": "Fee Currency",
            "reference": "Participant ID",
        },
        encoding="utf-8-sig",
        decimal=".",
        date_order="ymd",
        accept={"member": ["Display Name"], "activity": ["Participant Role"]},
        optional=["activity", "end"],
        never={"date": ["Register date"], "member": ["Participant ID", "Event"], "list_price": ["Fee Amount"]},
        asks=["which activity", "which rows took part"],
        source="the project's notes on source systems",
    )


def _completion(draws: Draws, members: list[tuple[int, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [["", "ID number", "Email address", *(cell for name in _MODULES for cell in (name, ""))]]
    for number, person in draws.some(members, 46):
        row: list[object] = [person.name, f"RC{number:06}", person.email]
        for _ in _MODULES:
            done = draws.chance(0.5)
            moment = draws.moment(date(2026, 1, 10), date(2026, 10, 20)).strftime("%Y-%m-%d %H:%M:%S")
            row += ["Completed", moment] if done else ["Not completed", ""]
        rows.append(row)
    return table(rows, delimiter="\t", encoding="utf-16"), source(
        "moodle",
        "engagements",
        {"member": ["ID number", "Email address"]},
        encoding="utf-16",
        delimiter="\t",
        date_order="ymd",
        never={"member": [*_MODULES], "date": [*_MODULES], "title": ["ID number", "Email address"]},
        asks=["which activity", "hours"],
        source="the project's notes on source systems (excelcsv: UTF-16LE with BOM and tabs, two columns an activity)",
    )
