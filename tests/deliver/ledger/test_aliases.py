"""Merged and renumbered members: one statement a person, a period and a channel, whatever the exports call them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.deliver.ledger.given import PERIOD, wanted
from tests.deliver.ledger.test_forgetting import everything
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.model.delivery import Channel, Delivery, State
from valuereport.model.member import Alias


def alias(old_id: str, new_id: str) -> Alias:
    return Alias(old_id, new_id, "2026-11-30", "the CRM merged them")


def sent(ledger: Ledger, member_id: str, state: State = "sent", channel: Channel = "email", **more: Any) -> Delivery:
    (delivery,) = ledger.plan(PERIOD, channel, [wanted(member_id, **more)])
    assert ledger.claim(delivery.id), delivery
    if state != "sending":
        ledger.record(delivery.id, "sent" if state == "bounced" else state)
    return ledger.resolve(delivery.id, "bounced", "") if state == "bounced" else delivery


def planned(ledger: Ledger, member_id: str, reissue: str = "", **more: Any) -> Delivery:
    return ledger.plan(PERIOD, "email", [wanted(member_id, **more)], reissue)[0]


@pytest.mark.parametrize("state", ["sent", "sending", "uncertain"])
def test_who_has_it_under_an_old_id_gets_nothing_new(ledger: Ledger, state: State) -> None:
    sent(ledger, "M1", state)
    ledger.remember(["M7"], [alias("M1", "M7")])
    found = planned(ledger, "M7", run="summer")
    assert (found.state, found.member_id) == ("skipped", "M7")
    assert f"under the id M1: {state}" in found.reason


@pytest.mark.parametrize("state", ["bounced", "rejected"])
def test_what_came_back_is_sent_again_only_to_another_address(ledger: Ledger, state: State) -> None:
    sent(ledger, "M1", state, address="ann@old.example")
    ledger.remember(["M7"], [alias("M1", "M7")])
    assert planned(ledger, "M7", address="ann@old.example").state == "skipped"
    assert planned(ledger, "M7", address="ann@new.example").state == "planned"


def test_it_is_remembered_when_the_exports_no_longer_say_so(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        sent(ledger, "M1")
        ledger.remember(["M7"], [alias("M1", "M7")])
    with open_ledger(url, "Ben") as ledger:
        ledger.remember(["M9"], [alias("M7", "M9")])  # and once more: M1 is forgotten by the CRM
        assert "under the id M1" in planned(ledger, "M9").reason
        assert ledger.ids_of("M9") == ("M9", "M7", "M1")
        assert {one.member_id for one in ledger.deliveries(member_id="M7")} == {"M1", "M9"}


def test_two_former_members_who_are_now_one_get_nothing_new(ledger: Ledger) -> None:
    sent(ledger, "M1")
    sent(ledger, "M2")
    ledger.remember(["M7"], [alias("M1", "M7"), alias("M2", "M7")])
    assert planned(ledger, "M7").state == "skipped"
    ledger.remember(["M1"], [alias("M2", "M1")])  # or one of them stays
    assert planned(ledger, "M1").state == "sent"


def test_two_members_of_today_are_never_joined(ledger: Ledger) -> None:
    sent(ledger, "M1")
    ledger.remember(["M1", "M7"], [alias("M1", "M7")])
    assert planned(ledger, "M7").state == "planned"
    assert planned(ledger, "M1").state == "sent"
    ledger.remember(["M8", "M9"], [alias("M1", "M8")])
    ledger.remember(["M8", "M9"], [alias("M1", "M9")])  # the CRM has mended a wrong merge: the newest word holds
    assert ledger.ids_of("M8") == ("M8",)
    assert ledger.ids_of("M9") == ("M9", "M1")
    ledger.remember(["M1", "M9"], [])  # M1 is a member of its own again
    assert ledger.ids_of("M9") == ("M9",)


def test_an_alias_can_be_taken_back(ledger: Ledger) -> None:
    sent(ledger, "12")
    ledger.remember(["M7"], [alias("12", "M7")])  # which is M7's number in the learning platform
    assert planned(ledger, "M7").state == "skipped"
    ledger.remember(["M7"], [alias("12", "")])
    assert planned(ledger, "M7").state == "planned"


def test_a_re_issue_reaches_who_had_it_under_an_old_id_once(ledger: Ledger) -> None:
    sent(ledger, "M1")
    ledger.remember(["M7"], [alias("M1", "M7")])
    found = planned(ledger, "M7", "a wrong figure", run="summer")
    assert found.state == "planned"
    assert ledger.claim(found.id)
    ledger.record(found.id, "sent")
    assert planned(ledger, "M7", "a wrong figure", run="summer").state == "sent"


def test_what_waits_under_an_old_id_is_not_sent_beside(ledger: Ledger) -> None:
    old = planned(ledger, "M1")
    ledger.remember(["M7"], [alias("M1", "M7")])
    assert planned(ledger, "M7").state == "planned"
    assert ledger.claim(old.id) is None
    found = ledger.find(old.id)
    assert found
    assert (found.state, found.reason) == (
        "skipped",
        "the member is now M7, who is written to in this one's place",
    )


def test_one_plan_for_both_makes_one_delivery(ledger: Ledger) -> None:
    ledger.remember(["M7"], [alias("M1", "M7")])
    one, other = ledger.plan(PERIOD, "email", [wanted("M1"), wanted("M7")])
    assert (one.state, other.state, other.reason) == ("planned", "skipped", "is written to under the id M1")


def test_ids_by_case_are_aliases_where_that_is_clear(ledger: Ledger) -> None:
    for member_id in ("ab12", "Straße"):
        sent(ledger, member_id)
    ledger.remember(["AB12", "STRASSE"], [])
    assert "under the id ab12" in planned(ledger, "AB12").reason
    assert planned(ledger, "STRASSE").state == "planned"  # `ss` is no other case of `ß`


@pytest.mark.parametrize("today", [["AB12", "aB12"], ["AB12", "x1", "X1"]])
def test_ids_that_are_told_apart_by_case_are_no_aliases(ledger: Ledger, today: list[str]) -> None:
    sent(ledger, "ab12")
    ledger.remember(today, [])
    assert planned(ledger, "AB12").state == "planned"


def test_ids_that_were_told_apart_by_case_are_no_aliases(ledger: Ledger) -> None:
    for member_id in ("ab12", "aB12"):
        sent(ledger, member_id)
    ledger.remember(["AB12"], [])
    assert planned(ledger, "AB12").state == "planned"


@pytest.mark.parametrize("named", ["M1", "M7"])
def test_a_forgotten_member_is_forgotten_under_every_id(ledger: Ledger, named: str) -> None:
    sent(ledger, "M1")
    ledger.remember(["M7"], [alias("M1", "M7")])
    sent(ledger, "M7", channel="print")
    assert ledger.forget(named) == 2
    ledger.remember(["M7"], [alias("M1", "M7")])  # the exports still list the member
    for member_id in ("M1", "M7"):
        later = ledger.plan("2027-01-01/2028-01-01", "email", [wanted(member_id)])[0]
        assert (later.state, later.reason) == ("skipped", "was forgotten")
    ledger.remember(["M9"], [alias("M7", "M9")])
    later = ledger.plan("2027-01-01/2028-01-01", "email", [wanted("M9")])[0]
    assert (later.state, later.reason) == ("skipped", "was forgotten under another id")


def test_a_forgotten_member_in_another_case_is_not_written_to(ledger: Ledger) -> None:
    sent(ledger, "grace-4711")
    ledger.forget("grace-4711")
    ledger.remember(["Grace-4711"], [])
    assert planned(ledger, "Grace-4711", run="summer").state == "skipped"
    ledger.remember(["Grace-4711"], [])  # twice is as once
    assert planned(ledger, "Grace-4711", run="summer").state == "skipped"
    ledger.remember(["Grace-4711", "x", "X"], [])  # remembered while ids were not told apart by case


def test_no_alias_keeps_a_forgotten_id(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with open_ledger(url, "Ada") as ledger:
        old, new, other = (replace(wanted(one), sha256="8d969e") for one in ("MEMBER-4711", "GRACE-1", "M2"))
        ledger.handed_over({one.id: "" for one in ledger.plan(PERIOD, "email", [old])})
        ledger.remember(["GRACE-1", "M2"], [Alias("MEMBER-4711", "GRACE-1", "", "merged with GRACE-1")])
        assert "MEMBER-4711" in ledger.plan(PERIOD, "email", [new])[0].reason
        ledger.plan(PERIOD, "email", [replace(other, reason="shares the address with GRACE-1")])
        ledger.forget("GRACE-1")
        ledger.remember(["GRACE-1", "M2"], [Alias("MEMBER-4711", "GRACE-1", "", "merged")])
    assert b"MEMBER-4711" not in everything(url)
    assert b"GRACE-1" not in everything(url)


def test_what_a_plan_would_do_is_foreseen_and_not_done(ledger: Ledger) -> None:
    sent(ledger, "M1")
    ledger.remember(["M7"], [alias("M1", "M7")])
    foreseen = ledger.preview_plan(PERIOD, "email", [wanted("M7"), wanted("M8")])
    assert [one.state for one in foreseen] == ["skipped", "planned"]
    assert [one.member_id for one in ledger.deliveries()] == ["M1"]


def test_ids_and_addresses_that_are_known(ledger: Ledger) -> None:
    sent(ledger, "M1", address="ann@straße.example")
    ledger.remember(["M7"], [alias("M0", "M7")])
    assert ledger.ids() == {"M1", "M0", "M7"}
    assert ledger.at_address("ANN@xn--strae-oqa.example") == {"M1"}
    assert ledger.at_address("ann@strasse.example") == set()
    ledger.forget("M1")
    assert ledger.ids() == {"M0", "M7"}


def test_a_ledger_has_an_identity_of_its_own(url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_ledger(url, "Ada") as ledger:
        one = ledger.identity()
    with open_ledger(url, "Ben") as ledger:
        assert ledger.identity() == one
    with open_ledger(f"sqlite:///{tmp_path_factory.mktemp('other') / 'ledger.db'}", "Ada") as ledger:
        assert ledger.identity() != one


PEOPLE = st.integers(0, 2)


def machine(url: str) -> Callable[[], RuleBasedStateMachine]:
    class Renumbered(RuleBasedStateMachine):
        """Three people, whom the CRM gives new ids and merges as it likes, and who are written to all the time."""

        def __init__(self) -> None:
            super().__init__()
            self.period = self.mark = uuid4().hex  # the examples share one ledger
            self.stack = ExitStack()
            self.ledger = self.stack.enter_context(open_ledger(url, "Ada"))
            self.number = 0
            self.current = {person: self.new_id() for person in range(3)}
            self.stated: dict[str, str] = {}  # what the exports say of the people of today
            self.had: dict[int, set[str]] = {person: set() for person in range(3)}  # channels

        def new_id(self) -> str:
            self.number += 1
            return f"{self.mark}-m{self.number}"

        def teardown(self) -> None:
            self.stack.close()

        @rule(person=PEOPLE, states_it=st.booleans())
        def renumber(self, person: int, states_it: bool) -> None:
            if person in self.current:
                old, self.current[person] = self.current[person], self.new_id()
                self.stated = {one: self.current[person] if new == old else new for one, new in self.stated.items()}
                self.stated[old] = self.current[person]
                self.learn()
                if not states_it:
                    self.stated.clear()  # the next exports no longer say so

        @rule(person=PEOPLE)
        def write_in_another_case(self, person: int) -> None:
            if person in self.current:
                old = self.current[person]
                self.current[person] = old.swapcase()
                self.stated = {one: old.swapcase() if new == old else new for one, new in self.stated.items()}
                self.learn()

        @rule(gone=PEOPLE, into=PEOPLE)
        def merge(self, gone: int, into: int) -> None:
            if gone != into and {gone, into} <= self.current.keys():
                old = self.current.pop(gone)
                self.stated[old] = self.current[into]
                self.had[into] |= self.had[gone]
                self.learn()

        def learn(self) -> None:
            self.ledger.remember(self.current.values(), [Alias(*one, "", "exports") for one in self.stated.items()])

        @rule(channel=st.sampled_from(["email", "print"]), people=st.sets(PEOPLE, min_size=1))
        def send(self, channel: Channel, people: Iterable[int]) -> None:
            some = [person for person in sorted(people) if person in self.current]
            want = [replace(wanted(self.current[person]), sha256="same") for person in some]
            planned = self.ledger.plan(self.period, channel, want)
            for person, one in zip(some, planned, strict=True):
                claimed = self.ledger.claim(one.id)
                assert bool(claimed) == (channel not in self.had[person]), (person, one)
                if claimed:
                    self.ledger.record(one.id, "sent")
                    self.had[person].add(channel)

        @invariant()
        def everybody_has_one_at_most(self) -> None:
            for person, member_id in self.current.items():
                found = self.ledger.deliveries(period=self.period, member_id=member_id, states=["sent"])
                assert {one.channel for one in found} == self.had[person]

    return Renumbered


def test_one_statement_a_person_whatever_the_crm_does(url: str, request: pytest.FixtureRequest) -> None:
    many = 100 if request.config.getoption("--whole") else 6
    run_state_machine_as_test(
        machine(url),
        settings=settings(
            max_examples=many, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
