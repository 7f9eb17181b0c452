"""Deliveries: which there are, the history of one, and what became of one that is uncertain."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, ledger_if_there, ledger_of
from valuereport.deliver.ledger import Ledger
from valuereport.errors import LedgerError, Remedy
from valuereport.model.delivery import Channel, Delivery, Event, State
from valuereport.model.person import Role


@dataclass(frozen=True, slots=True)
class DeliveriesRequest:
    """Which deliveries: of a run, a member, a channel, in some states; all where nothing is given."""

    run: str = ""
    member: str = ""
    channel: Channel | None = None
    states: tuple[State, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryHistory:
    """A delivery, and all that happened to it."""

    delivery: Delivery
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class ResolveRequest:
    """What became of an uncertain delivery, how a person found out, and who."""

    delivery: str
    state: State
    note: str
    operator: str = ""


def _role_to_list(request: DeliveriesRequest, *_: object) -> Role:
    return "member-services" if request.member else "operator"


@needs("member-services", _role_to_list)
def deliveries(workspace: Workspace, request: DeliveriesRequest) -> tuple[Delivery, ...]:
    """Return deliveries, the oldest first. Raises LedgerError, and RunError for a member that nobody knows."""
    with ledger_of(workspace) as ledger:
        ledger.mark_abandoned()
        found = ledger.deliveries(run=request.run, channel=request.channel, states=request.states)
        if not request.member:
            return found
        theirs = {one.id for one in _of_member(workspace, ledger, request.member)}
        return tuple(one for one in found if one.id in theirs)


@needs("member-services")
def show(workspace: Workspace, delivery: str) -> tuple[DeliveryHistory, ...]:
    """Return a delivery by its id or Message-ID, or all of a member's. Raises LedgerError, RunError."""
    with ledger_of(workspace) as ledger:
        one = ledger.find(delivery)
        found = (one,) if one else _of_member(workspace, ledger, delivery)
        return tuple(DeliveryHistory(each, tuple(ledger.history(each.id))) for each in found)


@needs("operator")
def in_doubt(workspace: Workspace, run: str = "") -> tuple[Delivery, ...]:
    """Return the deliveries that may have been handed over, and those that are at this moment. Raises LedgerError.

    Nothing is written: one whose sender has ended counts as `sending` here until something else is written.
    """
    with ledger_if_there(workspace) as ledger:
        return ledger.deliveries(run=run, states=("uncertain", "sending")) if ledger else ()


@needs("operator")
def resolve(workspace: Workspace, request: ResolveRequest) -> Delivery:
    """Write what became of an uncertain delivery; one that failed is sent again. Raises LedgerError."""
    with ledger_of(workspace, request.operator) as ledger:
        ledger.mark_abandoned()
        found = ledger.find(request.delivery)
        if found is None:
            reason = f"the ledger has no delivery {request.delivery!r}; all are listed"
            raise LedgerError(reason, Remedy("ledger list"))
        return ledger.resolve(found.id, request.state, request.note)


def _of_member(workspace: Workspace, ledger: Ledger, member: str) -> tuple[Delivery, ...]:
    from valuereport.actions.member_ids import all_ids, ids_in_runs  # they read the exports: a list does not wait

    ids = all_ids(ledger, workspace.settings, member, ids_in_runs(workspace.output))
    return tuple({one.id: one for each in ids for one in ledger.deliveries(member_id=each)}.values())
