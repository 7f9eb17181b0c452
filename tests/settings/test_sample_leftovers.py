"""What is left of the sample in an organisation's workspace is seen by value, whatever file it stands in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.files import digest_of_file
from valuereport.settings import load_settings
from valuereport.settings.sample_leftovers import never_delivered, sample_leftovers

FOLDER = Path(__file__).parent.parent.parent / "sample_data"
_READ = load_settings(FOLDER / "valuereport.toml")
SAMPLE: dict[str, Any] = json.loads(
    json.dumps(
        {
            "settings": _READ.workspace.model_dump(mode="json"),
            "judgement": _READ.judgement.model_dump(mode="json"),
            "brand": {"logo": digest_of_file(FOLDER / "logo.svg")},
            "inputs": {"helpline.tsv": digest_of_file(FOLDER / "helpline.tsv")},
        }
    )
)
OWN_ORGANISATION = {
    "name": "Guild of Surveyors",
    "address": ["1 Quay"],
    "strapline": None,
    "email": "hello@guild.org",
    "phone": "",
    "website": "https://guild.org",
    "renewal_page": "",
    "signatory": "Ada Writer",
}


def workspace(**organisation: object) -> dict[str, Any]:
    """Return a workspace that is the sample's but for these keys of the organisation."""
    own: dict[str, Any] = json.loads(json.dumps(SAMPLE))
    own["settings"]["organisation"] |= organisation
    return own


def replaced() -> dict[str, Any]:
    """Return a workspace in which nothing is the sample's any more."""
    own = workspace(**OWN_ORGANISATION)
    own["settings"]["email"] |= {"sender": "", "unsubscribe_page": "https://guild.org/{token}", "unsubscribe_email": ""}
    own["settings"]["rate"], own["settings"]["texts"] = [], {}
    own["brand"], own["inputs"] = {"logo": "0" * 64}, {"helpline.tsv": "1" * 64}
    own["judgement"]["policy_wins"], own["judgement"]["entitlements"] = [], []
    for assumption in own["judgement"]["assumptions"].values():
        assumption["source"] = assumption["source"] if assumption["url"] else "Our survey"
    own["judgement"]["taxonomy"]["activity"].pop()
    return own


def left(own: dict[str, Any]) -> dict[str, str]:
    return {each.where: each.what for each in sample_leftovers(own, SAMPLE)}


def test_the_sample_itself_is_played_with() -> None:
    assert left(workspace()) == {}
    assert left(workspace(name=" institute of  Building aftercare")) == {}


def test_where_members_can_be_written_to_it_is_no_play() -> None:
    found = {each.where for each in sample_leftovers(workspace(), SAMPLE, lambda: True)}
    assert {"organisation.name", "organisation.address", "email.sender", "exports"} <= found


def test_a_workspace_with_another_name_alone_is_all_the_samples() -> None:
    found = left(workspace(name="Guild of Surveyors"))
    assert found.keys() == {
        *(
            f"organisation.{key}"
            for key in ("address", "strapline", "email", "phone", "website", "renewal_page", "signatory")
        ),
        *(f"email.{key}" for key in ("sender", "unsubscribe_page", "unsubscribe_email")),
        *(
            "texts.standard.thanks",
            "brand.logo",
            "rate.source",
            "assumptions",
            "taxonomy",
            "policy_wins",
            "entitlements",
        ),
        "exports",
    }
    assert found["organisation.phone"] == "+44 117 496 0142"
    assert found["exports"] == "helpline.tsv"
    assert "and " in found["assumptions"]


def test_a_workspace_of_ones_own_has_nothing_of_it() -> None:
    assert left(replaced()) == {}


CHANGES: dict[str, tuple[tuple[str, ...], object]] = {
    "organisation.phone": (("settings", "organisation", "phone"), "+44  117 496 0142 "),
    "organisation.address": (
        ("settings", "organisation", "address"),
        [line.upper() for line in _READ.workspace.organisation.address],
    ),
    "organisation.renewal_page": (
        ("settings", "organisation", "renewal_page"),
        "https://building-aftercare.example/renew",
    ),
    "email.reply_to": (("settings", "email", "reply_to"), "office@building-aftercare.example"),
    "email.statement_page": (
        ("settings", "email", "statement_page"),
        "https://my.Building-Aftercare.example/{token}",
    ),
    "texts.light-use.thanks": (("settings", "texts", "light-use"), SAMPLE["settings"]["texts"]["standard"]),
    "brand.signature": (("brand", "signature"), SAMPLE["brand"]["logo"]),
    "exports": (("inputs", "ours/calls.tsv"), SAMPLE["inputs"]["helpline.tsv"]),
    "policy_wins": (("judgement", "policy_wins"), [SAMPLE["judgement"]["policy_wins"][0] | {"id": "ours"}]),
    "entitlements": (("judgement", "entitlements"), SAMPLE["judgement"]["entitlements"][:1]),
    "taxonomy": (("judgement", "taxonomy"), SAMPLE["judgement"]["taxonomy"]),
    "rate.source": (("settings", "rate"), [SAMPLE["settings"]["rate"][0] | {"rate": 0.9}]),
}


@pytest.mark.parametrize("where", CHANGES)
def test_one_thing_is_seen_under_any_key_and_by_what_it_says(where: str) -> None:
    """Written with other spaces, on another page of the sample's domain, in a file of another name."""
    own = replaced()
    (*path, last), value = CHANGES[where]
    place = own
    for key in path:
        place = place[key]
    place[last] = value
    assert left(own).keys() == {where}


def test_public_statistics_may_be_cited_by_everybody() -> None:
    own = replaced()
    own["judgement"]["assumptions"] = SAMPLE["judgement"]["assumptions"]
    (found,) = left(own).values()
    assert "hour-of-work-fellow" in found  # a survey of the sample's own
    assert "hour-of-work-associate" not in found  # the Office for National Statistics


@pytest.mark.parametrize(
    "address", ["", "a@b.example", "a@b.EXAMPLE.", "a@example.com", "a@mail.example.org", "a@localhost", "a@x.test"]
)
def test_addresses_that_are_kept_for_examples(address: str) -> None:
    assert never_delivered(address)


@given(st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.(org|com|de|examples|testing)", fullmatch=True))
def test_addresses_of_somebody(address: str) -> None:
    assert never_delivered(address) == (address.split("@")[1] in ("example.com", "example.org"))
