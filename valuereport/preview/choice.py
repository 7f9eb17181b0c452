"""Which members a preview shows where none is named: typical ones, and those at whom a design is likely to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from valuereport.model.valuation import Edition

Measure = Callable[["Candidate"], float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a choice is made by; `central` in one currency for all, `locale` empty where it is no reason."""

    row: int  # in History.members
    member_id: str
    name: str
    kind: str  # "person" or "organisation"
    edition: str
    locale: str
    central: float
    engagements: int
    contacts: int
    policy_wins: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A member and every reason for which it was chosen."""

    row: int
    reasons: tuple[str, ...]


def typical(candidates: Sequence[Candidate]) -> tuple[Chosen, ...]:
    """Return the members to show, each once, in the order of their first reasons."""
    reasons: dict[Candidate, list[str]] = {}
    for reason, found in (*_of_editions(candidates), *_extremes(candidates)):
        reasons.setdefault(found, []).append(reason)
    if none_won := [one for one in candidates if not one.policy_wins]:
        reasons.setdefault(_shown_or_middle(none_won, reasons), []).append("no policy win")
    for locale in sorted({one.locale for one in candidates if one.locale}):
        spoken = [one for one in candidates if one.locale == locale]
        reasons.setdefault(_shown_or_middle(spoken, reasons), []).append(f"locale {locale}")
    return tuple(Chosen(one.row, tuple(why)) for one, why in reasons.items())


def _of_editions(candidates: Sequence[Candidate]) -> Iterable[tuple[str, Candidate]]:
    """Yield the middle member of each edition; of light use one who used nothing, and one who used a little."""
    for edition in get_args(Edition):
        having = [one for one in candidates if one.edition == edition]
        if edition != "light-use":
            parts = [(f"edition {edition}", having)]
        else:
            parts = [
                (f"edition {edition}, nothing used", [one for one in having if not one.engagements]),
                (f"edition {edition}, a little used", [one for one in having if one.engagements]),
            ]
        yield from ((reason, _middle(some)) for reason, some in parts if some)


def _extremes(candidates: Sequence[Candidate]) -> Iterable[tuple[str, Candidate]]:
    worth = [one for one in candidates if one.central > 0]
    firms = [one for one in candidates if one.kind == "organisation" and one.contacts]
    measured: tuple[tuple[str, Sequence[Candidate], Measure], ...] = (
        ("longest name", candidates, lambda one: len(one.name)),
        ("highest value", worth, lambda one: one.central),
        ("lowest value above nothing", worth, lambda one: -one.central),
        ("most engagements", candidates, lambda one: one.engagements),
        ("firm with the most contacts", firms, lambda one: one.contacts),
    )
    for reason, among, measure in measured:
        if among:
            yield reason, min(among, key=lambda one: (-measure(one), one.member_id))


def _shown_or_middle(among: Sequence[Candidate], shown: Mapping[Candidate, object]) -> Candidate:
    """Return a member that is shown anyway, so that the sheet stays small, else the one in the middle."""
    return next((one for one in shown if one in among), None) or _middle(among)


def _middle(among: Sequence[Candidate]) -> Candidate:
    """Return the member whose value is in the middle."""
    return sorted(among, key=lambda one: (one.central, one.member_id))[len(among) // 2]
