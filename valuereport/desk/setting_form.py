"""Keys of the settings as fields of a form; and what was entered as changes, with each fault at its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.actions.edit_settings import SettingsFault
from valuereport.desk.form import Form, FormError
from valuereport.desk.frame import LANGUAGES
from valuereport.desk.setting_names import label_of, name_of
from valuereport.settings.edit import Place, SettingField, SettingSection
from valuereport.wording import Wording

PICTURES: Final = ("logo", "signature")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_NOTHING: Final = (None, "", "{}", "{ }", "[]")
_LONG: Final = 50  # letters of a text that gets more than one line
_WIDE: Final = 70  # letters to a line


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form, as the macro `field` draws it."""

    name: str
    label: str
    value: str
    kind: str = "text"
    help: str = ""
    choices: tuple[tuple[str, str], ...] | None = None
    rows: int = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: its fields, and what may be added to it or taken out. Names are those of the form's fields."""

    label: str
    help: str
    inputs: tuple[Input, ...]
    is_table: bool = False
    word: Input | None = None  # a new entry of a table: its word
    text: Input | None = None  # ... and what it says
    removable: tuple[tuple[str, str], ...] = ()  # name and label of what the file says and need not say
    is_said: bool = True  # the file says it, or has to

    @property
    def names(self) -> frozenset[str]:
        """Return the names of its fields."""
        return frozenset(one.name for one in (*self.inputs, self.word, self.text) if one)


@dataclass(frozen=True, slots=True)
class Section:
    """One section, with its keys."""

    title: str
    help: str
    settings: tuple[Setting, ...]
    word: Input | None = None  # a new key of a section whose keys are the organisation's words
    text: Input | None = None
    is_open: bool = True
    rest: tuple[Setting, ...] = ()  # of an entry: what the file says nothing of

    def has(self, names: Iterable[str]) -> bool:
        """Return whether a field of the section is one of these."""
        own = frozenset[str]().union(*(one.names for one in (*self.settings, *self.rest)))
        own |= {one.name for one in (self.word, self.text) if one}
        return not own.isdisjoint(names)

    @property
    def removable(self) -> tuple[tuple[str, str], ...]:
        """Return what may be taken out of the file, by the name of its field."""
        return tuple(one for setting in (*self.settings, *self.rest) for one in setting.removable)


def shown_section(
    words: Wording, section: SettingSection, languages: Sequence[str], *, title: bool = True, fold: bool = False
) -> Section:
    """Return a section as it is drawn. `languages`: in which texts are asked for, besides those that the file has.

    `fold`: put away what the file says nothing of: an entry of a list says few keys of many.
    """
    name = name_of(section.place)
    word = Input(f"word:{name}", words.pgettext("setting", "New word"), "")
    text = Input(f"text:{name}", words.pgettext("setting", "What it means"), "", "textarea", rows=1)
    found = [shown(words, one, languages) for one in section.fields]
    return Section(
        title=label_of(": ".join(str(step) for step in section.place[_first(section) :])) if title else "",
        help="" if fold and len(section.place) == 2 else section.help,  # the sample's words for another entry
        settings=tuple(one for one in found if one.is_said or not fold),
        word=word if section.takes_words else None,
        text=text if section.takes_words else None,
        is_open=section.is_there or not title,
        rest=tuple(one for one in found if fold and not one.is_said),
    )


def _first(section: SettingSection) -> int:
    """Return where the steps begin that tell a section of a page from the others: of an entry, behind its number."""
    numbers = [number for number, step in enumerate(section.place) if isinstance(step, int)]
    return numbers[0] + 1 if numbers else 0


def shown(words: Wording, field: SettingField, languages: Sequence[str]) -> Setting:
    """Return one key as it is drawn."""
    label, name = label_of(field.name), name_of(field.place)
    if field.kind != "table":
        removable = ((f"remove:{name}", label),) if field.value is not None and not field.needed else ()
        is_said = field.value is not None or field.needed
        return Setting(label, field.help, (_input(words, field, name, label),), False, None, None, removable, is_said)
    return _table(words, field, languages)


def _table(words: Wording, field: SettingField, languages: Sequence[str]) -> Setting:
    """Return a table of languages, or of words: a field for each, and two for one more."""
    label, name = label_of(field.name), name_of(field.place)
    said = _language if field.by_language else str
    asked = dict.fromkeys([*(languages if field.by_language else ()), *field.entries])
    word = Input(f"word:{name}", words.pgettext("setting", "New word"), "")
    if field.by_language:
        more = ((code, own) for code, own in LANGUAGES.items() if code not in asked)
        word = Input(word.name, words.pgettext("setting", "Another language"), "", choices=(("", ""), *more))
    return Setting(
        label=label,
        help=field.help,
        inputs=tuple(_text(name_of((*field.place, one)), said(one), field.entries.get(one, "")) for one in asked),
        is_table=True,
        word=word,
        text=_text(f"text:{name}", words.pgettext("setting", "What it says"), ""),
        removable=tuple((f"remove:{name_of((*field.place, one))}", f"{label}: {said(one)}") for one in field.entries),
        is_said=bool(field.entries) or field.needed,
    )


def _input(words: Wording, field: SettingField, name: str, label: str) -> Input:
    value, default, help_text = field.value, field.default, field.help
    if field.kind in ("switch", "choice"):
        return Input(name, label, value or "", help=help_text, choices=tuple(_choices(words, field)))
    if value is None and default not in _NOTHING:
        says = words.gettext("Nothing is said here, so this counts: {default}").format(default=default)
        help_text = f"{help_text} ({says})" if help_text else says
    if default and _COLOUR.fullmatch(default) and _COLOUR.fullmatch(value or default):
        return Input(name, label, value or default, "color", help_text)
    if field.kind in ("list", "value") or len(value or "") > _LONG:
        lines = sum(1 + len(line) // _WIDE for line in (value or "").split("\n"))
        if field.kind == "list":
            help_text = f"{help_text} ({words.gettext('one entry a line')})" if "line" not in help_text else help_text
        return Input(name, label, value or "", "textarea", help_text, rows=lines + (field.kind == "list"))
    kinds = {"day": "date", "whole": "number"}
    return Input(name, label, value or "", kinds.get(field.kind, "text"), help_text)


def _choices(words: Wording, field: SettingField) -> Iterator[tuple[str, str]]:
    yes_or_no = {"true": words.pgettext("setting", "yes"), "false": words.pgettext("setting", "no")}
    if field.value in (None, ""):
        default = yes_or_no.get(field.default or "", field.default)
        counts = words.pgettext("setting", "(nothing is said: {default})").format(default=default)
        yield "", counts if default else words.pgettext("setting", "(nothing is said)")
    for word in ("true", "false") if field.kind == "switch" else field.choices:
        if word:
            yield word, yes_or_no.get(word, word)


def _text(name: str, label: str, value: str) -> Input:
    return Input(name, label, value, "textarea", rows=1 + len(value) // _WIDE)


def _language(language: str) -> str:
    own = LANGUAGES.get(language)
    return f"{own} ({language})" if own else language


@dataclass(frozen=True, slots=True)
class Entered:
    """What a form changes. `blank`: keys that were left blank although the file says something: they stay."""

    changes: Mapping[Place, str | None]
    blank: tuple[str, ...]
    fields: Mapping[Place, str]  # the field that each change was entered in


def entered(words: Wording, form: Form, sections: Iterable[SettingSection]) -> Entered:
    """Return what was entered in the fields of some sections. Raises FormError where half of an entry is missing."""
    changes, blank, fields = dict[Place, str | None](), list[str](), dict[Place, str]()

    def change(place: Place, name: str, text: str | None) -> None:
        changes[place], fields[place] = text, name

    def added(place: Place) -> None:
        name = name_of(place)
        word, text = form.text(f"word:{name}"), form.text(f"text:{name}")
        if word and text:
            change((*place, word), f"text:{name}", text)
        elif word or text:
            missing = f"text:{name}" if word else f"word:{name}"
            said = words.gettext("{setting}: fill in both fields, or leave both blank")
            raise FormError({missing: said.format(setting=label_of(place[-1]))})

    for section in sections:
        if section.takes_words:
            added(section.place)
        for field in section.fields:
            for place, was, default in _places(form, field):
                name = name_of(place)
                text = form.text(name).replace("\r\n", "\n")
                if form.text(f"remove:{name}"):
                    change(place, f"remove:{name}", None)
                elif name in form and not text and was:
                    blank.append(label_of(".".join(str(step) for step in place[len(section.place) :])))
                elif text and text != (default if was is None else was.strip()):
                    change(place, name, text)
            if field.kind == "table":
                added(field.place)
    return Entered(changes, tuple(blank), fields)


def _places(form: Form, field: SettingField) -> Iterator[tuple[Place, str | None, str | None]]:
    """Yield each place that a key has in a form, what the file says there, and what counts where it says nothing."""
    if field.kind != "table":
        yield field.place, field.value, field.default
        return
    name = f"{name_of(field.place)}."
    asked = (one.removeprefix(name) for one in form.fields if one.startswith(name))
    for word in dict.fromkeys([*field.entries, *(one for one in asked if field.by_language and one.isascii())]):
        yield (*field.place, word), field.entries.get(word), None


def pictures_in(form: Form) -> tuple[dict[str, bytes], dict[Place, str]]:
    """Return the pictures that were chosen, by the key of [brand], and the fields that faults of them stand at."""
    found = {one: upload.content.read() for one in PICTURES if (upload := form.upload(one))}
    return found, {("brand", one): f"file-{one}" for one in found}


def raise_at_fields(form: Form, faults: Iterable[SettingsFault], fields: Mapping[Place, str]) -> None:
    """Raise FormError where there are faults: each at its own field, else at one that was entered in `fields`."""
    errors: dict[str, str] = {}
    for fault in faults:
        place = fault.place or ()
        near = [name for at, name in fields.items() if at[: len(place)] == place or place[: len(at)] == at]
        own = name_of(place) if place else ""
        name = own if own in form else near[0] if near else next(iter(fields.values()), "")
        errors.setdefault(name, str(fault.error).removeprefix(f"{fault.error.file}: "))
    if errors:
        raise FormError(errors)
