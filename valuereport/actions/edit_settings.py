"""The settings as forms: what can be set, what a change would do, and the change; the TOML files stay the truth."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cache
from pathlib import Path
from typing import Any, Final

from valuereport.actions.at_work import one_writer
from valuereport.actions.rights import check_role, needs
from valuereport.actions.settings_rights import needed_role
from valuereport.actions.workspace import Workspace, write
from valuereport.errors import Problem, Remedy, RequestError, RunError, SettingsError
from valuereport.files import digest as digest_of
from valuereport.files import packaged, read_regular
from valuereport.settings import Settings, load_settings
from valuereport.settings.edit import (
    MODELS,
    FileName,
    Notes,
    Place,
    SettingSection,
    edited,
    key_of,
    kind_at,
    notes_of,
    path_of,
    sections_of,
    shipped_name,
    shown,
    value_at,
    value_of,
)
from valuereport.settings.toml_faults import toml_fault

_PICTURES: Final = ("logo", "signature")
_PNG: Final = b"\x89PNG"
_MARK: Final = "\ufeff"  # of a file that some editors begin with a byte-order mark
_NOT_ON_STATEMENTS: Final = frozenset(
    {"alert", "approval", "desk", "email", "flywheel", "insights", "limits", "print", "scoring", "stories"}
)
"""The sections of valuereport.toml that change nothing of a statement."""
_MOST_BYTES: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """One file of the settings. `digest`: of the file as it is shown, "" where there is none yet."""

    name: FileName
    file: Path
    digest: str
    sections: tuple[SettingSection, ...]


@dataclass(frozen=True, slots=True)
class SettingsRequest:
    """What is to be changed in one file.

    `changes`: by place, as a form has it: "" leaves a key as it is, None removes it (a section or an entry: all of
    it, which stays in the file as a note). `pictures`: an uploaded logo or signature, by the key of [brand].
    `digest`: of the file when it was shown, None where it was not.
    """

    name: FileName = "settings"
    changes: Mapping[Place, str | None] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class SettingsFault:
    """Why a change cannot be made. `place`: the key that is wrong, else the change that makes it so, else None."""

    place: Place | None
    error: SettingsError


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """A key before and after, as a form shows it; None where the file says nothing."""

    place: Place
    key: str  # as messages name it: alert.poor-health.when
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ProposedSettings:
    """What would be written; nothing can be where there are faults.

    `settings`: all settings as they would be, None where there are faults. `problems`: warnings that they do not have
    now.
    """

    file: Path
    digest: str  # of the file as it is now, "" where there is none
    text: str
    diff: str  # unified
    changed: tuple[ChangedSetting, ...]
    pictures: Mapping[Path, bytes]
    faults: tuple[SettingsFault, ...]
    problems: tuple[Problem, ...]
    settings: Settings | None
    name: FileName = "settings"

    @property
    def changes_statements(self) -> bool:
        """Return whether statements that are made from now on may differ: those of earlier runs stay as they are."""
        if self.name == "settings":
            return any(one.place[0] not in _NOT_ON_STATEMENTS for one in self.changed)
        return bool(self.changed)


@needs("operator")
def settings_form(workspace: Workspace, name: FileName = "settings") -> SettingsForm:
    """Return one file of the settings as a form. Raises SettingsError, RunError."""
    file = path_of(workspace.settings, name)
    text, digest = _content(file)
    return SettingsForm(name, file, digest, sections_of(MODELS[name], _parsed(file, text), _notes(name)))


@needs("operator")
def propose_settings(workspace: Workspace, request: SettingsRequest) -> ProposedSettings:
    """Return what changes would do; nothing is written.

    Raises RunError where the file was changed since it was shown, or is written in a way that no form can change.
    """
    settings = _own(workspace).settings
    file = path_of(settings, request.name)
    text, digest = _content(file)
    _check_unchanged(file, digest if request.digest is None else request.digest, digest)
    before = _parsed(file, text)
    pictures = {_picture_path(settings, key, data): data for key, data in request.pictures.items()}
    names: dict[Place, str | None] = {
        ("brand", key): path.name for key, path in zip(request.pictures, pictures, strict=True)
    }
    wanted = _differing(before, {**request.changes, **names})
    after = _edited(file, request.name, text, wanted)
    _check_role(workspace, request.name, before, after)
    faults, found = _judged(settings, request.name, text, wanted, pictures)
    values = _values(request.name, before, wanted)
    return ProposedSettings(
        file=file,
        digest=digest,
        text=after,
        diff="\n".join(unified_diff(text.splitlines(), after.splitlines(), file.name, file.name, n=1, lineterm="")),
        changed=tuple(
            ChangedSetting(place, key_of(place, before), _shown(was), _shown(value))
            for at, now in values.items()
            for place, was, value in _each(request.name, at, value_at(before, at), now)
            if was != value
        ),
        pictures=pictures,
        faults=faults,
        problems=tuple(one for one in found.problems if one not in settings.problems) if found else (),
        settings=found,
        name=request.name,
    )


@needs("operator")
@one_writer("settings")
def write_settings(workspace: Workspace, proposed: ProposedSettings) -> Path:
    """Write what was proposed, and return the file; a workspace that is opened afterwards has it.

    Raises SettingsError where there are faults, RunError where the file was changed since it was shown.
    """
    file = proposed.file.resolve()  # a link stays one
    text, digest = _content(file)
    _check_role(workspace, proposed.name, _parsed(file, text), proposed.text)
    write_pictures(workspace, proposed)
    _check_unchanged(proposed.file, proposed.digest, digest)
    if proposed.text != text:
        write(file, proposed.text.encode())
    return proposed.file


@needs("operator")
def write_pictures(workspace: Workspace, proposed: ProposedSettings) -> None:
    """Write the pictures alone, so that a preview shows them: their names are new, and no file is replaced.

    Raises SettingsError where there are faults, RunError.
    """
    _own(workspace)
    if proposed.faults:
        raise proposed.faults[0].error
    for path, data in proposed.pictures.items():
        write(path, data)


def _check_role(workspace: Workspace, name: FileName, before: Mapping[str, Any], after: str) -> None:
    """Raise NotAllowedError where a change needs another role. `after`: the text of the changed file."""
    if name == "settings":
        then = tomllib.loads(after.removeprefix(_MARK))
        check_role(workspace.person, needed_role(before, then, workspace.settings.folder))


def _own(workspace: Workspace) -> Workspace:
    if workspace.is_sample:
        raise RunError(
            "This is the shipped sample, which stays as it is: make a workspace of it to change settings in",
            Remedy("init"),
        )
    return workspace


def _content(file: Path) -> tuple[str, str]:
    """Return a file's text, byte-order mark included, and its digest; nothing of one that is not there."""
    try:
        data = read_regular(file, _MOST_BYTES)
        return data.decode(), digest_of(data)
    except FileNotFoundError:
        return "", ""
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise RunError(f"{file} cannot be read: {why}") from None


def _parsed(file: Path, text: str) -> dict[str, Any]:
    bare = text.removeprefix(_MARK)
    try:
        return tomllib.loads(bare)
    except tomllib.TOMLDecodeError as error:  # somebody has edited it since the workspace was opened
        fault = toml_fault(bare.replace("\r\n", "\n"), error)
        raise SettingsError(str(file), fault.place, fault.found, fault.allowed) from None


@cache
def _notes(name: FileName) -> Notes:
    """Return what the sample's file says of its keys."""
    return notes_of((packaged("sample_data") / shipped_name(name)).read_text(encoding="utf-8"))


def _check_unchanged(file: Path, shown_digest: str, digest: str) -> None:
    if shown_digest != digest:
        raise RunError(f"{file} was changed since it was shown here; nothing is written. Look at it again")


def _picture_path(settings: Settings, key: str, data: bytes) -> Path:
    """Return the path of an uploaded picture: its name says what it holds, so that none replaces another.

    Raises RequestError.
    """
    if key not in _PICTURES:
        raise RequestError("pictures", key, " or ".join(_PICTURES))
    suffix = "png" if data.startswith(_PNG) else "svg"
    return (settings.folder / f"{key}-{digest_of(data)[:12]}.{suffix}").resolve()


def _differing(before: Mapping[str, Any], changes: Mapping[Place, str | None]) -> dict[Place, str | None]:
    """Return the changes that change something: a form sends all of its fields."""
    return {
        place: text
        for place, text in changes.items()
        if _lines(text) not in ("", _lines(_shown(value_at(before, place))))
    }


def _lines(text: str | None) -> str | None:
    return None if text is None else text.replace("\r\n", "\n").strip()


def _values(name: FileName, before: Mapping[str, Any], wanted: Mapping[Place, str | None]) -> dict[Place, object]:
    """Return the values of a form's texts; entries of a table (languages, words) come as the whole table."""
    values, model = dict[Place, object](), MODELS[name]
    for place, text in wanted.items():
        value = None if text is None else value_of(kind_at(model, place), text)
        table = place[:-1]
        if table and kind_at(model, table).field == "table":
            now: Any = values.get(table, value_at(before, table))
            merged = {**(now or {}), str(place[-1]): value}
            values[table] = {word: one for word, one in merged.items() if one is not None} or None
        else:
            values[place] = value
    return values


def _each(name: FileName, place: Place, was: object, now: object) -> Iterator[tuple[Place, object, object]]:
    """Yield a value before and after; of a table (languages, words) each of its entries."""
    if kind_at(MODELS[name], place).field != "table":
        yield place, was, now
        return
    before, after = (one if isinstance(one, dict) else {} for one in (was, now))
    for word in dict.fromkeys([*before, *after]):
        yield (*place, word), before.get(word), after.get(word)


def _edited(file: Path, name: FileName, text: str, wanted: Mapping[Place, str | None]) -> str:
    bare = text.removeprefix(_MARK)
    try:
        after = edited(bare, _values(name, tomllib.loads(bare), wanted))
        after.encode()  # what a form sends may hold half a character
        return text[: len(text) - len(bare)] + after
    except ValueError as error:
        raise RunError(f"{file} cannot be changed here: {error}; change it in an editor") from None


def _judged(
    settings: Settings, name: FileName, text: str, wanted: Mapping[Place, str | None], pictures: Mapping[Path, bytes]
) -> tuple[tuple[SettingsFault, ...], Settings | None]:
    """Return what is wrong with the changes, each by itself; and the settings that they make where nothing is."""

    file = path_of(settings, name)

    def tried(changes: Mapping[Place, str | None]) -> Settings | SettingsError:
        proposed = {file: _edited(file, name, text, changes).encode(), **pictures}
        try:
            return load_settings(settings.path, proposed)
        except SettingsError as error:
            return error

    before = tomllib.loads(text.removeprefix(_MARK))
    faults, rest = list[SettingsFault](), dict(wanted)
    while not isinstance(found := tried(rest), Settings):
        error = str(found)
        guilty = next((one for one in rest if str(tried(_without(rest, one))) != error), None)
        kept = {place: one for place, one in rest.items() if one is not None}  # entries have the numbers of the form
        after = tomllib.loads(_edited(file, name, text, kept).removeprefix(_MARK))
        faults.append(SettingsFault(_named(name, after, found.key) or guilty, found))
        if guilty is None:
            return tuple(faults), None
        is_new = value_at(before, guilty[:-1]) is None  # without one of its keys a new table has other faults
        rest = _without(rest, guilty[:-1] if is_new else guilty)
    return tuple(faults), None if faults else found


def _named(name: FileName, data: Mapping[str, Any], key: str) -> Place | None:
    """Return the place of a key that a message names, None where it names no single key."""
    plain = key.replace(": ", ".").replace(" ", ".")
    places = (one.place for section in sections_of(MODELS[name], data, _notes(name)) for one in section.fields)
    return next((place for place in places if key_of(place, data).replace(" ", ".") == plain), None)


def _without(changes: Mapping[Place, str | None], place: Place) -> dict[Place, str | None]:
    return {one: text for one, text in changes.items() if one[: len(place)] != place}


def _shown(value: object) -> str | None:
    return None if value is None else shown(value)
