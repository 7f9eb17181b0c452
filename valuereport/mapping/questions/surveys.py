"""Which survey a file of responses is of, and which of its rounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE, Question
from valuereport.notation.headings import heading_key

_MONTH: Final = re.compile(r"(20\d\d)-?(0[1-9]|1[0-2])?(?!\d)")


def which_survey(found: Sequence[Proposal], known: Mapping[str, frozenset[str]] | None) -> Iterator[Question]:
    """Yield a question for each file of responses, where surveys.toml is somebody's own.

    `known`: the headings of each survey; the one with most headings of the file is the default.
    """
    for one in found:
        if one.table != "responses" or known is None:
            continue
        there = {heading_key(heading) for heading in one.found.headings}
        shared = {survey: len(there & headings) for survey, headings in known.items()}
        best = max(shared, key=lambda survey: shared[survey], default=NONE)
        default = best if shared.get(best) else NONE
        about = f"{one.found.file}: which survey of surveys.toml is it? (none: the file is not used)"
        yield Question(survey_id(one), about, (*known, NONE), default, file=one.found.file)


def which_wave(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield a question for each file of responses: the month in its name, or of its last answer, is the default."""
    for one in found:
        if one.table == "responses":
            yield Question(wave_id(one), f"{one.found.file}: which round of the survey is it?", (), usual_wave(one))


def survey_id(one: Proposal) -> str:
    """Return the id of the question which survey a file is of."""
    return f"survey.{one.name}"


def wave_id(one: Proposal) -> str:
    """Return the id of the question which round of its survey a file is."""
    return f"wave.{one.found.file}"


def usual_wave(one: Proposal) -> str:
    """Return the month or the year in a file's name, else the latest year in its days, else 1."""
    if named := _MONTH.search(one.found.file.rpartition("/")[2]):
        return "-".join(filter(None, named.groups()))
    origin = one.columns.get("date")
    cells = [cell for heading in (origin.headings if origin else ()) for cell in one.found.columns.get(heading, ())]
    years = [year for cell in cells for year in re.findall(r"(?<!\d)20\d\d(?!\d)", cell)]
    return max(years, default="1")
