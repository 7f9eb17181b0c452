"""What `valuereport feedback` says of the corrections that replies propose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from valuereport.errors import shortened
from valuereport.model.reply import ProposedCorrection

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
