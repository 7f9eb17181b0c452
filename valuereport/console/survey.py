"""What `valuereport survey draft` says: how many responses are needed, what is asked, and where it is."""

from __future__ import annotations

from typing import Final

from valuereport.model.questionnaire import SurveyDraft

_RATE: Final = 5  # one member in so many answers


def draft_text(done: SurveyDraft) -> str:
    """Return the summary of a draft."""
    needed = [
        f"{n:,} responses tell a share within {points} points either way: ask about {_RATE * n:,} members, "
        f"where one in {_RATE} answers"
        for points, n in done.needed.items()
    ]
    first, *others = needed
    return "\n".join(
        (
            f"needed     {first}",
            *(f"           {one}" for one in others),
            "           of each group that is to be told apart, as many",
            (
                f"asked      {done.questions:,} questions, {len(done.features):,} features, in the order of the seed "
                f"{done.seed}: {', '.join(done.features) or 'none'}"
            ),
            f"languages  {', '.join(done.locales)}",
            "",
            *map(str, done.files),
        )
    )
