"""For a run: who gets the statement by which way, and who does not and why, before anything is sent or printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.actions.plan_summary import ReasonCount
from valuereport.actions.workspace import Workspace
from valuereport.errors import Remedy
from valuereport.model.delivery import Approval, Channel, State
from valuereport.model.review import Count
from valuereport.model.stop_list import StopList
from valuereport.pipeline.calculated import CalculatedMembers

Obstacle = Literal["draft", "approval-void", "other-ledger", "fewer-opt-outs", "mail-settings", "no-mail-server"]


@dataclass(frozen=True, slots=True)
class DeliverableRequest:
    """Which run, and whom; all its members where none is named."""

    run: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Why nothing at all is sent or printed for now, and what helps."""

    code: Obstacle
    channels: tuple[Channel, ...]  # that it stops
    reason: str
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class ByChannel:
    """What a start would do for one member by one channel, or what was done.

    `state`: planned: it goes now; failed: it is tried again; skipped: it does not go, for `reason`; else as it stands.
    """

    state: State
    address: str
    reason: str = ""
    run: str = ""  # of which the delivery is, where another run's stands


@dataclass(frozen=True, slots=True)
class MemberDelivery:
    """One member's statement, and what becomes of it by each channel; `name` as the exports have it now."""

    member_id: str
    name: str
    edition: str
    locale: str
    email: ByChannel
    letter: ByChannel


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One channel in counts: what a start would take on, and each state and reason with examples."""

    channel: Channel
    goes: int  # members
    done: int  # sent
    uncertain: int  # a person has to find out first
    states: tuple[Count, ...]
    reasons: tuple[ReasonCount, ...]  # why members get nothing by this channel


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Who gets what of a run. `nobody`: members that no channel reaches, by the reasons of both."""

    run: str
    approval: Approval | None
    in_the_way: tuple[InTheWay, ...]
    email: ChannelPlan
    letters: ChannelPlan
    nobody: tuple[ReasonCount, ...]
    members: tuple[MemberDelivery, ...]
    stop_lists: tuple[StopList, ...]


def deliverable(
    workspace: Workspace, request: DeliverableRequest, valued: CalculatedMembers | None = None
) -> Deliverable:
    """Return who gets what, and send, print and plan nothing. Raises LedgerError, RunError, SettingsError, SourceError.

    `valued`: the exports, where they are loaded already; else they are read. The statements' bytes are not checked:
    a sending does that.
    """
    raise NotImplementedError
