"""Nothing of the sample organisation reaches a member by mistake: check and review list it, approve refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tests.deliver.campaigns import campaign, ledger_url, member
from tests.workspaces import edited
from valuereport.cli import cli
from valuereport.cli.remedies import message
from valuereport.errors import DeliveryError

SAMPLE = Path(__file__).parent.parent.parent / "sample_data"
_PAGE = "https://guild.example/stop?who={token}"
_SAMPLES_PAGE = "https://www.building-aftercare.example/unsubscribe?who={token}"
_IDENTITY = {
    'name = "Guild of Examples"': 'name = "Institute of Building Aftercare"',
    'address = ["1 Sample Street", "London", "EC1A 1AA"]': (
        'address = ["Lantern House", "14 Wharf Court", "Bristol BS1 0ZZ", "United Kingdom"]'
    ),
    'email = "members@guild.example"': 'email = "membership@building-aftercare.example"',
    'website = "https://guild.example"': 'website = "https://www.building-aftercare.example"',
    'signatory = "A. Writer"': 'signatory = "Margaret Ellwood"',
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the settings of an organisation of its own with a run that nobody has approved."""
    return campaign(tmp_path, [member(number) for number in range(3)])


def call(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--config", str(path)])


def approved(path: Path, *more: str) -> str:
    result = call(path, "approve", "r", "--by", "Ada", "--yes", *more)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def refused(path: Path) -> str:
    result = call(path, "approve", "r", "--by", "Ada", "--yes")
    assert isinstance(result.exception, DeliveryError), (result.output, result.exception)
    assert "--although-sample" in message(result.exception)
    return message(result.exception)


def test_an_unsubscribe_page_of_the_samples_is_listed_and_refused(path: Path) -> None:
    edited(path, _PAGE, _SAMPLES_PAGE)
    assert f"email.unsubscribe_page: {_SAMPLES_PAGE}" in refused(path)
    text = call(path, "approve", "r").output
    assert "THESE STILL ARE THE SAMPLE'S:\n  email.unsubscribe_page: https://www.building-aftercare" in text
    page = (path.parent / "output" / "r" / "review.html").read_text(encoding="utf-8")
    assert "Still the sample&#39;s" in page
    assert _SAMPLES_PAGE in page
    draft = call(path, "email", "--run", "r", "--hand-over-to", str(path.parent / "mail"))
    assert isinstance(draft.exception, DeliveryError)


def test_whoever_means_it_says_so_and_that_is_written_down(path: Path) -> None:
    edited(path, _PAGE, _SAMPLES_PAGE)
    assert "approved by Ada" in approved(path, "--although-sample")
    with sa.create_engine(ledger_url(path)).connect() as connection:
        (why,) = connection.execute(sa.text("SELECT why FROM ledger_approval")).scalars()
    assert why == f"although of the sample: email.unsubscribe_page: {_SAMPLES_PAGE}"


def test_the_samples_logo_is_seen_under_another_name(path: Path) -> None:
    shutil.copy(SAMPLE / "logo.svg", path.parent / "our-logo.svg")
    edited(path, "[period]\n", '[brand]\nlogo = "our-logo.svg"\n\n[period]\n')
    assert "brand.logo" in refused(path)


def test_what_a_run_was_made_with_counts_not_only_what_the_settings_say_since(path: Path) -> None:
    run = path.parent / "output" / "r" / "run.json"
    frozen = json.loads(run.read_text(encoding="utf-8"))
    frozen["settings"]["organisation"] = {"name": "Guild of Examples", "phone": "+44 117 496 0142"}
    run.write_text(json.dumps(frozen), encoding="utf-8")
    assert "organisation.phone: +44 117 496 0142" in refused(path)


def test_an_organisation_of_its_own_is_asked_nothing(path: Path) -> None:
    assert "SAMPLE" not in approved(path)


def test_the_sample_is_played_with_until_somebody_could_get_its_mail(tmp_path: Path) -> None:
    for name, address in (("play", "m@members.example"), ("real", "m@surveys.ie")):
        path = campaign(tmp_path / name, [member(0), member(1, Email=address)])
        for own, samples in _IDENTITY.items():
            edited(path, own, samples)
        if name == "play":
            assert "approved by Ada" in approved(path)
        else:
            assert "organisation.name: Institute of Building Aftercare" in refused(path)


def test_one_statement_by_email_is_no_way_around_it(path: Path) -> None:
    edited(path, _PAGE, _SAMPLES_PAGE)
    arguments = ("statement", "M0001", "--email", "--yes", "--hand-over-to", str(path.parent / "mail"))
    result = call(path, *arguments)
    assert isinstance(result.exception, DeliveryError), (result.output, result.exception)
    assert "email.unsubscribe_page" in str(result.exception)
    assert not (path.parent / "mail").exists()


def test_check_lists_what_is_still_the_samples(tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "w")
    assert "still the sample's" not in call(folder / "valuereport.toml", "check").output
    edited(folder / "valuereport.toml", 'name = "Institute of Building Aftercare"', 'name = "Guild of Examples"')
    text = call(folder / "valuereport.toml", "check").output
    for where in ("organisation.phone", "email.sender", "brand.logo", "assumptions", "policy_wins", "exports"):
        assert f"still the sample's: {where}" in text
    assert "still the sample's: organisation.name" not in text
