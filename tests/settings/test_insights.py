"""[insights], [scoring] and [[alert]]: a wrong value names the file, the key, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import SAMPLE
from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import AlertRule, load_settings
from valuereport.settings.insight_checks import check_alert_nodes, with_contribution

ALERT = '[[alert]]\nid = "renewals"\nnode = "renewal_rate"\nwhen = "<= 0.8"\nowner = "Ada"\n'

WRONG = {
    "[insights]\nsmallest = 3": ("insights.smallest", "3", "5 or more"),
    "[insights]\nsmalest = 12": ("insights.smalest", "a key that is not known", "smallest (did you mean it?)"),
    '[insights]\ncohorts = "years"': ("insights.cohorts", "years", "did you mean year?"),
    "[insights]\nactive = { uses = 0 }": ("insights.active.uses", "0", "1 or more"),
    '[insights]\nactive = { activities = ["refferal"] }': (
        "insights.active.activities",
        "refferal",
        "did you mean referral?",
    ),
    '[insights]\ncontribution = ["forum"]': ("insights.contribution", "forum", "an id from the taxonomy: "),
    '[insights]\nby = ["name"]': ("insights.by", "name", "what a figure is divided by: tenure, grade"),
    "[insights.health]\nrecency = -1": ("insights.health.recency", "-1", "0 or more"),
    "[insights.health]\nrecency = 0\nbreadth = 0\ndepth = 0\ncontribution = 0\nrelationship = 0": (
        "insights.health",
        "a table",
        "one weight over zero at least",
    ),
    "[insights.half_life]\nemail = 0": ("insights.half_life.email", "0", "a number above 0"),
    '[flywheel]\nstaff_hour = "staff-hours"': ("flywheel.staff_hour", "staff-hours", "an id from the assumptions file"),
    "[flywheel]\nweights = { referral = 2 }": ("flywheel.weights", "referral", "members give to others"),
    '[flywheel]\njoin_page = "join us"': ("flywheel.join_page", "join us", "begins with https://"),
    "[flywheel]\nevidence_days = 3": ("flywheel.evidence_days", "3", "30 or more"),
    '[scoring]\nassessed_on = "soon"': ("scoring.assessed_on", "soon", "a day such as 2026-12-31"),
    ALERT.replace("<= 0.8", "under 80 %"): ("alert.renewals.when", "under 80 %", 'a target such as ">= 0.85"'),
    ALERT.replace('node = "renewal_rate"', ""): ("alert.renewals", "a table", "node or measure, one of them"),
    ALERT.replace('node = "renewal_rate"', 'measure = "helth"'): ("alert.renewals.measure", "helth", "mean health?"),
    ALERT + 'also = { age = ">= 3" }': ("alert.renewals.also.age", "age", "'health', 'days_since_use'"),
    ALERT.replace("renewal_rate", "renewal"): ("alert.renewals.node", "renewal", "did you mean renewal_rate?"),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_value_names_file_key_and_what_is_allowed(tmp_path: Path, text: str) -> None:
    key, found, allowed = WRONG[text]
    path = edited(worked_example(tmp_path), "[period]", f"{text}\n\n[period]")
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    said = str(raised.value)
    assert said.startswith(f"{path}: {key}: ")
    assert found in said
    assert allowed in said


def test_the_owner_of_a_source_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), "[period]", '[insights]\nowners = { histori = "Ada" }\n\n[period]')
    (found,) = [one for one in load_settings(path).problems if one.column == "insights.owners"]
    assert (found.value, found.action) == ("histori", "nobody is asked about its words; did you mean history?")


def test_a_node_that_the_tree_does_not_have() -> None:
    alert = AlertRule(id="renewals", node="renewals", when="<= 0.8", owner="Ada")
    check_alert_nodes("valuereport.toml", [alert], ["renewals"])
    with pytest.raises(SettingsError, match=r"alert\.renewals\.node.*renewals.*did you mean renewal\?"):
        check_alert_nodes("valuereport.toml", [alert], ["dues", "renewal"])


def test_those_who_contribute_are_those_of_community_unless_activities_are_named() -> None:
    settings = load_settings(SAMPLE)
    rules, taxonomy = settings.workspace.insights, settings.judgement.taxonomy.activity
    assert with_contribution(rules, taxonomy).contribution == (
        *("regional-evening", "committee-meeting", "mentoring", "mentoring-scheme", "forum-post"),
    )
    named = rules.model_copy(update={"contribution": ("mentoring",)})
    assert with_contribution(named, taxonomy) is named
