"""What `valuereport feedback` says of the corrections that replies propose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from valuereport.errors import shortened
from valuereport.model.reply import ProposedCorrection, WrittenSuggestion
from valuereport.settings import MemberSuggestion

_WORDS: Final = 160


def proposals_text(found: Sequence[ProposedCorrection], everything: Sequence[ProposedCorrection]) -> str:
    """Return a line for each proposal, then how many there are."""
    lines = [proposal_text(one) for one in found]
    waiting = sum(one.state == "open" for one in everything)
    return "\n".join([*lines, f"{waiting:,} open, {len(everything) - waiting:,} decided"])


def proposal_text(one: ProposedCorrection) -> str:
    """Return one proposal: its id, whose, when, and what was said."""
    said = shortened(one.words, _WORDS) or "(something is wrong, without words)"
    decided = f"  [{one.state} by {one.by} on {one.on}: {one.note}]" if one.state != "open" else ""
    return f"{one.id}  {one.day.isoformat()}  {one.member_id}  {one.name}: {said}{decided}"


def suggestions_text(written: Sequence[WrittenSuggestion], answered: Sequence[MemberSuggestion]) -> str:
    """Return a line for each suggestion of the replies, then the states of those in the workspace's file."""
    lines = [f"{one.day.isoformat()}  {shortened(one.words, _WORDS)}" for one in written]
    states = Counter(one.state for one in answered)
    listed = ", ".join(f"{states[state]:,} {state}" for state in ("open", "planned", "done", "declined"))
    return "\n".join([*lines, f"{len(written):,} written by members; in your file: {listed}"])
