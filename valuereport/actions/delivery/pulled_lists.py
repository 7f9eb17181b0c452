"""What connections say of who gets no email: read from their newest pull, and how old that may be when mail goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from valuereport.deliver.pulled_list import read_pulled_list
from valuereport.deliver.stop_list import Known
from valuereport.errors import DeliveryError, Problem, Remedy
from valuereport.model.stop_list import StopList
from valuereport.pulls import newest, read_about, read_records
from valuereport.settings import PulledList, Settings, pulled_lists, pulls_folder


def read_pulled(settings: Settings, one: PulledList, known: Known) -> StopList:
    """Return whom a connection's newest pull names. Raises SourceError where it is damaged."""
    name = f"pull:{one.connection}/{one.records}"
    pull = _newest_with(settings, one)
    if not pull:
        nothing = frozenset[str]()
        missing = Problem(
            "deliver",
            "warning",
            f"no pull of {one.connection} has its {one.records} yet",
            "nobody is kept from email by it, and no email goes before there is one",
            name,
        )
        return StopList(name, 0, nothing, nothing, nothing, nothing, nothing, (), (missing,), "record")
    records = read_records(_folder(settings, one), one.records, pull)
    return read_pulled_list(records.rows, one.preset, f"{name} ({pull})", known)


def watched_pulls(settings: Settings) -> Iterator[Path]:
    """Yield what changes when there is another pull: the folder, and what each pull says about itself."""
    for name in dict.fromkeys(one.connection for one in pulled_lists(settings.workspace)):
        folder = pulls_folder(settings) / name
        yield folder
        yield from sorted(folder.glob("*/pull.json"))


def pulled_there(settings: Settings) -> frozenset[str]:
    """Return the connections, each with its records, that have a pull which says who gets no email."""
    lists = pulled_lists(settings.workspace)
    return frozenset(f"{one.connection}/{one.records}" for one in lists if _newest_with(settings, one))


def old_pulls(settings: Settings) -> tuple[str, ...]:
    """Return the connections that say who gets no email, and whose newest pull is too old or is not there."""
    lists = pulled_lists(settings.workspace)
    return tuple(dict.fromkeys(one.connection for one in lists if _why_old(settings, one)))


def why_not_fresh(settings: Settings) -> str:
    """Return why nothing is emailed before there is another pull, or nothing. Raises SourceError."""
    found: dict[str, str] = {}
    for one in pulled_lists(settings.workspace):
        if why := _why_old(settings, one):
            found.setdefault(one.connection, why)
    return f"Who has unsubscribed since is not known: {'; '.join(found.values())}" if found else ""


def check_fresh(settings: Settings) -> None:
    """Raise DeliveryError where it is not known well enough who has unsubscribed; SourceError."""
    if why := why_not_fresh(settings):
        raise DeliveryError(f"Nothing is sent. {why}. Fetch them first", Remedy("pull", name=old_pulls(settings)))


def _why_old(settings: Settings, one: PulledList) -> str:
    pull = _newest_with(settings, one)
    if not pull:
        return f"no pull of {one.connection} has its {one.records} yet"
    started = datetime.fromisoformat(read_about(_folder(settings, one) / pull).started)
    hours = settings.workspace.email.fresh
    if abs(datetime.now(UTC) - started) <= timedelta(hours=hours):  # one of the future is of a clock that was wrong
        return ""
    return (
        f"the newest pull of {one.connection} began on {started.astimezone(UTC):%d %B %Y at %H:%M} UTC, and may be "
        f"{hours:g} {'hour' if hours == 1 else 'hours'} old ([email] fresh)"
    )


def _newest_with(settings: Settings, one: PulledList) -> str:
    """Return the newest finished pull where it has the records with all that is read of them; else nothing."""
    folder = _folder(settings, one)
    pull = newest(folder)
    about = read_about(folder / pull) if pull else None
    has = about is not None and one.records in about.records and one.headings <= {*about.asked.get(one.records, ())}
    return pull if has else ""


def _folder(settings: Settings, one: PulledList) -> Path:
    return pulls_folder(settings) / one.connection
