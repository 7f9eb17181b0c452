"""Tiers stand on dated evidence, scoring is obeyed, and lists ask nobody for a favour who is not content."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from tests.insights.flywheel import example
from tests.insights.flywheel.example import RULES, SURVEYS, joined, wheel_of
from valuereport.insights.flywheel.advocates import advocates, referral_links
from valuereport.insights.flywheel.answers import answers_to
from valuereport.insights.flywheel.lists import Contacts
from valuereport.insights.renewals import renewals
from valuereport.model.flywheel import TIERS, Advocates
from valuereport.model.histories import Histories
from valuereport.model.insight import MemberList, Withheld
from valuereport.settings.surveys import Survey, Wave

OF_EACH = 6
OWN = example.OWN.model_copy(update={"contributor_from": 1})
GROUPS = ("quiet", "happy", "keen", "idle", "bringer", "giver")


def organisation() -> Histories:
    """Six members of each kind: quiet; happy (7); keen (10, active); idle (10, inactive); bringers; givers (one: 3)."""
    members: list[dict[str, Any]] = []
    terms: list[tuple[Any, ...]] = []
    for prefix in GROUPS:
        more, of_them = joined("2023-03-01", OF_EACH, prefix, low=300.0, fee=100.0)
        members, terms = [*members, *more], [*terms, *((one[0], one[1], "", one[3]) for one in of_them)]
    new, of_new = joined("2026-02-01", OF_EACH, "new")
    members += [{**one, "referred_by": f"bringer{n}"} for n, one in enumerate(new)]
    terms += of_new
    uses = [(f"{prefix}{n}", "cpd-webinar", "2026-06-01") for prefix in GROUPS[1:] for n in range(OF_EACH)]
    uses = [one for one in uses if not one[0].startswith("idle")]
    uses += [(f"keen{n}", "mentoring", f"2026-07-0{day}") for n in range(OF_EACH) for day in range(1, n + 2)]
    uses += [(f"giver{n}", "committee", "2026-08-01") for n in range(OF_EACH)]
    uses += [("quiet0", "committee", "2024-08-01"), ("giver0", "committee", "2025-11-01")]
    answers = [(f"happy{n}", "nps", "7", "2026-05-01") for n in range(OF_EACH)]
    answers += [(f"{prefix}{n}", "nps", "10", "2026-05-01") for prefix in ("keen", "idle") for n in range(OF_EACH)]
    answers += [("giver1", "nps", "3", "2026-05-01"), ("quiet1", "nps", "10", "2022-05-01")]
    answers += [
        ("quiet2", "help", "6", "2026-05-01"),
        ("quiet3", "help", "5", "2026-05-01"),
        ("quiet4", "nps", "9", "guess"),
        ("happy1", "nps", "6", "2025-10-01"),
    ]
    return wheel_of(members, terms, uses, answers=answers)


def told(
    histories: Histories, contacts: Contacts | None = None, scored: Any = None
) -> tuple[Advocates, dict[str, MemberList]]:
    mask = np.ones(len(histories.members), bool) if scored is None else scored
    found, lists = advocates(histories, renewals(histories, RULES), RULES, OWN, SURVEYS, mask, contacts)
    assert isinstance(found, Advocates)
    return found, {one.name: one for one in lists}


def rows(found: MemberList) -> dict[str, dict[str, Any]]:
    at = found.columns.index("member_id")
    return {str(row[at]): dict(zip(found.columns, row, strict=True)) for row in found.rows}


def test_a_tier_is_the_highest_one_for_which_there_is_evidence() -> None:
    found, lists = told(organisation())
    listed = rows(lists["advocates"])
    tier = {name: listed.get(f"{name}2", {"tier": "passive"})["tier"] for name in GROUPS}
    assert tier == {
        "quiet": "satisfied",  # 6 of 7 for a service
        "happy": "satisfied",
        "keen": "promoter",
        "idle": "satisfied",  # a rating alone is no deed
        "bringer": "referrer",
        "giver": "contributor",
    }
    assert not {"quiet1", "quiet3", "quiet4"} & listed.keys()  # too old; 5 of 7; a workshop's guess
    assert [(one.tier, one.members) for one in found.tiers] == [
        ("passive", 11),
        ("satisfied", 13),
        ("promoter", 6),
        ("referrer", 6),
        ("contributor", 6),
    ]
    assert tuple(one.tier for one in found.tiers) == TIERS
    bringer = listed["bringer0"]
    assert (bringer["members_brought"], bringer["last_brought_on"]) == (1, date(2026, 2, 1))
    assert bringer["thank_for"] == "bringing a member"


def test_who_moved_up_is_seen_from_a_year_ago() -> None:
    found, lists = told(organisation())
    listed = rows(lists["advocates"])
    assert (listed["giver0"]["moved"], listed["giver2"]["moved"]) == ("", "up")
    assert listed["giver2"]["tier_a_year_ago"] == "passive"
    # Five who gave, six who brought a member, one who said 6 then; whose first rating is of this year has not moved.
    assert (found.moved_up, found.moved_down) == (12, 0)
    assert found.since == date(2026, 1, 1)


def test_nobody_is_asked_for_a_favour_who_is_not_content_or_asked_too_often() -> None:
    consents = {"giver2": date(2026, 3, 1), "happy0": date(2026, 3, 1)}
    contacts = Contacts(consents, asked_for_story=("giver3",), too_often=("keen0",), no_contact=("keen1",))
    _, lists = told(organisation(), contacts)
    listed = rows(lists["advocates"])
    assert listed["giver0"]["next"] == "ask for a story"
    assert listed["giver1"]["next"] == "ask what is missing"  # said 3
    assert listed["giver2"]["next"] == listed["giver3"]["next"] == "ask to pass on the referral link"
    assert listed["keen0"]["next"] == listed["keen1"]["next"] == "ask nothing now"
    assert (listed["happy0"]["tier"], listed["happy0"]["consent_since"]) == ("contributor", date(2026, 3, 1))
    candidates = rows(lists["story_candidates"])
    assert not {"giver1", "giver2", "giver3", "keen0", "keen1", "idle0", "happy0", "quiet2"} & candidates.keys()
    assert list(candidates)[:3] == ["giver0", "giver4", "giver5"]
    assert candidates["keen5"]["most_used"] == "mentoring"
    assert candidates["keen5"]["because"] == "recommends us"
    interviews = list(rows(lists["interviews"]))
    assert interviews[:3] == ["keen5", "keen4", "keen3"]
    assert not {"keen0", "keen1", "idle0"} & {*interviews}


def test_what_members_give_must_weigh_enough() -> None:
    """A committee weighs 2: one of its meetings makes no contributor of 3."""
    histories = organisation()
    own = OWN.model_copy(update={"contributor_from": 3, "weights": {"committee": 2.0}})
    mask = np.ones(len(histories.members), bool)
    found, lists = advocates(histories, renewals(histories, RULES), RULES, own, SURVEYS, mask)
    assert isinstance(found, Advocates)
    assert [one.members for one in found.tiers if one.tier == "contributor"] == [0]
    assert rows(lists[0]).get("giver2") is None
    later = own.model_copy(update={"weights": {"committee": 3.0}})
    assert rows(advocates(histories, renewals(histories, RULES), RULES, later, SURVEYS, mask)[1][0])["giver2"]


def test_scoring_is_obeyed() -> None:
    histories = organisation()
    contacts = Contacts({"happy0": date(2026, 3, 1)})
    assert advocates(
        histories, renewals(histories, RULES), RULES, OWN, SURVEYS, Withheld("no_scoring_basis"), contacts
    ) == (Withheld("no_scoring_basis"), ())
    mask = np.ones(len(histories.members), bool)
    mask[12:18] = False  # keen
    found, lists = told(histories, contacts, mask)
    assert found.opted_out == 6
    assert not any("keen" in str(cell) for one in lists.values() for row in one.rows for cell in row)
    assert sum(one.members or 0 for one in found.tiers) == 36


def test_small_tiers_are_not_shown_and_cannot_be_subtracted() -> None:
    histories = organisation()
    mask = np.ones(len(histories.members), bool)
    mask[13:18] = False  # one promoter is left
    found, _ = told(histories, scored=mask)
    shown = {one.tier: one.members for one in found.tiers}
    assert shown["promoter"] is None
    assert sum(count is None for count in shown.values()) == 2


def test_contributors_are_ranked_with_the_range_of_their_ranks() -> None:
    _, lists = told(organisation())
    found = rows(lists["contributors"])
    assert {one["rank"] for one in found.values()} == {1}
    assert len(found) == 6


def test_links_are_for_members_of_today_and_rank_nobody() -> None:
    histories = organisation()
    assert referral_links(histories, OWN, str) is None
    own = OWN.model_copy(update={"join_page": "https://guild.example/join?lang=en"})
    found = referral_links(
        replace(histories, members=histories.members.assign(current=[True, *[False] * 41])), own, str.upper
    )
    assert found is not None
    assert found.rows == (("quiet0", "", "https://guild.example/join?lang=en&by=QUIET0"),)


def test_answers_of_a_wave_that_was_declared_anonymous_later_are_nobodys() -> None:
    found = organisation()
    assert len(answers_to(found, SURVEYS, "nps").frame) > 0
    whole = SURVEYS.model_copy(update={"survey": (Survey(id="members", label={"en": "Members"}, anonymous=True),)})
    wave = SURVEYS.model_copy(update={"wave": (*SURVEYS.wave, Wave(survey="members", id="w1", anonymous=True))})
    assert [len(answers_to(found, one, "nps").frame) for one in (whole, wave)] == [0, 0]
