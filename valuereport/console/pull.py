"""`valuereport pull`: what was fetched, what would be, and what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from valuereport.answers.pull import ListedPull, PlannedPull, PulledConnection

_NAMED = 5


def pulled_text(pulled: PulledConnection) -> str:
    """Return what came of one connection."""
    about = pulled.about
    if about is None:
        return f"{pulled.connection}: nothing was fetched"
    if not about.is_finished:
        until = _moment(about.waits_until)
        return (
            f"{pulled.connection}: not finished: {about.waits_for}. What has arrived is kept; pull again after "
            f"{until}, and it goes on from there."
        )
    since = f", what has changed since {about.base}" if about.base else ""
    lines = [f"{pulled.connection}: {pulled.name}, {about.calls:,} calls{since}"]
    for one in pulled.changes:
        gone = f", {len(one.gone):,} gone ({_some(one.gone)})" if one.gone else ""
        merged = f", {len(one.merged):,} merged into others ({_some(one.merged)})" if one.merged else ""
        lines.append(f"  {one.records}: {one.there:,} records, {one.new:,} of them new{gone}{merged}")
    if pulled.aliases:
        lines.append(f"  written to aliases.csv as former ids: {_some(pulled.aliases)}")
    if pulled.removed:
        lines.append(f"  old pulls removed: {', '.join(pulled.removed)}")
    return "\n".join(lines)


def planned_text(planned: PlannedPull) -> str:
    """Return what pulling from one connection would do."""
    begins = (
        f"goes on with {planned.resumes}"
        if planned.resumes
        else f"adds to {planned.base}"
        if planned.base
        else "everything"
    )
    lines = [f"{planned.connection} ({planned.system}): {begins}"]
    for name, since in planned.endpoints:
        lines.append(f"  {name}: {f'changed since {since:%Y-%m-%d %H:%M} UTC' if since else 'all'}")
    for records, headings in planned.records.items():
        lines.append(f"  read of {records}: {', '.join(headings)}")
    calls = (
        f"about {planned.calls:,} calls, as the pull before took"
        if planned.calls
        else "how many calls is not known yet"
    )
    today = f"; {planned.used_today:,} of today's {planned.a_day:,} are used" if planned.a_day else ""
    lines.append(f"  {calls}{today}")
    return "\n".join(lines)


def listed_text(listed: Sequence[ListedPull]) -> str:
    """Return a line for each pull."""
    if not listed:
        return "There is no pull yet."
    width = max(len(one.connection) for one in listed)
    return "\n".join(_line(one, width) for one in listed)


def _line(one: ListedPull, width: int) -> str:
    about = one.about
    records = ", ".join(f"{name} {said['rows']:,}" for name, said in about.records.items())
    adds = f", adds to {about.base}" if about.base else ""
    state = f"{records}{adds}" if about.is_finished else f"not finished, {about.calls:,} calls"
    used = f", read by {', '.join(one.read_by)}" if one.read_by else ""
    return f"{one.connection:<{width}}  {one.name}  {one.size / 1e6:6.1f} MB  {state}{used}"


def _some(ids: Iterable[str]) -> str:
    listed = list(ids)
    more = f" and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M} UTC"
