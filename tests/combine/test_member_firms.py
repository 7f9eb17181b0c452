"""Member firms: who decides for them, and which firms are branches of another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspaces import worked_example
from valuereport.calculator import Explainer
from valuereport.combine.identity import Identity
from valuereport.combine.parents import with_parents
from valuereport.errors import Problem
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.settings import load_settings

MEMBERS = """Member,Kind,Name,Currency,Parent,Status,Other
F1,organisation,Firm,GBP,,,SF-1
F2,organisation,North branch,EUR,sf-1,,
F3,organisation,South branch,GBP,F1,,
F4,organisation,Former branch,GBP,F1,Resigned,
W1,person,Wilma Worked,GBP,F1,,
"""
CONTACTS = """Firm,Name,Email,Dear,Decides
F1,Ann Assistant,ann@firm.example,,no
F1,Dora Decider,dora@firm.example,Ms Decider,Yes
F1,Paul Partner,paul@firm.example,,1
F2,Una Unread,una@firm.example,,perhaps
F3,Nora Nobody,nora@firm.example,,
"""
SOURCES = """
[[source]]
name = "contacts"
table = "contacts"
format = "csv"
file = "contacts.csv"
[source.columns]
member_id = "Firm"
name = "Name"
emails = "Email"
salutation = "Dear"
decides = "Decides"

[[rate]]
currency = "EUR"
rate = 0.5
date = 2025-01-01
source = "a test"

[eligibility]
skip_status = ["resigned"]
"""


def firms(folder: Path, members: str = MEMBERS) -> CalculatedMembers:
    who = ("F1", "F2", "F2", "F3", "F3", "F3", "F4", "W1")
    uses = "".join(f"{one},template-download,2026-05-0{day},No. {day},1,,\n" for day, one in enumerate(who, 1))
    path = worked_example(
        folder,
        members_csv=members,
        contacts_csv=CONTACTS,
        fees_csv="Member,Amount,Currency,Paid\nF1,100,GBP,2026-01-05\n",
        history_csv=f"Member,Activity,Date,Title,Quantity,Amount,Reference\n{uses}",
    )
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[source.columns]\nmember_id"), text.index('[[source]]\nname = "fees"')
    columns = {"member_id": "Member", "kind": "Kind", "name": "Name", "currency": "Currency", "parent": "Parent"}
    columns |= {"status": "Status", "other_ids": "Other"}
    mapped = "\n".join(f'{name} = "{heading}"' for name, heading in columns.items())
    path.write_text(f"{text[:start]}[source.columns]\n{mapped}\n\n{text[end:]}{SOURCES}", encoding="utf-8")
    return load_and_calculate(load_settings(path))


@pytest.fixture(scope="module")
def valued(tmp_path_factory: pytest.TempPathFactory) -> CalculatedMembers:
    return firms(tmp_path_factory.mktemp("firms"))


def problems(valued: CalculatedMembers, column: str) -> list[Problem]:
    return [one for one in valued.history.problems if one.column in (column, column.title())]


def test_the_first_contact_who_decides_is_addressed(valued: CalculatedMembers) -> None:
    firm, north, south, *_ = (valued.roster[row] for row in range(5))
    assert firm.decider is not None
    assert (firm.decider.name, firm.decider.salutation) == ("Dora Decider", "Ms Decider")
    assert (north.decider, south.decider) == (None, None)


def test_what_cannot_be_read_is_no_yes_and_a_problem(valued: CalculatedMembers) -> None:
    """Of the flags of consent it would be a yes; here a yes would put a person's name on a letter."""
    unread, second = problems(valued, "decides")
    assert (unread.row, unread.value, unread.action) == (5, "perhaps", "taken for no; the row is used")
    assert (second.reason, second.row) == ("several contacts of the member decide", 4)
    north = valued.history.members.iloc[1]
    assert (north["no_email"], north["unreadable"]) == (False, "")


def test_a_parent_is_found_by_any_of_its_ids_and_shows_its_branches(valued: CalculatedMembers) -> None:
    assert [valued.roster[row].parent for row in range(5)] == ["", "F1", "F1", "F1", ""]
    explainer = Explainer(valued.valuations)
    of_firm = explainer.valuation(0)
    south, north = of_firm.branches  # the former branch is a member no more
    assert (south.member_id, south.name, south.engagements) == ("F3", "South branch", 3)
    assert (north.member_id, north.engagements) == ("F2", 2)
    assert south.value == pytest.approx(explainer.valuation(2).total.central)
    assert north.value == pytest.approx(explainer.valuation(1).total.central * 0.5)  # euros, on a statement in pounds
    assert of_firm.engagements == 1  # the figures of branches are in none of the firm's own
    assert explainer.valuation(1).branches == ()


def test_what_a_person_used_is_shown_to_no_employer(valued: CalculatedMembers) -> None:
    (found,) = problems(valued, "parent")
    assert (found.member_id, found.rows, found.severity) == ("W1", 1, "warning")
    assert found.reason == "a member who is a person has a parent, and only firms have branches"


def test_parents_that_are_none_are_problems(tmp_path: Path) -> None:
    members = MEMBERS.replace("GBP,,,SF-1", "GBP,F3,,").replace("sf-1", "X9").replace("GBP,F1,Resigned", "GBP,W1,")
    found = firms(tmp_path, members)
    assert [found.roster[row].parent for row in range(5)] == [""] * 5
    assert {one.member_id: one.reason for one in problems(found, "parent")} == {
        "W1": "a member who is a person has a parent, and only firms have branches",
        "F2": "no member has the id of the parent",
        "F4": "the parent is a person and no firm",
        **dict.fromkeys(("F1", "F3"), "the parents lead in a circle: F1, F3, F1"),
    }


@given(st.lists(st.integers(-1, 9), min_size=1, max_size=10))
def test_whatever_an_export_says_there_is_no_circle_and_no_silence(stated: Sequence[int]) -> None:
    """-1 is none; an id that nobody has may be among them."""
    members = pd.DataFrame(
        {
            "member_id": [f"F{row}" for row in range(len(stated))],
            "parent": ["" if row < 0 else f"F{row}" for row in stated],
            **dict.fromkeys(("other_ids", "emails"), ""),
            "kind": "organisation",
            "file": "m.csv",
            "row": range(2, len(stated) + 2),
        }
    ).astype(dict.fromkeys(("member_id", "parent", "other_ids", "emails", "kind", "file"), "str"))
    contacts = members.iloc[:0].assign(contact_id="", member=np.zeros(0, dtype=np.intp))
    found, said = with_parents(members, Identity(members, contacts))
    parents = dict(zip(found["member_id"], found["parent"], strict=True))
    kept = {member for member, parent in parents.items() if parent}
    assert {one.member_id for one in said} == {f"F{row}" for row, one in enumerate(stated) if one >= 0} - kept
    for member in parents:
        above = [member]
        while parent := parents[above[-1]]:
            assert parent not in above
            above.append(parent)
