"""One pull of a connection: begun, or gone on with where it stopped; frozen once everything is there."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from valuereport.connect.auth import secrets_of
from valuereport.connect.client import Client
from valuereport.connect.clock import CLOCK, Clock
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.fetch import Fetching, fetch
from valuereport.connect.hosts import host_of
from valuereport.connect.limits import Budget, Limiter, PausedError
from valuereport.connect.make_rows import keys_made, rows_made
from valuereport.connect.page_file import hash_of_pages, page_file
from valuereport.connect.request import Request
from valuereport.connect.system import System
from valuereport.errors import SettingsError, StoppedError
from valuereport.events import SILENT, Events
from valuereport.files import make_folder, remove_folder
from valuereport.pulls import (
    FINISHED,
    Frozen,
    newest,
    pull_name,
    pulls_of,
    read_about,
    rows_file,
    started_at,
    write_about,
    write_rows,
)
from valuereport.settings import Connection

_PATIENCE: Final = 300.0  # seconds that one call waits; longer, and the pull is interrupted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pull is to hold: by records, the headings that are read; `full`: everything, though there is a base.

    `since`: what has changed since then, in place of since the pull before.
    """

    records: Mapping[str, Sequence[str]]
    full: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What a pull would do: `base` as in Frozen, `resumes`: the pull that it goes on with, `endpoints` in order with
    the moment since when (None: everything); `calls`: what the pull before took, None where there was none."""

    base: str
    resumes: str
    endpoints: tuple[tuple[str, datetime | None], ...]
    calls: int | None
    used_today: int
    a_day: int | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a pull needs of the world: the folder of the connection's pulls, the time, and who listens."""

    folder: Path
    version: str
    clock: Clock = CLOCK
    events: Events = SILENT
    patience: float = field(default=_PATIENCE)


def base_url_of(connection: Connection, system: System, settings_file: str) -> str:
    """Return the address of a connection's API. Raises SettingsError where it is not known."""
    key = f"connection.{connection.name}"
    for name in system.options:
        if name not in connection.options and name not in system.optional:
            raise SettingsError(settings_file, f"{key}.options.{name}", "nothing", system.options[name])
    for name in connection.options:
        if name not in system.options:
            allowed = ", ".join(system.options) or "no options"
            raise SettingsError(settings_file, f"{key}.options.{name}", connection.options[name], allowed)
    url = connection.base_url or system.base_url
    if not url and system.base_url_of_key:
        url = system.base_url_of_key(secrets_of(connection.name))
    if url:
        with contextlib.suppress(KeyError):
            return url.format_map(system.options_of(connection.options))
    raise SettingsError(settings_file, f"{key}.base_url", "nothing", f"the address of your {system.title}: https://…")


def plan_of(connection: Connection, system: System, wanted: Wanted, around: Surroundings) -> Planned:
    """Return what a pull would do, without asking the system anything. Raises SourceError."""
    resumes = _under_way(connection, system, wanted, around.folder)
    endpoints = system.endpoints_for(wanted.records)
    base = read_about(around.folder / resumes).base if resumes else _base(connection, endpoints, wanted, around.folder)
    before = newest(around.folder)
    calls = read_about(around.folder / before).calls if before else None
    budget = Budget(around.folder, around.clock)
    a_day = Limiter(system.limits, budget, around.clock, around.patience).a_day
    moments = tuple(
        (one.name, since)
        for one in endpoints
        if (since := _since(one, base, wanted, around.folder)) or not one.changes_only
    )
    return Planned(base, resumes, moments, calls, budget.used(), a_day)


def pull(connection: Connection, system: System, wanted: Wanted, around: Surroundings, settings_file: str) -> Frozen:
    """Fetch what is wanted, and freeze it. Where the system has to be left alone for a while, what is there is kept.

    Raises PullError, SettingsError, SourceError, StoppedError, OSError.
    """
    base_url = base_url_of(connection, system, settings_file)
    planned = plan_of(connection, system, wanted, around)
    folder, about = _begun(connection, system, wanted, planned, around)
    endpoints = system.endpoints_for(wanted.records)
    with _client(connection, system, base_url, around) as client:
        options, before = system.options_of(connection.options), _chain(about.base, around.folder)
        fetching = Fetching(folder, client, around.clock, options, _listener(connection, around.events), before)
        try:
            for one in endpoints:
                _fetch_endpoint(one, endpoints, about.base, wanted, around, fetching)
        except PausedError as paused:
            until = paused.until.isoformat(timespec="seconds")
            about = replace(about, waits_until=until, waits_for=paused.why)
        finally:
            about = replace(
                about, calls=about.calls + client.calls, started=_earlier(about.started, client.server_time)
            )
            write_about(folder, about)
    return about if about.waits_until else _frozen(folder, about, endpoints, wanted, around)


def _begun(
    connection: Connection, system: System, wanted: Wanted, planned: Planned, around: Surroundings
) -> tuple[Path, Frozen]:
    """Return the folder of a pull and what it says about itself: the one that is gone on with, or a new one."""
    now = around.clock.now()
    folder = around.folder / (planned.resumes or _new_name(now, around.folder))
    if planned.resumes:
        return folder, replace(read_about(folder), waits_until="", waits_for="")
    about = Frozen(
        connection.name,
        system.name,
        now.astimezone(UTC).isoformat(timespec="seconds"),
        around.version,
        base=planned.base,
        base_sha256=read_about(around.folder / planned.base).sha256 if planned.base else "",
        asked={each: sorted(headings) for each, headings in wanted.records.items()},
        options=dict(connection.options),
    )
    make_folder(folder)
    write_about(folder, about)
    return folder, about


def _listener(connection: Connection, events: Events) -> Callable[[str, int], None]:
    """Return what is told of each page: it tells the events how far the pull is, and stops it where they say so."""
    counted: Counter[str] = Counter()

    def arrived(endpoint: str, found: int) -> None:
        counted[endpoint] += found
        events.progress(endpoint, counted[endpoint], 0)
        if events.stopped():
            raise StoppedError(f"stopped; what has arrived of {connection.name} is kept: pull again to go on")

    return arrived


def _earlier(started: str, server_time: datetime | None) -> str:
    """Return when the pull began by the clock that is behind: changes are asked for since then."""
    return min(started, server_time.isoformat(timespec="seconds")) if server_time else started


def _fetch_endpoint(
    one: Endpoint, endpoints: Sequence[Endpoint], base: str, wanted: Wanted, around: Surroundings, fetching: Fetching
) -> None:
    since = _since(one, base, wanted, around.folder)
    if one.changes_only and not since:
        return
    headings = tuple(wanted.records.get(one.feeding, ()))

    def prepare(request: Request) -> Request:
        asked = one.fields(request, headings) if one.fields and headings else request
        return one.since(asked, since) if one.since and since else asked

    parent = next((each for each in endpoints if each.name == one.of), None)
    spans = tuple(one.spans.between(since, started_at(fetching.pull.name))) if one.spans else ()
    fetch(one, parent, prepare, fetching, since, spans)
    if since and one.is_there:
        fetch(_for_keys(one), parent, lambda request: one.is_there(request, ()) if one.is_there else request, fetching)


def _for_keys(endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, name=f"{endpoint.name}.keys", keys_only=True)


def _frozen(folder: Path, about: Frozen, endpoints: Sequence[Endpoint], wanted: Wanted, around: Surroundings) -> Frozen:
    pages, records = {}, {}
    for one in endpoints:
        count, hashed = hash_of_pages(page_file(folder, one.name))
        pages[one.name] = {"pages": count, "sha256": hashed}
    for name in wanted.records:
        feeding = [one for one in endpoints if one.feeding == name]
        count, hashed = write_rows(rows_file(folder, name), rows_made(folder, feeding))
        complete = not any(_adds(one, about.base, wanted, around.folder) for one in feeding)
        records[name] = {"rows": count, "sha256": hashed, "complete": complete}
        swept = next((one for one in feeding if one.is_there), None)
        if swept and not complete:
            keys = keys_made(folder, swept, f"{swept.name}.keys")
            _, records[name]["keys"] = write_rows(rows_file(folder, f"{name}.keys"), keys)
    finished = around.clock.now().astimezone(UTC).isoformat(timespec="seconds")
    about = replace(about, state=FINISHED, finished=finished, pages=pages, records=records)
    write_about(folder, about)
    return about


@contextmanager
def _client(connection: Connection, system: System, base_url: str, around: Surroundings) -> Iterator[Client]:
    limits = Limiter(system.limits, Budget(around.folder, around.clock), around.clock, around.patience)
    options = system.options_of(connection.options)
    others = (one.format_map(options) for one in system.hosts)
    client = Client(
        connection.name,
        base_url,
        system.auth,
        secrets_of(connection.name),
        options,
        {host_of(base_url), *(host_of(one) if "://" in one else one for one in others)},
        limits,
        system.judge,
        around.clock,
        private_network=connection.private_network,
    )
    try:
        yield client
    finally:
        client.close()


def _since(endpoint: Endpoint, base: str, wanted: Wanted, folder: Path) -> datetime | None:
    """Return the moment since when an endpoint is asked for changes; None: for everything."""
    if not base or endpoint.since is None or wanted.full or (endpoint.forgets and not _has(base, endpoint, folder)):
        return None
    begun = wanted.since or datetime.fromisoformat(read_about(folder / base).started)
    return begun - timedelta(minutes=endpoint.overlap)


def _adds(endpoint: Endpoint, base: str, wanted: Wanted, folder: Path) -> bool:
    """Return whether what an endpoint gives comes to what the pulls before have of it."""
    had = endpoint.forgets and bool(base) and _has(base, endpoint, folder)
    return had or _since(endpoint, base, wanted, folder) is not None


def _has(pull: str, endpoint: Endpoint, folder: Path) -> bool:
    return endpoint.name in read_about(folder / pull).pages


def _base(connection: Connection, endpoints: Sequence[Endpoint], wanted: Wanted, folder: Path) -> str:
    """Return the pull that a new one adds to; empty where it is to hold everything.

    After `keep` pulls that add to one another everything is read again, so that old ones need not be kept for ever,
    and what no feed of changes has told is put right. What the system itself keeps for a while only is never let go.
    """
    name = newest(folder)
    if name and {**read_about(folder / name).options} != {**connection.options}:
        return ""  # another survey or account, say: what it had before would be missing
    if name and any(one.forgets for one in endpoints):
        return name
    if wanted.full or not name:
        return ""
    chain = _chain(name, folder)
    for each in chain:
        asked = read_about(each).asked
        if any(list(asked.get(records, ())) != sorted(headings) for records, headings in wanted.records.items()):
            return ""  # other fields are read now: of what has not changed they would be missing
    return name if len(chain) < connection.keep else ""


def _chain(name: str, folder: Path) -> tuple[Path, ...]:
    """Return a pull, and those that it adds to, the oldest first; nothing where the name is empty."""
    found: list[Path] = []
    while name:
        found.append(folder / name)
        name = read_about(folder / name).base
    return tuple(reversed(found))


def _under_way(connection: Connection, system: System, wanted: Wanted, folder: Path) -> str:
    """Return the pull that was begun for the same, and can be gone on with; empty where there is none."""
    for name in reversed(pulls_of(folder)):
        about = read_about(folder / name)
        if about.is_finished:
            return ""
        same = {each: sorted(headings) for each, headings in wanted.records.items()} == {**about.asked}
        same = same and about.system == system.name and {**about.options} == {**connection.options}
        if same and not (wanted.full and about.base):
            return name
    return ""


def _new_name(now: datetime, folder: Path) -> str:
    taken = set(pulls_of(folder))
    while (name := pull_name(now)) in taken:
        now += timedelta(seconds=1)
    return name


def remove_old(folder: Path, keep: int) -> tuple[str, ...]:
    """Remove the pulls of a connection but the newest `keep` finished ones, what these add to, and what is under way
    behind them. Returns their names. Raises OSError, SourceError."""
    names = pulls_of(folder)
    states = {name: read_about(folder / name) for name in names}
    finished = [name for name in names if states[name].is_finished]
    needed = set(finished[-keep:])
    for name in reversed(names):
        if name in needed and states[name].base:
            needed.add(states[name].base)
    newest_one = finished[-1] if finished else ""
    removed = tuple(name for name in names if name not in needed and (states[name].is_finished or name < newest_one))
    for name in removed:
        remove_folder(folder / name)
    return removed
