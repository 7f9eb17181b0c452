"""The translated messages of each language: the shipped catalogue, and the workspace's catalogue on top of it.

Catalogues are compiled in memory, so that a checkout needs no build step and a wheel holds nothing that is not in git.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations, c2py
from pathlib import Path
from typing import Any

import babel
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from valuereport.errors import TemplateError
from valuereport.files import read_regular

_SHIPPED = Path(__file__).parent.parent / "locale"
_MOST_BYTES = 20_000_000
_DOMAIN = "valuereport.po"
_PLACEHOLDER = re.compile(r"\{\w*\}")
_LOOKED_AT = 1_000  # numbers, to see how many take a plural form
_NUMBER = "{n}"  # the placeholder of what a plural form is chosen by
_CLOSED = re.compile(rb'^[^"]*"(?:[^"\\]|\\.)*"$')
SOURCE_LANGUAGE = "en"
PSEUDO_LOCALE = "en-XA"  # CLDR's name for English with accents: to test a layout, never a member's locale


class Catalogue(GNUTranslations):
    """The messages of a language; one that it does not have is added to `missing` and stays in English."""

    def __init__(self, compiled: io.BytesIO) -> None:
        super().__init__(compiled)
        self.missing: list[str] = []
        self.add_fallback(_Untranslated(self.missing))


class _Untranslated(NullTranslations):
    """The last fallback: returns a message in English and records it."""

    def __init__(self, recorded: list[str]) -> None:
        super().__init__()
        self._recorded = recorded

    def gettext(self, message: str) -> str:
        self._recorded.append(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self._recorded.append(msgid1)
        return super().ngettext(msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        self._recorded.append(message)
        return message

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        self._recorded.append(msgid1)
        return super().npgettext(context, msgid1, msgid2, n)


class _Pseudo(NullTranslations):
    """English with accents and brackets and longer, to see where a layout has too little room."""

    _ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñöûýÀÇÉÎÑÖÛÝ")

    def gettext(self, message: str) -> str:
        pieces = re.split(r"(\{\w+\})", message)
        accented = "".join(each if each.startswith("{") else each.translate(self._ACCENTS) for each in pieces)
        letters = sum(len(each) for each in pieces if not each.startswith("{"))
        return f"[{accented}{'~' * max(1, round(letters * 0.35))}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


@lru_cache(maxsize=64)
def translations_for(tag: str, folder: Path | None = None) -> NullTranslations:
    """Return the messages for a locale, as the templates' gettext; the source language needs no catalogue.

    `folder`: the workspace's catalogues, `cy.po` or `cy-GB.po`, whose messages replace the shipped ones.
    """
    if tag == PSEUDO_LOCALE:
        return _Pseudo()
    language = tag.partition("-")[0]
    shipped = _shipped(language)
    catalogue = _read(shipped, language) if shipped.is_file() else None
    for file in _workspace_files(tag, folder):
        catalogue = catalogue or Catalog(locale=language)
        for message in _read(file, language):
            if message.id and _translated(message):
                catalogue.delete(message.id, message.context)
                catalogue[message.id] = message
    if catalogue is None:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Catalogue(compiled) if shipped.is_file() else GNUTranslations(compiled)  # no message is missing in English


@lru_cache(maxsize=64)
def workspace_texts(tag: str, folder: Path | None = None) -> Mapping[str, str]:
    """Return the translations of a workspace's catalogues for a locale, which may be of texts in the settings."""
    language = tag.partition("-")[0]
    return {
        message.id: message.string
        for file in _workspace_files(tag, folder)
        for message in _read(file, language)
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string
    }


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Return the languages that a statement can be written in."""
    found = {path.parent.parent.name for path in _SHIPPED.glob(f"*/LC_MESSAGES/{_DOMAIN}")}
    return frozenset({SOURCE_LANGUAGE, *found})


def check_catalogues(folder: Path) -> None:
    """Check a workspace's catalogues. Raises TemplateError with file and line for what would fail later."""
    for file in sorted(folder.glob("*.po")):
        try:
            language = babel.Locale.parse(file.stem, sep="-").language
        except (ValueError, babel.UnknownLocaleError):
            raise TemplateError(f"{file}: a catalogue is named by its language or locale, such as cy.po") from None
        _check_quotes(file)
        in_words = forms_of_one_number(language)
        for message in _read(file, language):
            expected = set(_PLACEHOLDER.findall(" ".join(_plural_forms(message.id))))
            for number, form in enumerate(_plural_forms(message.string)):
                differing = set(_PLACEHOLDER.findall(form)) ^ expected
                if message.pluralizable and number in in_words:
                    differing -= {_NUMBER} & expected
                if message.id and form and (differing or form.count("{") != form.count("}")):
                    names = ", ".join(sorted(differing)) or "a brace"
                    raise TemplateError(f"{file}:{message.lineno}: not the placeholders of the message: {names}")


@lru_cache(maxsize=64)
def forms_of_one_number(language: str) -> frozenset[int]:
    """Return which plural forms of a language stand for one number alone, and so may say it without a figure.

    In Arabic two wins are one word. In French the first form is for 0 and 1, so that the figure is needed.
    """
    shipped = _shipped(language)
    catalogue = _read(shipped, language) if shipped.is_file() else Catalog(locale=language)
    form_of = c2py(catalogue.plural_expr)
    found = Counter(form_of(number) for number in range(_LOOKED_AT))
    return frozenset(form for form, numbers in found.items() if numbers == 1)


def _check_quotes(file: Path) -> None:
    """Raise TemplateError for a line without a closing quotation mark: Babel would drop its last letter instead."""
    for number, line in enumerate(_content(file).splitlines(), 1):
        text = line.strip()
        opened = b'"' in text and not text.startswith(b"#")
        if opened and not _CLOSED.search(text):
            raise TemplateError(f"{file}:{number}: a text without its closing quotation mark")


def _shipped(language: str) -> Path:
    return _SHIPPED / language / "LC_MESSAGES" / _DOMAIN


def _workspace_files(tag: str, folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        for name in dict.fromkeys((tag.partition("-")[0], tag)):
            if (file := folder / f"{name}.po").is_file():
                yield file


def _read(file: Path, language: str) -> Catalog:
    try:
        return read_po(io.BytesIO(_content(file)), locale=language, abort_invalid=True)
    except PoFileError as error:
        reason = str(error).removesuffix(f" on {error.lineno}")
        raise TemplateError(f"{file}:{error.lineno + 1}: {reason}") from None  # Babel counts from 0
    except TemplateError:
        raise
    except Exception as error:  # Babel's reader raises many kinds of errors for a broken file
        raise TemplateError(f"{file}: is not a catalogue that can be read: {error or type(error).__name__}") from None


def _content(file: Path) -> bytes:
    try:
        return read_regular(file, _MOST_BYTES)
    except OSError as error:
        raise TemplateError(f"{file}: cannot be read: {error.strerror}") from None


def _translated(message: Message) -> bool:
    return all(_plural_forms(message.string)) and not message.fuzzy


def _plural_forms(text: Any) -> tuple[str, ...]:  # noqa: ANN401 - Babel's type: a text, or one for each plural form
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)
