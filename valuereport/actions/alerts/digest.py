"""What the owners of alerts are told by mail: the rule, how many are open and how many are due; nothing of a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html import escape
from uuid import uuid4

from valuereport.actions.alerts.kept import kept, rules_of
from valuereport.actions.delivery.sender import sender_of
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.deliver.email.message import Outgoing, seal
from valuereport.deliver.email.outcome import Accepted, NotNow, Outcome, Refused
from valuereport.deliver.email.server import server
from valuereport.deliver.email.smtp import Smtp
from valuereport.errors import DeliveryError
from valuereport.model.alert import Alert
from valuereport.notation.addresses import Mailbox, mailbox
from valuereport.settings import AlertRule, Settings


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """The day whose alerts are told, and whether the mails leave."""

    today: date
    send: bool = False


@dataclass(frozen=True, slots=True)
class RuleDigest:
    """How many alerts of a rule are open, and how many of these are due; `what`: what it is about, as it is written."""

    rule: str
    what: str
    open: int
    due: int


@dataclass(frozen=True, slots=True)
class OwnerDigest:
    """What one owner is told. `reason`: why no mail goes there; `answer`: the server's, once it has taken it."""

    owner: str
    rules: tuple[RuleDigest, ...]
    reason: str = ""
    answer: str = ""

    @property
    def missed(self) -> bool:
        """Return whether somebody who has an address got no mail, or would get none."""
        return bool(self.reason) and "@" in self.owner

    @property
    def open(self) -> int:
        """Return how many alerts are open."""
        return sum(one.open for one in self.rules)

    @property
    def due(self) -> int:
        """Return how many of them are due."""
        return sum(one.due for one in self.rules)


@dataclass(frozen=True, slots=True)
class Digest:
    """What each owner with open alerts is told; `withheld`: how many are about members, and nobody answers for them."""

    owners: tuple[OwnerDigest, ...]
    withheld: int


@needs("operator")
def digest(workspace: Workspace, request: DigestRequest) -> Digest:
    """Return what owners are told, and send it where that is asked for.

    A mail that is not taken stops no other one; the owner's `reason` says why. Raises DeliveryError where no mail is
    taken at all, LedgerError and SettingsError.
    """
    found, withheld = kept(workspace, request.today)
    owners = _by_owner(found, workspace.settings, request.today)
    with ledger_if_there(workspace) as ledger:
        suppressed = ledger.suppressed() if ledger and owners else None
    judged = []
    for one in owners:
        standing = suppressed.find(one.owner) if suppressed else None
        reason = f"the address is suppressed: {standing.reason}" if standing else _unfit(one.owner)
        judged.append(replace(one, reason=reason))
    if request.send and not all(one.reason for one in judged):
        judged = list(_sent(workspace.settings, judged, request.today))
    return Digest(tuple(judged), withheld)


def _by_owner(found: Sequence[Alert], settings: Settings, today: date) -> list[OwnerDigest]:
    """Return what each owner is told, who has anything open: the owner of today's settings, else the alert's own."""
    rules = rules_of(settings)
    open_of: dict[str, dict[str, list[Alert]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        if one.state == "open":
            owner = rules[one.rule].owner if one.rule in rules else one.owner
            open_of[owner][one.rule].append(one)
    return [
        OwnerDigest(
            owner,
            tuple(
                RuleDigest(name, _what(rules.get(name)), len(those), sum(one.is_due(today) for one in those))
                for name, those in sorted(of_rule.items())
            ),
        )
        for owner, of_rule in sorted(open_of.items())
    ]


def _what(rule: AlertRule | None) -> str:
    if rule is None:
        return "the settings have no such rule any more"
    return ", ".join(f"{name} {limit}" for name, limit in rule.limits.items())


def _unfit(owner: str) -> str:
    """Return why nothing can be sent to an owner, or nothing."""
    found = mailbox(owner)
    if isinstance(found, Mailbox):
        return ""
    return f"the address {found.reason}" if "@" in owner else "a name, and no address"


def _sent(settings: Settings, owners: Sequence[OwnerDigest], today: date) -> Iterator[OwnerDigest]:
    """Hand each owner's mail over, and yield what came of it."""
    sender, sign = sender_of(settings)
    transport = Smtp(server(), settings.workspace.email.timeout)
    taken = 0
    try:
        for one in owners:
            if one.reason:
                yield one
                continue
            envelope = seal(_outgoing(settings, one, sender, today), sign)
            outcome = transport.ready() or transport.hand_over(envelope)
            taken += isinstance(outcome, Accepted)
            yield _told(one, outcome)
    except DeliveryError as error:
        raise DeliveryError(f"{error} Digests sent so far: {taken}.") from None
    finally:
        transport.close()


def _told(one: OwnerDigest, outcome: Outcome) -> OwnerDigest:
    if isinstance(outcome, Accepted):
        return replace(one, answer=outcome.answer)
    said = outcome.answer if isinstance(outcome, Refused | NotNow) else outcome.what
    return replace(one, reason=f"the mail was not taken: {said}")


def _outgoing(settings: Settings, one: OwnerDigest, sender: str, today: date) -> Outgoing:
    organisation = settings.workspace.organisation.name
    subject = f"{one.open:,} open {'alert' if one.open == 1 else 'alerts'}, {one.due:,} due"
    rows = [(each.rule, each.what, f"{each.open:,}", f"{each.due:,}") for each in one.rules]
    end = "Whom they are about, and why, stands in the list of alerts. This message names no member."
    lines = [f"{rule} ({what}): {opened} open, {due} due" for rule, what, opened, due in rows]
    title = f"Alerts of {organisation} on {today}"
    return Outgoing(
        delivery_id=uuid4().hex,
        sender_name=organisation,
        sender=sender,
        reply_to=settings.workspace.email.reply_to,
        name="",
        address=one.owner,
        subject=subject,
        text="\n".join([title, "", *lines, "", end, ""]),
        html=_html(title, rows, end),
        locale="en",
        at=datetime.now(UTC),
        attachment=None,
    )


def _html(title: str, rows: Sequence[tuple[str, ...]], end: str) -> str:
    heads = "".join(f'<th scope="col" align="left">{name}</th>' for name in ("Rule", "What", "Open", "Due"))
    cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f'<body><h1 style="font-size:1.2em">{escape(title)}</h1>'
        f'<table cellpadding="4"><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>'
        f"<p>{escape(end)}</p></body></html>\n"
    )
