"""What was written into other systems: one row a run and member, written ahead, left to whoever is at it."""

from __future__ import annotations

from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.model.push import Push, Written

BEFORE = (Written("headline", 'a "£1" of \x00 2025', "£2"), Written("ratio", "", "1.2"))


def states(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(one.member_id, one.state, one.reason) for one in ledger.pushes("hubspot", "r")]


def test_a_plan_judges_again_and_leaves_what_stands(ledger: Ledger) -> None:
    first, second, third = ledger.plan_pushes("hubspot", "r", {"M3": "", "M1": "opted out", "M2": ""})
    assert [one.member_id for one in (first, second, third)] == ["M3", "M1", "M2"]
    assert ledger.begin_push(first.id, "100", BEFORE, "writing")
    done = ledger.end_push(first.id, "done")
    assert (done.contact, done.written, done.attempts, done.operator) == ("100", BEFORE, 1, "Ada")
    ledger.end_push(third.id, "failed", "no contact")
    again = ledger.plan_pushes("hubspot", "r", {"M3": "", "M1": "", "M2": "opted out"})
    assert [(one.state, one.reason) for one in again] == [("done", ""), ("planned", ""), ("skipped", "opted out")]
    assert again[0] == done
    assert ledger.pushes("kit", "r") == ledger.pushes("hubspot", "s") == ()
    assert ledger.pushes_of("M3") == (done,)


def test_what_another_command_has_in_hand_is_left_to_it_and_looked_at_when_it_has_died(url: str) -> None:
    with open_ledger(url, "Ada") as ledger, open_ledger(url, "Ben") as other:
        (push,) = ledger.plan_pushes("hubspot", "r", {"M1": ""})
        assert ledger.begin_push(push.id, "100", BEFORE, "writing")
        assert not other.begin_push(push.id, "100", (), "writing")
        assert other.end_push(push.id, "failed", "of the other").state == "writing"
        assert other.mark_abandoned_pushes() == 0
        assert ledger.begin_push(push.id, "100", BEFORE, "writing")
    with open_ledger(url, "Cleo") as ledger:
        assert ledger.mark_abandoned_pushes() == 1
        assert states(ledger) == [("M1", "uncertain", "a command died while it was writing")]
        (left,) = ledger.pushes("hubspot", "r")
        assert (left.contact, left.written) == ("100", BEFORE)


def test_a_forgotten_member_leaves_that_something_was_written(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        one, _ = ledger.plan_pushes("hubspot", "r", {"M-4711": "", "M2": ""})
        ledger.begin_push(one.id, "contact-4711", BEFORE, "writing")
        ledger.end_push(one.id, "failed", "M-4711 was refused")
        assert ledger.forget("M-4711") == 0
        (push,) = (each for each in ledger.pushes("hubspot", "r") if each.id == one.id)
        assert isinstance(push, Push)
        assert push.member_id.startswith("forgotten-")
        assert (push.contact, push.written, push.reason, push.state) == ("", (), "", "failed")
        assert ledger.plan_pushes("hubspot", "r", {"M-4711": ""})[0].reason == "was forgotten"
