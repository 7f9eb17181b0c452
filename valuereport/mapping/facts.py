"""What the rows say beyond their columns: firms or persons, statuses, what was paid and how, the membership year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from valuereport.mapping.overlap import name_key
from valuereport.mapping.people import name_parts
from valuereport.mapping.proposal import Proposal
from valuereport.notation.headings import plain

_MONEY: Final = 0.9
_WORDS: Final = 20
_TAX: Final = re.compile(r"\b(tax|vat|mwst|ust|umsatzsteuer|mehrwertsteuer|tva|iva|btw|podatek|消費税|税额)\b")
_STATUS: Final = re.compile(r"\b(status|state|payment status|statut|estado|stato|zahlungsstatus|状態|状态)\b")


@dataclass(frozen=True, slots=True)
class Firms:
    """The column with the names of organisations, and whether members are likely to be these."""

    heading: str
    likely: bool


def firms_of(one: Proposal) -> Firms | None:
    """Return where a list of members names organisations; None where each row is one of people or of firms alone."""
    parts = name_parts(one.found.headings)
    if not parts.organisation or not parts.given:
        return None
    cells = [cell for cell in one.found.columns[parts.organisation] if cell]
    if not cells:
        return None
    repeated = len(cells) - len({name_key(cell) for cell in cells})
    if len(cells) < 0.5 * len(one.found.rows) or not repeated:  # where few have an employer, members are persons
        return None
    return Firms(parts.organisation, len(cells) >= 0.9 * len(one.found.rows) and _as_one(one, parts.organisation))


def _as_one(one: Proposal, heading: str) -> bool:
    """Return whether the rows of an organisation belong together: one pays, or all joined on one day."""
    groups: dict[str, list[int]] = {}
    for row, cell in enumerate(one.found.columns[heading]):
        if cell:
            groups.setdefault(name_key(cell), []).append(row)
    several = [rows for rows in groups.values() if len(rows) > 1]

    def cells_of(name: str) -> tuple[str, ...]:
        return one.found.columns[one.columns[name].headings[0]] if name in one.columns else ()

    fee, joined = cells_of("fee"), cells_of("joined")
    one_pays = sum(1 for rows in several if fee and sum(1 for row in rows if fee[row]) == 1)
    one_day = sum(1 for rows in several if joined and len({joined[row] for row in rows}) == 1 and joined[rows[0]])
    return max(one_pays, one_day) >= 0.8 * len(several)


def statuses_of(one: Proposal) -> Counter[str]:
    """Return the words of the members' status with their counts."""
    origin = one.columns.get("status")
    cells = one.found.columns[origin.headings[0]] if origin and origin.headings else ()
    counts = Counter(cell for cell in cells if cell)
    return counts if len(counts) <= _WORDS else Counter()


@dataclass(frozen=True, slots=True)
class Fees:
    """What a file of fees leaves open: which amount, whether tax is in it, which rows were paid."""

    amounts: tuple[str, ...]
    likely: str
    vat: str
    vat_rate: float | None
    vat_reason: str
    status: str
    words: Mapping[str, int]


def fees_of(one: Proposal) -> Fees | None:
    """Return what a file of fees says, None for other files."""
    if one.table != "fees":
        return None
    taken = one.columns["amount"].headings[0] if "amount" in one.columns else ""
    tax = next((heading for heading in one.found.columns if _TAX.search(plain(heading))), "")
    money = tuple(
        heading
        for heading, profile in one.profiles.items()
        if profile.amounts >= _MONEY
        and heading != tax
        and heading not in one.never
        and (profile.currency or heading == taken or _decimals(one, heading))
    )
    amounts = tuple(dict.fromkeys([*((taken,) if taken else ()), *money]))
    vat, rate, reason = _vat(one, taken or (amounts[0] if amounts else ""), tax)
    status = next(
        (
            heading
            for heading, profile in one.profiles.items()
            if _STATUS.search(plain(heading)) and 0 < len(profile.words) <= _WORDS
        ),
        "",
    )
    words = dict(one.profiles[status].words) if status else {}
    return Fees(amounts, taken, vat, rate, reason, status, words)


@dataclass(frozen=True, slots=True)
class Basis:
    """Whether the fees in a list of members hold value added tax, the rate, and why that seems so."""

    vat: str
    rate: float
    reason: str


def basis_of(members: Proposal, found: Sequence[Proposal]) -> Basis | None:
    """Return how the fees of a list of members compare with those of a file of fees; None where nothing says so."""
    if members.table != "members" or "fee" not in members.columns:
        return None
    own = {number(cell) for heading in members.columns["fee"].headings for cell in members.found.columns[heading]}
    own -= {None, 0.0}
    for one in found:
        fees = fees_of(one)
        if fees is None or fees.vat_rate is None or not own:
            continue
        paid = {number(cell) for cell in one.found.columns[fees.likely]}
        other = 1 / (1 + fees.vat_rate) if fees.vat == "included" else 1 + fees.vat_rate
        turned = {round(each * other, 2) for each in paid if each}
        same, without = len(own & paid), len(own & turned)
        if same == without:
            return Basis(fees.vat, fees.vat_rate, "nothing shows it")
        reverse = "excluded" if fees.vat == "included" else "included"
        if same > without:
            return Basis(fees.vat, fees.vat_rate, f"{same} of its amounts stand in {one.found.file}, too")
        return Basis(
            reverse, fees.vat_rate, f"{without} of its amounts are those of {one.found.file} at {fees.vat_rate:.1%}"
        )
    return None


def _decimals(one: Proposal, heading: str) -> bool:
    return any(re.search(r"[.,]\d\d$", cell) for cell in one.found.columns[heading])


def number(cell: str) -> float | None:
    """Return the amount in a cell, whatever its currency and groups; None where it is none."""
    text = re.sub(r"[^\d.,-]", "", cell)
    if re.search(r",\d{1,2}$", text):
        text = text.replace(".", "").replace(",", ".")
    else:
        text = text.replace(",", "")
    try:
        return float(text)
    except ValueError:
        return None


def _vat(one: Proposal, amount: str, tax: str) -> tuple[str, float | None, str]:
    """Return whether tax is in the amounts, its rate, and the row that shows it."""
    if not tax or not amount:
        return "none", None, "No column of the file is of tax."
    rates: Counter[tuple[str, float]] = Counter()
    example: dict[tuple[str, float], str] = {}
    for cell, taxed in zip(one.found.columns[amount], one.found.columns[tax], strict=True):
        paid, part = number(cell), number(taxed)
        if not paid or not part or paid <= part:
            continue
        for vat, rate in (("included", part / (paid - part)), ("excluded", part / paid)):
            near = min(
                (0.05, 0.055, 0.07, 0.08, 0.09, 0.1, 0.13, 0.19, 0.2, 0.21, 0.22, 0.23, 0.25),
                key=lambda one: abs(one - rate),
            )
            if abs(near - rate) < 0.001:
                rates[vat, near] += 1
                example.setdefault((vat, near), f"{cell} with {taxed} in {tax}")
    if not rates:
        return "none", None, f"{tax} is empty or fits no rate."
    (vat, rate), _ = rates.most_common(1)[0]
    return (
        vat,
        rate,
        f"It seems so: {example[vat, rate]} is {rate:.1%}."
        if vat == "included"
        else f"It seems not: {example[vat, rate]} is {rate:.1%}.",
    )


def period_of(found: Sequence[Proposal], today: date) -> tuple[date, date]:
    """Return the first and last day of the calendar year in which most of what was done or paid lies."""
    years: Counter[int] = Counter()
    for one in found:
        for name in ("date", "paid"):
            if one.table in ("engagements", "fees") and name in one.columns:
                for heading in one.columns[name].headings:
                    for cell in one.found.columns.get(heading, ()):
                        if match := re.search(r"\b(20\d\d)\b", cell):
                            years[int(match[1])] += 1
    year = years.most_common(1)[0][0] if years else (today - timedelta(days=30)).year
    return date(year, 1, 1), date(year, 12, 31)
