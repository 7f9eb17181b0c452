"""The context of one statement: the member, the valuation and the organisation's texts in the statement's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.model.member import Member
from valuereport.model.money import headline_ratio, rounded
from valuereport.model.statement_order import BY_VALUE, StatementOrder
from valuereport.model.valuation import BenefitLine, Earlier, EntitlementLeft, Range, Suggestion, Valuation
from valuereport.settings import Settings
from valuereport.wording import Wording

_SUGGESTIONS: Final = 3


@dataclass(frozen=True)
class StatementContext:
    """What every part of a statement is composed from."""

    member: Member
    valuation: Valuation
    texts: OrganisationTexts
    earlier: Earlier | None = None
    order: StatementOrder = BY_VALUE
    feedback_token: str = ""

    @cached_property
    def words(self) -> Wording:
        """Return the wording of the statement's locale."""
        return self.texts.words

    @cached_property
    def settings(self) -> Settings:
        """Return the organisation's settings."""
        return self.texts.settings

    def money(self, amount: float) -> str:
        """Return an amount in the member's currency."""
        return self.words.money(amount, self.valuation.currency)

    def headline_money(self, amount: float) -> str:
        """Return an amount in the member's currency, rounded down to the whole unit."""
        return self.words.headline_money(self.printed(amount), self.valuation.currency)

    def printed(self, amount: float) -> float:
        """Return an amount with its minor unit, as the manifest has it: what is rounded down on paper and in mail."""
        return float(rounded(amount, self.valuation.currency))

    def times_the_fee(self, amount: float) -> str:
        """Return how many times the fee an amount is, rounded down; the fee is above zero."""
        return self.words.multiple(headline_ratio(self.printed(amount) / self.printed(self.fee)))

    def is_zero(self, amount: float) -> bool:
        """Return whether an amount is zero once it is rounded."""
        return not rounded(amount, self.valuation.currency)

    def difference(self, before: float, now: float) -> str:
        """Return the difference of two rounded amounts, with its sign."""
        currency = self.valuation.currency
        return self.words.signed_money(rounded(now, currency) - rounded(before, currency), currency)

    def is_single_figure(self, figures: Range) -> bool:
        """Return whether both ends of a range are the same once they are rounded."""
        currency = self.valuation.currency
        return rounded(figures.low, currency) == rounded(figures.high, currency)

    def low_to_high(self, figures: Range) -> str:
        """Return a range for a table."""
        return f"{self.money(figures.low)} – {self.money(figures.high)}"

    def whole_low_to_high(self, figures: Range) -> str:
        """Return a range in whole units, rounded down."""
        return f"{self.headline_money(figures.low)} – {self.headline_money(figures.high)}"

    def rounding_note(self, shown: Iterable[float], total: float) -> str:
        """Return why the amounts of rows do not add up to a total once all are rounded; empty where they do."""
        currency = self.valuation.currency
        if sum((rounded(amount, currency) for amount in shown), Decimal(0)) == rounded(total, currency):
            return ""
        return self.words.gettext("Figures are rounded, so the rows may not add up to the total.")

    @property
    def kind(self) -> Literal["person", "organisation"]:
        """Return whether the member is a person or a firm."""
        return "organisation" if self.member.kind == "organisation" else "person"

    @cached_property
    def used_lines(self) -> tuple[BenefitLine, ...]:
        """Return the lines of what the member used: all but policy wins."""
        return tuple(line for line in self.valuation.lines if line.benefit != "policy")

    @cached_property
    def policy_lines(self) -> tuple[BenefitLine, ...]:
        """Return the lines of policy wins, the most valuable first."""
        lines = (line for line in self.valuation.lines if line.benefit == "policy")
        return tuple(sorted(lines, key=lambda line: (-line.value.central, line.activity)))

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return what the member is offered of what members like this one use."""
        order = self.order
        offered = (one for one in self.valuation.suggestions if order.offers(one.activity))
        return tuple(sorted(offered, key=lambda one: order.place(one.activity))[:_SUGGESTIONS])

    @cached_property
    def entitlements(self) -> tuple[EntitlementLeft, ...]:
        """Return what the member is told to have left."""
        order = self.order
        offered = (one for one in self.valuation.entitlements if order.offers(one.activity))
        return tuple(sorted(offered, key=lambda one: order.place(one.activity)))

    @property
    def fee(self) -> float:
        """Return the fee, or 0 where none is recorded, or none that is not zero once it is rounded."""
        fee = self.valuation.fee
        return fee if fee > 0 and not self.is_zero(fee) else 0.0  # a missing fee is NaN

    @property
    def shows_ratio(self) -> bool:
        """Return whether the statement shows the benefit-cost ratio: not to a light user, and not below the fee."""
        valuation = self.valuation
        return valuation.edition in ("first-year", "standard") and self.fee > 0 and valuation.covers_the_fee

    @property
    def shows_money(self) -> bool:
        """Return whether the statement says what things were worth: not to a light user, or without any price."""
        return self.valuation.edition != "light-use" and self.valuation.total.high > 0

    @property
    def wins_count(self) -> bool:
        """Return whether the total counts policy wins."""
        return self.settings.workspace.calculation.policy == "included"

    @property
    def wins_stand_out(self) -> bool:
        """Return whether the total has a part that is not in the total without policy wins."""
        return self.valuation.without_policy != self.valuation.total
