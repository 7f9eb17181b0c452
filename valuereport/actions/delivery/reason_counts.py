"""Members counted by the reason why they get nothing, with some of them as examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from valuereport.problem_kinds import without_values

_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A member as an example; `name` is empty where it is not known."""

    member_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many members there are for one reason, and the first three of them."""

    reason: str  # with an ellipsis for what varies
    members: int
    examples: tuple[NamedMember, ...]


def reason_counts(reasons: Iterable[tuple[str, str]], names: Mapping[str, str]) -> tuple[ReasonCount, ...]:
    """Return the members of each reason, the commonest first. `reasons`: a member's id and why, of each member."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for member_id, reason in reasons:
        found[without_values(reason)].append((member_id, reason))
    counts = [
        ReasonCount(
            those[0][1] if len({reason for _, reason in those}) == 1 else said,
            len(those),
            tuple(NamedMember(member_id, names.get(member_id, "")) for member_id, _ in those[:_EXAMPLES]),
        )
        for said, those in found.items()
    ]
    return tuple(sorted(counts, key=lambda one: (-one.members, one.reason)))
