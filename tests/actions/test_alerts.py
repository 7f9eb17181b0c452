"""Alerts as staff see them: listed, done, snoozed, told to their owners by a real mail server, forgotten."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.commands import refused, run, run_as_process, said
from tests.deliver.campaigns import campaign, ledger_url, member
from tests.deliver.email.server import Faults, FaultServer
from tests.workspaces import edited
from valuereport.actions.alerts.evaluation import evaluate, member_list
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.model.alert import Crossing, RuleResult
from valuereport.model.insight import Withheld

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

TODAY = date.today()  # noqa: DTZ011 - the commands' own day
ALERTS = """
[scoring]
lawful_basis = "legitimate interests: to call members whom we may lose"
assessed_by = "A. Name"
assessed_on = 2026-05-04

[[alert]]
id = "quiet"
measure = "days_since_use"
when = ">= 180"
also = { days_to_renewal = "<= 60" }
owner = "services@guild.example"

[[alert]]
id = "renewal"
node = "renewal_rate"
when = "<= 0.80"
owner = "director@guild.example"

[[alert]]
id = "lost-words"
node = "uses"
when = ">= 100"
owner = "Grace of IT"

[period]"""


def result(rule: str, about: str, *subjects: str, owner: str, due: date = TODAY) -> RuleResult:
    assert about in ("node", "member")
    kind = "node" if about == "node" else "member"
    found = tuple(Crossing(rule, kind, one, 0.5, "<= 0.80", f"because of {one}", owner, due) for one in subjects)
    return RuleResult(rule, kind, owner, found)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with alerts of all kinds, one of a rule that was deleted since."""
    settings = edited(campaign(tmp_path, [member(1), member(2)]), "[period]", ALERTS)
    later = TODAY + timedelta(days=5)
    results = [
        result("quiet", "member", "M0001", "M0002", owner="services@guild.example", due=later),
        result("renewal", "node", "renewal_rate", owner="director@guild.example"),
        result("lost-words", "node", "uses", owner="Grace of IT", due=later),
        result("old-rule", "member", "M0002", owner="director@guild.example"),
    ]
    with open_ledger(ledger_url(settings), "Ada") as ledger:
        counts, problems = evaluate(ledger, results, TODAY, TODAY)
    assert [(one.rule, one.about, one.raised, one.open) for one in counts] == [
        ("quiet", "members", 2, 2),
        ("renewal", "node", 1, 1),
        ("lost-words", "node", 1, 1),
        ("old-rule", "members", 1, 1),
    ]
    assert problems == ()
    return settings


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(ledger_url(path), "Ada") as opened:
        yield opened


def test_alerts_are_listed_snoozed_and_done(path: Path) -> None:
    lines = said(path, "alerts", "list").splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["A3", "A5", "A1", "A2", "A4"]  # those that are due first
    due = f"open, due {TODAY}"
    assert lines[0] == f"A3  {due}  renewal  node renewal_rate  director@guild.example  because of renewal_rate"
    assert "old-rule (no such rule in the settings)  member M0002" in lines[1]
    assert lines[-1] == "5 open (2 due), 0 snoozed, 0 done"
    until = str(TODAY + timedelta(days=9))
    assert said(path, "alerts", "snooze", "a1", "--until", until, "--by", "Bo", "--note", "on holiday") == (
        f"A1: snoozed until {until}: quiet, member M0001\n"
    )
    tomorrow = str(TODAY + timedelta(days=1))
    again = said(path, "alerts", "snooze", "A1", "--until", tomorrow, "--by", "Ada")
    assert f"snoozed until {tomorrow} (before: until {until} by Bo)" in again
    assert said(path, "alerts", "done", "A3", "--by", "Bo", "--note", "the board knows") == (
        "A3: done: renewal, node renewal_rate\n"
    )
    text = said(path, "alerts", "list", "--state", "snoozed", "--state", "done")
    assert f"A1  snoozed until {tomorrow} by Ada  quiet" in text
    assert "by Bo: the board knows  renewal" in text
    assert text.endswith("3 open (1 due), 1 snoozed, 1 done\n")
    mine = json.loads(said(path, "alerts", "list", "--owner", "Director@guild.example", "--json"))
    assert [(one["id"], one["subject"], one["in_settings"], one["state"]) for one in mine] == [
        ("A5", "M0002", False, "open")
    ]


def test_what_cannot_be_asked_for_is_told(path: Path) -> None:
    yesterday, tomorrow = (str(TODAY + timedelta(days=step)) for step in (-1, 1))
    said(path, "alerts", "done", "A3", "--by", "Bo", "--note", "the board knows")
    text = refused(path, "alerts", "done", "A3", "--by", "Ada", "--note", "x")
    assert text.startswith("The alert A3 is done already: on ")
    assert text.endswith(" by Bo: the board knows. It is raised again when it is crossed again")
    assert refused(path, "alerts", "snooze", "A33", "--until", tomorrow, "--by", "Ada") == (
        "The ledger knows no alert A33; near it: A3; all of them: valuereport alerts list"
    )
    for day in (yesterday, str(TODAY)):
        assert refused(path, "alerts", "snooze", "A1", "--until", day, "--by", "Ada") == (
            f"the command line: --until: found '{day}'; allowed: a day after today, {TODAY}"
        )
    assert "such as director@guild.example" in refused(path, "alerts", "list", "--owner", "director@guild.exampel")
    done = run("alerts", "done", "A1", "--by", " ", "--note", "x", "--config", path)
    assert (done.returncode, "must say who" in done.stderr) == (2, True)
    done = run("alerts", "snooze", "A1", "--until", "soon", "--by", "Ada", "--config", path)
    assert (done.returncode, "does not match the format" in done.stderr) == (2, True)


def test_without_a_ledger_there_are_no_alerts_and_none_is_made(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(1)])
    assert said(path, "alerts", "list") == "0 open (0 due), 0 snoozed, 0 done\n"
    assert said(path, "alerts", "digest", "--send") == "no alert is open\n"
    assert "no alert was raised yet" in refused(path, "alerts", "done", "A1", "--by", "Ada", "--note", "x")
    assert not (tmp_path / "ledger.sqlite").exists()


def test_alerts_about_members_are_not_shown_where_nobody_answers_for_scoring(path: Path) -> None:
    edited(path, 'assessed_by = "A. Name"', 'assessed_by = ""')
    text = said(path, "alerts", "list")
    assert "M000" not in text
    assert text.splitlines()[-2:] == [
        "2 open (1 due), 0 snoozed, 0 done",
        "3 about members are not shown: nobody answers for scoring persons ([scoring] in the settings)",
    ]
    text = said(path, "alerts", "digest")
    assert "quiet" not in text
    assert "3 about members" in text


SHOWN = """Grace of IT  1 open, 0 due  no mail: a name, and no address
    lost-words (uses >= 100): 1 open, 0 due
director@guild.example  2 open, 2 due  {}
    old-rule (the settings have no such rule any more): 1 open, 1 due
    renewal (renewal_rate <= 0.80): 1 open, 1 due
services@guild.example  2 open, 0 due  {}
    quiet (days_since_use >= 180, days_to_renewal <= 60): 2 open, 0 due
"""


def read(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_digest_is_shown_and_sent_with_counts_and_no_member(path: Path) -> None:
    with FaultServer() as server:
        to_be_sent = "to be sent with --send"
        assert said(path, "alerts", "digest") == SHOWN.format(to_be_sent, to_be_sent)
        assert server.connections == 0
        done = run("alerts", "digest", "--send", "--config", path, VALUEREPORT_SMTP_URL=server.url)
    assert (done.returncode, done.stdout) == (0, SHOWN.format("sent", "sent"))
    assert server.recipients == {"director@guild.example": 1, "services@guild.example": 1}
    assert server.connections == 1
    for content in server.taken:
        mail = read(content)
        plain, html = (str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]
        for text in (content.decode("ascii"), plain, html):
            assert [one for one in ("M0001", "M0002", "Member 1", "because of") if one in text] == []
        assert "This message names no member" in plain
    director, services = sorted(map(read, server.taken), key=lambda one: str(one["To"]))
    assert director["Subject"] == "2 open alerts, 2 due"
    assert director["From"] == "Guild of Examples <members@guild.example>"
    plain = str(services.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert plain.splitlines()[:3] == [
        f"Alerts of Guild of Examples on {TODAY}",
        "",
        "quiet (days_since_use >= 180, days_to_renewal <= 60): 2 open, 0 due",
    ]
    html = str(services.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert "<td>days_since_use &gt;= 180, days_to_renewal &lt;= 60</td><td>2</td><td>0</td>" in html


def test_what_is_snoozed_or_done_is_no_part_of_a_digest(path: Path, ledger: Ledger) -> None:
    ledger.snooze_alert("A1", TODAY + timedelta(days=1))
    ledger.alert_done("A3", "the board knows")
    text = said(path, "alerts", "digest")
    assert "director@guild.example  1 open, 1 due" in text
    assert "services@guild.example  1 open, 0 due" in text


def test_a_refused_owner_stops_no_other_and_a_suppressed_one_gets_nothing(path: Path, ledger: Ledger) -> None:
    with FaultServer(Faults(of={"director@guild.example": "refuse"})) as server:
        done = run("alerts", "digest", "--send", "--config", path, VALUEREPORT_SMTP_URL=server.url)
        assert done.returncode == 1
        assert "no mail: the mail was not taken: 550 5.1.1 no such user here" in done.stdout
        assert server.recipients == {"services@guild.example": 1}
        ledger.suppress(["Services@Guild.example"], "manual", "left us")
        done = run("alerts", "digest", "--send", "--config", path, VALUEREPORT_SMTP_URL=server.url)
        assert done.returncode == 1
        assert "no mail: the address is suppressed: manual" in done.stdout
        assert server.recipients == {"services@guild.example": 1}


def test_a_server_that_is_gone_or_takes_nothing_is_told(path: Path) -> None:
    done = run("alerts", "digest", "--send", "--config", path, VALUEREPORT_SMTP_URL="")
    assert (done.returncode, "VALUEREPORT_SMTP_URL" in done.stderr) == (2, True)
    with FaultServer(Faults(sender="550 5.7.1 not you")) as server:
        url = server.url
        done = run("alerts", "digest", "--send", "--config", path, VALUEREPORT_SMTP_URL=url)
        assert done.returncode == 2
        assert "takes no messages from our sender" in done.stderr
        assert "Digests sent so far: 0." in done.stderr
    done = run("alerts", "digest", "--send", "--config", path, VALUEREPORT_SMTP_URL=url)  # nobody listens any more
    assert done.returncode == 1
    assert done.stdout.count("no mail: the mail was not taken: no connection to the mail server") == 2


def test_the_list_for_staff(path: Path, ledger: Ledger) -> None:
    ledger.alert_done("A1", "called")
    results = [RuleResult("quiet", "member", "x"), RuleResult("old-rule", "member", "x")]
    found = member_list(ledger, results, {"M0002": "Member 2"}, TODAY)
    assert (found.name, found.columns) == (
        "alerts",
        ("id", "rule", "member_id", "name", "reason", "owner", "due", "state"),
    )
    reason, later = "because of M0002", TODAY + timedelta(days=5)
    assert found.rows == (
        ("A5", "old-rule", "M0002", "Member 2", reason, "director@guild.example", TODAY, "open"),
        ("A2", "quiet", "M0002", "Member 2", reason, "services@guild.example", later, "open"),
    )
    withheld = [RuleResult(one.rule, "member", "x", withheld=Withheld("no_scoring_basis")) for one in results]
    assert member_list(ledger, withheld, {}, TODAY).rows == ()
    objecting = [RuleResult("quiet", "member", "x", objecting=frozenset({"M0002"}))]
    assert member_list(ledger, objecting, {}, TODAY).rows == ()


def test_an_older_evaluation_is_told(path: Path, ledger: Ledger) -> None:
    before = ledger.alerts()
    older = TODAY - timedelta(days=30)
    counts, (problem,) = evaluate(ledger, [result("quiet", "member", "M0009", owner="x")], older, TODAY)
    assert [(one.raised, one.open) for one in counts] == [(0, 2)]
    assert problem.reason == f"the alerts were evaluated as at {TODAY} already, and this is as at {older}"
    assert ledger.alerts() == before


def test_an_objection_counts_at_once(path: Path, ledger: Ledger) -> None:
    ledger.record_objections(["M0001"], TODAY)
    assert "M0001" not in said(path, "alerts", "list")
    assert "M0002" in said(path, "alerts", "list")


def test_forget_erases_alerts(path: Path, ledger: Ledger) -> None:
    said(path, "forget", "M0002", "--yes")
    assert [one.id for one in ledger.alerts()] == ["A1", "A3", "A4"]


def test_two_operators_in_two_processes_say_done_at_once_and_one_is_told(path: Path, ledger: Ledger) -> None:
    def done(name: str) -> tuple[int, str]:
        ended = run_as_process("alerts", "done", "A1", "--by", name, "--note", f"by {name}", "--config", path)
        return ended.returncode, ended.stdout + ended.stderr

    with ThreadPoolExecutor(2) as pool:
        ended = dict(zip(("Ada", "Bo"), pool.map(done, ("Ada", "Bo")), strict=True))
    assert sorted(code for code, _ in ended.values()) == [0, 2]
    first = next(name for name, (code, _) in ended.items() if code == 0)
    one = next(one for one in ledger.alerts() if one.id == "A1")
    assert (one.state, one.operator, one.note) == ("done", first, f"by {first}")
    assert any(f"is done already: on {one.changed_at:%Y-%m-%d} by {first}" in text for _, text in ended.values())
