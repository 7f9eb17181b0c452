"""Every action can be called again in one process, from any thread, and answers with a frozen value."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workspaces import edited, worked_example
from valuereport.actions.alerts.digest import DigestRequest, digest
from valuereport.actions.alerts.kept import AlertsRequest, alerts
from valuereport.actions.approve import ApproveRequest, ReviewRequest, approval_of, approve, review
from valuereport.actions.batch import BatchRequest, batch, plan_batch
from valuereport.actions.check import check
from valuereport.actions.compare import CompareRequest, compare
from valuereport.actions.correct import CorrectRequest, propose, write_correction
from valuereport.actions.deliverable import DeliverableRequest, deliverable
from valuereport.actions.email import EmailRequest, EmailTestRequest, email, email_test, plan_email
from valuereport.actions.explain import explain
from valuereport.actions.export import ExportRequest, export
from valuereport.actions.find import FindRequest, find
from valuereport.actions.forget import ForgetRequest, forget, ids_to_forget
from valuereport.actions.init import InitRequest, init
from valuereport.actions.ledger.adopt import AdoptRequest, adopt
from valuereport.actions.ledger.bounces import BouncesRequest, bounces
from valuereport.actions.ledger.deliveries import DeliveriesRequest, deliveries, show
from valuereport.actions.ledger.suppressions import AllowRequest, SuppressRequest, allow, suppress, suppressions
from valuereport.actions.plan_summary import plan_summary
from valuereport.actions.preview import PreviewRequest, preview
from valuereport.actions.print import PrintRequest, hand_over, print_run
from valuereport.actions.rehearse import RehearsalRequest, rehearse
from valuereport.actions.sample import SampleRequest, sample
from valuereport.actions.season import season
from valuereport.actions.statement import StatementRequest, statement
from valuereport.actions.stories import StoriesRequest, stories
from valuereport.actions.unmatched import unmatched
from valuereport.actions.workspace import Workspace, open_workspace

_EMAIL = '[email]\nunsubscribe_page = "https://guild.example/stop?who={token}"\n\n[period]'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(edited(worked_example(tmp_path / "ws"), "[period]", _EMAIL))


def in_a_thread(action: Callable[[], Any]) -> Any:
    """Return what an action returns in a thread that is not the main one."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(action())
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def frozen(value: Any) -> bool:
    """Tell whether a result cannot be changed: a frozen dataclass, a tuple of them, or a plain value."""
    if isinstance(value, tuple):
        return all(map(frozen, value))
    if dataclasses.is_dataclass(value):
        return bool(value.__dataclass_params__.frozen)  # type: ignore[union-attr]
    return value is None or isinstance(value, str | int)


def test_each_action_twice_from_a_thread(workspace: Workspace, tmp_path: Path) -> None:
    out, mail = workspace.output, tmp_path / "mail"

    def twice(action: Callable[[int], Any]) -> tuple[Any, Any]:
        results = in_a_thread(lambda: action(1)), in_a_thread(lambda: action(2))
        assert frozen(results), results
        return results

    twice(lambda at: init(workspace.person, InitRequest(tmp_path / f"new{at}")))
    one, two = twice(lambda at: sample(workspace.person, SampleRequest(tmp_path / f"sample{at}", 10, 1)))
    assert one == two
    one, two = twice(lambda _: check(workspace))
    assert one == two
    one, two = twice(lambda _: explain(workspace, "W1"))
    assert one == two
    one, two = twice(lambda _: plan_batch(workspace, BatchRequest()))
    assert one == two
    one, two = twice(lambda _: plan_summary(one))
    assert one == two
    one, two = twice(lambda at: batch(workspace, BatchRequest(f"r{at}", workers=at)))
    assert one.results == two.results
    one, two = twice(lambda _: statement(workspace, StatementRequest("W1")))
    assert one == two
    one, two = twice(lambda _: find(workspace, FindRequest("worked")))
    assert one == two
    one, two = twice(lambda _: compare(workspace, CompareRequest("W1", "r1")))
    assert one == two
    cells, today = {"what": "field", "field": "city", "value": "Leeds"}, date(2026, 11, 30)
    one, two = twice(lambda _: propose(workspace, CorrectRequest("W1", cells, "rang us"), today))
    assert one == two
    in_a_thread(lambda: write_correction(workspace, one))
    one, two = twice(lambda _: preview(workspace, PreviewRequest()))
    assert one == two
    one, two = twice(lambda at: review(workspace, ReviewRequest(f"r{at}")))
    assert approval_of(workspace, one.run) is None
    twice(lambda _: approve(workspace, ApproveRequest(one, "Ada")))
    assert approval_of(workspace, one.run)
    test = EmailTestRequest("r1", "me@guild.example", to_folder=mail / "test")
    twice(lambda _: email_test(workspace, test))
    twice(lambda _: rehearse(workspace, RehearsalRequest("r1", mail / "look")))
    twice(lambda _: plan_email(workspace, EmailRequest("r1")))
    one, two = twice(lambda _: deliverable(workspace, DeliverableRequest("r1")))
    assert one == two
    one, two = twice(lambda _: email(workspace, EmailRequest("r1", hand_over_to=mail / "out")))
    assert [delivery.state for delivery in one.deliveries] == ["sent"]
    assert one.deliveries == two.deliveries
    twice(lambda _: print_run(workspace, PrintRequest("r1", reissue="lost")))
    one, two = twice(lambda _: hand_over(workspace, PrintRequest("r1")))
    assert (len(one.sent), len(two.sent)) == (1, 0)
    twice(lambda _: export(workspace, ExportRequest("r1", "csv")))
    twice(lambda _: stories(workspace, StoriesRequest("r1")))
    one, two = twice(lambda _: season(workspace, today))
    assert one == two
    assert one.run
    twice(lambda _: unmatched(workspace))
    one, two = twice(lambda _: deliveries(workspace, DeliveriesRequest(member="W1")))
    assert one == two != ()
    twice(lambda _: show(workspace, "W1"))
    twice(lambda _: suppress(workspace, SuppressRequest(("gone@members.example",))))
    one, two = twice(lambda _: suppressions(workspace))
    assert len(one) == 1
    in_a_thread(lambda: allow(workspace, AllowRequest("gone@members.example", "Ada", "asked")))
    twice(lambda _: bounces(workspace, BouncesRequest((mail,))))
    one, two = twice(lambda _: alerts(workspace, AlertsRequest(today)))
    assert one == two
    one, two = twice(lambda _: digest(workspace, DigestRequest(today)))
    assert one == two
    twice(lambda _: adopt(workspace, AdoptRequest("r1", "Ada", "moved")))
    ids = in_a_thread(lambda: ids_to_forget(workspace, "W1"))
    one, two = twice(lambda _: forget(workspace, ForgetRequest(ids)))
    assert not (out / "r1").exists()
    assert two.runs == ()
