"""A Canadian club on Wild Apricot with columns renamed and dates month-first, and a list of opt-outs in plain text."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, no_source, source

_MEMBERS = (
    "First name,Last name,Organization,e-Mail,Phone,Renewal due,Member since,Profile last updated,Creation date,"
    "Membership level,Membership status,Membership enabled,Balance,Total donated,Email delivery disabled,"
    "Receive newsletters,User ID,Legacy Member No"
)
_CLICKS = "Email Address,First Name,Last Name,Link URL,Clicks"


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("ca-club")
    made = Folder("Canadian club: Wild Apricot with month-first dates and renamed columns, opt-outs without a heading")
    people = draws.people("fr", 30, "pagaie.example") + draws.people("en", 34, "paddle.example")
    rows: list[Row] = [_MEMBERS.split(",")]
    for at, (key, person) in enumerate(zip(draws.ids(64, 61_200_390, 40), people, strict=True)):
        level = draws.pick(["Family", "Single", "Life"])
        rows.append(
            [
                *(person.first, person.last, "", person.email, person.phone),
                *("NEVER" if level == "Life" else f"{draws.day(date(2026, 12, 1), date(2027, 10, 31)):%m/%d/%Y}",),
                *(f"{draws.day(date(2009, 1, 1), date(2026, 6, 1)):%m/%d/%Y}", "10/30/2026 14:02", "06/14/2018", level),
                *(
                    draws.pick(["Active"] * 8 + ["Lapsed", "Pending - Renewal"]),
                    "yes",
                    "$0.00",
                    f"${draws.number(0, 60)}.00",
                ),
                *(
                    draws.pick(["no"] * 9 + ["yes"]),
                    draws.pick(["yes", "yes", "no"]),
                    key,
                    f"{at + 12:04}" if draws.chance(0.6) else "",
                ),
            ]
        )
    made.add(
        "Members.csv",
        table(rows, encoding="utf-8-sig"),
        source(
            "wild-apricot",
            "members",
            {
                "member_id": "User ID",
                "other_ids": "Legacy Member No",
                "name": ["First name", "Last name"],
                "emails": "e-Mail",
                "joined": "Member since",
                "renewal": "Renewal due",
                "grade": "Membership level",
                "status": "Membership status",
                "no_email": "Email delivery disabled",
            },
            encoding="utf-8-sig",
            decimal=".",
            date_order="mdy",
            values={"no_email": {"yes": "yes", "no": "no"}},
            optional=["other_ids"],
            never={
                "joined": ["Creation date", "Profile last updated"],
                "renewal": ["Creation date", "Profile last updated"],
                "fee": ["Balance", "Total donated"],
                "status": ["Membership enabled"],
                "no_email": ["Receive newsletters"],
                "no_post": ["Email delivery disabled", "Receive newsletters"],
                "member_id": ["Legacy Member No"],
            },
            asks=["which statuses get a statement"],
            source="the project's notes on source systems and the exports of the first trial; 'e-Mail', 'Email "
            "delivery disabled', 'Receive "
            "newsletters': "
            "Wild Apricot's own field labels",
        ),
    )
    made.add(
        "do not e-mail.txt",
        "".join(f"{one.email}\n" for one in draws.some(people, 7)).encode() + b"61200390\n",
        source(
            None,
            "opt_outs",
            {},
            delimiter=None,
            heading_row=None,
            accept={"delimiter": [","], "heading_row": [0]},
            asks=["which file holds opt-outs"],
            source="valuereport's own form of a stop list: an address or a member number on each line",
        ),
    )
    clicks: list[Row] = [_CLICKS.split(",")]
    links = (
        "https://paddle.example/guides/cold-water",
        "https://paddle.example/news/agm",
        "https://paddle.example/templates/float-plan",
    )
    clicks += [
        [one.email, one.first, one.last, draws.pick(links), draws.number(1, 6)]
        for one in [draws.pick(people) for _ in range(70)]
    ]
    made.add(
        "Mailchimp/clicks_spring-bulletin.csv",
        table(clicks),
        source(
            "mailchimp-clicks",
            "engagements",
            {"member": "Email Address", "title": "Link URL"},
            accept={"quantity": ["Clicks"], "activity": ["Link URL"]},
            optional=["title"],
            never={"amount": ["Clicks"], "member": ["Link URL"]},
            asks=["a date for a file without", "which activity"],
            source="the exports of the first trial",
        ),
    )
    made.add(
        "Notes to self.csv",
        table([["To do", "By"], ["Book the hall", "Nov 20"], ["Ring Isla, re: keys", "soon"]]),
        no_source("a to-do list"),
    )
    return made
