"""A file of the settings as a form: its sections and keys, what they say, what is allowed, what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeGuard, get_args, get_origin

from valuereport.settings.edit.kinds import BY_LANGUAGE, FieldKind, Kind, bare, is_by_language, is_table, kind_of, shown
from valuereport.settings.edit.notes import Notes
from valuereport.settings.edit.statements import Place
from valuereport.settings.fields import Strict


@dataclass(frozen=True, slots=True)
class SettingField:
    """One key. All values are written as a form shows them."""

    place: Place  # ("email", "a_minute"); entries of a list of tables by number, from 0: ("alert", 0, "when")
    kind: FieldKind
    value: str | None  # what the file says, None where it says nothing
    default: str | None  # what counts where the file says nothing
    needed: bool  # the file has to say it
    choices: tuple[str, ...]  # all that is allowed (of a list: for each entry); of a text: words that are no text
    entries: Mapping[str, str]  # of a table: what the file says, by language or word
    help: str  # what the sample's file says of it
    by_language: bool = False  # of a table: its words are languages

    @property
    def name(self) -> str:
        """Return the key."""
        return str(self.place[-1])


@dataclass(frozen=True, slots=True)
class SettingSection:
    """One table of a file: a section, or one entry of a list of tables."""

    place: Place
    entry: str  # of an entry: its id or name, else its number; "" of a section
    is_there: bool  # whether the file has it; of each list of tables there is one more, for a new entry
    help: str
    fields: tuple[SettingField, ...]
    takes_words: bool = False  # its keys are words of the organisation's own: there may be more


def sections_of(model: type[Strict], data: Mapping[str, Any], notes: Notes) -> tuple[SettingSection, ...]:
    """Return the sections of a file that holds `data`; `notes`: what the sample says of its keys."""
    found = _sections(model, Place(), data, notes)
    return tuple(one for one in found if one.fields)


def kind_at(model: type[Strict], place: Place) -> Kind:
    """Return what the key at a place may hold, or an entry of a table."""
    annotation: Any = model
    for number, step in enumerate(place):
        here = bare(annotation)
        if _is_model(here):
            if step in here.short_forms:
                return Kind("number")
            fields = {field.alias or name: field for name, field in here.model_fields.items()}
            if step not in fields:
                return Kind("value")
            annotation = fields[str(step)].annotation
            continue
        kind, parts = kind_of(annotation), get_args(here)
        if kind.inner and number == len(place) - 1:
            return kind.inner
        if not parts:
            return Kind("value")
        annotation = parts[0] if isinstance(step, int) else parts[-1]
    return kind_of(annotation)


def _sections(
    model: type[Strict],
    place: Place,
    data: Any,  # noqa: ANN401 - whatever the TOML file holds
    notes: Notes,
    entry: str = "",
) -> Iterator[SettingSection]:
    table = data if isinstance(data, Mapping) else {}
    fields, inner = list[SettingField](), list[SettingSection]()
    for name, field in model.model_fields.items():
        key = field.alias or name
        below, found, at = bare(field.annotation), table.get(key), (*place, key)
        parts = [one for one in map(bare, get_args(below)) if _is_model(one)]
        if _is_model(below):
            inner += _sections(below, at, found, notes)
        elif parts and get_origin(below) is tuple:
            inner += _entries(parts[0], at, found, notes)
        elif parts and is_table(below) and not parts[0].in_one_line:
            inner += _named(parts[0], get_args(bare(get_args(below)[0])), at, found, notes)
        elif is_table(below) and isinstance(found, Mapping) and kind_of(below).field == "value":
            inner += _words(below, at, found, notes)
        else:
            default = None if field.is_required() else field.get_default(call_default_factory=True, validated_data={})
            one = _field(kind_of(below), at, found, notes, default, needed=field.is_required())
            texts = is_by_language(field.annotation) or any(one == BY_LANGUAGE for one in field.metadata)
            fields.append(replace(one, by_language=texts))
    fields += [_field(kind_at(model, (key,)), (*place, key), table.get(key), notes) for key in model.short_forms]
    yield SettingSection(place, entry, data is not None, notes.of_section(place), tuple(fields))
    yield from inner


def _entries(model: type[Strict], place: Place, found: object, notes: Notes) -> Iterator[SettingSection]:
    """Yield each entry of a list of tables, and an empty one behind the last."""
    entries = found if isinstance(found, list) else []
    for number, one in enumerate([*entries, None]):
        name = one.get("name", one.get("id")) if isinstance(one, Mapping) else None
        yield from _sections(model, (*place, number), one, notes, str(name or number + 1))


def _named(
    model: type[Strict], words: tuple[object, ...], place: Place, found: object, notes: Notes
) -> Iterator[SettingSection]:
    """Yield each of the tables that are called by a word; where all words are known, each of these."""
    tables = found if isinstance(found, Mapping) else {}
    for name in dict.fromkeys([*tables, *(word for word in words if isinstance(word, str))]):
        yield from _sections(model, (*place, name), tables.get(name), notes, name)


def _words(annotation: Any, place: Place, found: Mapping[str, Any], notes: Notes) -> Iterator[SettingSection]:  # noqa: ANN401
    """Yield a table whose keys are words of the organisation's own: each with what the file says."""
    below = bare(get_args(annotation)[1])
    kind = kind_of(below)
    if kind.field == "value" and is_table(below):
        for word, one in found.items():
            yield from _words(below, (*place, word), one if isinstance(one, Mapping) else {}, notes)
        return
    fields = tuple(_field(kind, (*place, word), one, notes) for word, one in found.items())
    if is_by_language(get_args(annotation)[1]):
        fields = tuple(replace(one, by_language=True) for one in fields)
    yield SettingSection(place, "", True, notes.of_section(place), fields, takes_words=True)


def _field(
    kind: Kind, place: Place, found: object, notes: Notes, default: object = None, *, needed: bool = False
) -> SettingField:
    return SettingField(
        place=place,
        kind=kind.field,
        value=None if found is None or kind.field == "table" else shown(found),
        default=None if default in (None, date.min, date.max) or kind.field == "table" else shown(default),
        needed=needed,
        choices=tuple(str(word) for word in kind.words),
        entries={word: shown(one) for word, one in found.items()} if isinstance(found, Mapping) else {},
        help=notes.of_key(place),
    )


def _is_model(found: Any) -> TypeGuard[type[Strict]]:  # noqa: ANN401 - whatever a field is annotated with
    return isinstance(found, type) and issubclass(found, Strict)
