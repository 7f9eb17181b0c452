"""What codes are called, in the visitor's language: one set of words for the desk, and in templates a filter each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from valuereport.actions.runs import Making
from valuereport.actions.sending_progress import Sending
from valuereport.model.at_work import Work
from valuereport.model.delivery import Channel, State
from valuereport.model.person import Role
from valuereport.model.season import ExportState, RunState
from valuereport.model.valuation import Edition, Grade
from valuereport.wording import Wording


def role(words: Wording, code: Role) -> str:
    """Return what somebody is here."""
    return {
        "viewer": words.pgettext("role", "viewer"),
        "member-services": words.pgettext("role", "member services"),
        "operator": words.pgettext("role", "operator"),
        "approver": words.pgettext("role", "approver"),
    }[code]


def edition(words: Wording, code: Edition | Literal[""]) -> str:
    """Return which edition of the statement a member gets; a dash where there is no statement."""
    return {
        "": "–",
        "standard": words.pgettext("edition", "Standard"),
        "below-fee": words.pgettext("edition", "Worth less than the fee"),
        "first-year": words.pgettext("edition", "First year"),
        "light-use": words.pgettext("edition", "Light use"),
    }[code]


def grade(words: Wording, code: Grade) -> str:
    """Return how well a figure is known."""
    return {
        "recorded": words.pgettext("evidence", "recorded"),
        "reported": words.pgettext("evidence", "reported"),
        "estimated": words.pgettext("evidence", "estimated"),
    }[code]


def channel(words: Wording, code: Channel) -> str:
    """Return by which way a statement goes."""
    return {"email": words.pgettext("channel", "Email"), "print": words.pgettext("channel", "Post")}[code]


def delivery_state(words: Wording, code: State) -> str:
    """Return how a delivery stands, for those who send."""
    return {
        "planned": words.pgettext("delivery", "goes with the next start"),
        "sending": words.pgettext("delivery", "is being handed over"),
        "sent": words.pgettext("delivery", "sent"),
        "bounced": words.pgettext("delivery", "came back"),
        "rejected": words.pgettext("delivery", "refused"),
        "failed": words.pgettext("delivery", "not taken; is tried again"),
        "uncertain": words.pgettext("delivery", "perhaps sent"),
        "skipped": words.pgettext("delivery", "not sent"),
    }[code]


def export_state(words: Wording, code: ExportState) -> str:
    """Return how an export stands."""
    return {
        "there": words.pgettext("export", "there"),
        "old": words.pgettext("export", "old"),
        "missing": words.pgettext("export", "missing"),
        "database": words.pgettext("export", "a database"),
    }[code]


def run_state(words: Wording, code: RunState) -> str:
    """Return how a run stands."""
    return {
        "under-way": words.pgettext("run", "under way"),
        "stopped": words.pgettext("run", "stopped"),
        "damaged": words.pgettext("run", "damaged"),
        "finished": words.pgettext("run", "finished"),
        "reviewed": words.pgettext("run", "looked over"),
        "approved": words.pgettext("run", "approved"),
    }[code]


def making(words: Wording, code: Making) -> str:
    """Return how far the making of a run is."""
    return {
        "starting": words.pgettext("run", "Beginning: the exports are being read"),
        "working": words.pgettext("run", "The statements are being made"),
        "stopping": words.pgettext("run", "Stopping after what is in hand"),
        "finished": words.pgettext("run", "Finished"),
        "stopped": words.pgettext("run", "Stopped before its end"),
        "failed": words.pgettext("run", "It could not go on"),
        "died": words.pgettext("run", "Ended from outside before its end"),
        "not-begun": words.pgettext("run", "Not begun"),
    }[code]


def sending(words: Wording, code: Sending) -> str:
    """Return how far a sending or a print file is."""
    return {
        "starting": words.pgettext("sending", "Beginning"),
        "working": words.pgettext("sending", "Under way"),
        "stopping": words.pgettext("sending", "Stopping after what is in hand"),
        "ended": words.pgettext("sending", "It has ended"),
        "stopped": words.pgettext("sending", "It was stopped before its end."),
        "failed": words.pgettext("sending", "It could not reach its end."),
        "died": words.pgettext("sending", "It was ended from outside before its end."),
    }[code]


def work(words: Wording, code: Work) -> str:
    """Return what somebody is at work on."""
    return {
        "approve": words.pgettext("work", "approving a run"),
        "assumptions": words.pgettext("work", "changing an assumption"),
        "batch": words.pgettext("work", "making statements"),
        "correct": words.pgettext("work", "correcting a member"),
        "email": words.pgettext("work", "sending statements"),
        "feedback": words.pgettext("work", "answering replies"),
        "forget": words.pgettext("work", "erasing a member"),
        "insights": words.pgettext("work", "working out insights"),
        "ledger adopt": words.pgettext("work", "mending the ledger"),
        "map": words.pgettext("work", "bringing exports"),
        "print": words.pgettext("work", "writing the print file"),
        "pull": words.pgettext("work", "fetching from systems"),
        "push": words.pgettext("work", "writing figures to another system"),
        "settings": words.pgettext("work", "changing settings"),
        "statement": words.pgettext("work", "making one statement"),
        "stories": words.pgettext("work", "writing stories"),
    }[code]


NAMES: Final[Mapping[str, Callable[[Wording, str], str]]] = {
    one.__name__: one  # type: ignore[misc] # what a template hands over is no literal
    for one in (role, edition, grade, channel, delivery_state, export_state, run_state, making, sending, work)
}
"""What each kind of code is called, by the name of its filter."""
