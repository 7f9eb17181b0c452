"""What members are told is the same, whether an organisation's records come as files or are pulled."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from tests.connect.pulling import Moved
from tests.fakes.capsule import Capsule
from tests.fakes.eventbrite import Eventbrite
from tests.fakes.organisation import Organisation, organisation
from tests.fakes.stripe import Stripe
from tests.workspaces import worked_example
from valuereport.actions.pull import PullRequest, pull
from valuereport.actions.workspace import open_workspace
from valuereport.pipeline.calculation import figures_of, load_and_calculate

_PULLED = """
[[source]]
name = "people"
pull = "capsule"
preset = "capsule-parties"
[source.columns]
grade = "fields.Grade"
joined = "fields.Member since"

[[source]]
name = "dues"
pull = "stripe"
preset = "stripe-invoices"

[[source]]
name = "attendance"
pull = "eventbrite"
preset = "eventbrite-attendees"
[source.columns]
activity = { value = "cpd-webinar" }
quantity = { value = "2" }
"""
_FILES = """
[[source]]
name = "people"
table = "members"
format = "csv"
file = "people.csv"
[source.columns]
member_id = "Number"
kind = { value = "person" }
name = "Name"
emails = "Email"
grade = "Grade"
joined = "Since"
street = "Street"
city = "City"
postcode = "Postcode"
country = "Country"

[[source]]
name = "dues"
table = "fees"
format = "csv"
file = "dues.csv"
[source.columns]
member = "Email"
amount = "Amount"
currency = "Currency"
paid = "Paid"

[[source]]
name = "attendance"
table = "engagements"
format = "csv"
file = "attendance.csv"
[source.columns]
member = "Email"
activity = { value = "cpd-webinar" }
date = "Date"
title = "Event"
quantity = { value = "2" }
"""


def test_every_figure_of_every_member_is_the_same(tmp_path: Path) -> None:
    everyone = organisation(150)
    pulled, files = _pulled(everyone, tmp_path / "pulled"), _from_files(everyone, tmp_path / "files")
    assert len(pulled) == 150
    assert pulled == files
    assert sum(float(one.get("central") or 0) for one in pulled.values()) > 10_000  # there is something to tell


def _pulled(everyone: Organisation, folder: Path) -> dict[str, dict[str, str]]:
    capsule, stripe, eventbrite = Capsule(everyone), Stripe(everyone), Eventbrite(everyone)
    with ExitStack() as stack:
        for one in (capsule, stripe, eventbrite):
            stack.enter_context(one.serving())
        addresses = {
            "capsule": f"{capsule.url}/api/v2",
            "stripe": f"{stripe.url}/v1",
            "eventbrite": f"{eventbrite.url}/v3",
        }
        fakes = (("CAPSULE", capsule), ("STRIPE", stripe), ("EVENTBRITE", eventbrite))
        stack.enter_context(patch.dict(os.environ, {f"VALUEREPORT_{name}_TOKEN": one.token for name, one in fakes}))
        named = (f'[[connection]]\nname = "{name}"\nbase_url = "{url}"\n' for name, url in addresses.items())
        path = _workspace(folder, "".join(named) + _PULLED)
        done = pull(open_workspace(path), PullRequest(), clock=Moved().clock)
        assert [one.failed for one in done] == ["", "", ""]
        return _figures(path)


def _from_files(everyone: Organisation, folder: Path) -> dict[str, dict[str, str]]:
    path = _workspace(folder, _FILES)
    _write(
        folder / "people.csv",
        ("Number", "Name", "Email", "Grade", "Since", "Street", "City", "Postcode", "Country"),
        (
            (one.number, one.name, one.email, one.grade, one.joined, one.street, one.city, "AB1", "GB")
            for one in everyone.people
        ),
    )
    paid = (one for one in everyone.payments if one.is_paid)
    _write(
        folder / "dues.csv",
        ("Email", "Amount", "Currency", "Paid"),
        ((one.person.email, (one.amount - one.refunded) / 100, "GBP", one.paid.date()) for one in paid),
    )
    _write(
        folder / "attendance.csv",
        ("Email", "Date", "Event"),
        (
            (person.email, meeting.begins.date(), meeting.title)
            for meeting in everyone.meetings
            for person, came, _ in meeting.people
            if came
        ),
    )
    return _figures(path)


def _workspace(folder: Path, sources: str) -> Path:
    path = worked_example(folder)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[[source]]")] + sources, encoding="utf-8")
    return path


def _write(file: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)


def _figures(path: Path) -> dict[str, dict[str, str]]:
    """Return what the manifest says of each member, by the member's id."""
    valued = load_and_calculate(open_workspace(path).settings)
    ids = valued.history.members["member_id"].tolist()
    return {str(member_id): figures_of(valued, row).cells() for row, member_id in enumerate(ids)}
