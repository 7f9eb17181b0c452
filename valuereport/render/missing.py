"""What a statement lacks: letters that no font has, and translations of a template's messages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from valuereport.errors import Problem
from valuereport.model.statement import Document
from valuereport.render.fonts import REPLACEMENT, advice, families, missing_characters
from valuereport.render.look import Look


def not_translated(message: str, document: Document) -> Problem:
    """Return that a template's message has no translation."""
    reason = f"a template's message is not translated: {message}"
    return Problem("render", "warning", reason, "printed as it is", member_id=document[0].member_id)


def missing_letters(document: Document, look: Look) -> tuple[Problem, ...]:
    """Return a problem for each character of a document that no font has; nothing is laid out."""
    found = missing_characters("".join(_texts(document)), look.family)
    return tuple(missing_letter(character, document, look) for character in found)


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))


def missing_letter(character: str, document: Document, look: Look) -> Problem:
    """Return that no font of a document has a character, and which package would bring one."""
    name = unicodedata.name(character, "a character without a name")
    printable = character if character.isprintable() else "the character"
    fonts = ", ".join(families(document[0].locale, look.family))
    command = advice([character])
    return Problem(
        *("render", "warning", f"no font has {printable} (U+{ord(character):04X}, {name}): {fonts}"),
        action=f"shown as {REPLACEMENT}" + (f"; to install a font that has it: {command}" if command else ""),
        value=character if character.isprintable() else "",
        member_id=document[0].member_id,
    )
