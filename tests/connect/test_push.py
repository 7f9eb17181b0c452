"""Write-back: twice is one change; who failed is said; undone where ours still stands; killed, it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.commands import refused, said
from tests.connect.pulling import Moved
from tests.deliver.campaigns import campaign, ledger_url, member, run_of, write_run
from tests.fakes.push_capsule import PushCapsule
from tests.fakes.push_civicrm import PushCiviCrm
from tests.fakes.push_contacts import READING, WRITING, Person, Pushed
from tests.fakes.push_hubspot import PushHubSpot
from tests.fakes.push_kit import PushKit
from tests.fakes.serving import Reply
from valuereport.actions.export import ExportRequest, export
from valuereport.actions.forget import ForgetRequest, forget, to_forget
from valuereport.actions.push import PushRequest, plan_push, push
from valuereport.actions.workspace import open_workspace
from valuereport.batch import read_run
from valuereport.connect.errors import DeniedError
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import DeliveryError, RequestError, RunError, SettingsError
from valuereport.model.push import PushedRun, PushPlan
from valuereport.settings import has_own_ids

MEMBERS = 5
_FIELDS = """
[[connection]]
name = "CONNECTION"
base_url = "URL"
[connection.push]
fields = { headline = "PREheadline", ratio = "PREratio", link = "PRElink", date = "PREdate" }
"""
_PAGE = 'statement_page = "https://guild.example/value/{member_id}"\n'


@dataclass
class Pushing:
    """A campaign with an approved run `r`, the fake behind its connection, and what stands there."""

    fake: Pushed
    path: Path
    connection: str
    prefix: str = ""
    time: Moved = field(default_factory=Moved)

    def push(self, run: str = "r", **more: Any) -> PushedRun:
        request = PushRequest(run, self.connection, **more)
        return push(open_workspace(self.path), request, clock=self.time.clock)

    def plan(self, run: str = "r", **more: Any) -> PushPlan:
        return plan_push(open_workspace(self.path), PushRequest(run, self.connection, **more), clock=self.time.clock)

    def stands(self, number: int) -> dict[str, str]:
        return {name.removeprefix(self.prefix): value for name, value in self.fake.people[number].fields.items()}

    def states(self) -> dict[str, tuple[str, str]]:
        with open_ledger(ledger_url(self.path), "Ada") as ledger:
            return {one.member_id: (one.state, one.reason) for one in ledger.pushes(self.connection, "r")}

    def approve(self, run: str) -> None:
        found = read_run(self.path.parent / "output" / run)
        with open_ledger(ledger_url(self.path), "Ada") as ledger:
            ledger.approve(found.name, found.digest)


def people(**fields: str) -> list[Person]:
    """Return a contact for each member, whose ids are other ones than the members'."""
    return [Person(100 + one, f"m{one:04}@members.example", dict(fields)) for one in range(MEMBERS)]


@contextmanager
def pushing(
    folder: Path,
    fake: Pushed,
    connection: str,
    *,
    more: str = "",
    members: Mapping[int, Mapping[str, str]] | None = None,
    many: int = MEMBERS,
) -> Iterator[Pushing]:
    prefix = "Statement." if isinstance(fake, PushCiviCrm) else ""
    base = {"capsule": "/api/v2", "kit": "/v4", "civicrm": "/civicrm/ajax/api4"}.get(connection, "")
    those = [member(one, **(members or {}).get(one, {})) for one in range(many)]
    with fake.serving():
        path = campaign(folder, those, email=_PAGE)
        said_there = _FIELDS.replace("URL", f"{fake.url}{base}").replace("PRE", prefix)
        path.write_text(f"{path.read_text()}{said_there.replace('CONNECTION', connection)}{more}")
        variable = f"VALUEREPORT_{connection.upper()}"
        with patch.dict(os.environ, {f"{variable}_PUSH_TOKEN": WRITING, f"{variable}_TOKEN": READING}):
            found = Pushing(fake, path, connection, prefix)
            found.approve("r")
            yield found


SYSTEMS: dict[str, Callable[[list[Person]], Pushed]] = {
    "capsule": PushCapsule,
    "hubspot": PushHubSpot,
    "civicrm": PushCiviCrm,
    "kit": PushKit,
}


@pytest.mark.parametrize("connection", SYSTEMS)
def test_twice_is_one_change_and_undone_is_as_before(tmp_path: Path, connection: str) -> None:
    prefix = "Statement." if connection == "civicrm" else ""
    before = {f"{prefix}headline": "£1 of 2025", f"{prefix}member_no": "", "other": "is left alone"}
    fake = SYSTEMS[connection](people(**before))
    with pushing(tmp_path, fake, connection) as there:
        dry = there.plan()
        assert [len(one.changes) for one in dry.planned] == [3] * MEMBERS  # no ratio: less came back than was paid
        assert (fake.writes, there.states()) == ([], {})
        pushed = there.push()
        assert (pushed.changed, pushed.stopped, {one.state for one in pushed.pushes}) == (MEMBERS, "", {"done"})
        date = there.stands(103)["date"]
        figures = {"headline": "£103", "link": "https://guild.example/value/M0003", "date": date}
        assert there.stands(103) == {**figures, "member_no": "", "other": "is left alone"}
        assert sorted(fake.writes) == [100, 101, 102, 103, 104]  # each in one request
        again = there.push()
        assert (again.changed, len(fake.writes)) == (0, MEMBERS)
        fake.people[101].fields[f"{prefix}headline"] = "by hand"
        undone = there.push(undo=True)
        assert (undone.changed, {one.state for one in undone.pushes}) == (MEMBERS, {"undone"})
        assert there.stands(103) == {"headline": "£1 of 2025", "member_no": "", "other": "is left alone"}
        assert there.stands(101) == {"headline": "by hand", "member_no": "", "other": "is left alone"}
        assert there.states()["M0001"] == ("undone", f"changed there since, and left: {prefix}headline")
        if connection == "hubspot":
            assert there.push(undo=True).pushes == ()
            assert there.push().changed == MEMBERS
            assert not any(one.changes for one in there.plan().planned)
            one = ("m0003@members.example",)
            assert [each.member_id for each in there.plan(undo=True, members=one).planned] == ["M0003"]
            assert there.push(undo=True, members=one).changed == 1
            assert there.push(members=one).changed == 1
            with pytest.raises(RunError, match="no member has the id or address 'M9'"):
                there.push(members=("M9",))


def test_the_reading_token_never_writes_and_a_wrong_or_missing_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pushing(tmp_path, PushHubSpot(people()), "hubspot") as there:
        there.push()
        assert {there.fake.said(one) for one in there.fake.asked} == {WRITING}
        monkeypatch.setenv("VALUEREPORT_HUBSPOT_PUSH_TOKEN", "wrong-token-1234")
        with pytest.raises(DeniedError, match=r"access denied \(401: invalid or expired") as denied:
            there.push()
        assert "1234" not in str(denied.value)
        there.fake.plant(Reply(530, text="<html>"), where="properties")
        with pytest.raises(DeniedError, match="530"):
            there.push()
        monkeypatch.delenv("VALUEREPORT_HUBSPOT_PUSH_TOKEN")
        for way in (there.push, there.plan):
            with pytest.raises(SettingsError, match="VALUEREPORT_HUBSPOT_PUSH_TOKEN"):
                way()


def test_off_unless_it_is_named_and_only_an_approved_run(tmp_path: Path) -> None:
    with pushing(tmp_path, PushHubSpot(people()), "hubspot") as there:
        write_run(tmp_path / "output" / "draft", [("M0001", "en-GB")])
        with pytest.raises(DeliveryError, match="is a draft"):
            there.push("draft")
        for name, error, why in (
            ("kit", SettingsError, "connection.kit.push"),
            ("moodle", RequestError, "a connection to one of capsule, hubspot, civicrm, kit: hubspot"),
        ):
            with pytest.raises(error, match=why):
                push(open_workspace(there.path), PushRequest("r", name))
        there.fake.known.remove("ratio")
        with pytest.raises(SettingsError, match=r"'ratio'.*make them there first"):
            there.push()
        assert there.fake.writes == []


def test_who_failed_is_said_and_stops_no_other(tmp_path: Path) -> None:
    fake = PushHubSpot([*people()[:3], Person(300, "m0003@members.example"), Person(301, "m0004@members.example")])
    fake.refused[101] = 'Property values were not valid: headline must not begin with "£"'
    fake.people[301].opted_out = True
    unfit = {2: {"No email": "yes"}, 3: {"Email": "nobody@members.example"}}
    with pushing(tmp_path, fake, "hubspot", members=unfit) as there:
        assert [bool(one.changes) for one in there.plan().planned] == [True, True, False, False, False]
        pushed = there.push()
        assert pushed.changed == 1
        assert there.states() == {
            "M0000": ("done", ""),
            "M0001": ("failed", f"hubspot: crm/objects/2026-09/contacts/101: 400: {fake.refused[101]}"),
            "M0002": ("skipped", "opted out of email"),
            "M0003": ("failed", "no contact has this address"),
            "M0004": ("skipped", "has opted out of email in HubSpot"),
        }
        del fake.refused[101]
        assert there.push().changed == 1  # only what had failed
    assert "a connection to one of" in refused(there.path, "export", "--run", "r", "--to", "nowhere", "--push")
    assert "hubspot, capsule, kit, transpond, csv" in refused(there.path, "export", "--run", "r", "--to", "nowhere")
    assert "with --push alone" in refused(there.path, "export", "--run", "r", "--to", "kit", "--undo")


def test_records_have_those_who_get_no_email_and_no_address_is_taken_for_another(tmp_path: Path) -> None:
    own = 'member_id = "member_no"\n'
    fake = PushCapsule(people())
    for one in fake.people.values():
        one.fields["member_no"] = f"M{one.id - 100:04}"
    fake.people[104].fields["member_no"] = "M0777"
    fake.people[200] = Person(200, "m0003@members.example", {"member_no": "M0003"})
    both = {"Email": "both@members.example"}
    with pushing(tmp_path, fake, "capsule", more=own, members={0: {"No email": "yes"}, 1: both, 2: both}) as there:
        pushed = there.push()
        states = there.states()
        assert pushed.changed == 3
        assert [states[f"M{number:04}"][0] for number in range(5)] == ["done", "done", "done", "failed", "failed"]
        assert states["M0003"][1] == "2 contacts have this member's id: 103, 200"
        assert states["M0004"][1] == "the contact 104 with this address is that of the member M0777"


def test_ids_of_the_system_itself_and_the_search_that_lags(tmp_path: Path) -> None:
    fake = PushHubSpot(people(member_no="x"))
    for number, one in enumerate(fake.people.values()):
        one.fields["member_no"] = f"M{number:04}"
        fake.indexed[one.id] = {"member_no": f"M{number:04}", "headline": "as the index still has it"}
    with pushing(tmp_path, fake, "hubspot", more='member_id = "member_no"\n') as there:
        assert there.push().changed == MEMBERS
        assert there.push().changed == 0
        assert not [one for one in fake.asked if "idProperty" in one.query]
    numbers = {number: {"Member": str(100 + number), "Email": ""} for number in range(MEMBERS)}
    with pushing(tmp_path / "own", PushCapsule(people()), "capsule", more='member_id = "id"\n', members=numbers) as own:
        assert own.push().changed == MEMBERS
        assert own.stands(104)["headline"] == "£104"


@pytest.mark.parametrize("connection", ["capsule", "hubspot", "civicrm"])
def test_a_line_that_breaks_is_looked_behind_before_anything_is_written_again(tmp_path: Path, connection: str) -> None:
    fake = SYSTEMS[connection](people())
    with pushing(tmp_path, fake, connection) as there:
        fake.after_write = lambda number: Reply(502, text="bad gateway") if number == 2 else None
        pushed = there.push()
        assert (pushed.changed, len(fake.writes)) == (MEMBERS, MEMBERS)  # it stood there: nothing was written twice
        fake.people[101].fields.clear()

        def cut(number: int) -> Reply:
            fake.plant(*[Reply(503, text="down")] * 20)
            return Reply(200, {"x": 1}, cut=3)

        fake.after_write = cut
        pushed = there.push()
        assert [one.state for one in pushed.pushes].count("uncertain") == 1
        assert "503" in pushed.stopped
        assert pushed.waiting == 3
        fake.after_write = lambda number: None
        fake.planted.clear()
        writes = len(fake.writes)
        assert there.push().changed == 0
        assert len(fake.writes) == writes
        assert {one[0] for one in there.states().values()} == {"done"}


def test_too_many_calls_are_told_again_and_a_long_wait_goes_on_later(tmp_path: Path) -> None:
    fake = PushKit(people())
    with pushing(tmp_path, fake, "kit") as there:
        fake.plant(Reply(429, text="Retry later"), Reply(429, text="Retry later"), where="subscribers")
        assert there.push(members=("M0000",)).changed == 1
        assert there.time.slept == [1.0, 2.0]
        fake.plant(Reply(429, text="", headers={"Retry-After": "7200"}), where="subscribers/101")
        pushed = there.push()
        assert "takes no calls for a while; it can go on after" in pushed.stopped
        assert (pushed.changed, pushed.waiting) == (0, 4)
        assert there.states()["M0001"][0] == "uncertain"
        assert there.push().changed == 4


def test_twenty_refusals_in_a_row_end_it(tmp_path: Path) -> None:
    crowd = [Person(100 + one, f"m{one:04}@members.example") for one in range(30)]
    fake = PushCiviCrm(crowd)
    fake.locked = {one.id for one in crowd[:10]}
    fake.too_long = {one.id for one in crowd[10:]}
    with pushing(tmp_path, fake, "civicrm", many=30) as there:
        pushed = there.push()
        assert "20 in a row were refused" in pushed.stopped
        states = there.states()
        assert states["M0001"][1] == "the contact 101 was not updated: the key may not edit it"
        assert states["M0010"][1].endswith("500: DB Error: value is too long for headline")
        assert states["M0029"] == ("planned", "")
        assert there.push(members=("M0029",)).stopped == ""


def test_tags_of_kit(tmp_path: Path) -> None:
    fake = PushKit(people())
    fake.tags[32].add(104)
    fake.people[102].opted_out = True
    with pushing(tmp_path, fake, "kit", more='tag = "statement-2026"\n') as there:
        assert there.push().changed == 4
        assert fake.tags == {31: set(), 32: {100, 101, 103, 104}}
        assert there.states()["M0002"] == ("skipped", "is cancelled in Kit")
        assert fake.writes[:2] == [100, 100]
        writes = [one.path for one in fake.asked if fake.is_write(one)]
        assert writes[:2] == ["/v4/subscribers/100", "/v4/tags/32/subscribers/100"]  # the tag last
        there.push(undo=True)
        assert fake.tags[32] == {104}  # who had it before keeps it


@pytest.mark.parametrize("connection", ["capsule", "civicrm"])
def test_a_note_is_written_once_changed_and_taken_away(tmp_path: Path, connection: str) -> None:
    fake = SYSTEMS[connection](people())
    with pushing(tmp_path, fake, connection, more="note = true\n") as there:
        there.path.write_text(
            "\n".join(line for line in there.path.read_text().split("\n") if not line.startswith("fields = "))
        )
        assert isinstance(fake, PushCapsule | PushCiviCrm)

        def texts() -> list[str]:
            if isinstance(fake, PushCapsule):
                return [str(one["content"]) for one in fake.entries.values()]
            return [str(one["note"]) for one in fake.notes.values()]

        assert (there.push().changed, there.push().changed, len(texts())) == (MEMBERS, 0, MEMBERS)
        assert texts()[2].split("\n")[:2] == ["Membership value statement", "A cautious estimate: £102"]
        write_run(tmp_path / "output" / "s", [("M0002", "en-GB")])
        there.approve("s")
        assert there.push("s").changed == 1
        assert (there.push().changed, there.states()["M0003"]) == (0, ("done", ""))  # never back to an older run
        assert [one.reason for one in there.plan(members=("M0002",)).planned] == [
            "the run s, which was approved later, has written there: undo that first"
        ]
        assert len(texts()) == MEMBERS
        assert sum("£100" in one for one in texts()) == 2
        assert there.push("s", undo=True).changed == 1
        assert sum("£102" in one for one in texts()) == 1
        assert there.push(undo=True).changed == MEMBERS
        assert texts() == []


def test_forgetting_erases_what_was_kept_for_undoing(tmp_path: Path) -> None:
    with pushing(tmp_path, PushHubSpot(people(headline="what stood there")), "hubspot") as there:
        there.push()
        workspace = open_workspace(there.path)
        assert any(one.startswith("hubspot: fields") for one in to_forget(workspace, "M0003").elsewhere)
        forgotten = forget(workspace, ForgetRequest(("M0003",)))
        assert any(one.startswith("hubspot: fields") for one in forgotten.elsewhere)
        with open_ledger(ledger_url(there.path), "Ada") as ledger:
            (kept,) = [one for one in ledger.pushes("hubspot", "r") if one.member_id.startswith("forgotten-")]
            assert (kept.contact, kept.written, kept.reason, kept.state) == ("", (), "", "done")
        assert b"M0003" not in (tmp_path / "ledger.sqlite").read_bytes()
        assert there.push(undo=True).changed == MEMBERS - 1
        assert there.push().changed == MEMBERS - 1


def test_killed_in_the_middle_it_goes_on_and_writes_nothing_twice(tmp_path: Path) -> None:
    many = 12
    crowd = [Person(100 + one, f"m{one:04}@members.example", {"headline": "before"}) for one in range(many)]
    fake = PushCapsule(crowd)
    with pushing(tmp_path, fake, "capsule", many=many) as there:

        def slow(number: int) -> None:
            if number == 5:
                time.sleep(30)  # it stands there, and the answer never comes

        fake.after_write = slow  # type: ignore[assignment]
        command = [sys.executable, "-m", "valuereport", "export", "--run", "r", "--to", "capsule", "--push"]
        with subprocess.Popen(
            [*command, "--config", str(there.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            while len(fake.writes) < 5:
                assert process.poll() is None, process.stdout and process.stdout.read().decode()
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
        fake.after_write = lambda number: None
        assert sorted(one[0] for one in there.states().values()) == ["done"] * 4 + ["planned"] * 7 + ["writing"]
        assert "7 contacts changed" in said(there.path, *command[3:])
        assert sorted(fake.writes) == [100 + one for one in range(many)]
        dry = said(there.path, *command[3:], "--undo", "--dry-run")
        assert "headline: £104 -> before" in dry  # also of the one that it was killed at
        assert f"{many} contacts changed" in said(there.path, *command[3:], "--undo")
        assert {one.fields["headline"] for one in crowd} == {"before"}


def test_a_push_is_no_delivery(tmp_path: Path) -> None:
    with pushing(tmp_path, PushCapsule(people()), "capsule") as there:
        there.push()
        with open_ledger(ledger_url(there.path), "Ada") as ledger:
            assert ledger.deliveries() == ()
            assert ledger.newer("q", run_of(there.path).periods[0], {"M0001": "0"}) == {}
        assert export(open_workspace(there.path), ExportRequest("r", "capsule")).exported.members == MEMBERS


def test_only_where_all_members_are_pulled_from_it_their_ids_are_its_own(tmp_path: Path) -> None:
    pulled = '[[source]]\nname = "people"\npull = "capsule"\npreset = "capsule-parties"\n'
    path = campaign(tmp_path, [member(1)])
    path.write_text(f"{path.read_text()}\n{pulled}")
    settings = open_workspace(path).settings.workspace
    assert not has_own_ids(settings, "capsule")  # a file lists members, too
    alone = settings.model_copy(update={"source": tuple(one for one in settings.source if one.pull)})
    assert has_own_ids(alone, "capsule")
    assert not has_own_ids(alone, "hubspot")


@pytest.mark.parametrize(
    ("said_there", "why"),
    [
        ('tag = "x"', "tag for kit alone"),
        ("note = true", "note for capsule or civicrm"),
        ('fields = { heading = "x" }', "heading"),
        ('fields = { link = "x", date = "x" }', "a field of its own for each"),
    ],
)
def test_settings_that_cannot_be_are_said(tmp_path: Path, said_there: str, why: str) -> None:
    path = campaign(tmp_path, [member(1)])
    path.write_text(f'{path.read_text()}\n[[connection]]\nname = "hubspot"\n[connection.push]\n{said_there}\n')
    with pytest.raises(SettingsError, match=why):
        open_workspace(path)
