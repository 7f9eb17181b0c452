"""Alerts: raised once, snoozed or done by a person, raised again only when crossed again; two operators at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import hypothesis.strategies as st
import psycopg
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.deliver.ledger.given import planned
from tests.deliver.ledger.test_faults import locked, refusal
from tests.deliver.ledger.test_forgetting import everything
from tests.deliver.ledger.test_migrations import change
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.errors import LedgerError
from valuereport.model.alert import Alert, Crossing, RuleResult
from valuereport.model.member import Alias

DAY = date(2026, 11, 30)
MEMBERS = ("M1", "M2")


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def crossing(subject: str, at: date = DAY) -> Crossing:
    due = at + timedelta(days=7)
    return Crossing("quiet", "member", subject, 212.0, ">= 180", f"of {at}", "ada@ours.example", due)


def result(*crossed: str, clear: tuple[str, ...] = (), objecting: tuple[str, ...] = (), at: date = DAY) -> RuleResult:
    crossings = tuple(crossing(one, at) for one in crossed)
    return RuleResult("quiet", "member", "ada@ours.example", crossings, frozenset(clear), frozenset(objecting))


def evaluated(ledger: Ledger, on: date, *crossed: str, clear: tuple[str, ...] = ()) -> int:
    """Evaluate as at a day, on that day; return how many alerts are raised."""
    (count,) = ledger.evaluate([result(*crossed, clear=clear, at=on)], on, on).counts
    return count.raised


def states(ledger: Ledger, today: date = DAY) -> list[tuple[str, str, str]]:
    return [(one.id, one.subject, one.state_on(today)) for one in ledger.alerts()]


def test_raised_snoozed_done_and_raised_again_only_when_crossed_again(ledger: Ledger) -> None:
    assert evaluated(ledger, day(0), "M1", "M2") == 2
    assert evaluated(ledger, day(1), "M1", "M2") == 0  # open
    ledger.snooze_alert("A1", day(5), "is on holiday")
    assert evaluated(ledger, day(2), "M1", "M2") == 0  # snoozed
    ledger.alert_done("a2", "she has been called")
    assert evaluated(ledger, day(3), "M1", "M2") == 0  # done, and crossed all the time
    assert states(ledger, day(4)) == [("A1", "M1", "snoozed"), ("A2", "M2", "done")]
    assert states(ledger, day(5)) == [("A1", "M1", "open"), ("A2", "M2", "done")]
    assert evaluated(ledger, day(5), "M1", clear=("M2",)) == 0
    (first, second) = ledger.alerts()
    assert (first.state, first.snoozed_until, first.operator, first.note) == ("open", None, "Ada", "is on holiday")
    assert (second.state, second.cleared_on, second.note) == ("done", day(5), "she has been called")
    assert evaluated(ledger, day(6), "M1", "M2") == 1
    assert states(ledger) == [("A1", "M1", "open"), ("A2", "M2", "done"), ("A3", "M2", "open")]
    (count,) = ledger.evaluate([result("M1", "M2", at=day(6))], day(6), day(6)).counts
    assert (count.about, count.raised, count.open, count.snoozed, count.done) == ("members", 0, 2, 0, 1)


def test_an_open_alert_learns_new_evidence_and_says_when_it_is_crossed_no_more(ledger: Ledger) -> None:
    evaluated(ledger, day(0), "M1")
    evaluated(ledger, day(3), "M1")
    (one,) = ledger.alerts()
    assert (one.reason, one.raised_on, one.last_seen_on, one.due) == (f"of {day(3)}", day(0), day(3), day(7))
    assert (one.is_due(day(6)), one.is_due(day(7))) == (False, True)
    evaluated(ledger, day(4), clear=("M1",))
    evaluated(ledger, day(5), clear=("M1",))
    (one,) = ledger.alerts()
    assert (one.state, one.cleared_on) == ("open", day(4))  # nobody has looked at it yet
    assert evaluated(ledger, day(6), "M1") == 0
    assert ledger.alerts()[0].cleared_on is None


def test_a_snooze_that_ends_while_nothing_is_crossed_ends_the_alert(ledger: Ledger) -> None:
    evaluated(ledger, day(0), "M1")
    ledger.snooze_alert("A1", day(2))
    evaluated(ledger, day(1), clear=("M1",))
    assert states(ledger, day(2)) == [("A1", "M1", "snoozed")]
    evaluated(ledger, day(2), clear=("M1",))
    (one,) = ledger.alerts()
    assert (one.state, one.operator, one.note) == ("done", "", "no longer crossed when the snooze ended")
    assert evaluated(ledger, day(3), "M1") == 1


def test_what_is_not_judged_neither_raises_nor_clears(ledger: Ledger) -> None:
    evaluated(ledger, day(0), "M1")
    ledger.alert_done("A1", "called")
    evaluated(ledger, day(1))  # nothing is known of M1
    assert evaluated(ledger, day(2), "M1") == 0
    assert ledger.evaluate([], day(3), day(3)).counts == ()
    assert len(ledger.alerts()) == 1


def test_an_evaluation_of_an_earlier_day_changes_nothing(ledger: Ledger) -> None:
    evaluated(ledger, day(5), "M1")
    before = ledger.alerts()
    found = ledger.evaluate([result("M2", clear=("M1",), at=day(4))], day(4), day(6))
    assert (found.newer, [one.raised for one in found.counts], [one.open for one in found.counts]) == (day(5), [0], [1])
    assert ledger.alerts() == before


def test_a_day_that_has_not_come_stops_no_later_evaluation(ledger: Ledger) -> None:
    assert ledger.evaluate([result("M1")], date(2062, 1, 1), day(0)).newer is None
    assert evaluated(ledger, day(1), "M1", "M2") == 1


def test_a_renumbered_member_has_one_alert(ledger: Ledger) -> None:
    evaluated(ledger, day(0), "M1", "M2", "M7")
    ledger.remember(["M7", "M9"], [Alias("M1", "M9", "", "the CRM"), Alias("M2", "M9", "", "the CRM")])
    assert evaluated(ledger, day(1), "M7", "M9") == 0
    assert states(ledger) == [("A1", "M9", "open"), ("A2", "M2", "done"), ("A3", "M7", "open")]
    assert ledger.alerts()[1].note == "the same member as A1"
    ledger.alert_done("A1", "called")
    evaluated(ledger, day(2), clear=("M1",))  # by its former id
    assert evaluated(ledger, day(3), "M9") == 1


def test_two_members_who_were_one_all_the_time_have_one_alert(ledger: Ledger) -> None:
    evaluated(ledger, day(0), "M1", "M9")
    ledger.remember(["M9"], [Alias("M1", "M9", "", "the CRM")])
    assert evaluated(ledger, day(1), "M9") == 0
    assert states(ledger) == [("A1", "M9", "open"), ("A2", "M9", "done")]


def test_who_objects_has_no_alert(ledger: Ledger) -> None:
    evaluated(ledger, day(0), "M1", "M2")
    ledger.alert_done("A1", "called")
    ledger.evaluate([result("M2", objecting=("M1",))], day(1), day(1))
    assert states(ledger) == [("A2", "M2", "open")]


def test_forgetting_erases_the_alerts_under_all_ids_and_no_number_comes_twice(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        evaluated(ledger, day(0), "M2", "MEMBER-4711")
        ledger.alert_done("A2", "Grace Hopper was called")
        ledger.remember(["MEMBER-4712"], [Alias("MEMBER-4711", "MEMBER-4712", "", "the CRM")])
        evaluated(ledger, day(1), clear=("MEMBER-4712",))
        evaluated(ledger, day(2), "MEMBER-4712")
        assert len(ledger.alerts()) == 3
        assert {"M2", "MEMBER-4712"} <= ledger.ids()
        ledger.forget("MEMBER-4712")
        assert states(ledger) == [("A1", "M2", "open")]
        assert evaluated(ledger, day(3), "M2", "MEMBER-4712") == 0  # forgotten, and still in the exports
        assert evaluated(ledger, day(3), "M2", "M3") == 1
        assert [one.id for one in ledger.alerts()] == ["A1", "A4"]
        if url.startswith("sqlite"):
            left = everything(url)
            assert [one for one in (b"MEMBER-471", b"Grace Hopper") if one in left] == []


def test_an_alert_that_nobody_knows_and_one_that_is_done_are_told(ledger: Ledger) -> None:
    for at in range(12):
        evaluated(ledger, day(0), f"M{at}")
    assert refusal(lambda: ledger.alert_done("A121", "x")).startswith("The ledger knows no alert A121; near it: A12")
    for wrong in ("", "quiet", "A0", "A-1", "A²", "A99999999999999999999", "M1"):
        assert "knows no alert" in refusal(lambda wrong=wrong: ledger.snooze_alert(wrong, day(9)))
    ledger.alert_done("A12", "she has renewed")
    for call in (lambda: ledger.alert_done("A12", "x"), lambda: ledger.snooze_alert("A12", day(9))):
        said = refusal(call)
        assert "The alert A12 is done already: on " in said
        assert "by Ada: she has renewed" in said


@pytest.mark.parametrize("operators", [2, 4])
def test_several_operators_at_once_lose_nothing_of_each_other(url: str, operators: int) -> None:
    with open_ledger(url, "Ada") as ledger:
        evaluated(ledger, day(0), *(f"M{at}" for at in range(6)))

    def work(name: str) -> list[str]:
        """Say of every alert that it is done, and evaluate in between; return what was ours."""
        ours = []
        with open_ledger(url, name) as mine:
            for at in range(1, 7):
                try:
                    ours.append(mine.alert_done(f"A{at}", f"by {name}").id)
                except LedgerError as error:
                    assert "is done already" in str(error)  # noqa: PT017
                evaluated(mine, day(0), *(f"M{one}" for one in range(9)))
        return ours

    names = [f"operator {at}" for at in range(operators)]
    with ThreadPoolExecutor(operators) as pool:
        ours = dict(zip(names, pool.map(work, names), strict=True))
    assert sorted(one for those in ours.values() for one in those) == [f"A{at}" for at in range(1, 7)]
    with open_ledger(url, "Ada") as ledger:
        kept = {one.id: one for one in ledger.alerts()}
    assert len(kept) == 9
    for name, those in ours.items():
        assert {(kept[one].operator, kept[one].note) for one in those} <= {(name, f"by {name}")}
    assert [one.subject for one in kept.values() if one.state == "open"] == ["M6", "M7", "M8"]


def test_a_snooze_beside_a_done_ends_as_one_of_the_two_orders(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        evaluated(ledger, day(0), "M1")

    def act(call: Callable[[Ledger], object]) -> str:
        with open_ledger(url, "Bo") as mine:
            try:
                call(mine)
            except LedgerError as error:
                return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        done = pool.submit(act, lambda mine: mine.alert_done("A1", "called"))
        snoozed = pool.submit(act, lambda mine: mine.snooze_alert("A1", day(9)))
    assert done.result() == ""
    assert snoozed.result() == "" or "is done already" in snoozed.result()
    with open_ledger(url, "Ada") as ledger:
        assert [(one.state, one.note) for one in ledger.alerts()] == [("done", "called")]


def test_a_locked_ledger_is_told_and_nothing_is_half_raised(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with open_ledger(url, "Ada", wait=0.2) as ledger:
        planned(ledger)
        with locked(url):
            assert "is locked by" in refusal(lambda: ledger.evaluate([result("M1")], DAY, DAY))
        assert ledger.alerts() == ()
        assert evaluated(ledger, DAY, "M1") == 1


def test_other_hands_cannot_write_a_second_standing_alert(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        evaluated(ledger, day(0), "M1", "M2")
    for statement in (
        "UPDATE ledger_alert SET subject = 'M1' WHERE subject = 'M2'",
        "UPDATE ledger_alert SET state = 'perhaps'",
    ):
        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
            change(url, statement)


def test_any_order(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Whatever is done in whatever order: what stands agrees with a plain model."""
    url = f"sqlite:///{tmp_path / 'ledger.db'}"

    class AnyOrder(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.rule = uuid4().hex  # the examples share one ledger
            self.today = 0
            self.known: dict[str, list[str]] = {one: [] for one in MEMBERS}  # states, the oldest first
            self.clear: dict[str, bool] = dict.fromkeys(MEMBERS, False)  # seen clear since it was last crossed
            self.until: dict[str, int] = {}

        def mine(self) -> list[Alert]:
            return [one for one in shared.alerts() if one.rule == self.rule]

        @rule(judged=st.fixed_dictionaries(dict.fromkeys(MEMBERS, st.sampled_from(["crossed", "clear", "unknown"]))))
        def evaluate(self, judged: dict[str, str]) -> None:
            crossed = tuple(
                Crossing(self.rule, "member", one, 1.0, ">= 1", "so", "Ada", DAY)
                for one, how in judged.items()
                if how == "crossed"
            )
            clear = frozenset(one for one, how in judged.items() if how == "clear")
            (count,) = shared.evaluate(
                [RuleResult(self.rule, "member", "Ada", crossed, clear)], DAY, day(self.today)
            ).counts
            raised = 0
            for one, how in judged.items():
                last = self.known[one][-1] if self.known[one] else "none"
                over = last == "snoozed" and self.until[one] <= self.today
                if how == "crossed":
                    if last == "none" or (last == "done" and self.clear[one]):
                        self.known[one].append("open")
                        raised += 1
                    elif over:
                        self.known[one][-1] = "open"
                    self.clear[one] = False
                elif how == "clear" and last != "none":
                    self.clear[one] = True
                    if over:
                        self.known[one][-1] = "done"
            assert count.raised == raised

        @rule(days=st.integers(1, 3))
        def time_passes(self, days: int) -> None:
            self.today += days

        @rule(member=st.sampled_from(MEMBERS), days=st.integers(0, 4))
        def act(self, member: str, days: int) -> None:
            mine = [one for one in self.mine() if one.subject == member]
            if not mine:
                return
            last = self.known[member][-1]
            try:
                if days:
                    shared.snooze_alert(mine[-1].id, day(self.today + days))
                else:
                    shared.alert_done(mine[-1].id, "called")
            except LedgerError:
                assert last == "done"
                return
            self.known[member][-1] = "snoozed" if days else "done"
            self.until[member] = self.today + days

        @invariant()
        def agrees(self) -> None:
            found: dict[str, list[str]] = {one: [] for one in MEMBERS}
            for one in self.mine():
                found[one.subject].append(one.state)
            assert found == self.known

    with open_ledger(url, "Ada") as shared:
        many = 200 if request.config.getoption("--whole") else 10
        run_state_machine_as_test(AnyOrder, settings=settings(max_examples=many, stateful_step_count=15, deadline=None))
