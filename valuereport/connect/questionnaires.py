"""A questionnaire that somebody has filled in, as rows: one an answer, as the table of responses has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from valuereport.pulls import Row


def answer_rows(
    key: str, values: Mapping[str, object], answers: Iterable[tuple[str, str]], changed: str
) -> Iterator[Row]:
    """Yield a row for each question and its value; one without either where nothing was answered.

    `key`: of the questionnaire, whose earlier rows are void; `values`: what goes with each answer.
    """
    for at, (question, value) in enumerate(list(answers) or [("", "")], 1):
        yield Row(f"{key}/{at}", {**values, "question": question, "value": value}, changed, of=key)
