"""An Irish chamber on HubSpot: firms, people and deals in three files, quotes in headings and names, a bank."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person, plain
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, source

_FIRMS = (
    "Record ID,Company name,Company Domain Name,Company owner,Create Date,Phone Number,City,Country/Region,Industry,"
    "Last Activity Date,Number of Employees,Membership number,"
    'Membership "tier",Member since,Renewal date,Membership status'
)
_PEOPLE = (
    "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Lead Status,Lifecycle Stage,Create Date,"
    "Associated Company,Associated Company IDs,Country/Region,Contact owner,Original Source,Unsubscribed from all email"
)
_DEALS = (
    "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Currency,Amount in company currency,Create Date,Close Date,Deal "
    "owner,"
    "Associated Company IDs,Associated Contact IDs"
)
_TIERS = {"Corporate": 2400, "SME": 650, "Sole trader": 180}

Firm = tuple[int, str, str, Person]


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("ie-chamber")
    made = Folder(
        "Irish chamber on HubSpot: quotes in headings and file names, people of firms, a bank that cuts names"
    )
    names = draws.some(
        [
            f"{a} {b}"
            for a in ("O'Malley", "Shannon", "Burren", "Corrib", "Claddagh", "Atlantic")
            for b in ("Foods Ltd", "Hotel", "Print & Sign", "Engineering DAC", "Seafood", "Media")
        ],
        34,
    )
    firms: list[Firm] = [
        (7_000_020_913 + 311 * at, name, draws.pick(list(_TIERS)), draws.people("en", 1, f"{plain(name)}.example")[0])
        for at, name in enumerate(names)
    ]
    rows: list[Row] = [_FIRMS.split(",")]
    for at, (key, name, tier, _) in enumerate(firms):
        since = draws.day(date(2004, 1, 1), date(2025, 12, 31))
        rows.append(
            [
                *(
                    key,
                    name,
                    f"{plain(name)}.example",
                    "R. Amadi",
                    "2021-03-12 09:14",
                    "091 555000",
                    "Galway",
                    "Ireland",
                ),
                *(
                    "Food",
                    "2026-10-13 17:35",
                    draws.number(1, 300),
                    f"GC{at + 41:04}",
                    tier,
                    f"{since:%Y-%m-%d}",
                    "2027-01-31",
                ),
                draws.pick(["Current"] * 8 + ["Resigned"]),
            ]
        )
    rows.append([7_000_099_999, "Prospect & Sons", "prospect.example", "R. Amadi", "2026-10-01 10:00", *[""] * 11])
    made.add(
        "HubSpot (2 Nov '26)/hubspot-crm-exports-all-companies-2026-11-02.csv",
        table(rows, quoted=True, end="\n"),
        source(
            "hubspot-companies",
            "members",
            {
                "member_id": "Record ID",
                "other_ids": "Membership number",
                "name": "Company name",
                "grade": 'Membership "tier"',
                "joined": "Member since",
                "renewal": "Renewal date",
                "status": "Membership status",
                "city": "City",
                "country": "Country/Region",
                "sector": "Industry",
                "size": "Number of Employees",
            },
            date_order="ymd",
            accept={"member_id": ["Membership number"], "other_ids": ["Record ID"]},
            optional=["other_ids", "size", "sector"],
            never={
                "joined": ["Create Date", "Last Activity Date"],
                "renewal": ["Create Date", "Last Activity Date"],
                "name": ["Company owner", "Company Domain Name"],
                "emails": ["Company Domain Name"],
            },
            asks=["which statuses get a statement"],
            source="the project's notes on source systems; labels of HubSpot's own properties of a company; the last "
            "five are "
            "custom",
        ),
    )
    made.add("HubSpot (2 Nov '26)/hubspot-crm-exports-all-contacts-2026-11-02.csv", *_people(draws, firms))
    made.add("HubSpot (2 Nov '26)/hubspot-crm-exports-all-deals-2026-11-02.csv", *_deals(draws, firms))
    made.add("Treasurer's “current” account.csv", *_bank(draws, firms))
    return made


def _people(draws: Draws, firms: list[Firm]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_PEOPLE.split(",")]
    for at, (key, name, _, person) in enumerate(firms):
        two = draws.people("en", 2, f"{plain(name)}.example")
        for more, one in enumerate([person, *(one for one in two if one.email != person.email)]):
            rows.append(
                [
                    *(
                        88_120_000_000 + 1009 * at + more,
                        one.first,
                        one.last,
                        one.email,
                        one.phone,
                        draws.pick(["Director", "Accounts", ""]),
                    ),
                    *("Connected", "customer", "2022-08-01 11:20", name, key, "Ireland", "R. Amadi", "Offline Sources"),
                    draws.pick(["", "", "", "false", "true"]),
                ]
            )
    return table(rows, quoted=True, end="\n"), source(
        "hubspot-contacts",
        "contacts",
        {
            "contact_id": "Record ID",
            "member_id": "Associated Company IDs",
            "name": ["First Name", "Last Name"],
            "emails": "Email",
            "job_title": "Job Title",
            "no_email": "Unsubscribed from all email",
        },
        date_order="ymd",
        accept={"member_id": ["Associated Company"]},
        never={
            "name": ["Associated Company", "Contact owner"],
            "member_id": ["Record ID"],
            "no_email": ["Lead Status"],
        },
        source="the project's notes on source systems; 'Unsubscribed from all email' is HubSpot's own label",
    )


def _deals(draws: Draws, firms: list[Firm]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_DEALS.split(",")]
    for at, (key, name, tier, _) in enumerate(firms):
        moment = draws.moment(date(2026, 1, 5), date(2026, 3, 30))
        stage = draws.pick(["Closed won"] * 7 + ["Closed lost", "Invoice sent"])
        rows.append(
            [
                *(
                    31_900_400_100 + 53 * at,
                    f"Membership 2026: {name}",
                    "Membership renewals",
                    stage,
                    f"{_TIERS[tier]}.00",
                    "EUR",
                ),
                *(
                    f"{_TIERS[tier]}.00",
                    "2025-11-20 09:03",
                    f"{moment:%Y-%m-%d %H:%M}",
                    "R. Amadi",
                    key,
                    88_120_000_000 + 1009 * at,
                ),
            ]
        )
    return table(rows, quoted=True, end="\n"), source(
        "hubspot-deals",
        "fees",
        {
            "member": ["Associated Company IDs", "Associated Contact IDs"],
            "amount": "Amount",
            "currency": "Currency",
            "paid": "Close Date",
            "reference": "Record ID",
        },
        decimal=".",
        date_order="ymd",
        accept={"table": ["engagements"], "amount": ["Amount in company currency"]},
        optional=["reference"],
        never={"paid": ["Create Date"], "member": ["Record ID", "Deal owner"]},
        asks=["which rows are paid", "fees or engagements"],
        source="the project's notes on source systems",
    )


def _bank(draws: Draws, firms: list[Firm]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [["Number", "Date", "Account", "Amount", "Subcategory", "Memo"]]
    for _, name, tier, _ in draws.some(firms, 30):
        day = draws.day(date(2026, 1, 13), date(2026, 4, 28))
        memo = f"{name.upper()[:18]:<18}\tCHAMBER MEM BGC"
        rows.append(["", f"{day:%d/%m/%Y}", "20-00-00 12345678", f"{_TIERS[tier]}.00", "Direct Credit", memo])
        if draws.chance(0.3):
            rows.append(["", f"{day:%d/%m/%Y}", "20-00-00 12345678", "-61.20", "Direct Debit", "EIRCOM PHONES\tDDR"])
    return table(rows), source(
        "bank",
        "fees",
        {"member": "Memo", "amount": "Amount", "paid": "Date"},
        decimal=".",
        date_order="dmy",
        optional=["member"],
        never={"member": ["Account", "Number", "Subcategory"]},
        asks=["which rows are fees", "who paid"],
        source="Barclays' CSV: header strings in many public importers ('Number,Date,Account,Amount,Subcategory,Memo')",
    )
