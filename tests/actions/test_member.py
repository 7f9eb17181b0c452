"""One member at one look says what the single actions say, and what may not be said it leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.actions.test_correct import FEES, HISTORY, MEMBERS
from tests.workspaces import edited, worked_example
from valuereport.actions.correct import AliasRequest, CorrectRequest, propose, propose_alias, write_correction
from valuereport.actions.explain import explain
from valuereport.actions.find import FindRequest, find
from valuereport.actions.kept import Kept
from valuereport.actions.member import MemberRequest, member_record
from valuereport.actions.tier import parse_tiers
from valuereport.actions.workspace import Workspace, ledger_of, open_workspace
from valuereport.errors import RunError
from valuereport.insights.flywheel.lists import ASKED, COLUMNS, THANKED
from valuereport.insights.tables import member_list
from valuereport.model.delivery import Wanted
from valuereport.model.insight import MemberList
from valuereport.model.member_record import Advocacy, MemberRecord, Use, YearOfUses

YEAR = "2026-01-01/2027-01-01"
MORE = (
    "W1,cpd-webinar,2025-02-01,Old doors,1,,r4\nW1,cpd-webinar,2025-05-01,Old roofs,2,,r5\n"
    "W1,cpd-webinar,2024-05-01,Older roofs,2,,r6\nW1,cpd-webinar,2026-09-01,Roofs,1,,r7\n"
    "W1,template-download,2025-05-01,Form,1,,r8\n"
)
SCORING = '[scoring]\nlawful_basis = "consent"\nassessed_by = "Ann"\nassessed_on = 2026-01-01\n[period]'
LISTED = ("member_id", "tier", "thank_for", "next")
TODAY = date(2026, 11, 30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return worked_example(tmp_path, members_csv=MEMBERS, history_csv=HISTORY + MORE, fees_csv=FEES)


@pytest.fixture
def workspace(path: Path) -> Workspace:
    return replace(open_workspace(path), kept=Kept())


def record(workspace: Workspace, member: str = "W1") -> MemberRecord:
    return member_record(workspace, MemberRequest(member))


def advocates(path: Path, run: str, *rows: tuple[str, str, str, str]) -> None:
    """Write a list of tiers as insights do: member, tier, what to thank for, what is next."""
    cells = [dict.fromkeys(COLUMNS, "") | dict(zip(LISTED, row, strict=True)) for row in rows]
    folder = path.parent / "output" / run / "insights" / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "insights.json").write_text("{}")
    found = MemberList("advocates", COLUMNS, tuple(tuple(one[name] for name in COLUMNS) for one in cells))
    (folder / "advocates.csv").write_bytes(member_list(found))


def test_it_says_what_the_single_actions_say(workspace: Workspace) -> None:
    one, explained = record(workspace), explain(workspace, "W1", low_error=False)
    (found,) = find(workspace, FindRequest("able")).found
    assert (one.valuation, one.member) == (explained.valuation, explained.member)
    assert one.period == (explained.period.start, explained.period.end)
    assert (one.listed, one.unmatched, one.verify) == (found.member, found.unmatched, found.verify)
    assert (one.currency, one.fee, one.fee_basis, one.obstacle, one.no_statement) == ("GBP", 100.0, "paid", "", "")
    assert (one.consent.no_email, one.consent.no_print) == ("", "")
    doyle = record(workspace, "office@doyle.example")
    assert doyle.listed == find(workspace, FindRequest("W2")).found[0].member
    assert record(workspace, "doyle") == doyle
    with pytest.raises(RunError, match="no member has the id"):
        record(workspace, "nobody")


def test_the_history_has_dates_and_rows_and_other_years_in_numbers(workspace: Workspace) -> None:
    webinars, templates = record(workspace).history
    assert (webinars.activity, webinars.unit, webinars.quantity, webinars.last) == (
        *("cpd-webinar", "hours", 3.0),
        date(2026, 9, 1),
    )
    assert webinars.uses == (
        Use(date(2026, 9, 1), "Roofs", 1.0, "", False, "history", "history.csv", 8),
        Use(date(2026, 3, 1), "Fire doors", 2.0, "", False, "history", "history.csv", 2),
    )
    assert webinars.years == (YearOfUses(2025, 2, 3.0), YearOfUses(2024, 1, 2.0))
    assert (templates.activity, templates.uses, templates.last) == ("template-download", (), date(2025, 5, 1))
    assert record(workspace, "W2").history == ()


def test_what_was_sent_and_corrected_stands_under_today_s_id(workspace: Workspace) -> None:
    proposed = propose_alias(workspace, AliasRequest("W1", "OLD-1", "rang us", "Ann"), TODAY)
    write_correction(workspace, proposed)
    cells = {"what": "field", "field": "city", "value": "York"}
    write_correction(workspace, propose(workspace, CorrectRequest("W1", cells, "moved", "Ann"), TODAY))
    with ledger_of(workspace) as ledger:
        ledger.plan(YEAR, "email", [Wanted("OLD-1", "2026", "a.pdf", "0" * 64, "ann@guild.example")])
        ledger.remember(["W1", "W2"], record(workspace).aliases)
        ledger.suppress(["ann@guild.example"], "unsubscribe", "wrote to us")
    one = record(workspace)
    assert [(each.run, each.state, each.member_id) for each in one.sent] == [("2026", "planned", "OLD-1")]
    assert [(each.field, each.value) for each in one.corrections] == [("city", "York")]
    assert one.member.city == "York"
    assert [each.old_id for each in one.aliases] == ["OLD-1"]
    assert one.consent.no_email == "the address is suppressed: unsubscribe"
    assert [each.reason for each in one.consent.suppressions] == ["unsubscribe"]
    assert record(workspace, "OLD-1") == one


def test_a_tier_is_told_only_where_scoring_is_allowed_and_wanted(path: Path) -> None:
    advocates(path, "2026", ("W1", "promoter", "bringing a member; a kind rating", ASKED["referral"]))
    assert (record(open_workspace(path)).advocacy, record(open_workspace(path)).no_tier) == (None, "not_scored")
    workspace = replace(open_workspace(edited(path, "[period]", SCORING)), kept=Kept())
    one = record(workspace)
    assert (one.advocacy, one.no_tier) == (Advocacy("promoter", "referral", ("referral", "rating"), "2026"), "")
    assert record(workspace, "W2").no_tier == "not_listed"
    with ledger_of(workspace) as ledger:
        ledger.suppress(["ann@guild.example"], "complaint", "wrote to us")
    assert record(workspace).advocacy == Advocacy("promoter", "nothing", ("referral", "rating"), "2026")
    with ledger_of(workspace) as ledger:
        ledger.record_objections(["W1"], TODAY)
    assert (record(workspace).advocacy, record(workspace).no_tier) == (None, "objects")
    (path.parent / "output/2026/insights/lists/advocates.csv").unlink()
    assert record(workspace, "W2").no_tier == "no_insights"


def test_every_word_of_the_list_is_understood() -> None:
    rows = [("=1", "passive", "; ".join(THANKED.values()), each) for each in ASKED.values()]
    for row in rows:
        cells = dict.fromkeys(COLUMNS, "") | dict(zip(LISTED, row, strict=True))
        data = member_list(MemberList("advocates", COLUMNS, (tuple(cells[name] for name in COLUMNS),)))
        found = parse_tiers(data, "2026")["=1"]
        assert (ASKED[found.next], found.thanks) == (row[3], tuple(THANKED))
