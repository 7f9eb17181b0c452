"""Whatever the system, its pages and its lists of lists: a member is in no byte of a pull any more, all others are."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.connect import test_civicrm as civicrm
from tests.connect import test_moodle as moodle
from tests.connect import test_zoom as zoom
from tests.connect.pulling import Pulling, pulling
from tests.fakes.civicrm import CiviCRM
from tests.fakes.eventbrite import Eventbrite
from tests.fakes.hubspot import HubSpot
from tests.fakes.kit import Kit
from tests.fakes.mailchimp import Mailchimp
from tests.fakes.moodle import Moodle
from tests.fakes.organisation import Person, organisation
from tests.fakes.zoom import Zoom
from valuereport.actions.forget_pulls import forget_in_all_pulls, pulls_with_member
from valuereport.loaders import load
from valuereport.pulls import newest, read_about, read_records

PEOPLE = organisation(60)
_SOURCE = """
[[source]]
name = "{preset}-of-it"
pull = "{system}"
preset = "{preset}"
{more}
"""
_USED = '[source.columns]\nactivity = { value = "cpd-webinar" }'
Served = Callable[[Path], AbstractContextManager[Pulling]]


def sources(system: str, *presets: str, used: tuple[str, ...] = ()) -> str:
    return "".join(_SOURCE.format(system=system, preset=one, more=_USED if one in used else "") for one in presets)


def hubspot(folder: Path) -> AbstractContextManager[Pulling]:
    came = "hubspot-api-attendances"
    text = sources("hubspot", "hubspot-api-people", "hubspot-api-companies", "hubspot-api-deals", came, used=(came,))
    return pulling(HubSpot(PEOPLE), folder, text, connection="hubspot")


def eventbrite(folder: Path) -> AbstractContextManager[Pulling]:
    text = sources("eventbrite", "eventbrite-attendees", used=("eventbrite-attendees",))
    return pulling(Eventbrite(PEOPLE), folder, text, connection="eventbrite", settings='base_url = "{url}/v3"')


def webinars(folder: Path) -> AbstractContextManager[Pulling]:
    text = zoom.WEBINARS + zoom.MEETINGS
    return pulling(Zoom(PEOPLE), folder, text, connection="zoom", settings=zoom.SETTINGS, secrets=zoom.SECRETS)


def courses(folder: Path) -> AbstractContextManager[Pulling]:
    return pulling(Moodle(PEOPLE, 2), folder, moodle.COMPLETIONS + moodle.GRADES, connection="moodle")


def tags(folder: Path) -> AbstractContextManager[Pulling]:
    text = sources("kit", "kit-tags", "kit-stats", used=("kit-tags", "kit-stats"))
    return pulling(Kit(PEOPLE), folder, text, connection="kit", settings='base_url = "{url}/v4"')


def opt_outs(folder: Path) -> AbstractContextManager[Pulling]:
    text = '[email]\ndo_not_email = "pull:mailchimp"\n'
    settings = 'base_url = "{url}/3.0"'
    return pulling(Mailchimp(PEOPLE), folder, text, connection="mailchimp", settings=settings)


def contacts(folder: Path) -> AbstractContextManager[Pulling]:
    text = sources("civicrm", "civicrm-api-members", "civicrm-api-membership-log", "civicrm-api-contributions")
    return pulling(CiviCRM(PEOPLE), folder, text, connection="civicrm", settings=civicrm._CLEAN)


def unpacked(folder: Path) -> str:
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    data = (gzip.decompress(each) if each[:2] == b"\x1f\x8b" else each for each in (one.read_bytes() for one in files))
    return b"\n".join(data).decode().lower()


def words(values: Mapping[str, object]) -> Iterator[str]:
    for value in values.values():
        yield from (str(one).lower() for one in (value if isinstance(value, list) else [value]))


def found_in(text: str) -> Iterator[Person]:
    return (one for one in PEOPLE.people if one.email in text)


@pytest.mark.parametrize("served", [hubspot, eventbrite, webinars, courses, tags, opt_outs, contacts])
def test_a_member_leaves_a_pull_and_nobody_else_does(tmp_path: Path, served: Served) -> None:
    with served(tmp_path) as found:
        if isinstance(found.fake, Zoom):
            found.fake.now = lambda: found.time.moment
        found.pull()
        there = list(found_in(unpacked(found.folder)))
        assert len(there) > 3
        gone, name = there[len(there) // 2], newest(found.folder)
        about = read_about(found.folder / name)
        before = {records: read_records(found.folder, records).rows for records in about.records}
        members = load(found.workspace.settings).frames["members"]
        ids = members[members["emails"].str.contains(gone.email, regex=False)]["member_id"].tolist()
        assert pulls_with_member(found.workspace.settings, ids, (gone.email,)) == (f"{found.connection}/{name}",)
        forget_in_all_pulls(found.workspace.settings, ids, (gone.email,))
        text = unpacked(found.folder)
        assert list(found_in(text)) == [one for one in there if one is not gone]
        lost = []
        for records, rows in before.items():
            after = read_records(found.folder, records).rows
            lost += [(key, rows[key]) for key in rows if key not in after]
            assert all(after[key] == rows[key] for key in after)
        theirs = {*ids, gone.email}
        assert all(theirs & {key, *words(values)} for key, values in lost)
        assert pulls_with_member(found.workspace.settings, ids, (gone.email,)) == ()
        found.pull()
