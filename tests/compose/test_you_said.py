"""You said, we did: the newest answers first, open suggestions nowhere, and only where the settings ask for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.sheets import MEMBER, Desk, of_the_sample
from tests.story_pages import stories
from tests.valuations import ranged_example
from tests.workspaces import worked_example
from valuereport.compose import compose
from valuereport.compose.story import compose_story
from valuereport.errors import SettingsError
from valuereport.settings import Feedback, MemberSuggestion, Settings, load_settings


def settings_with(**feedback: object) -> Settings:
    settings = Desk(feedback=True).settings
    workspace = settings.workspace.model_copy(update={"feedback": Feedback.model_validate(feedback)})
    return settings.model_copy(update={"workspace": workspace})


def test_a_statement_says_three_of_them_in_its_language() -> None:
    (german,), problems = compose(
        replace(MEMBER, locale="de-DE"), of_the_sample(ranged_example()), settings_with(suggestions=("statements",))
    )
    assert german.you_said is not None
    assert german.you_said.heading == "Ihre Anregungen, unsere Antworten"
    states = [item.answer.partition(":")[0] for item in german.you_said.items]
    assert states == ["Geplant", "Nicht umgesetzt", "Umgesetzt"]  # the newest first; the open one is left out
    assert problems == ()
    assert german.feedback is None  # no page, no way to answer


def test_a_text_without_a_translation_is_a_problem() -> None:
    settings = settings_with(suggestions=("statements",))
    said = MemberSuggestion(id="map", said={"en": "A map"}, state="planned", answer={"en": "Next year."})
    settings = settings.model_copy(update={"suggestions": (said,)})
    _, problems = compose(replace(MEMBER, locale="fr-FR"), of_the_sample(ranged_example()), settings)
    assert [one.column for one in problems] == ["suggestion map: said", "suggestion map: answer"]


def test_the_story_page_says_all_of_them_and_statements_do_not() -> None:
    settings = settings_with(suggestions=("stories",))
    page = compose_story(stories(), settings, "en-GB")
    (table,) = next(section for section in page.sections if section.name == "you-said").tables
    assert table.headings == ("What members suggested", "What became of it")
    assert [row.cells[0].partition(":")[0] for row in table.rows] == ["Planned", "Not done", "Done"]
    (statement,), _ = compose(MEMBER, of_the_sample(ranged_example()), settings)
    assert statement.you_said is None
    plain = compose_story(stories(), settings_with(), "en-GB")
    assert "you-said" not in [section.name for section in plain.sections]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "a"\nsaid = { en = "x" }\nstate = "done"', "answer and on where state is"),
        ('id = "a"\nsaid = { en = "x" }\nstate = "dne"', "done"),
        ('id = "a"\nsaid = "x"', "a text for each language"),
    ],
)
def test_a_wrong_suggestion_is_said(text: str, said: str, tmp_path: Path) -> None:
    path = worked_example(tmp_path, suggestions_toml=f"[[suggestion]]\n{text}\n")
    with pytest.raises(SettingsError, match=said):
        load_settings(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [('page = "http://x.example"', "https://"), ('suggestions = ["statement"]', "statements"), ("days = 0", "days")],
)
def test_wrong_settings_of_feedback_are_said(text: str, said: str, tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + f"\n[feedback]\n{text}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load_settings(path)
