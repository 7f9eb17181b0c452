"""The source of a file of responses: which survey and round it is, and which columns are no questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from valuereport.mapping.origin import Origin
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE
from valuereport.mapping.questions.surveys import survey_id, usual_wave, wave_id
from valuereport.mapping.sources.block import SourceBlock, ordered
from valuereport.notation.headings import plain


def response_source(one: Proposal, base: SourceBlock, answers: Mapping[str, str]) -> SourceBlock | None:
    """Return the source of a file of responses, as answered; None where it is of no survey."""
    survey = answers.get(survey_id(one), one.name)
    if survey == NONE:
        return None
    keys, reasons = dict(base.keys), dict(base.reasons)
    preset = one.found.preset
    if preset and preset.heading_rows == 2:
        keys["heading_rows"] = 2
        reasons["heading_rows"] = "the second row names choices"
    if left_out := no_questions(one):
        keys["not_questions"] = list(left_out)
        reasons["not_questions"] = "columns of the tool, or about a person"
    constants = {
        "survey": Origin("your answer" if survey_id(one) in answers else "the file's name", value=survey),
        "wave": Origin("your answer", value=answers.get(wave_id(one)) or usual_wave(one)),
    }
    return replace(base, keys=keys, columns=ordered({**constants, **base.columns}), reasons=reasons)


def no_questions(one: Proposal) -> tuple[str, ...]:
    """Return the headings that are neither questions nor read: what the preset says never to read, and its own."""
    preset = one.found.preset
    if preset is None:
        return ()
    used = {heading for origin in one.columns.values() for heading in origin.headings}
    own = {plain(heading) for origins in preset.columns.values() for each in origins for heading in each.column}
    own |= {plain(heading) for heading in preset.never}
    return tuple(heading for heading in one.found.columns if plain(heading) in own and heading not in used)


def questions_of(one: Proposal) -> tuple[str, ...]:
    """Return the headings of a file of responses that are questions."""
    if "question" in one.columns:
        (heading,) = one.columns["question"].headings[:1]
        return tuple(dict.fromkeys(filter(None, one.found.columns[heading])))
    used = {heading for origin in one.columns.values() for heading in origin.headings}
    left_out = {*no_questions(one)}
    return tuple(
        heading for heading in one.found.columns if heading.strip() and heading not in used and heading not in left_out
    )
