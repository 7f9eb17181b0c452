"""`valuereport export --push`: what would be written to contacts of another system, and what was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from valuereport.model.push import PUSH_STATES, PlannedPush, PushedRun, PushPlan

_NAMED = 20


def planned_text(plan: PushPlan) -> str:
    """Return what would be written, a line a member and a line a field, and the counts."""
    lines = [line for one in plan.planned for line in _planned_lines(one)]
    changing = sum(bool(one.changes) for one in plan.planned)
    held = sum(bool(one.reason) and not one.changes for one in plan.planned)
    same = len(plan.planned) - changing - held
    lines.append(
        f"{plan.connection} ({plan.system}): {changing:,} contacts to change, {same:,} as they should be, "
        f"{held:,} left out; nothing is written"
    )
    if plan.unverified:
        lines.append(f"Not yet tried at the real service: {plan.unverified}.")
    return "\n".join(lines)


def _planned_lines(one: PlannedPush) -> Iterator[str]:
    if one.changes:
        yield f"{one.member_id}  contact {one.contact}" + (f"  {one.reason}" if one.reason else "")
        for change in one.changes:
            yield f"    {change.field}: {_shown(change.now)} -> {_shown(change.then)}"
    elif one.reason:
        yield f"{one.member_id}  left out: {one.reason}"


def _shown(value: str) -> str:
    return " / ".join(value.split("\n")) if value else "(empty)"


def pushed_text(pushed: PushedRun) -> str:
    """Return how many contacts were changed and how all stand; who failed, or was not wholly set back, and why."""
    counts = Counter(one.state for one in pushed.pushes)
    lines = [f"{pushed.connection}: {pushed.changed:,} contacts changed"]
    for state in PUSH_STATES:
        those = [one for one in pushed.pushes if one.state == state]
        if not those:
            continue
        lines.append(f"{state:10}{counts[state]:>8,}   {PUSH_STATES[state]}")
        if state == "skipped":
            reasons = Counter(one.reason for one in those)
            lines += [f"{number:>16,} because {reason}" for reason, number in reasons.most_common()]
        else:
            told = [one for one in those if one.reason]
            lines += [f"          {one.member_id}  {one.reason}" for one in told[:_NAMED]]
            lines += [f"          and {len(told) - _NAMED:,} more"] if len(told) > _NAMED else []
    return "\n".join(lines)
