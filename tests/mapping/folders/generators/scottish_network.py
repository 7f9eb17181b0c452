"""A network of firms: Capsule's workbook with two sheets, Mailchimp's three files, Xero with three amounts."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person, plain
from tests.mapping.folders.generators.files import Row, table, workbook
from tests.mapping.folders.generators.truth import Folder, no_source, source

_CONTACTS = (
    "ID,Type,First Name,Last Name,Name,Job Title,Organisation,Email,Work Email,Home Email,Phone Number,Work Phone,"
    "Mobile Phone,Address Street,City,State,Postcode,Country,Tags,Created,Updated,Last Contacted,Member No,"
    "Membership Level,Joined,Renewal Date,Membership Status"
)
_INVOICES = (
    "Contact Name,Email Address,Invoice Number,Reference,Invoice Date,Due Date,Paid Date,Description,Subtotal,Tax,"
    "Total,Amount Paid,Currency,Status"
)
_AUDIENCE = "Email Address,First Name,Last Name,Company,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP"
_FEES = {"Supporter": 250, "Partner": 1250, "Start-up": 90}


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("scottish-network")
    made = Folder("Network of firms: persons and firms on one sheet, notes on another, three amounts in an invoice")
    rows: list[Row] = [_CONTACTS.split(",")]
    firms: list[tuple[str, str, str, Person]] = []
    names = draws.some(
        [
            f"{a} {b}"
            for a in ("Forth", "Tay", "Clyde", "Ness", "Esk")
            for b in ("Biotech", "Wind", "Foods", "Robotics", "Data")
        ],
        24,
    )
    for at, name in enumerate(names):
        number, level, domain = f"{at + 7:04}", draws.pick(list(_FEES)), f"{plain(name)}.example"
        people = draws.people("en", draws.number(1, 2), domain)
        address = [
            f"{draws.number(1, 80)} Harbour Street",
            draws.pick(["Dundee", "Inverness"]),
            "",
            "DD1 3AB",
            "United Kingdom",
        ]
        joined, renewal = (
            draws.day(date(2012, 1, 1), date(2025, 12, 31)),
            draws.day(date(2026, 12, 1), date(2027, 11, 30)),
        )
        status = draws.pick(["Member"] * 7 + ["Lapsed"])
        firms.append((number, name, level, people[0]))
        days = [
            draws.day(date(2020, 1, 1), date(2024, 1, 1)),
            date(2026, 10, 2),
            draws.day(date(2026, 1, 1), date(2026, 10, 1)),
        ]
        rows.append(
            [
                *(
                    215_000_000 + 17 * at,
                    "Organisation",
                    "",
                    "",
                    f"{name} Ltd",
                    "",
                    "",
                    f"hello@{domain}",
                    "",
                    "",
                    "01382 202020",
                    "",
                    "",
                ),
                *(*address, draws.pick(["Member", "Member,Funder"]), *days, number, level, joined, renewal, status),
            ]
        )
        rows += [
            [
                *(
                    216_000_000 + 31 * at + more,
                    "Person",
                    person.first,
                    person.last,
                    person.name,
                    "Director",
                    f"{name} Ltd",
                ),
                *(person.email, "", "", "", "", person.phone, *address, "", *days, number, "", "", "", ""),
            ]
            for more, person in enumerate(people)
        ]
    rows += [[217_000_000, "Person", "Ivo", "Press", "Ivo Press", "Journalist", "Daily Herring", "ivo@herring.example"]]
    notes: list[Row] = [["Date", "Contact", "Note", "Author"]]
    notes += [
        [draws.day(date(2026, 1, 1), date(2026, 10, 1)), name, "Called, wants to renew", "Morag"] for name in names[:12]
    ]
    made.add(
        "capsule contacts 02.11.2026.xlsx",
        workbook({"notes": notes, "contacts": rows}),
        source(
            "capsule",
            "members",
            {
                "member_id": "Member No",
                "other_ids": "ID",
                "name": "Name",
                "emails": ["Email", "Work Email", "Home Email"],
                "joined": "Joined",
                "renewal": "Renewal Date",
                "grade": "Membership Level",
                "status": "Membership Status",
                "street": "Address Street",
                "city": "City",
                "postcode": "Postcode",
                "country": "Country",
                "job_title": "Job Title",
            },
            encoding=None,
            delimiter=None,
            sheet="contacts",
            accept={"member_id": ["ID"], "name": [["First Name", "Last Name"]]},
            optional=["other_ids", "job_title"],
            never={
                "joined": ["Created", "Updated", "Last Contacted"],
                "renewal": ["Created", "Updated", "Last Contacted"],
                "name": ["Organisation"],
            },
            asks=["firm or person", "which statuses get a statement"],
            source="the project's notes on source systems; the last five columns are custom fields",
        ),
    )
    made.add("Xero/Receivable Invoice Detail.csv", *_invoices(draws, firms))
    _mailchimp(draws, made, [person for *_, person in firms])
    return made


def _invoices(draws: Draws, firms: list[tuple[str, str, str, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_INVOICES.split(",")]
    for at, (number, name, level, person) in enumerate([*firms, *draws.some(firms, 9)]):
        net = _FEES[level] if at < len(firms) else 180
        day = draws.day(date(2026, 1, 13), date(2026, 9, 28))
        status = draws.pick(["Paid"] * 9 + ["Awaiting Payment", "Voided"])
        paid = status == "Paid"
        rows.append(
            [
                *(
                    f"{name} Ltd",
                    f"accounts@{plain(name)}.example" if draws.chance(0.5) else person.email,
                    f"INV-{2101 + at}",
                ),
                *(f"MEM/{number}" if draws.chance(0.85) else "see email", f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y}"),
                *(f"{day:%d/%m/%Y}" if paid else "", "Membership 2026" if at < len(firms) else "Stand at the fair"),
                *(
                    f"{net:,.2f}",
                    f"{net * 0.2:,.2f}",
                    f"{net * 1.2:,.2f}",
                    f"{net * 1.2 if paid else 0:,.2f}",
                    "GBP",
                    status,
                ),
            ]
        )
    rows += [["Total", "", "", "", "", "", "", "", "", "", "", "9,999.00"]]
    return table(rows, encoding="utf-8-sig"), source(
        "xero",
        "fees",
        {
            "member": ["Contact Name", "Reference", "Email Address"],
            "amount": "Amount Paid",
            "currency": "Currency",
            "paid": "Paid Date",
            "reference": "Invoice Number",
        },
        encoding="utf-8-sig",
        decimal=".",
        date_order="dmy",
        accept={"amount": ["Total", "Subtotal"], "paid": ["Invoice Date"]},
        never={"amount": ["Tax"], "paid": ["Due Date"], "member": ["Invoice Number"]},
        asks=["which amount is the fee, VAT in or out", "which rows are paid"],
        source="the exports of the first trial",
    )


def _mailchimp(draws: Draws, made: Folder, people: list[Person]) -> None:
    common, audience = _AUDIENCE.split(","), draws.some(people, len(people))
    tail = ["LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS"]
    heads = {
        "subscribed": tail,
        "unsubscribed": ["UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID", "UNSUB_REASON", *tail],
        "cleaned": ["CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID", *tail],
    }
    shares = {"subscribed": audience[:16], "unsubscribed": audience[16:21], "cleaned": audience[21:]}
    for kind, head in heads.items():
        rows: list[Row] = [[*common, *head]]
        for at, person in enumerate(shares[kind]):
            when = "2025-03-11 10:24:14"
            more = [when, "Spring bulletin", "8f3b2c1d", "NORMAL"][: len(head) - len(tail)]
            rows.append(
                [
                    *(
                        person.email,
                        person.first,
                        person.last,
                        "",
                        3,
                        when,
                        "192.0.2.1",
                        when,
                        "192.0.2.1",
                        *more,
                        when,
                    ),
                    *(600100 + at, f"e{at:07x}", "", '"Members","Newsletter"'),
                ]
            )
        name = f"Mailchimp/{kind}_email_audience_export_8f3b2c1d.csv"
        if kind == "subscribed":
            truth = no_source(
                "who may be mailed: no opt-outs, and members are known already",
                preset="mailchimp",
                accept=[None, "contacts"],
                never={"joined": ["OPTIN_TIME", "CONFIRM_TIME"], "name": ["Company"]},
                source="the exports of the first trial and the project's notes on source systems",
            )
        else:
            truth = source(
                f"mailchimp-{kind}",
                "opt_outs",
                {"email": "Email Address"},
                date_order="ymd",
                never={"email": ["EUID", "LEID"]},
                source="the exports of the first trial; CLEAN_TIME and its like by analogy"
                if kind == "cleaned"
                else "the exports of the first trial",
            )
        made.add(name, table(rows, end="\n"), truth)
