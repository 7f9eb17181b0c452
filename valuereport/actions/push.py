"""Writing figures of an approved run back to the members' contacts in another system; off unless the settings say so.

The ledger knows of each change before it is made, and keeps what stood there before, so that it can be set back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from valuereport.actions.at_work import one_writer
from valuereport.actions.delivery.merge_fields import MergedRun, merged_run
from valuereport.actions.member_ids import all_ids, ids_in_run
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.deliver.export import MergeFields
from valuereport.deliver.ledger import Ledger
from valuereport.errors import Problem, RequestError, SettingsError
from valuereport.events import SILENT, Events
from valuereport.model.push import FieldChange, PlannedPush, Push, PushedRun, PushPlan
from valuereport.settings import (
    PUSHABLE,
    Connection,
    Pushed,
    PushRules,
    Settings,
    connections_of,
    has_own_ids,
    pulls_folder,
)

if TYPE_CHECKING:  # an extra: whoever pushes nothing does without it
    from valuereport.connect.clock import Clock
    from valuereport.connect.limits import PausedError
    from valuereport.connect.push.system import Contact, Contacts, PushSystem

_REFUSALS: Final = 20
"""So many refusals in a row, and it is hardly the members."""

_Came: TypeAlias = Literal["written", "left", "refused"]
"""What came of one member: something was written; nothing had to be, or could; the system said no."""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """Which run's figures are written to the contacts of which connection, or set back; of all members, or of these."""

    run: str
    to: str
    members: tuple[str, ...] = ()
    undo: bool = False
    operator: str = ""


@needs("operator")
def plan_push(workspace: Workspace, request: PushRequest, clock: Clock | None = None) -> PushPlan:
    """Return what a push or its undoing would do: contacts are looked for and read, and nothing is written anywhere.

    Raises DeliveryError, LedgerError, PullError, RequestError, RunError, SettingsError.
    """
    from valuereport.connect.errors import PullError
    from valuereport.connect.limits import PausedError

    try:
        return _plan(workspace, request, clock)
    except PausedError as paused:
        raise PullError(f"{request.to}: {_until(paused)}") from None


def _plan(workspace: Workspace, request: PushRequest, clock: Clock | None) -> PushPlan:
    with ledger_of(workspace, request.operator) as ledger:
        work = _Work(workspace.settings, request, ledger, clock)
        if request.undo:
            found = _to_undo(workspace, request, ledger, work.connection)
            with work.contacts(found) as contacts:
                planned = tuple(_planned_undo(work, contacts, one) for one in found)
            return PushPlan(work.connection.name, work.system.title, planned, (), work.system.unverified)
        merged, rows = _chosen(workspace, request, ledger, record=False)
        with work.contacts() as contacts:
            planned = tuple(_planned(work, contacts, merged, row) for row in rows)
        return PushPlan(work.connection.name, work.system.title, planned, merged.problems, work.system.unverified)


@needs("operator")
@one_writer("push")
def push(workspace: Workspace, request: PushRequest, events: Events = SILENT, clock: Clock | None = None) -> PushedRun:
    """Write an approved run's figures to the contacts, or set them back; given again, it goes on where it was stopped.

    What fails for one member stops no other. Raises DeliveryError, LedgerError, PullError, RequestError, RunError,
    SettingsError, each before anything is written.
    """
    with ledger_of(workspace, request.operator) as ledger:
        work = _Work(workspace.settings, request, ledger, clock)
        if request.undo:
            ledger.mark_abandoned_pushes()
            found = _to_undo(workspace, request, ledger, work.connection)
            with work.contacts(found) as contacts:
                return _each(work, found, lambda one: _undone(work, contacts, one), (), events)
        merged, rows = _chosen(workspace, request, ledger, record=True)
        with work.contacts() as contacts:
            ledger.mark_abandoned_pushes()
            reasons = {row.member_id: work.reason(merged, row) for row in rows}
            planned = ledger.plan_pushes(work.connection.name, merged.run.name, reasons)
            row_of = {one.id: row for one, row in zip(planned, rows, strict=True)}

            def write(one: Push) -> tuple[Push, _Came]:
                if one.state == "skipped" or reasons[row_of[one.id].member_id]:
                    return one, "left"
                return _pushed(work, contacts, merged, row_of[one.id], one)

            return _each(work, planned, write, merged.problems, events)


class _Work:
    """The connection, its rules, and what is known of the system behind it. Raises RequestError, SettingsError."""

    def __init__(self, settings: Settings, request: PushRequest, ledger: Ledger, clock: Clock | None) -> None:
        from valuereport.connect.clock import CLOCK
        from valuereport.connect.library import check_library
        from valuereport.connect.push import push_system_of

        check_library()
        self.settings, self.ledger, self._clock = settings, ledger, clock or CLOCK
        self.connection = _connection(settings, request)
        self.rules: PushRules = self.connection.push
        self.system: PushSystem = push_system_of(self.connection.system_name)
        self.missing: frozenset[str] = frozenset()
        self._since: Mapping[str, str] | None = None  # who has figures of a later run there

    @contextmanager
    def contacts(self, undone: Sequence[Push] | None = None) -> Iterator[Contacts]:
        """Open the line, and see that the fields are there. `undone`: what is set back, by former settings."""
        from valuereport.connect.errors import PullError
        from valuereport.connect.limits import PausedError
        from valuereport.connect.push.line import contacts_of
        from valuereport.connect.push.wanted import names_of

        names = names_of(self.rules)
        names = names if undone is None else tuple(dict.fromkeys(each.field for one in undone for each in one.written))
        folder, file = pulls_folder(self.settings) / self.connection.name, str(self.settings.path)
        with contacts_of(self.connection, self.system, names, folder, self._clock, file) as contacts:
            try:
                missing = contacts.check() if undone is None or undone else ()
            except PausedError as paused:
                raise PullError(f"{self.connection.name}: {_until(paused)}") from None
            if missing and undone is None:
                key = f"connection.{self.connection.name}.push"
                allowed = f"the names of fields (of a tag) that {self.system.title} has: make them there first"
                raise SettingsError(file, key, ", ".join(missing), allowed)
            self.missing = frozenset(missing)
            yield contacts

    def reason(self, merged: MergedRun, row: MergeFields) -> str:
        """Return why nothing may be written about a member, or nothing."""
        if old := merged.old.get(row.member_id, ""):
            return old
        if self._since is None:
            self._since = self.ledger.pushed_since(self.connection.name, merged.run.name)
        if later := self._since.get(row.member_id):
            return f"the run {later}, which was approved later, has written there: undo that first"
        return row.no_email if self.system.sends else ""

    def find(self, contacts: Contacts, merged: MergedRun, row: MergeFields) -> Contact:
        """Return the member's contact. Raises Unfound and what the line raises."""
        from valuereport.connect.push.system import Who, find

        kind = merged.members[row.member_id].kind
        return find(contacts, self.rules, Who(row.member_id, "" if row.unfit else row.email, kind == "organisation"))

    def values(self, merged: MergedRun, row: MergeFields) -> Mapping[str, str]:
        """Return what is to stand on the contact."""
        from valuereport.connect.push.wanted import wanted

        return wanted(self.rules, _told(merged, row))


def _connection(settings: Settings, request: PushRequest) -> Connection:
    there = {one.name: one for one in connections_of(settings.workspace)}
    able = [name for name, one in there.items() if one.system_name in PUSHABLE]
    of_system = any(there[name].system_name == request.to for name in able)  # then its own name is meant
    implied = Connection(name=request.to) if request.to in PUSHABLE and not of_system else None
    connection = there.get(request.to) or implied
    if connection is None or connection.system_name not in PUSHABLE:
        raise RequestError(
            "to", request.to, f"a connection to one of {', '.join(PUSHABLE)}: {', '.join(able) or 'none'}"
        )
    rules = connection.push
    if not rules.is_on and not request.undo:
        key = f"connection.{connection.name}.push"
        allowed = 'what is written, and into which field: fields = { headline = "membership_value" } (docs/export.md)'
        raise SettingsError(str(settings.path), key, "nothing", allowed)
    if not rules.member_id and has_own_ids(settings.workspace, connection.name):
        rules = rules.model_copy(update={"member_id": "id"})
    return connection.model_copy(update={"push": rules})


def _chosen(
    workspace: Workspace, request: PushRequest, ledger: Ledger, *, record: bool
) -> tuple[MergedRun, Sequence[MergeFields]]:
    done = "written all the same: look before anything is sent from there"
    folder = run_folder(workspace, request.run)
    merged = merged_run(workspace.settings, folder, ledger, done=done, record=record)
    if not request.members:
        return merged, merged.rows
    rows = {row.member_id: row for row in merged.rows}
    ids = ids_in_run(merged.run, ledger, workspace.settings, request.members, merged.history)
    for name in ids:
        if name not in rows:
            allowed = f"a member with a statement in the run {merged.run.name} whom the exports still list"
            raise RequestError("member", name, allowed)
    return merged, [rows[name] for name in dict.fromkeys(ids)]


def _told(merged: MergedRun, row: MergeFields) -> dict[Pushed, str]:
    figure = bool(row.cautious)
    return {
        "headline": row.cautious,
        "low": f"{row.low:f}" if figure and row.low is not None else "",
        "currency": row.currency if figure else "",
        "ratio": f"{row.ratio:f}" if row.ratio is not None else "",
        "link": row.link,
        "date": merged.approval.at.astimezone(UTC).date().isoformat(),
        "period": row.period,
    }


def _planned(work: _Work, contacts: Contacts, merged: MergedRun, row: MergeFields) -> PlannedPush:
    from valuereport.connect.errors import DeniedError, RefusedError
    from valuereport.connect.push.system import Unfound
    from valuereport.connect.push.values import to_write

    if reason := work.reason(merged, row):
        return PlannedPush(row.member_id, "", (), reason)
    try:
        contact = work.find(contacts, merged, row)
    except (Unfound, RefusedError, DeniedError) as error:
        return PlannedPush(row.member_id, "", (), str(error))
    if work.system.sends and contact.opted_out:
        return PlannedPush(row.member_id, contact.id, (), contact.opted_out)
    return PlannedPush(
        row.member_id, contact.id, _changes(to_write(work.values(merged, row), contact.values), contact.values)
    )


def _changes(changes: Mapping[str, str], present: Mapping[str, str]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, present.get(name, ""), value) for name, value in changes.items())


def _pushed(work: _Work, contacts: Contacts, merged: MergedRun, row: MergeFields, one: Push) -> tuple[Push, _Came]:
    """Write about one member; return the push as it stands then, and whether anything was written."""
    from valuereport.connect.errors import DeniedError, RefusedError
    from valuereport.connect.limits import PausedError
    from valuereport.connect.push.system import Unfound
    from valuereport.connect.push.values import to_keep, to_write
    from valuereport.connect.push.write import write

    ledger = work.ledger
    try:
        contact = work.find(contacts, merged, row)
    except Unfound as error:
        return ledger.end_push(one.id, "failed", str(error)), "left"
    except (RefusedError, DeniedError) as error:
        return ledger.end_push(one.id, "failed", str(error)), "refused"
    if work.system.sends and contact.opted_out:
        return ledger.end_push(one.id, "skipped", contact.opted_out, contact.id), "left"
    values = work.values(merged, row)
    kept = to_keep(values, contact.values, () if one.state == "undone" else one.written)
    changes = to_write(values, contact.values)
    if not changes and kept == one.written:
        stands = one.state == "done" and one.contact == contact.id
        return one if stands else ledger.end_push(one.id, "done", contact=contact.id), "left"
    if not ledger.begin_push(one.id, contact.id, kept, "writing"):
        return one, "left"
    try:
        outcome = write(contacts, contact, values)
    except PausedError as paused:
        ledger.end_push(one.id, "uncertain", paused.why)
        raise
    came: _Came = "refused" if outcome.state != "done" else "written" if changes else "left"
    return ledger.end_push(one.id, outcome.state, outcome.reason), came


def _to_undo(workspace: Workspace, request: PushRequest, ledger: Ledger, connection: Connection) -> tuple[Push, ...]:
    """Return what the run has written and was not set back; the run itself need not be there any more."""
    found = ledger.pushes(connection.name, request.run)
    if not found:
        found = ledger.pushes(connection.name, run_folder(workspace, request.run).name)
    of: set[str] = set()
    known = {one.member_id for one in found}
    for name in request.members:
        mine = known.intersection(all_ids(ledger, workspace.settings, name, known))
        if not mine:
            raise RequestError("member", name, f"a member about whom the run wrote to {connection.name}")
        of |= mine
    return tuple(one for one in found if one.written and one.state != "undone" and (not of or one.member_id in of))


def _planned_undo(work: _Work, contacts: Contacts, one: Push) -> PlannedPush:
    from valuereport.connect.errors import DeniedError, RefusedError

    try:
        contact = contacts.by_id(one.contact)
    except (RefusedError, DeniedError) as error:
        return PlannedPush(one.member_id, one.contact, (), str(error))
    if contact is None:
        return PlannedPush(one.member_id, one.contact, (), _gone(one))
    back, reason = _back(work, one, contact)
    return PlannedPush(one.member_id, one.contact, _changes(back, contact.values), reason)


def _back(work: _Work, one: Push, contact: Contact) -> tuple[dict[str, str], str]:
    """Return what is set back, and what is not, and why."""
    from valuereport.connect.push.values import to_set_back

    there = [each for each in one.written if each.field not in work.missing]
    gone = [each.field for each in one.written if each.field in work.missing]
    back, changed = to_set_back(there, contact.values)
    reasons = [f"changed there since, and left: {', '.join(changed)}"] if changed else []
    reasons += [f"no longer a field there: {', '.join(gone)}"] if gone else []
    return back, "; ".join(reasons)


def _until(paused: PausedError) -> str:
    return f"{paused.why}; it can go on after {paused.until:%Y-%m-%d %H:%M} UTC"


def _gone(one: Push) -> str:
    return f"the contact {one.contact} is no longer there"


def _undone(work: _Work, contacts: Contacts, one: Push) -> tuple[Push, _Came]:
    """Set back what was written about one member; return the push as it stands then, and whether anything was."""
    from valuereport.connect.errors import DeniedError, RefusedError
    from valuereport.connect.limits import PausedError
    from valuereport.connect.push.write import write

    ledger = work.ledger
    try:
        contact = contacts.by_id(one.contact)
    except (RefusedError, DeniedError) as error:
        return ledger.end_push(one.id, "failed", str(error)), "refused"
    if contact is None:
        return ledger.end_push(one.id, "undone", _gone(one)), "left"
    back, reason = _back(work, one, contact)
    if not back:
        return ledger.end_push(one.id, "undone", reason), "left"
    if not ledger.begin_push(one.id, contact.id, one.written, "undoing"):
        return one, "left"
    try:
        outcome = write(contacts, contact, back)
    except PausedError as paused:
        ledger.end_push(one.id, "uncertain", paused.why)
        raise
    if outcome.state == "done":
        return ledger.end_push(one.id, "undone", reason), "written"
    return ledger.end_push(one.id, outcome.state, f"not set back: {outcome.reason}"), "refused"


def _each(
    work: _Work,
    planned: Sequence[Push],
    write: Callable[[Push], tuple[Push, _Came]],
    problems: tuple[Problem, ...],
    events: Events,
) -> PushedRun:
    """Go from member to member until all are done, or something is in the way of all of them."""
    from valuereport.connect.errors import PullError
    from valuereport.connect.limits import PausedError

    after, changed, refused, stopped = list(planned), 0, 0, ""
    events.progress("contacts", 0, len(planned))
    done = 0
    for place, one in enumerate(planned):
        if events.stopped():
            stopped = "somebody stopped it"
            break
        try:
            after[place], came = write(one)
        except PausedError as paused:
            stopped = _until(paused)
            break
        except PullError as error:
            stopped = str(error)
            break
        done, changed = place + 1, changed + (came == "written")
        refused = refused + 1 if came == "refused" else 0
        events.progress("contacts", done, len(planned))
        if refused >= _REFUSALS:
            stopped = f"{refused} in a row were refused: {after[place].reason}"
            break
    if stopped and planned:  # what was in hand stands otherwise by now
        current = {one.id: one for one in work.ledger.pushes(work.connection.name, planned[0].run)}
        after = [current[one.id] for one in after]
    return PushedRun(work.connection.name, tuple(after), changed, stopped, len(planned) - done, problems)
