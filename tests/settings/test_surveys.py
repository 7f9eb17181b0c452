"""surveys.toml: what does not hold together names the file, the key, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import load_settings

SURVEYS = """
[[feature]]
id = "webinars"
label = { en = "Webinars" }
activities = ["cpd-webinar"]

[[feature]]
id = "insight"
label = { en = "Insight" }
part_of = "webinars"

[[survey]]
id = "members"
label = { en = "Members" }

[[wave]]
survey = "members"
id = "2026"

[[question]]
id = "webinars-csat"
survey = "members"
asks = "csat"
feature = "webinars"
headings = ["How satisfied are you with webinars?"]

[[question]]
id = "why"
survey = "members"
asks = "text"
"""
SOURCE = """
[[source]]
name = "survey"
table = "responses"
format = "csv"
file = "survey.csv"
{keys}
[source.columns]
{columns}
"""
WRONG = {
    ("activities = ", '["cpd-webinar"]', '["cpd-webinars"]'): (
        "feature.webinars.activities: found 'cpd-webinars'; allowed: an id from the taxonomy: ",
        "did you mean cpd-webinar?",
    ),
    ("part_of = ", '"webinars"', '"webinar"'): ("feature.insight.part_of: found 'webinar'; ", "did you mean webinars?"),
    ("part_of = ", '"webinars"', '"insight"'): ("found 'insight -> insight'; allowed: a feature that is no part", ""),
    ("activities = ", '["cpd-webinar"]', '[]\npart_of = "insight"'): (
        "feature.webinars.part_of: found 'webinars -> insight -> webinars'",
        "no part of this one",
    ),
    ("feature = ", '"webinars"', '"webinas"'): ("question.webinars-csat.feature: found 'webinas'", "mean webinars?"),
    ("feature = ", '"webinars"', '""'): ("question.webinars-csat.feature: found 'nothing'; allowed: a feature: ", ""),
    ("asks = ", '"csat"', '"functional"\npoints = 5'): (
        "question.webinars-csat.points: found 5; allowed: no points",
        "",
    ),
    ("asks = ", '"csat"', '"nps"\npoints = 10'): ("question.webinars-csat.points: found 10; allowed: 11", ""),
    ("asks = ", '"csat"', '"csat"\nwords = { Super = "6" }'): (
        "question.webinars-csat.words.Super: found '6'; allowed: 1, 2, 3, 4, 5, or \"\" for no answer",
        "",
    ),
    ("asks = ", '"csat"', '"removal"\nwords = { Super = "likes" }'): (
        "words.Super: found 'likes'",
        "did you mean like?",
    ),
    ("asks = ", '"text"', '"text"\nheadings = ["how SATISFIED are you  with webinars?"]'): (
        "question.why.headings: found 'how SATISFIED are you  with webinars?'; allowed: a heading that",
        "",
    ),
    ("id = ", '"why"', '"webinars-csat"'): ("question.id: found 'webinars-csat'; allowed: an id of its own", ""),
    ("[[wave]]", '\nsurvey = "members"', '\nsurvey = "member"'): ("wave.2026.survey: found 'member'", "mean members?"),
    ("[[wave]]", "\n", '\nsurvey = "members"\nid = "2026"\n[[wave]]\n'): ("wave.id: found '2026'", "of its own"),
}


@pytest.mark.parametrize("change", WRONG)
def test_what_does_not_hold_together(tmp_path: Path, change: tuple[str, str, str]) -> None:
    start, old, new = change
    said, allowed = WRONG[change]
    path = worked_example(tmp_path, surveys_toml=SURVEYS)
    edited(tmp_path / "surveys.toml", start + old, start + new)
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert str(raised.value).startswith(f"{tmp_path / 'surveys.toml'}: ")
    assert said in str(raised.value)
    assert allowed in str(raised.value)


BOTH = 'survey = { value = "members" }\nwave = { value = "2026" }'
WRONG_SOURCES = {
    ("", 'wave = "Wave"'): "a column for survey, or a fixed one: survey = { value = ",
    ("", 'survey = "Survey"'): "a column for wave, or a fixed one: wave = { value = ",
    (
        "",
        'survey = { value = "member" }\nwave = "W"',
    ): "found 'member'; allowed: a survey of surveys.toml: members",
    ("", f'{BOTH}\nquestion = "Question"'): "a column for value: the table responses needs it",
    ('not_questions = ["Name"]', f'{BOTH}\nquestion = "Q"\nvalue = "V"'): "no not_questions where columns for question",
    ('unpivot = { keep = ["A"], names = ["B", "C"] }', BOTH): "no unpivot where a source feeds responses",
    ("heading_rows = 3", BOTH): "found 3",
}


@pytest.mark.parametrize("source", WRONG_SOURCES)
def test_sources_of_responses(tmp_path: Path, source: tuple[str, str]) -> None:
    keys, columns = source
    path = worked_example(tmp_path, surveys_toml=SURVEYS)
    path.write_text(path.read_text("utf-8") + SOURCE.format(keys=keys, columns=columns), "utf-8")
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert WRONG_SOURCES[source] in str(raised.value)


def test_a_column_a_question_is_for_files_of_cells(tmp_path: Path) -> None:
    path = worked_example(tmp_path, surveys_toml=SURVEYS)
    text = SOURCE.format(keys="", columns=BOTH).replace('"csv"', '"jsonl"')
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    with pytest.raises(SettingsError, match="columns for question and value where format is jsonl"):
        load_settings(path)


def test_without_the_file_there_are_no_surveys(tmp_path: Path) -> None:
    assert load_settings(worked_example(tmp_path)).surveys.survey == ()
