"""answers.toml: what a person said, one line a question: `id = choice`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from valuereport.errors import SettingsError
from valuereport.mapping.memory import Remembered, read_memory
from valuereport.mapping.questions import Question
from valuereport.mapping.questions.replies import understood
from valuereport.settings.toml_values import key, value

_MEMORY: Final = "exports"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers by the questions' ids, and what is known of the exports of before."""

    given: Mapping[str, str]
    memory: tuple[Remembered, ...] = ()


def read_answers(text: str, file: str) -> Answers:
    """Return the answers; a table stands for the beginning of ids. Raises SettingsError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(file, "the file", str(error), "TOML: a line for each answer, id = choice") from None
    memory = data.pop(_MEMORY, {})
    return Answers(dict(_flat(data, "")), read_memory(memory) if isinstance(memory, dict) else ())


def _flat(data: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for part, found in data.items():
        name = f"{before}{part}"
        if isinstance(found, dict):
            yield from _flat(found, f"{name}.")
        elif isinstance(found, bool):
            yield name, "yes" if found else "no"
        elif isinstance(found, list):
            yield name, "/".join(map(str, found))
        else:
            yield name, found.isoformat() if isinstance(found, date) else str(found)


def checked(asked: Sequence[Question], answers: Mapping[str, str], file: str) -> Mapping[str, str]:
    """Return the answers in the form in which they are kept. Raises SettingsError where one is not allowed."""
    found = dict(answers)
    for one in asked:
        if one.id in answers:
            try:
                found[one.id] = understood(one, answers[one.id])
            except ValueError as error:
                raise SettingsError(file, one.id, answers[one.id], str(error)) from None
    return found


def unanswered(asked: Iterable[Question], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions without an answer."""
    return tuple(one for one in asked if one.id not in answers)


def answers_text(
    asked: Sequence[Question], answers: Mapping[str, str], memory: Sequence[Remembered], *, whole: bool = False
) -> str:
    """Return answers.toml: each answer below what was asked, and at the end the exports as they were.

    `whole`: also answers that no question asks for.
    """
    lines = ["# What was answered when the exports were mapped; change a line and map again.", ""]
    group = ""
    for one in asked:
        if one.id not in answers:
            continue
        if one.group != group:
            group = one.group
            lines.append(f"# ---- {group} ----")
        lines += [f"# {one.asked}"[:200].replace("\n", " "), f"{value(one.id)} = {value(answers[one.id])}"]
    known_ids = {one.id for one in asked}
    others = [name for name in answers if name not in known_ids] if whole else []
    lines += ["# ---- nothing asks for these at the moment ----"] if others else []
    lines += [f"{value(name)} = {value(answers[name])}" for name in others]
    for known in memory:
        lines += ["", f"[{_MEMORY}.{key(known.name)}]", f"headings = {value(known.headings)}"]
        lines.append(f"columns = {value(known.columns)}")
    return "\n".join(lines) + "\n"
