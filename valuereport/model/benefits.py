"""The table of benefits: what each is called, and the formula of its gross value in each way of working it out.

Everything else is derived from it: what the calculator multiplies, the sum that `explain` prints, the cells of the
workbook, the assumptions that an activity needs, and whether an assumption raises or lowers values.

    gross = the sum of the terms; a term = numbers on record x factors of assumptions
    net   = gross x (1 - deadweight) x (1 - displacement) x (1 - attribution)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Benefit = Literal["time_saved", "leads", "cpd", "policy", "savings", "community"]
Variant = Literal["own", "assumed", "recorded", "price-paid", "list-price", "worth"]


def N_(message: str) -> str:  # noqa: N802 - gettext's usual name for a message that is translated elsewhere
    """Return a message as it is; the catalogues find it by this name."""
    return message


@dataclass(frozen=True, slots=True)
class BenefitWords:
    """What a benefit is called; messages, to be translated."""

    label: str
    largest: str = ""  # in the summary of a statement, where it is the largest; empty where it has no price
    measure: str = ""  # its value in stories


BENEFITS: Final[dict[Benefit, BenefitWords]] = {
    # Translators: "Largest part": a sum of money stands beside it, in a narrow column.
    "time_saved": BenefitWords(N_("Time saved"), N_("Largest part: time saved"), "time_value"),
    "leads": BenefitWords(N_("New business"), N_("Largest part: new business"), "lead_value"),
    "cpd": BenefitWords(N_("Professional development"), N_("Largest part: development"), "cpd_value"),
    "policy": BenefitWords(N_("Policy wins"), N_("Largest part: policy wins"), "policy_value"),
    "savings": BenefitWords(N_("Member prices"), N_("Largest part: member prices"), "savings"),
    "community": BenefitWords(N_("Community")),
}
"""In the order in which statements show them."""
PRICED: Final[tuple[Benefit, ...]] = tuple(name for name, words in BENEFITS.items() if words.measure)
DISCOUNTS: Final = ("deadweight", "displacement", "attribution")
ONE: Final = "1"
"""Stands for the number one where a factor is `1 - share`."""
MOST_YEARS: Final = 1000
"""That a policy win may be in force."""


@dataclass(frozen=True, slots=True)
class AssumptionFactor:
    """(plus - minus) ^ power; `plus` is the role of an assumption or ONE, `minus` a role or nothing."""

    plus: str
    minus: str = ""
    power: int = 1

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles of the assumptions."""
        return tuple(role for role in (self.plus, self.minus) if role not in (ONE, ""))


@dataclass(frozen=True, slots=True)
class Term:
    """One product of a formula. `records`: the numbers on record of the member that are multiplied with one another."""

    records: tuple[str, ...]
    factors: tuple[AssumptionFactor, ...] = ()
    sign: Literal[1, -1] = 1

    @property
    def money_on_record(self) -> bool:
        """Return whether the term's money is a recorded amount, in the member's currency, and not an assumption's."""
        return not MONEY_ON_RECORD.isdisjoint(self.records)


MONEY_ON_RECORD: Final = frozenset({"recorded", "price_paid", "list_price", "hourly_value"})
"""Records that are amounts of money; the others count uses, hours, or years in force."""

Formula: TypeAlias = tuple[Term, ...]


def _product(*roles: str) -> tuple[AssumptionFactor, ...]:
    return tuple(AssumptionFactor(role) for role in roles)


FORMULAS: Final[dict[tuple[Benefit, Variant], Formula]] = {
    ("time_saved", "own"): (Term(("counted", "hourly_value"), _product("hours_saved")),),
    ("time_saved", "assumed"): (Term(("counted",), _product("hours_saved", "hourly_value")),),
    ("cpd", "recorded"): (Term(("recorded",)),),
    ("cpd", "price-paid"): (Term(("counted",), _product("nonmember_price")), Term(("price_paid",), sign=-1)),
    ("cpd", "list-price"): (Term(("list_price",)), Term(("counted",), _product("member_price"), sign=-1)),
    ("cpd", "assumed"): (Term(("counted",), (AssumptionFactor("nonmember_price", "member_price"),)),),
    ("leads", "recorded"): (Term(("recorded",), _product("margin")),),
    ("leads", "assumed"): (Term(("counted",), _product("sale", "margin", "close_rate")),),
    ("savings", "recorded"): (Term(("recorded",)),),
    ("savings", "list-price"): (Term(("list_price",)),),
    ("savings", "assumed"): (Term(("counted",), _product("unit_saving")),),
}
"""Of activities; `recorded` is a list price minus the price paid, or the amount of a deal. A policy win: `win_formula`.

savings, list-price: nobody saves more than the whole price, so a recorded one below the assumed saving takes its place.
"""


def win_formula(years: tuple[int, ...], *, drops_off: bool) -> Formula:
    """Return the formula of a policy win: a term for each year since it came into force."""
    return tuple(
        Term(
            (in_force(year),),
            (
                AssumptionFactor("worth"),
                *((AssumptionFactor(ONE, "drop_off", year),) if drops_off and year else ()),
            ),
        )
        for year in years
    )


def in_force(year: int) -> str:
    """Return what the years in force are called in the record of a member: the first year's, the second's, ..."""
    return "in_force" if year == 0 else f"in_force_year_{year + 1}"


def roles_of(formula: Formula) -> tuple[str, ...]:
    """Return the roles of a formula's assumptions, each once, in its order."""
    return tuple(dict.fromkeys(role for term in formula for factor in term.factors for role in factor.roles))


ACTIVITY_ROLES: Final = tuple(
    dict.fromkeys(role for formula in FORMULAS.values() for role in roles_of(formula) if role != "hourly_value")
)
"""The roles that an activity names assumptions for; an hourly value is the taxonomy's, for all activities."""


def needed_roles(benefit: Benefit) -> tuple[str, ...]:
    """Return the roles that every formula of a benefit has: without them an activity of it is worth nothing."""
    formulas = [roles_of(formula) for (name, _), formula in FORMULAS.items() if name == benefit]
    return tuple(role for role in ACTIVITY_ROLES if formulas and all(role in roles for roles in formulas))


def discount(role: str) -> AssumptionFactor:
    """Return the factor of a discount: what is left after it."""
    return AssumptionFactor(ONE, role)


HARMS: Final = frozenset({"member_price", "drop_off", *DISCOUNTS})
"""Roles in which a higher figure means less value."""


def written(formula: Formula, discounts: tuple[str, ...], figure: Callable[[str], str], rate: str, times: str) -> str:
    """Return a line's whole calculation as a sum that a person or a spreadsheet can work out.

    `figure`: how the number of a role or record is written. `rate`: how the exchange rate is written, by which money of
    assumptions is divided; empty where there is none. `times`: the sign of multiplication, with its spaces.
    """

    def product(term: Term) -> str:
        text = times.join([*map(figure, term.records), *(_written_factor(one, figure) for one in term.factors)])
        return f"{text} / {rate}" if rate and not term.money_on_record else text

    first, *others = formula
    gross = product(first) + "".join(f" {'-' if term.sign < 0 else '+'} {product(term)}" for term in others)
    left = [_written_factor(discount(role), figure) for role in discounts]
    return times.join([f"({gross})" if others and left else gross, *left])


def _written_factor(factor: AssumptionFactor, figure: Callable[[str], str]) -> str:
    plus = ONE if factor.plus == ONE else figure(factor.plus)
    text = f"({plus} - {figure(factor.minus)})" if factor.minus else plus
    return text if factor.power == 1 else f"{text}^{factor.power}"
