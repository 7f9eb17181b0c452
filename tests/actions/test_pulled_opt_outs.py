"""Who unsubscribed in the mail system gets no email of ours; and none goes while that is not known well enough."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.commands import run
from tests.deliver.campaigns import campaign, ledger_url, member, run_of
from tests.deliver.email.server import FaultServer
from tests.desks import opened
from tests.fakes.kit import Kit
from tests.fakes.organisation import organisation
from tests.workspaces import edited
from valuereport.actions.deliverable import DeliverableRequest, deliverable
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.email import EmailRequest, EmailTestRequest, email, email_test, plan_email
from valuereport.actions.export import ExportRequest, export
from valuereport.actions.pull import PullRequest, pull, pulls
from valuereport.actions.rehearse import RehearsalRequest, rehearse
from valuereport.actions.statement import StatementEmail, StatementRequest, make_ready
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.command_line import command_of
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import DeliveryError, ExitCode, SourceError
from valuereport.pulls import newest, read_about, write_about

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

_STATES = {1: "active", 2: "cancelled", 3: "bounced", 4: "complained", 5: "inactive", 6: "of another kind"}


@dataclass
class Mailing:
    """An approved run of seven members, six of them subscribers of Kit, each in another state; and a mail server."""

    path: Path
    kit: Kit
    server: FaultServer

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.path)

    @property
    def folder(self) -> Path:
        return self.path.parent / "pulls" / "kit"

    def pull(self) -> None:
        (pulled,) = pull(self.workspace, PullRequest())
        assert not pulled.failed

    def age(self, **time: float) -> None:
        """Let the newest pull have begun so long ago."""
        newest_one = self.folder / newest(self.folder)
        about = read_about(newest_one)
        began = datetime.fromisoformat(about.started) - timedelta(**time)
        write_about(newest_one, replace(about, started=began.isoformat(timespec="seconds")))

    def send(self) -> set[str]:
        """Send what waits, and return who has a message by now."""
        email(self.workspace, EmailRequest("r"))
        return {one.partition("@")[0].upper() for one in self.server.recipients}


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[Mailing]:
    path = campaign(tmp_path, [member(number) for number in range(1, 8)], 'do_not_email = "pull:kit"')
    with open_ledger(ledger_url(path), "Ada") as ledger:
        ledger.approve("r", run_of(path).digest)
    kit = Kit(organisation(40))
    kit.subscribers = {
        number: {"id": number, "email_address": f"M{number:04}@Members.example", "state": state}
        for number, state in _STATES.items()
    }
    with kit.serving(), FaultServer() as server:
        edited(path, "[period]", f'[[connection]]\nname = "kit"\nbase_url = "{kit.url}/v4"\n\n[period]')
        given = {"VALUEREPORT_SMTP_URL": server.url, "VALUEREPORT_KIT_TOKEN": kit.token}
        with patch.dict(os.environ, given):
            yield Mailing(path, kit, server)


def refused(mailing: Mailing) -> str:
    """Return why nothing is sent, and see that nothing was; whatever asks beforehand says the same."""
    before = len(mailing.server.taken)
    with pytest.raises(DeliveryError) as error:
        mailing.send()
    assert len(mailing.server.taken) == before
    assert [command_of(one) for one in error.value.remedies] == ["valuereport pull kit"]
    plan = plan_email(mailing.workspace, EmailRequest("r"))
    assert plan.old_pulls in str(error.value)
    stopped = deliverable(mailing.workspace, DeliverableRequest("r")).in_the_way_of("email")
    assert [(one.code, one.channels, one.remedies) for one in stopped] == [
        ("old-pull", ("email",), error.value.remedies)
    ]
    with pytest.raises(DeliveryError, match="Nothing is sent"):
        email(mailing.workspace, EmailRequest("r", hand_over_to=mailing.path.parent / "mail"))
    return plan.old_pulls


def test_nothing_goes_before_there_is_a_pull(mailing: Mailing, tmp_path: Path) -> None:
    assert refused(mailing) == "Who has unsubscribed since is not known: no pull of kit has its subscribers yet"
    said = run("email", "--config", mailing.path, "--run", "r", "--dry-run")
    assert said.returncode == ExitCode.PROBLEMS
    assert "email would refuse before there is another pull" in said.stderr
    assert "pull:kit/subscribers: no pull of kit has its subscribers yet" in said.stderr
    with pytest.raises(DeliveryError, match="no pull of kit has its subscribers yet"):
        make_ready(mailing.workspace, StatementRequest("M0001"), StatementEmail())


def test_the_desk_says_so_and_offers_a_test_alone(mailing: Mailing) -> None:
    with opened(mailing.path.parent) as desk:
        desk.enter()
        page = desk.get("/deliver", run="r").text
        assert "no pull of kit has its subscribers yet" in page
        assert "/deliver/test?run=r" in page
        assert 'href="/deliver/email?run=r"' not in page
        page = desk.get("/deliver/email", run="r").text
        assert "no pull of kit has its subscribers yet" in page
        assert "messages now" not in page
        mailing.pull()
        assert 'href="/deliver/email?run=r"' in desk.get("/deliver", run="r").text


def test_a_rehearsal_and_a_test_to_oneself_go_all_the_same(mailing: Mailing, tmp_path: Path) -> None:
    looked_at = rehearse(mailing.workspace, RehearsalRequest("r", tmp_path / "look"))
    assert len([one for one in looked_at.messages if not one.reason]) == 7
    assert email_test(mailing.workspace, EmailTestRequest("r", "me@our.example"))
    doubts = [one.reason for one in export(mailing.workspace, ExportRequest("r", "kit")).problems]
    assert "Who has unsubscribed since is not known: no pull of kit has its subscribers yet" in doubts


def test_whoever_has_unsubscribed_gets_nothing(mailing: Mailing) -> None:
    mailing.pull()
    (listed,) = plan_email(mailing.workspace, EmailRequest("r")).stop_lists
    assert listed.summary == f"pull:kit/subscribers ({newest(mailing.folder)}): 4 records: 4 members"
    assert mailing.send() == {"M0001", "M0005", "M0007"}
    assert [one.read_by for one in pulls(mailing.workspace)] == [("do_not_email",)]


def test_an_old_pull_stops_everything_until_there_is_another_one(mailing: Mailing) -> None:
    mailing.pull()
    mailing.age(hours=23)
    assert mailing.send() == {"M0001", "M0005", "M0007"}
    mailing.age(hours=2)
    why = refused(mailing)
    assert "the newest pull of kit began on " in why
    assert why.endswith("UTC, and may be 24 hours old ([email] fresh)")
    edited(mailing.path, "[email]", "[email]\nfresh = 48")
    mailing.send()
    edited(mailing.path, "fresh = 48", "fresh = 0.5")
    refused(mailing)
    mailing.kit.subscribers[2]["state"], mailing.kit.subscribers[5]["state"] = "active", "cancelled"
    mailing.pull()
    assert mailing.send() == {"M0001", "M0002", "M0005", "M0007"}


def test_a_pull_of_the_future_is_of_a_clock_that_was_wrong(mailing: Mailing) -> None:
    mailing.pull()
    mailing.age(hours=-25)
    refused(mailing)


def test_a_pull_without_what_is_read_of_it_is_none(mailing: Mailing) -> None:
    mailing.pull()
    newest_one = mailing.folder / newest(mailing.folder)
    write_about(newest_one, replace(read_about(newest_one), asked={"subscribers": ["email_address"]}))
    assert "no pull of kit has its subscribers yet" in refused(mailing)


def test_a_damaged_pull_is_no_empty_list(mailing: Mailing) -> None:
    mailing.pull()
    rows = mailing.folder / newest(mailing.folder) / "subscribers.jsonl.gz"
    rows.write_bytes(rows.read_bytes()[:-9])
    with pytest.raises(SourceError, match="pull again"):
        mailing.send()
    assert not mailing.server.taken


def test_who_unsubscribes_during_an_evening_of_sending_is_not_written_to(mailing: Mailing) -> None:
    mailing.pull()
    recipients = Recipients(mailing.workspace.settings, None)
    assert recipients.reason_for_no_email("M0001") == ""
    mailing.kit.subscribers[1]["state"] = "cancelled"
    mailing.pull()
    assert recipients.reason_for_no_email("M0001") == "stands in the list of those who get no email"
    shutil.rmtree(mailing.folder)
    with pytest.raises(SourceError, match="the pull of kit/subscribers is gone"):
        recipients.reason_for_no_email("M0007")
