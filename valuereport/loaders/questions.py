"""A questionnaire a row -> a row an answer: which columns are questions, and what they are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from valuereport.errors import SourceError
from valuereport.loaders.cells import Cells, Mask, empty, encoded
from valuereport.loaders.headings import Headings
from valuereport.loaders.words import without
from valuereport.notation.headings import plain, with_choices
from valuereport.presets import presets
from valuereport.settings import ColumnMapping, Source, Unpivot

_QUESTION, _ANSWER = "(question)", "(answer)"


def as_answers(source: Source) -> Source:
    """Return a source of questionnaires as one of answers: its questions and values come into being when it is read."""
    made = {"question": ColumnMapping(column=(_QUESTION,)), "value": ColumnMapping(column=(_ANSWER,))}
    names = Unpivot(keep=(), names=(_QUESTION, _ANSWER))
    return source.model_copy(update={"columns": {**source.columns, **made}, "unpivot": names})


def question_columns(source: Source, headings: Sequence[str], taken: Collection[int]) -> tuple[tuple[int, str], ...]:
    """Return the position and the heading of each column that is a question: all but those that are taken or left out.

    A column without a heading is called by its number, so that its answers are not lost unseen.
    """
    left_out = {plain(one) for one in source.not_questions}
    if source.preset:
        preset = presets()[source.preset]
        of_columns = [heading for origins in preset.columns.values() for one in origins for heading in one.column]
        left_out |= {plain(one) for one in (*preset.never, *of_columns)}

    def is_left_out(heading: str) -> bool:
        whole = heading.partition(" / ")[0] if source.heading_rows == 2 else heading
        return bool(heading) and not left_out.isdisjoint((plain(heading), plain(whole)))

    last = max((at for at, one in enumerate(headings, 1) if one), default=0)
    return tuple(
        (at, heading or f"column {at + 1}")
        for at, heading in enumerate(headings[:last])
        if at not in taken and not is_left_out(heading)
    )


def joined_headings(source: Source, file: str, first: Headings, second: Sequence[object]) -> list[str]:
    """Return the headings of two rows as one. Raises SourceError where the second row is a questionnaire."""
    below = Headings(second).names
    for one in (heading for mapping in source.columns.values() for heading in mapping.headings):
        at = first.find(one)
        if at is not None and at < len(below) and below[at]:
            raise SourceError(
                f"source {source.name}: {file}: heading_rows is 2, but in the row below the headings the "
                f'column "{one}" is filled: it is a questionnaire; say heading_rows = 1'
            )
    return with_choices(first.names, below)


def answered(cells: Mapping[str, Cells], source: Source) -> Mask:
    """Return which rows of responses hold an answer at all."""
    value = source.columns["value"]
    filled = [~empty(encoded(without(cells[one], source.empty))) for one in value.headings]
    return np.asarray(np.logical_or.reduce(filled))
