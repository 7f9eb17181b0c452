"""The organisation's lists of those who get no email: found, decoded, and read against ids and addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from glob import has_magic
from pathlib import Path

from valuereport.actions.delivery.pulled_lists import read_pulled, watched_pulls
from valuereport.deliver.stop_list import Known, read_stop_list
from valuereport.errors import SettingsError, SourceError
from valuereport.files import read_regular
from valuereport.loaders.encoding import decode
from valuereport.model.history import History
from valuereport.model.stop_list import StopList
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.addresses import normalised
from valuereport.settings import Settings, pulled_lists

_ALLOWED = "a text file or CSV beside the settings (UTF-8, UTF-16 with its mark, cp1252): an address or id on each line"


def stop_lists(settings: Settings, history: History) -> tuple[StopList, ...]:
    """Return the lists that the settings name. Raises SettingsError where a file is missing or no text.

    A pull that is not there yet is a list with a problem: nothing is emailed without it. Raises SourceError where one
    is damaged.
    """
    paths = [(name, path) for name in settings.workspace.email.stop_files for path in _some(settings, name)]
    pulled = pulled_lists(settings.workspace)
    known = known_to(history) if paths or pulled else Known()
    files = (_list(settings, name, path, known) for name, path in paths)
    return (*files, *(read_pulled(settings, one, known) for one in pulled))


def watched(settings: Settings) -> Iterator[Path]:
    """Yield what changes when a list does: the files, and the folders in which another may appear."""
    yield from watched_pulls(settings)
    for name in settings.workspace.email.stop_files:
        path = settings.folder / name
        yield from _found(settings, name)
        if has_magic(name):
            yield path.parent


def read_list(path: Path, name: str, known: Known) -> StopList:
    """Return whom one file names. Raises SourceError where it cannot be read or is no text."""
    try:
        data = read_regular(path)
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from None
    text = decode(data, "", source="do_not_email", file=name, settings_file="").data.decode() if data.strip() else ""
    return read_stop_list(text, name, known)


def known_to(history: History) -> Known:
    """Return whom the ids and addresses of a history mean."""
    members, contacts = history.members, history.contacts
    by_id: dict[str, set[str]] = defaultdict(set)
    by_address: dict[str, set[str]] = defaultdict(set)
    ids = list(map(str, members["member_id"].tolist()))
    by_name: dict[str, set[str]] = defaultdict(set)
    names = [" ".join(str(name).split()).casefold() for name in members["name"].tolist()]
    for column in ("member_id", "other_ids"):
        for member_id, name, keys in zip(ids, names, members[column].tolist(), strict=True):
            for key in _keys(keys):
                is_name = " ".join(key.split()).casefold() == name
                (by_name if is_name else by_id)[key.casefold()].add(member_id)
    for member_id, keys in zip(ids, members["emails"].tolist(), strict=True):
        for address in _keys(keys):
            by_address[normalised(address)].add(member_id)
    of_members = frozenset(by_address)
    of_contacts: dict[str, set[str]] = defaultdict(set)
    columns = ("member", "contact_id", "other_ids", "emails")
    for row, *its_ids, emails in zip(*(contacts[name].tolist() for name in columns), strict=True):
        addresses = [normalised(address) for address in _keys(emails)]
        for address in addresses:
            by_address[address].add(ids[row])
        for key in (key for keys in its_ids for key in _keys(keys)):
            of_contacts[key.casefold()].update(addresses)
    return Known(
        {key: frozenset(whose) for key, whose in by_address.items()},
        {key: frozenset(whose) for key, whose in by_id.items()},
        {key: frozenset(addresses) for key, addresses in of_contacts.items()},
        {key: frozenset(whose) for key, whose in by_name.items()},
        frozenset(by_address) - of_members,
    )


def _keys(joined: object) -> list[str]:
    return [key for key in str(joined).split(KEY_SEPARATOR) if key]


def _found(settings: Settings, name: str) -> list[Path]:
    path = settings.folder / name
    if path.exists() or not has_magic(name):
        return [path]
    return sorted(each for each in path.parent.glob(path.name) if each.is_file() and not each.name.startswith("~$"))


def _some(settings: Settings, name: str) -> list[Path]:
    if found := _found(settings, name):
        return found
    raise SettingsError(str(settings.path), "email.do_not_email", f"{name} (no such file)", _ALLOWED)


def _list(settings: Settings, name: str, path: Path, known: Known) -> StopList:
    try:
        return read_list(path, (Path(name).parent / path.name).as_posix(), known)
    except SourceError as error:
        found = f"{name} ({error})"
        raise SettingsError(str(settings.path), "email.do_not_email", found, _ALLOWED) from None
