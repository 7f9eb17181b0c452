"""Whom a statement is about, and the few questions that every part of it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from valuereport.compose.voice import Voice
from valuereport.errors import Problem
from valuereport.model.member import Member
from valuereport.model.money import rounded
from valuereport.model.valuation import BenefitLine, Earlier, Range, Valuation
from valuereport.settings import Settings
from valuereport.settings.judgement import LabelColumn
from valuereport.wording import Wording


@dataclass(frozen=True)
class Subject:
    """A member, the valuation, and the voice to speak of it in."""

    member: Member
    valuation: Valuation
    voice: Voice
    earlier: Earlier | None = None

    @cached_property
    def words(self) -> Wording:
        """Return the words and forms of the statement's locale."""
        return self.voice.words

    @cached_property
    def settings(self) -> Settings:
        """Return the organisation's settings."""
        return self.voice.settings

    def money(self, amount: float) -> str:
        """Return an amount in the member's currency."""
        return self.words.money(amount, self.valuation.currency)

    def nothing(self, amount: float) -> bool:
        """Return whether an amount reads as nought."""
        return not rounded(amount, self.valuation.currency)

    def change(self, before: float, now: float) -> str:
        """Return the difference of two amounts as they are read, with its sign."""
        currency = self.valuation.currency
        return self.words.signed_money(rounded(now, currency) - rounded(before, currency), currency)

    def same(self, figures: Range) -> bool:
        """Return whether a range reads as one figure."""
        currency = self.valuation.currency
        return rounded(figures.low, currency) == rounded(figures.high, currency)

    def between(self, figures: Range) -> str:
        """Return a range, for a table."""
        return f"{self.money(figures.low)} – {self.money(figures.high)}"

    @property
    def kind(self) -> Literal["person", "organisation"]:
        """Return whether the member is a person or a firm."""
        return "organisation" if self.member.kind == "organisation" else "person"

    @cached_property
    def used(self) -> tuple[BenefitLine, ...]:
        """Return the lines of what the member used: all but policy wins."""
        return tuple(line for line in self.valuation.lines if line.benefit != "policy")

    @cached_property
    def policy(self) -> tuple[BenefitLine, ...]:
        """Return the lines of policy wins, the most valuable first."""
        lines = (line for line in self.valuation.lines if line.benefit == "policy")
        return tuple(sorted(lines, key=lambda line: (-line.value.central, line.activity)))

    @property
    def fee_paid(self) -> float:
        """Return the fee, or 0 where none is recorded."""
        fee = self.valuation.fee
        return fee if fee > 0 else 0.0  # NaN, too, is no fee

    @property
    def shows_ratio(self) -> bool:
        """Return whether the benefit-cost ratio may be said: never of a light user, nor below the fee."""
        valuation = self.valuation
        return valuation.edition != "light-use" and 0 < self.fee_paid <= valuation.total.low


def missing_texts(subject: Subject) -> tuple[Problem, ...]:
    """Return a problem for each text that the statement shows in the organisation's language for want of its own."""
    voice = subject.voice
    if voice.complete:
        return ()
    organisation = subject.settings.workspace.organisation
    problems = []
    for what, texts in dict(_texts(subject)).items():
        _, own = voice.told(texts)
        if not own:
            problems.append(
                Problem(
                    *("compose", "warning", f"no text in the language {subject.words.language}"),
                    action=f"shown in the language of {organisation.locale}",
                    column=what,
                    member_id=subject.member.member_id,
                )
            )
    return tuple(problems)


def _texts(subject: Subject) -> Iterator[tuple[str, Mapping[str, str]]]:
    organisation = subject.settings.workspace.organisation
    if organisation.strapline:
        yield "organisation.strapline", organisation.strapline
    yield "organisation.signatory_role", organisation.signatory_role
    email = subject.settings.workspace.email
    if email.encrypt and email.secret_hint:  # the cover note shows it; the time to translate it is now
        yield "email.secret_hint", email.secret_hint
    valuation = subject.valuation
    names = [line.activity for line in subject.used]
    names += [name for name, _, _ in valuation.community]
    names += [suggestion.activity for suggestion in valuation.suggestions]
    for name in names:
        yield f"activity {name}: label", subject.voice.activities[name].label
    labels, member = subject.settings.judgement.taxonomy.labels, subject.member
    segments: tuple[tuple[LabelColumn, str], ...] = (
        ("grade", member.grade),
        ("sector", member.sector),
        ("region", member.region),
    )
    for kind, word in segments:
        if texts := labels.get(kind, {}).get(word):
            yield f"labels.{kind}.{word}", texts
    for line in subject.policy:
        win = subject.voice.wins[line.activity]
        yield f"win {win.id}: title", win.title
        yield f"win {win.id}: text", win.text
