"""Responses from file to Histories: whose, which question, which meaning; and a problem for what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from tests.combine.histories import MEMBERS_HEAD, member
from tests.loaders.sheets import write_xlsx
from tests.workspaces import worked_example
from valuereport.combine import combine
from valuereport.combine.waves import wave_tallies
from valuereport.console.check import waves_text
from valuereport.errors import Problem, SourceError
from valuereport.loaders import load
from valuereport.model.histories import RESPONSES
from valuereport.model.history import History, Tally, WaveTally
from valuereport.settings import load_settings

SURVEYS = """
[[feature]]
id = "forum"
label = { en = "Forum" }

[[survey]]
id = "members"
label = { en = "Members" }

[[survey]]
id = "open"
label = { en = "Open" }
anonymous = true

[[wave]]
survey = "members"
id = "2025"
sent = 2025-11-01

[[wave]]
survey = "members"
id = "guess"
kind = "staff-guess"

[[question]]
id = "forum-there"
survey = "members"
asks = "functional"
feature = "forum"
headings = ["If there is a forum / how do you feel?", "Forum: there"]

[[question]]
id = "forum-gone"
survey = "members"
asks = "dysfunctional"
feature = "forum"
headings = ["Forum: not there"]

[[question]]
id = "forum-weight"
survey = "members"
asks = "importance"
feature = "forum"
headings = ["How important?"]

[[question]]
id = "why"
survey = "members"
asks = "text"

[[question]]
id = "score"
survey = "open"
asks = "nps"
"""
WIDE = """
[[source]]
name = "it"
table = "responses"
format = "csv"
file = "it*.csv"
{keys}
[source.columns]
survey = {{ value = "{survey}" }}
wave = {wave}
{columns}
"""
COLUMNS = 'member = "Email"\nrespondent = "ID"\ndate = "Date"'
LONG = 'survey = "Survey"\nwave = "Wave"\nmember = "Who"\ndate = "Date"\nquestion = "Question"\nvalue = "Answer"\n'


def combined(folder: Path, source: str, **files: str) -> History:
    members = MEMBERS_HEAD + member("M1") + member("M2") + member("M3")
    path = worked_example(folder, members_csv=members, surveys_toml=SURVEYS, **files)
    path.write_text(path.read_text(encoding="utf-8") + source, encoding="utf-8")
    settings = load_settings(path)
    return combine(load(settings), settings)


def wide(
    folder: Path,
    content: str,
    *,
    survey: str = "members",
    wave: str = '{ value = "2025" }',
    columns: str = COLUMNS,
    keys: str = "",
    more: Mapping[str, str] | None = None,
) -> History:
    source = WIDE.format(survey=survey, wave=wave, columns=columns, keys=keys)
    return combined(folder, source, it_csv=content, **(more or {}))


def rows(history: History, *columns: str) -> list[tuple[object, ...]]:
    frame = history.past.responses.assign(day=history.past.responses["date"].dt.strftime("%Y-%m-%d").fillna(""))
    return [tuple(one) for one in frame[list(columns)].itertuples(index=False)]


def problems(history: History) -> list[Problem]:
    return [one for one in history.problems if one.file.startswith("it")]


def tally(history: History) -> Tally:
    (found,) = (one for one in history.tallies if one.source == "it")
    assert found.read == found.filtered + found.footers + found.counted + found.duplicate + found.rejected
    return found


def test_a_questionnaire_a_row_becomes_an_answer_a_row(tmp_path: Path) -> None:
    content = (
        "ID,Email,Date,forum:  THERE,Forum: not there,How important?,Why\n"
        "7,M2@guild.example,2025-11-03 10:00,I like it that way,It must be that way,9,Because\n"
        "8,m1@guild.example,,Neutral,,4,\n"
    )
    found = wide(tmp_path, content)
    assert problems(found) == []
    assert rows(found, "member", "respondent", "question", "value", "answer", "day", "row") == [
        (1, 0, "forum-gone", "It must be that way", "expect", "2025-11-03", 2),
        (1, 0, "forum-there", "I like it that way", "like", "2025-11-03", 2),
        (1, 0, "forum-weight", "9", "9", "2025-11-03", 2),
        (1, 0, "why", "Because", "", "2025-11-03", 2),
        (0, 1, "forum-there", "Neutral", "neutral", "2025-11-01", 3),
        (0, 1, "forum-weight", "4", "4", "2025-11-01", 3),
    ]
    assert {**found.past.responses.dtypes.astype(str)} == dict(RESPONSES)
    assert tally(found).counted == tally(found).read == 6


def test_a_column_that_is_no_question_is_named_once_with_the_nearest(tmp_path: Path) -> None:
    content = "ID,Email,Date,Forum: there,Forum: not their,Town,Town2\n" + "".join(
        f"{at},M{at}@guild.example,2025-11-03,Neutral,Neutral,X,\n" for at in (1, 2)
    )
    found = wide(tmp_path, content, keys='not_questions = ["Town"]')
    (one,) = problems(found)
    assert (one.file, one.row, one.column, one.rows, one.severity) == ("it.csv", 2, "Forum: not their", 2, "error")
    assert one.reason == "no question of the survey has this heading"
    assert one.action.endswith('near it is "Forum: not there"')
    assert (tally(found).counted, tally(found).rejected) == (2, 2)


def test_two_columns_of_one_question_count_once(tmp_path: Path) -> None:
    content = (
        "ID,Email,Date,Forum: there,If there is a forum / how do you feel?\n1,M1@guild.example,,Neutral,I like it\n"
    )
    found = wide(tmp_path, content)
    (one,) = problems(found)
    assert (one.reason, one.column) == (
        "another column of the file is the same question",
        "If there is a forum / how do you feel?",
    )
    assert rows(found, "answer") == [("neutral",)]


def test_text_in_a_number_and_a_scale_of_ten_are_problems_by_word(tmp_path: Path) -> None:
    head = "ID,Email,Date,How important?,Why\n"
    text = head + "1,M1@guild.example,,7,\n2,M2@guild.example,,lots,\n3,M3@guild.example,,lots,\n"
    found = wide(tmp_path, text)
    (one,) = problems(found)
    assert (one.row, one.column, one.value, one.rows) == (3, "How important?", "lots", 2)
    assert (one.reason, one.action[:10]) == ("no number and no word of the scale", "left empty")
    assert one.member_id == ""  # it is the word of two
    assert rows(found, "answer") == [("7",), ("",), ("",)]
    found = wide(tmp_path, head + "1,M1@guild.example,,7,\n2,M2@guild.example,,10,\n")
    assert [one.member_id for one in problems(found)] == ["M1", "M2"]  # who is forgotten is in no problem either
    assert rows(found, "value", "answer") == [("7", ""), ("10", "")]
    assert {one.reason[:44] for one in problems(found)} == {"answers go from 7 to 10, and the scale is fr"}


def test_who_responds_twice_is_kept_twice_and_a_file_exported_again_once(tmp_path: Path) -> None:
    head = "ID,Email,Date,Forum: there\n"
    first = head + "1,M1@guild.example,2025-11-03,Neutral\n2,M1@guild.example,2025-11-04,Neutral\n"
    again = first + "3,M2@guild.example,2025-11-05,I like it\n"
    found = wide(tmp_path, first, more={"it-2_csv": again})
    assert rows(found, "member", "respondent", "answer") == [(0, 0, "neutral"), (0, 1, "neutral"), (1, 2, "like")]
    assert (tally(found).counted, tally(found).duplicate) == (3, 2)
    edited = head + "1,M1@guild.example,2025-11-03,I dislike it\n"
    assert len(rows(wide(tmp_path, first, more={"it-2_csv": edited}), "member")) == 3


def test_without_ids_the_same_answers_are_those_of_two_people(tmp_path: Path) -> None:
    content = "When,score\n2025-11-03,9\n2025-11-03,9\n"
    columns = 'date = "When"'
    found = wide(tmp_path, content, survey="open", columns=columns, more={"it-2_csv": content})
    assert rows(found, "respondent", "answer") == [(at, "9") for at in range(4)]
    timed = content.replace("-03,", "-03 10:00:01,", 1)
    found = wide(tmp_path, timed, survey="open", columns=columns, more={"it-2_csv": timed})
    assert len(rows(found, "respondent")) == 3


def test_an_anonymous_survey_joins_nobody_whatever_the_export_holds(tmp_path: Path) -> None:
    found = wide(tmp_path, "ID,Email,Date,score\n1,M1@guild.example,2025-11-03 10:11:12,10\n", survey="open")
    assert rows(found, "member", "row") == [(-1, 0)]
    assert found.past.responses["date"].tolist() == [pd.Timestamp("2025-11-03")]


def test_what_staff_expect_is_the_answer_of_no_member(tmp_path: Path) -> None:
    content = "ID,Email,Date,How important?\n1,staff@x.example,2025-11-03,5\n2,M1@guild.example,2025-11-03,5\n"
    guess = wide(tmp_path, content, wave='{ value = "guess" }')
    assert rows(guess, "member", "wave", "row") == [(-1, "guess", 2), (-1, "guess", 3)]
    assert problems(guess) == []


def test_a_file_without_a_question_and_one_without_an_answer(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="every column is mapped or left out: none is a question"):
        wide(tmp_path, "ID,Email,Date\n1,M1@guild.example,2025-11-03\n")
    for content in ("ID,Email,Date,Why\n", "ID,Email,Date,Why\n1,M1@guild.example,2025-11-03,\n"):
        found = wide(tmp_path, content)
        assert rows(found, "value") == []
        assert {**found.past.responses.dtypes.astype(str)} == dict(RESPONSES)


def test_whoever_is_no_member_counts_without_one_and_is_named_once(tmp_path: Path) -> None:
    content = (
        "ID,Email,Date,Forum: there,How important?\n1,who@x.example,2025-11-03,Neutral,5\n2,,2025-11-03,Neutral,5\n"
        "3,who@x.example,2025-11-04,Neutral,5\n4,who@x.example,2025-11-05,Neutral,5\n"
    )
    found = wide(tmp_path, content)
    assert rows(found, "member") == [(-1,)] * 8
    (one,) = problems(found)
    assert (one.severity, one.value, one.row, one.rows) == ("warning", "who@x.example", 2, 3)  # of six answers


def test_a_wave_without_days_and_a_survey_that_is_not_there(tmp_path: Path) -> None:
    content = "ID,Email,Date,Wave,Forum: there\n1,M1@guild.example,,2024,Neutral\n2,M2@guild.example,,2025,Neutral\n"
    found = wide(tmp_path, content, wave='"Wave"')
    assert rows(found, "wave", "day") == [("2024", ""), ("2025", "2025-11-01")]
    (one,) = problems(found)
    assert (one.reason, one.value, one.severity) == ("answers without a day", "2024", "warning")
    log = "Survey,Wave,Who,Date,Question,Answer\nmember,2025,M1,2025-11-03,why,x\n"
    unknown = combined(tmp_path / "long", WIDE.split("survey =")[0].format(keys="") + LONG, it_csv=log)
    (one,) = problems(unknown)
    assert (one.value, one.action.rpartition(", ")[2]) == ("member", "or is it members?")
    assert tally(unknown).rejected == 1


def test_answers_in_rows_of_their_own(tmp_path: Path) -> None:
    log = "Survey,Wave,Who,Date,Question,Answer\n" + "".join(
        f"members,2025,{who},{day},{question},{answer}\n"
        for who, day, question, answer in (
            ("M1", "2025-11-03", "How important?", "5"),
            ("M1", "2025-11-03", "why", "one, too"),
            ("M1", "2025-11-03", "How important?", "6"),
            ("M2", "2025-11-03", "How important?", ""),
            ("", "2025-11-03", "How important?", "7"),
            ("", "2025-11-03", "Forum: there", "Neutral"),
        )
    ).replace("one, too", '"one, too"')
    found = combined(tmp_path, WIDE.split("survey =")[0].format(keys="") + LONG, it_csv=log)
    assert problems(found) == []
    assert rows(found, "member", "respondent", "question", "answer") == [
        (0, 0, "forum-weight", "5"),
        (0, 0, "why", ""),
        (0, 1, "forum-weight", "6"),
        (-1, 2, "forum-weight", "7"),
        (-1, 3, "forum-there", "neutral"),
    ]
    assert tally(found).filtered == 1


TWO_ROWS = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "Email Address", "If there is a forum", "", "Why"],
    ["", "", "", "", "", "how do you feel?", "how is it?", "Open-Ended Response"],
    [11, 5, "11/03/2025 10:00:00 AM", "11/03/2025 10:05:00 AM", "M1@guild.example", "I like it", "fine", "so"],
]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_two_heading_rows_of_surveymonkey(tmp_path: Path, form: str) -> None:
    keys = 'preset = "surveymonkey"\ndate_order = "mdy"\nnot_questions = ["If there is a forum / how is it?"]'
    source = WIDE.format(survey="members", wave='{ value = "2025" }', columns="", keys=keys).replace(
        "it*.csv", f"it.{form}"
    )
    if form == "xlsx":
        source = source.replace('"csv"', '"excel"\nsheet = "answers"')
    write_xlsx(tmp_path / "it.xlsx", TWO_ROWS, "answers")
    content = "\n".join(",".join(map(str, row)) for row in TWO_ROWS)
    found = combined(tmp_path, source, it_csv=content)
    assert problems(found) == []
    assert rows(found, "member", "question", "answer", "day", "row") == [
        (0, "forum-there", "like", "2025-11-03", 3),
        (0, "why", "", "2025-11-03", 3),
    ]
    one_row = "\n".join(content.splitlines()[::2])
    if form == "csv":
        with pytest.raises(SourceError, match="it is a questionnaire; say heading_rows = 1"):
            combined(tmp_path / "one", source, it_csv=one_row)
        found = combined(
            tmp_path / "said", source.replace("date_order", "heading_rows = 1\ndate_order"), it_csv=one_row
        )
        assert rows(found, "question", "row") == [("why", 2)]


FORMS = {
    "microsoft-forms": (
        """ID,Start time,Completion time,Email,Name,Last modified time,Forum: there
1,11/3/25 10:00:00,11/3/25 10:01:00,anonymous,,,I can live with it
2,11/3/25 10:00:00,11/3/25 10:01:00,m3@guild.example,Cy,,I can live with it
""",
        'date_order = "mdy"\ntwo_digit_years = true',
        [(-1, "live-with"), (2, "live-with")],
    ),
    "google-forms": (
        "Timestamp,Email Address,Forum: there\n11/3/2025 10:00:00,m3@guild.example,I dislike it\n",
        'date_order = "mdy"',
        [(2, "dislike")],
    ),
    "typeform": (
        """#,Forum: there,Which address?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID
ab12,Neutral,m2@guild.example,completed,2025-11-03 10:00:00,,2025-11-03 10:01:00,aa
""",
        "",
        [(1, "neutral")],
    ),
}


@pytest.mark.parametrize("preset", FORMS)
def test_what_is_known_of_tools_is_no_question(tmp_path: Path, preset: str) -> None:
    content, keys, expected = FORMS[preset]
    columns = 'member = "Which address?"' if preset == "typeform" else ""
    found = wide(tmp_path, content, columns=columns, keys=f'preset = "{preset}"\n{keys}')
    assert problems(found) == []
    assert rows(found, "member", "answer") == expected


def test_a_day_that_cannot_be_read_is_said_once_for_a_questionnaire(tmp_path: Path) -> None:
    found = wide(tmp_path, "ID,Email,Date,Forum: there,How important?\n1,M1@guild.example,soon,Neutral,5\n")
    (one,) = problems(found)
    assert (one.column, one.value, one.row) == ("Date", "soon", 2)
    assert len(rows(found, "answer")) == 2


def test_what_was_read_of_each_wave(tmp_path: Path) -> None:
    content = "ID,Email,Date,Wave,Forum: there,How important?\n1,M1@guild.example,,2025,Neutral,x\n2,,,2024,Neutral,5\n"
    found = wide(tmp_path, content, wave='"Wave"')
    surveys = load_settings(tmp_path / "valuereport.toml").surveys
    tallies = (
        WaveTally("members", "2024", "members", 1, 2, 0, 1, listed=False),
        WaveTally("members", "2025", "members", 1, 2, 1, 0, listed=True),
        WaveTally("members", "guess", "staff-guess", 0, 0, 0, 0, listed=True),
    )
    assert wave_tallies(found.past.responses, surveys) == tallies
    said = waves_text([*tallies, WaveTally("pulse", "may", "members", 3, 9, 0, 3, listed=True, anonymous=True)])
    assert said.splitlines()[1:] == [
        "  members, wave 2024: 1 questionnaires, 2 answers; 1 of unknown members; no [[wave]] of surveys.toml",
        "  members, wave 2025: 1 questionnaires, 2 answers, 1 without a meaning",
        "  members, wave guess, a staff guess: none",
        "  pulse, wave may, anonymous: 3 questionnaires, 9 answers",  # nobody is to know whose they are
    ]


def test_a_wrong_file_with_thousands_of_words_gives_a_hundred_problems(tmp_path: Path) -> None:
    content = "ID,Email,Date,How important?\n" + "".join(
        f"{at},M1@guild.example,2025-11-03,w{at}\n" for at in range(400)
    )
    found = wide(tmp_path, content)
    assert len(problems(found)) == 101
    assert sum(one.rows for one in problems(found)) == 400
