"""Problems -> kinds of problems, and what mends each: a person works off kinds, and not rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from valuereport.errors import ASK, Problem, Remedy
from valuereport.model.problem_kind import MENDS, Mend, ProblemKind
from valuereport.model.tables import KEY_SEPARATOR

VARYING: Final = "\N{HORIZONTAL ELLIPSIS}"
_EXAMPLES: Final = 3
_BETWEEN: Final = " -> "

MENDED_BY: Final[tuple[tuple[str, Mend], ...]] = (
    ("no member or contact has this id or address", "assign"),
    ("no one member has this id or address -> the fee is counted for nobody", "assign"),
    ("a questionnaire with an id or address that no one member has", "assign"),
    ("an amount of more than {} times the fee waits for confirmation", "confirm"),
    ("no fee paid in the period is recorded", "correct"),
    ("a row of the fee cannot be read, so that the fee is not known", "correct"),
    ("no renewal date is recorded, so that nobody knows which year is meant", "correct"),
    ("the member has no email address", "correct"),
    ("the fee is zero", "correct"),
    ("{} members have this id or address", "merge"),
    ("several members have this id", "merge"),
    ("several members of another source have this id", "merge"),
    ("these ids differ by their case alone", "merge"),
    ("another row has the same member id but other details", "merge"),
    ("the taxonomy has no activity of this name", "settings"),
    ("a word that the mapping does not name", "settings"),
    ("a word that is none of payment, refund, invoice", "settings"),
    ('words that seem to mean "nothing" cannot be read', "settings"),
    ("{} names words that stand nowhere in the export", "settings"),
    ("every row is left out by where or where_not", "settings"),
    ("every row is dated outside the period", "settings"),
    ("eligibility.skip_status names statuses that no member has", "settings"),
    ("entitlements name grades that no member has", "settings"),
    ("this heading stands there more than once", "settings"),
    ("no column {}", "settings"),
    ("the currency has no rate into", "settings"),
    ("the member's currency has no rate", "settings"),
    ("a currency that has no rate in the settings", "settings"),
    ("amounts of days before the first rate of", "settings"),
    ("the sign may mean {}: map a column to currency", "settings"),
    ("{} of {} cells are no dates in the declared order", "settings"),
    ("not in the order year, month, day that date_order declares", "settings"),
    ("mixed encodings: {} lines are UTF-8 and {} are not", "settings"),
    ("characters that {} does not have", "settings"),
    ("a byte that {} does not have", "settings"),
    ("a survey that surveys.toml does not have", "settings"),
    ("no question of the survey has this heading", "settings"),
    ("further headings that no question of the survey has", "settings"),
    ("no word of the scale", "settings"),
    ("no number and no word of the scale", "settings"),
    ("answers go from {} to {}, and the scale is from {} to {}", "settings"),
    ("words of a scale of {} points, and the question has {}", "settings"),
    ("words of several scales beside one another", "settings"),
    ("words of which one is at another place in another scale", "settings"),
    ("still the sample's", "settings"),
)
"""How a reason begins, with {} for what varies (and after an arrow, what was done), and what mends it.

What stands in no row is mended where it stands: `_by_place`.
"""
_OWN_FILE: Final = ("the correction is not used", "the alias is not used", "the row is not used")
"""What was done about a row of a file of the organisation's own."""
_VALUES: Final = re.compile(r'"[^"]*"|\b[\w.@+/-]*\d[\w.@+/-]*(?:[,:][\w.@+/-]*\d[\w.@+/-]*)*')
_REPEATED: Final = re.compile(f"{VARYING}(?:(?:,| and| or) {VARYING})+")


def kinds(problems: Iterable[Problem]) -> tuple[ProblemKind, ...]:
    """Return the problems by kind: errors first, then what is mended soonest (MENDS), then the most rows."""
    found: dict[tuple[str, str, str, Mend], list[Problem]] = {}
    for one in problems:
        reason, mend = _kind_of(one.reason, one.action)
        own = mend or _by_place(one)
        found.setdefault((one.severity, reason, without_values(one.action), own), []).append(one)
    order = list(MENDS)
    every = [_kind(reason, action, mend, own) for (_, reason, action, mend), own in found.items()]
    return tuple(sorted(every, key=lambda one: (one.severity, order.index(one.mend), -one.rows, one.reason)))


@lru_cache(maxsize=4096)
def without_values(text: str) -> str:
    """Return a sentence with an ellipsis for each quoted text, number and id, so that alike ones are the same."""
    return _REPEATED.sub(VARYING, _VALUES.sub(VARYING, text))


def _kind(reason: str, action: str, mend: Mend, problems: Sequence[Problem]) -> ProblemKind:
    reasons, actions = {one.reason for one in problems}, {one.action for one in problems}
    return ProblemKind(
        severity=problems[0].severity,
        reason=reasons.pop() if len(reasons) == 1 else reason,
        action=actions.pop() if len(actions) == 1 else action,
        problems=len(problems),
        rows=sum(one.rows for one in problems),
        files=tuple(dict.fromkeys(one.file for one in problems if one.file)),
        examples=tuple(problems[:_EXAMPLES]),
        mend=mend,
        remedy=_remedy(mend, problems),
    )


@lru_cache(maxsize=4096)
def _kind_of(reason: str, action: str) -> tuple[str, Mend | None]:
    """Return a reason without what varies in it, and what mends it where the table says that."""
    whole = f"{reason}{_BETWEEN}{action}"
    for pattern, template, mend in _PATTERNS:
        if found := pattern.match(whole):
            said = template.partition(_BETWEEN)[0].replace("{}", VARYING)
            more = _BETWEEN not in template and found.end() < len(reason)
            return f"{said} {VARYING}" if more else said, mend
    return without_values(reason), None


_PATTERNS: Final = tuple(
    (re.compile("(?:.+?)".join(map(re.escape, template.split("{}")))), template, mend) for template, mend in MENDED_BY
)


def _by_place(one: Problem) -> Mend:
    """Return what mends a problem by where it stands."""
    if one.action.startswith(_OWN_FILE) or one.file.endswith(".toml"):
        return "own-file"
    if one.stage in ("compose", "render"):
        return "design"
    if one.severity == "warning" or one.stage not in ("load", "combine"):
        return "look"
    return "correct" if one.member_id else "export"


def _remedy(mend: Mend, problems: Sequence[Problem]) -> Remedy | None:
    """Return what a person can do at once: for the one problem of its kind, else for one that the person names."""
    only = problems[0] if len(problems) == 1 else Problem("load", "error", "", "")
    member = only.member_id or ASK
    if mend == "assign":
        several = KEY_SEPARATOR in only.value or "; " in only.value  # a person says which of the row's keys is meant
        return Remedy("correct", member=ASK, alias=ASK if several else only.value or ASK, why=ASK)
    if mend == "confirm":
        return Remedy("correct", member=member, confirm=only.value.partition(" ")[0] or ASK, why=ASK)
    if mend == "correct":
        return Remedy("correct", member=member, why=ASK)
    return None
