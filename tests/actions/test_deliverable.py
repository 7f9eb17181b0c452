"""Who gets what of a run: as a sending would judge, and nothing is sent, printed or planned."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.deliver.campaigns import campaign, ledger_url, member, run_of, write_members
from valuereport.actions.deliverable import Deliverable, DeliverableRequest, deliverable
from valuereport.actions.email import EmailRequest, email, plan_email
from valuereport.actions.kept import Kept
from valuereport.actions.print import PrintRequest, print_run
from valuereport.actions.workspace import open_workspace
from valuereport.deliver.ledger import open_ledger

_OTHERS: tuple[dict[str, str], ...] = (
    {},
    {"Email": "both@members.example"},
    {"Email": "both@members.example"},
    {"No email": "yes"},
    {"Renewed": "yes"},
    {"No email": "yes", "Street": "", "City": "", "Postcode": ""},
    {},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return campaign(tmp_path, [member(number, **other) for number, other in enumerate(_OTHERS)])


def asked(path: Path, *members: str) -> Deliverable:
    return deliverable(open_workspace(path), DeliverableRequest("r", members))


def approved(path: Path) -> None:
    with open_ledger(ledger_url(path), "Ada") as ledger:
        ledger.approve("r", run_of(path).digest)


def test_a_draft_says_who_would_get_what_and_what_is_in_the_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VALUEREPORT_SMTP_URL", raising=False)
    found = asked(path)
    assert [(one.code, one.channels) for one in found.in_the_way] == [
        ("draft", ("email", "print")),
        ("no-mail-server", ("email",)),
    ]
    assert (found.approval, found.email.goes, found.letters.goes) == (None, 2, 5)
    assert [(one.reason, one.members, one.examples[0].name) for one in found.email.reasons] == [
        ("opted out of email", 2, "Member 3"),
        ("shares the address with …", 2, "Member 1"),
        ("the member has renewed already", 1, "Member 4"),
    ]
    assert [(one.reason, one.members) for one in found.nobody] == [
        ("opted out of email; has no postal address", 1),
        ("the member has renewed already", 1),
    ]
    with open_ledger(ledger_url(path), "Ada") as ledger:
        assert ledger.deliveries() == ()
    assert deliverable(replace(open_workspace(path), kept=Kept()), DeliverableRequest("r")) == found


def test_it_is_what_a_sending_and_a_print_file_then_do(path: Path, tmp_path: Path) -> None:
    approved(path)
    before, workspace = asked(path), open_workspace(path)
    assert {one.member_id: one.email.goes for one in before.members} == {
        one.member_id: not one.reason for one in plan_email(workspace, EmailRequest("r")).intended
    }
    sent = email(workspace, EmailRequest("r", hand_over_to=tmp_path / "mail"))
    assert [one.member_id for one in before.members if one.email.goes] == [
        one.member_id for one in sent.deliveries if one.state == "sent"
    ]
    printed = print_run(workspace, PrintRequest("r"))
    assert {one.member_id: one.letter.state for one in before.members} == {
        one.member_id: one.state for one in printed.deliveries
    }
    after = asked(path)
    assert (after.email.goes, after.email.sent, after.letters.goes) == (0, 2, 5)
    assert after.approval is not None
    assert [one.member_id for one in asked(path, "M0003").members] == ["M0003"]


def test_a_member_who_has_another_id_by_now_has_the_statement_already(path: Path, tmp_path: Path) -> None:
    approved(path)
    email(open_workspace(path), EmailRequest("r", hand_over_to=tmp_path / "mail"))
    write_members(path.parent, [member(0, Member="N7"), *(member(number) for number in range(1, 7))])
    aliases = "old_id,new_id,date,source\nM0000,N7,2026-11-01,Ann\n"
    (path.parent / "aliases.csv").write_text(aliases, encoding="utf-8")
    manifest = path.parent / "output" / "r" / "manifest.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("M0000,", "N7,"), encoding="utf-8")
    (found,) = asked(path, "N7").members
    assert (found.email.state, found.email.reason[:54]) == (
        "skipped",
        "has this period's statement under the id M0000: sent o",
    )
    with open_ledger(ledger_url(path), "Ada") as ledger:
        assert ledger.ids_of("N7") == ("N7",)  # and it was not told: only a sending does that


def test_what_is_void_or_another_ledger_is_in_the_way(path: Path, tmp_path: Path) -> None:
    approved(path)
    email(open_workspace(path), EmailRequest("r", hand_over_to=tmp_path / "mail"))
    file = path.parent / "output" / "r" / "run.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"more": 1}), encoding="utf-8")
    assert "approval-void" in [one.code for one in asked(path).in_the_way]
    (path.parent / "ledger.sqlite").unlink()
    found = asked(path)
    assert [one.code for one in found.in_the_way][:2] == ["other-ledger", "draft"]
    assert found.in_the_way[0].remedies[0].action == "ledger adopt"
