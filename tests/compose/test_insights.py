"""What the page of insights says: what matters first, every figure with its interval, and what cannot be said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.compose.test_story import texts
from tests.insight_pages import page
from tests.insights.example import insights, nothing, too_few, tree
from tests.insights.listening_example import flywheel, surveys
from tests.insights.shares import share
from tests.sheets import LOCALES, Desk
from valuereport.compose.insights import compose_insights
from valuereport.model.insight import Figure, Label, Node, Tree, Withheld
from valuereport.model.insight_page import InsightPage
from valuereport.model.insights import SECTIONS
from valuereport.model.story_page import Section, Table
from valuereport.settings.surveys import Stage
from valuereport.wording import wording_for

SETTINGS = Desk().settings


def section(found: InsightPage, name: str) -> Section:
    return next(each for each in found.sections if each.name == name)


def rows(table: Table) -> dict[str, tuple[str, ...]]:
    return {row.label: row.cells for row in table.rows}


def with_nodes(*nodes: Node) -> InsightPage:
    return compose_insights(replace(insights(), tree=Tree((), nodes, ())), SETTINGS, "en-GB")


def node(name: str) -> Node:
    return next(each for each in tree().nodes if each.id == name)


def test_the_outcome_its_change_and_why_come_first() -> None:
    found = page()
    assert found.lead == (
        (
            "Membership fees: down from £748,100 to £742,300. "
            "Largest part: Fees of members who renewed (-\u2060£31,400). "
            "Against it: Fees of new members (+\u2060£24,900)."
        ),
        "Renewal rate: down from 86% to 81.5%. The mix changed, not the rate (Years of membership).",
        (
            "What to improve first · Fix: Data privacy · Invest: CPD quality and Support · Try out: Job matching · "
            "Stop: Committee minutes and Outside promotions"
        ),
        "2026: of those in their first year 72% renewed, in later years 91%.",
        "What goes with renewal · The clearest: CPD webinar. Difference in renewal: +\u206014.1\u00a0points.",
        "Time to the first use: 19\u00a0days · had a first use by day 14: 42% · ✗\u00a0missed · at least 50%",
        "What members expect · Mentorship: expected more than before, and delights less",
        "Net promoter score: 43.5 · ?\u00a0too few to say (1,900 needed) · at least 50",
        ("New members brought by members: 11.7%\u00a0–\u2060\u00a036.7% · ?\u00a0too few to say · at least 15%"),
        "Alerts · Open: 42 · Members: 37",
        "Members whose details should be verified: 312.",
    )
    assert [(fact.label, fact.value) for fact in found.figures[1].facts] == [
        ("95% interval", "79.7%\u00a0–\u2060\u00a083.1%"),
        ("n", "2,000"),
        ("Target", "at least 85% · ✗\u00a0missed"),
    ]
    assert [each.name for each in found.sections] == [
        *("priorities", "tree", "influence", "cohorts", "first-value", "kano", "satisfaction", "staff", "surveys"),
        *("flywheel", "advocates", "health", "alerts", "decay"),
        *("active", "lost-words", "withheld", "method"),
    ]


def test_the_drawing_and_the_table_have_the_same_figures() -> None:
    found = section(page(), "tree")
    table = {row.anchor: row.cells[0].splitlines()[0] for row in found.tables[0].rows}
    (drawn,) = found.trees
    assert {each.anchor: each.figure for each in drawn.nodes} == table
    assert [(each.depth, each.label) for each in drawn.nodes[:4]] == [
        (0, "Membership fees"),
        (1, "Fees of members who renewed"),
        (2, "Memberships due for renewal"),
        (2, "Renewal rate"),
    ]
    dashed = {each.label for each in drawn.nodes if not each.adds_up}
    assert dashed == {"Active in the first 30 days", "Uses", "Satisfaction"}  # active members are a part of uses
    assert [each.part for each in drawn.nodes if each.anchor == "node-dues_new"] == [79.3]
    assert found.notes == ("Leads to no outcome: Uses: CPD webinar.",)


def test_a_node_below_two_others_is_unfolded_once_and_a_cycle_ends() -> None:
    full = tree()
    edges = (*full.edges, replace(full.edges[0], source="dues", target="members"))
    found = compose_insights(replace(insights(), tree=replace(full, edges=edges)), SETTINGS, "en-GB")
    (drawn,) = section(found, "tree").trees
    assert [each.anchor for each in drawn.nodes].count("node-dues") == 2


def test_every_figure_has_its_interval_and_its_number() -> None:
    figures, tenure, grade, drivers, influences = section(page(), "tree").tables
    assert rows(figures)["Renewal rate"] == (
        *("81.5%\n79.7%\u00a0–\u2060\u00a083.1%\nn 2,000", "86%\n84.4%\u00a0–\u2060\u00a087.5%\nn 2,000"),
        *("-4.5\u00a0points", "✗\u00a0missed\nat least 85%"),
    )
    assert rows(figures)["Activities per active member"] == ("2.12", "2.14", "-0.02", "")
    assert rows(tenure)["1"][2:] == ("-3.8\u00a0points", "+0.7\u00a0points")
    assert tenure.note == "The mix changed, not the rate (Years of membership)."
    assert list(rows(grade)) == ["Fellow", "Associate", "Student", "Other groups"]
    assert rows(drivers)["Renewal rate"] == ("Fees of members who renewed", "-£29,600")
    assert [row.cells for row in influences.rows] == [
        ("association\nResearch of 2024", "Active in the first 30 days"),
        ("association", "Uses"),
        ("hypothesis", "Satisfaction and Share of active members"),
    ]


def test_association_is_said_once_and_never_cause() -> None:
    whole = " ".join(texts(page()))
    assert whole.count("association, not cause") == 1
    without = compose_insights(replace(insights(), influence=None), SETTINGS, "en-GB")
    assert " ".join(texts(without)).count("association, not cause") == 1
    first, year = section(page(), "influence").tables
    assert rows(first)["CPD webinar"][2:] == ("+14.1\u00a0points\n+7.5\u00a0–\u2060\u00a0+20.7\nn 680", "0.002")
    assert "The clearest: CPD webinar. Difference in renewal: +\u206014.1\u00a0points." in whole
    assert section(page(), "influence").notes == ("Too few users or too few others: Committee meeting.",)
    assert list(rows(year)) == ["CPD webinar", "Regional meeting"]


def test_cohorts_have_shades_and_numbers_and_the_first_year_stands_apart() -> None:
    found = section(page(), "cohorts")
    assert found.paragraphs[0] == "2026: of those in their first year 72% renewed, in later years 91%."
    heat = found.tables[0]
    assert [row.shades for row in heat.rows[:2]] == [(0, 2, 4, 5, 5, 0), (0, 2, 4, 5, 0, 0)]
    assert rows(heat)["2022"][1:3] == (
        "74.3%\n70.5%\u00a0–\u2060\u00a077.9%\nn 530\n✗\u00a0missed",
        "88.5%\n84.9%\u00a0–\u2060\u00a091.3%\nn 390\n≈\u00a0close",
    )
    assert rows(heat)["2026"][1] == "…\u00a0not due yet"
    assert heat.note.endswith("Members left out because too few joined with them: 6.")


def test_only_so_many_cohorts_renewals_and_years_as_a_reader_can_take_in() -> None:
    found = insights().cohorts
    assert found is not None
    many = tuple(replace(found.cohorts[0].renewals[0], number=number) for number in range(1, 13))
    cohorts = tuple(replace(found.cohorts[0], label=str(year), renewals=many) for year in range(2000, 2020))
    years = tuple(replace(found.years[0], year=str(year)) for year in range(2000, 2020))
    told = compose_insights(
        replace(insights(), cohorts=replace(found, cohorts=cohorts, years=years, earlier=7)), SETTINGS, "en-GB"
    )
    heat, by_year, _ = section(told, "cohorts").tables
    assert len(heat.headings) == 7
    assert [row.label for row in heat.rows] == [str(year) for year in range(2008, 2020)]
    assert [row.label for row in by_year.rows] == [str(year) for year in range(2015, 2020)]
    assert "Not all are shown here; all of them are in the folder tables." in heat.note
    assert "Members who joined before the records begin, or nobody knows when: 7." in heat.note
    assert by_year.note == "Not all are shown here; all of them are in the folder tables."


def test_the_formula_of_health_is_printed() -> None:
    found = section(page(), "health")
    score = found.tables[1]
    assert score.caption == "The score is the sum of these points"
    assert [(row.label, row.cells[1]) for row in score.rows] == [
        *(("recency", "30"), ("breadth", "20"), ("depth", "25"), ("contribution", "10"), ("relationship", "15")),
    ]
    assert rows(score)["depth"][0] == "ln(1 + uses within 365\u00a0days) ÷ ln(13) of them, all at most."
    assert "Members who do not want to be scored, and are left out: 12." in found.paragraphs[1]
    assert rows(found.tables[0])["80–100"] == ("228", "96.8%\n93.6%\u00a0–\u2060\u00a098.5%\nn 222")


def test_what_to_do_says_why() -> None:
    found = section(page(), "priorities")
    fix = rows(found.tables[0])["Data privacy"]
    assert fix[:2] == ("Fix\n?\u00a0Keep as it is", "Basic\n2026")  # a figure at an end of its interval says the other
    assert fix[2].splitlines() == [
        "Members expect it, and fewer answered that they are satisfied than is aimed at.",
        "Satisfied with it: 76.9% · ✗\u00a0missed · at least 90%",
        "Better: 25.9% · Worse: -80.3% · Importance, 1 to 9: 6.4",
    ]
    assert rows(found.tables[1])["Data privacy"] == ("Fix · Keep as it is", "1", "1–6")


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        ("live", "Cost a year: £12,000 · £14 a user"),
        ("pilot", "Would cost a year: £12,000 · £14 a user"),
        ("proposed", "Would cost a year: £12,000 · £14 a user"),
        ("stopped", "Would cost a year: £12,000 · £14 a user"),
    ],
)
def test_what_is_not_live_would_cost(stage: Stage, told: str) -> None:
    said = surveys()
    features = tuple(replace(each, stage=stage) if each.id == "minutes" else each for each in said.features)
    found = compose_insights(replace(insights(), surveys=replace(said, features=features)), SETTINGS, "en-GB")
    assert rows(section(found, "priorities").tables[0])["Committee minutes"][2].splitlines()[-1] == told


@pytest.mark.parametrize("locale", ["fr-FR", "ja-JP", "zh-CN"])
def test_no_label_of_the_page_has_an_english_colon(locale: str) -> None:
    told = [*texts(page(locale))]
    assert [text for text in told if re.search(r"\w: ", text)] == []
    assert any(re.search("\u00a0: " if locale == "fr-FR" else "：", text) for text in told)


def test_better_and_worse_are_drawn_as_the_table_says() -> None:
    found = section(page(), "kano")
    (drawn,) = found.scatters
    table = {row.label: row.cells for row in found.tables[0].rows}
    dots = {f"{dot.number} · {dot.label}": (group.heading, dot) for group in drawn.groups for dot in group.dots}
    assert len(dots) == len(table) - 1  # too few answered of one
    for name, (heading, dot) in dots.items():
        assert table[name][0] == f"{heading}\n2026"
        assert table[name][1].startswith(f"{100 * dot.up:.1f}".removesuffix(".0") + "%")
        assert table[name][2].startswith("-" + f"{100 * dot.across:.1f}".removesuffix(".0") + "%")
        assert dot.across_range[0] < dot.across < dot.across_range[1]
    hollow = {dot.label for _, dot in dots.values() if not dot.filled}
    assert hollow == {"Mentorship", "Keynotes"}
    few = "?\u00a0too few to say"
    assert rows(found.tables[0])["10 · Early policy drafts"] == (f"{few}\n2026", few, few, few)
    assert found.tables[0].note == ""
    drifted = found.tables[-1]
    assert rows(drifted)["Mentorship"][:3] == (
        *("expected more than before, and delights less", "Attractive\n2025", "Mixed\n2026"),
    )
    assert drifted.note.endswith("If nothing had changed, chance would show a drift in up to 1.4% of such tables.")


def test_a_class_is_said_with_its_wave_where_too_few_answered_a_newer_one() -> None:
    said = surveys()
    few = next(each for each in said.kano if each.feature == "drafts")
    newer = replace(few, feature="directory", wave="2027", day=date(2027, 10, 4))
    found = replace(insights(), surveys=replace(said, kano=(*said.kano, newer)))
    table = section(compose_insights(found, SETTINGS, "en-GB"), "kano").tables[0]
    named, better, *_ = rows(table)["2 · Member directory"]
    assert (named, better.splitlines()[0]) == ("Basic\n2026", "24.5%")
    assert table.note == "A class stands until enough members answer a newer survey, for three years at most."


@pytest.mark.parametrize(
    ("invited", "note"),
    [
        (1669, "Of all who were members on that day; 1,669 of them were asked."),  # 455 Fellows and 1,215 Associates
        (1670, ""),
        (None, ""),
    ],
)
def test_response_rates_say_where_fewer_were_asked_than_there_were(invited: int | None, note: str) -> None:
    said = surveys()
    *earlier, newest = said.waves
    found = replace(insights(), surveys=replace(said, waves=(*earlier, replace(newest, invited=invited))))
    tables = section(compose_insights(found, SETTINGS, "en-GB"), "surveys").tables
    (rates,) = (table for table in tables if table.caption.startswith("Response rate · "))
    assert rates.note == note
    assert rows(rates)["Fellow"] == ("26.4%\n22.5%\u00a0–\u2060\u00a030.6%\nn 455",)


def test_the_short_pair_is_nowhere_called_kano() -> None:
    hints = section(page(), "satisfaction").tables[-1]
    assert hints.caption == "Priority hints"
    assert not re.search("Kano|Basic|Performance|Attractive", " ".join(texts(hints)))


def test_what_is_not_known_of_the_flywheel_is_a_range_or_a_reason() -> None:
    found = section(page(), "flywheel")
    assert found.figures[0].figure == "11.7%\u00a0–\u2060\u00a036.7%"
    (cost,) = (table for table in found.tables if table.caption == "Cost of a new paying member")
    assert rows(cost)["Web search"][2] == "–"
    assert "Web search: Nothing says what was spent on this way. Add it to acquisition.csv." in cost.note
    (ways,) = (table for table in found.tables if table.caption == "Within a year of joining")
    assert [round(row.bar.length) for row in ways.rows if row.bar] == [100, 60, 21, 3]
    (index,) = (table for table in found.tables if "growth can be seen" in table.note)
    assert index.note.endswith("Without any use in 2024, and therefore not counted: Regional meeting.")
    nowhere = replace(insights(), flywheel=replace(flywheel(), referrals=Withheld("no_sources")))
    told = compose_insights(nowhere, SETTINGS, "en-GB")
    assert rows(section(told, "withheld").tables[0])["New members brought by members"] == (
        "Nothing says where new members come from. Ask them when they join.",
    )


def test_active_has_one_meaning() -> None:
    (told,) = section(page(), "active").paragraphs
    assert told == (
        "Active means: 2\u00a0times or more. Period: 365\u00a0days. "
        "Activities that count: CPD webinar, Helpline call and Committee meeting."
    )


def test_what_is_withheld_has_a_reason_and_what_would_help() -> None:
    assert rows(section(page(), "withheld").tables[0]) == {
        "Risk of leaving": ("Withheld: needs 488, you have 210.",),
        "Satisfaction": ("There are no replies to a survey. Add them.",),
    }
    found = page(found=nothing)
    assert len(section(found, "withheld").tables[0].rows) == len(SECTIONS)
    assert found.lead == ("Nothing says who was a member when. Add the membership log of your system.",)
    assert found.figures == ()


def test_sixty_members_are_too_few() -> None:
    found = page(found=too_few)
    assert found.lead == (
        "Renewal rate: 82.4% · ?\u00a0cannot be known at this size",
        (
            "Time to the first use: …\u00a0not reached · had a first use by day 14: 23.5% · "
            "?\u00a0too few to say (14 needed) · at least 50%"
        ),
        "Net promoter score: ?\u00a0too few to say · at least 50",
    )
    assert not re.search(r"✓|✗|≈", " ".join(texts(found)))
    assert section(found, "cohorts").tables[0].rows[0].cells[1].endswith("?\u00a0cannot be known at this size")
    assert section(found, "first-value").figures[0].figure == "…\u00a0not reached"
    assert section(found, "influence").paragraphs == section(page(), "influence").paragraphs[:2]


@pytest.mark.parametrize(
    ("members", "n", "needed", "told"),
    [
        (240, 85, 240, "too few to say (240 needed)"),
        (240, 85, 241, "cannot be known at this size"),
        (240, 2_800, 2_880, "too few to say (2,880 needed)"),  # memberships of a month: each member counts twelve times
        (240, 2_800, 2_881, "cannot be known at this size"),
    ],
)
def test_a_number_that_nobody_could_reach_is_not_asked_for(members: int, n: int, needed: int, told: str) -> None:
    rate = Figure(0.8, 0.7, 0.9, n, ">= 0.85", "too_few", needed)
    small = replace(insights(), members=members, tree=Tree((), (replace(node("renewal_rate"), figure=rate),), ()))
    figures = section(compose_insights(small, SETTINGS, "en-GB"), "tree").tables[0]
    assert rows(figures)["Renewal rate"][3].splitlines()[0] == f"?\u00a0{told}"


def test_a_cohort_cannot_grow() -> None:
    found = insights().cohorts
    assert found is not None
    cohort = replace(found.cohorts[0], members=55)
    told = []
    for needed in (55, 56):
        first = replace(cohort.renewals[0], figure=Figure(0.8, 0.7, 0.9, 50, ">= 0.85", "too_few", needed))
        closed = replace(found, cohorts=(replace(cohort, renewals=(first,)),))
        page_of = compose_insights(replace(insights(), cohorts=closed), SETTINGS, "en-GB")
        told.append(section(page_of, "cohorts").tables[0].rows[0].cells[1].splitlines()[-1])
    assert told == ["?\u00a0too few to say (55 needed)", "?\u00a0cannot be known at this size"]


def test_what_would_show_a_change_of_lapses() -> None:
    def would_show(members: int) -> str:
        card = section(compose_insights(replace(insights(), members=members), SETTINGS, "en-GB"), "flywheel").figures[3]
        return next(fact.value for fact in card.facts if fact.label == "Would show it")

    assert (would_show(9_800), would_show(2_400)) == ("n 9,800", "cannot be known at this size")


def test_a_label_that_nobody_knows_is_shown_as_it_is() -> None:
    strange = replace(node("due"), id="x", label=Label("mentoring_hours"))
    ours = replace(node("due"), id="y", label=Label("y", {"en": "Mentoring", "de": "Mentoring-Stunden"}))
    told = with_nodes(strange, ours)
    assert [row.label for row in section(told, "tree").tables[0].rows] == ["mentoring_hours", "Mentoring"]


def test_formulas_are_read_in_words() -> None:
    origins = rows(section(page(), "method").tables[0])
    assert origins["Fees of members who renewed"][0] == (
        "Memberships due for renewal × Renewal rate × Average fee on renewal"
    )
    assert origins["Renewal rate"] == (
        "Memberships renewed ÷ Memberships due for renewal",
        *("Membership", "memberships", "98%\n31\u00a0Oct\u00a02026"),
    )


def test_a_small_change_has_no_sign() -> None:
    tiny = replace(node("renewal_rate"), figure=share(860, 1000), previous=share(8601, 10000), change=-0.0001, views=())
    told = with_nodes(tiny)
    assert rows(section(told, "tree").tables[0])["Renewal rate"][2] == "0\u00a0points"
    withheld = replace(tiny, withheld=Withheld("too_few", 30, 12))
    assert not any("Renewal rate" in sentence for sentence in with_nodes(withheld).lead)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(-0.07, 0.01, "the difference may be chance"), (-0.07, -0.01, "the difference is more than")],
)
def test_a_change_may_be_chance(low: float, high: float, told: str) -> None:
    figure = replace(node("renewal_rate").figure, verdict="too_few", needed=468)
    changed = replace(node("renewal_rate"), figure=figure, change_low=low, change_high=high)
    (sentence,) = (each for each in with_nodes(changed).lead if each.startswith("Renewal rate"))
    assert f"too few to say (468 needed) · before: 86%, {told}" in sentence


def test_what_chance_explains_is_not_the_clearest() -> None:
    found = insights().influence
    assert found is not None
    unsure = replace(
        found,
        first_days=tuple(replace(each, p_adjusted=0.06) for each in found.first_days),
        year=tuple(replace(each, p_adjusted=0.06) for each in found.year),
    )
    told = compose_insights(replace(insights(), influence=unsure), SETTINGS, "en-GB")
    assert "For no activity can a difference be told from chance." in section(told, "influence").paragraphs
    assert "The clearest" not in " ".join(texts(told))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_says_everything(locale: str) -> None:
    words = wording_for(locale, SETTINGS.catalogues)
    noted: list[str] = getattr(words.translations, "missing", [])
    noted.clear()
    for found in (insights, nothing, too_few):
        told = page(locale, found)
        assert noted == []
        assert not any("{" in text or "}" in text for text in texts(told))
        english = {text for text in texts(page(found=found)) if len(text) > 24 and re.search("[a-z]{4}", text)}
        english -= {told.organisation}
        if not locale.startswith("en"):
            assert not english & set(texts(told))


def test_what_two_questions_say_is_to_be_fixed_stands_at_the_top_where_it_has_no_class() -> None:
    whole = insights()
    assert whole.surveys is not None
    hint = replace(whole.surveys.hints[0], quadrant="fix_first")
    unclassed = replace(hint, feature="referrals")
    asked = replace(
        whole, surveys=replace(whole.surveys, hints=(hint, unclassed))
    )  # the first one has a row of its own
    found = compose_insights(asked, SETTINGS, "en-GB")
    assert "Priority hints · Fix first: referrals" in found.lead
    assert "Priority hints · Fix first: referrals" in section(found, "priorities").paragraphs


def test_details_are_opened_when_wanted_and_are_not_on_paper() -> None:
    details = {table.caption for each in page().sections for table in each.tables if table.detail}
    assert {"What each driver contributes", "The same answers as means", "How sure the order is"} <= details
    assert not {"Figures", "Renewal by year", "What to improve first", "Renewal rate · Grade"} & details
