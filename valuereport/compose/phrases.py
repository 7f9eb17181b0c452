"""Sentences in pieces: a value in them that is a link or has a style of its own is a piece of its own."""

from __future__ import annotations

from string import Formatter

from valuereport.model.statement import Phrase


def phrases(message: str, **values: Phrase) -> tuple[Phrase, ...]:
    """Return a message in pieces, `{name}` replaced by the phrase of that name."""
    pieces: list[Phrase] = []
    for literal, name, _, _ in Formatter().parse(message):
        if literal:
            pieces.append(Phrase(literal))
        if name:
            pieces.append(values[name])
    return tuple(pieces)
