"""What another system merges into its own messages: one set of fields for each member with a statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from valuereport.deliver.eligibility import GONE, reason_for_no_email, sharing
from valuereport.errors import Problem
from valuereport.model.member import Member
from valuereport.model.run import FinishedRun, ManifestRow
from valuereport.notation.addresses import normalised, reason_against
from valuereport.settings import Settings
from valuereport.wording import wording_for

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class MergeFields:
    """One member's fields. Texts are in the member's locale; figures are plain, with a point for decimals."""

    member_id: str
    email: str
    name: str
    first_name: str  # as the organisation greets the member; the name where it has no greeting
    cautious: str  # the low figure as money; empty where the statement gives no figure
    best: str  # the central figure as money
    low: Decimal | None
    central: Decimal | None
    high: Decimal | None
    currency: str
    fee: Decimal | None
    ratio: Decimal | None  # only where the statement gives it
    edition: str
    locale: str
    link: str  # to the statement's page; empty where there is none
    period: str
    period_start: str
    period_end: str  # the day after its last
    run: str
    no_email: str  # why the member must not be emailed, or empty
    unfit: str  # why the address does not tell this member from all others, or empty


def export_rows(
    run: FinishedRun,
    members: Mapping[str, Member],
    settings: Settings,
    *,
    unwanted: Mapping[str, str] | None = None,
    tokens: Mapping[str, str] | None = None,
) -> tuple[tuple[MergeFields, ...], tuple[Problem, ...]]:
    """Return the fields of each member with a statement, in the order of the manifest.

    `unwanted`: why lists or suppressions keep mail from a member; `tokens`: what stands for one in statement_page.
    """
    page, tokens, unwanted = settings.workspace.email.statement_page, tokens or {}, unwanted or {}
    same = sharing(members.values())
    rows, problems = [], []
    without_token = 0
    for row in run.rows:
        if row.status != "rendered":
            continue
        member = members.get(row.member_id)
        if member is None:
            problems.append(Problem("deliver", "warning", GONE, "not exported", member_id=row.member_id))
            continue
        token = tokens.get(row.member_id, "")
        without_token += "{token}" in page and not token
        others = same.get(normalised(member.email), frozenset()) - {member.member_id}
        no_email = reason_for_no_email(member, settings, unwanted.get(member.member_id, ""), others)
        unfit = _unfit(member.email, others)
        rows.append(_fields(run, row, member, settings, _link(page, row.member_id, token), no_email, unfit))
    if without_token:
        reason = "statement_page holds {token}, and members have theirs only once they are emailed from this run"
        problems.append(Problem("deliver", "warning", reason, f"{without_token} rows without a link"))
    return tuple(rows), tuple(problems)


def _fields(
    run: FinishedRun, row: ManifestRow, member: Member, settings: Settings, link: str, no_email: str, unfit: str
) -> MergeFields:
    locale = row.locale.partition("+")[0]  # the first of a statement's two languages
    start, end = run.year_of(row)
    words = wording_for(locale, settings.catalogues)

    def money(amount: Decimal | None) -> str:
        shown = amount is not None and row.central and row.edition != "light-use"
        return words.headline_money(float(amount or 0), row.currency) if shown else ""

    name = _one_line(member.name)
    return MergeFields(
        member_id=row.member_id,
        email=member.email,
        name=name,
        first_name=_one_line(member.salutation) or name,
        cautious=money(row.low),
        best=money(row.central),
        low=row.low,
        central=row.central,
        high=row.high,
        currency=row.currency,
        fee=row.fee,
        ratio=row.benefit_cost_ratio if _gives_ratio(row) else None,
        edition=row.edition,
        locale=row.locale,
        link=link,
        period=words.period(start, end),
        period_start=start.isoformat(),
        period_end=end.isoformat(),
        run=run.name,
        no_email=no_email,
        unfit=unfit,
    )


def _gives_ratio(row: ManifestRow) -> bool:
    """Say whether the statement compares with the fee: never where less came back than was paid."""
    return (
        row.edition in ("first-year", "standard")
        and bool(row.fee)
        and row.low is not None
        and row.low >= (row.fee or 0)
    )


def _unfit(address: str, others: Collection[str]) -> str:
    if reason := reason_against(address):
        return reason
    if address.startswith(_STARTS_A_FORMULA):
        return f"the address begins with {address[0]}, which spreadsheets take for a formula"
    return f"shares the address with {', '.join(sorted(others))}" if others else ""


def _link(page: str, member_id: str, token: str) -> str:
    if "{token}" in page and not token:
        return ""
    return page.replace("{member_id}", quote(member_id, safe="")).replace("{token}", quote(token, safe=""))


def _one_line(text: str) -> str:
    return " ".join(text.split())
