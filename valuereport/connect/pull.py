"""One pull of a connection: begun, or gone on with where it stopped; frozen once everything is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from valuereport.connect.address import base_url_of
from valuereport.connect.auth import secrets_of
from valuereport.connect.client import Client
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.fetch import Fetching, fetch
from valuereport.connect.hosts import host_of
from valuereport.connect.limits import Budget, Limiter, PausedError
from valuereport.connect.lists import Asking
from valuereport.connect.make_rows import keys_made, rows_made
from valuereport.connect.page_file import hash_of_pages, page_file
from valuereport.connect.plan import Planned, Surroundings, Wanted, adds, chain_of, plan_of, since_of
from valuereport.connect.system import System
from valuereport.errors import StoppedError
from valuereport.events import Events
from valuereport.files import make_folder
from valuereport.pulls import (
    FINISHED,
    Frozen,
    pull_name,
    pulls_of,
    read_about,
    rows_file,
    write_about,
    write_rows,
)
from valuereport.settings import Connection


def pull(connection: Connection, system: System, wanted: Wanted, around: Surroundings, settings_file: str) -> Frozen:
    """Fetch what is wanted, and freeze it. Where the system has to be left alone for a while, what is there is kept.

    Raises PullError, SettingsError, SourceError, StoppedError, OSError.
    """
    base_url = base_url_of(connection, system, settings_file)
    planned = plan_of(connection, system, wanted, around)
    folder, about = _begun(connection, system, wanted, planned, around)
    endpoints = system.endpoints_for(wanted.records)
    with _client(connection, system, base_url, around) as client:
        fetching = Fetching(client, around.clock, _listener(connection, around.events))
        try:
            for asking in _askings(endpoints, about, wanted, folder, system.options_of(connection.options)):
                fetch(asking, fetching)
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


def _askings(
    endpoints: Sequence[Endpoint], about: Frozen, wanted: Wanted, pull: Path, options: Mapping[str, str]
) -> Iterator[Asking]:
    """Yield what is asked, in order: each endpoint, and behind it the ids alone where these tell what was deleted."""
    by_name, before = {one.name: one for one in endpoints}, chain_of(about.base, pull.parent)
    for one in endpoints:
        since = since_of(one, about.base, wanted, pull.parent)
        if since is None and one.changes and one.changes.alone:
            continue
        parent = by_name[one.parents.of] if one.parents else None
        headings = wanted.records.get(one.feeding, ())
        asking = Asking(one, parent, since, headings, options, pull, before)
        yield asking
        if since and one.changes and one.changes.ids:
            yield replace(asking, endpoint=replace(one, name=f"{one.name}.keys", keys_only=True))


def _frozen(folder: Path, about: Frozen, endpoints: Sequence[Endpoint], wanted: Wanted, around: Surroundings) -> Frozen:
    pages, records = {}, {}
    for one in endpoints:
        count, hashed = hash_of_pages(page_file(folder, one.name))
        pages[one.name] = {"pages": count, "sha256": hashed}
    for name in wanted.records:
        feeding = [one for one in endpoints if one.feeding == name]
        count, hashed = write_rows(rows_file(folder, name), rows_made(folder, feeding))
        complete = not any(adds(one, about.base, wanted, around.folder) for one in feeding)
        records[name] = {"rows": count, "sha256": hashed, "complete": complete}
        swept = next((one for one in feeding if one.changes and one.changes.ids), None)
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


def _new_name(now: datetime, folder: Path) -> str:
    taken = set(pulls_of(folder))
    while (name := pull_name(now)) in taken:
        now += timedelta(seconds=1)
    return name
