"""A survey's draft: the pair about each feature in an order of chance, with answers that the loader knows."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.commands import refused, said
from tests.workspaces import worked_example
from valuereport.actions.survey import SurveyDraftRequest, draft, in_order_of_chance
from valuereport.actions.workspace import open_workspace
from valuereport.combine.answers import meanings
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.compose.questions import asked
from valuereport.insights.statistics.proportions import wilson
from valuereport.insights.statistics.sample_size import responses_needed
from valuereport.model.histories import KANO_ANSWERS
from valuereport.settings import load_settings
from valuereport.settings.surveys import Question
from valuereport.wording import wording_for
from valuereport.wording.catalogues import languages

FEATURES = "\n".join(
    f'[[feature]]\nid = "{name}"\nlabel = {{ en = "{name.title()}", de = "{name.title()} (DE)" }}\nstage = "{stage}"'
    for name, stage in (
        *(("directory", "live"), ("mentoring", "proposed"), ("minutes", "stopped"), ("keynotes", "pilot")),
        ("insight", "live"),
    )
)
SURVEYS = f"""{FEATURES}
[[survey]]
id = "needs"
label = {{ en = "What you need", de = "Was Sie brauchen" }}
[[question]]
id = "have-directory"
survey = "needs"
asks = "functional"
feature = "directory"
headings = ["Directory there"]
text = {{ en = "With a directory?", de = "Mit Verzeichnis?" }}
[[question]]
id = "recommend"
survey = "needs"
asks = "nps"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return worked_example(tmp_path / "ws", surveys_toml=SURVEYS)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_draft_asks_the_pair_of_every_feature_that_is_not_stopped(path: Path) -> None:
    done = draft(open_workspace(path), SurveyDraftRequest("needs"))
    assert done.problems == ()
    assert (sorted(done.features), done.questions, done.locales) == (
        ["directory", "insight", "keynotes", "mentoring"],
        13,
        ("en-GB", "de"),
    )
    folder = path.parent / "output" / "surveys" / "needs"
    table = rows(folder / "questions-de.csv")
    own = next(row for row in table if row["id"] == "have-directory")
    assert own["question"] == "Directory (DE): Mit Verzeichnis?"
    assert [own[f"answer {n}"] for n in (1, 5)] == ["Das würde mich sehr freuen", "Das würde mich sehr stören"]
    assert [row["id"] for row in table] == json.loads((folder / "order.json").read_text("utf-8"))["questions"]
    assert table[-1]["id"] == "recommend"
    # What surveys.toml lacks is written so that it can be copied there, with the headings of both languages.
    both = SURVEYS + (folder / "questions.toml").read_text(encoding="utf-8")
    (path.parent / "surveys.toml").write_text(both, encoding="utf-8")
    questions = {one.id: one for one in load_settings(path).surveys.question}
    assert questions["mentoring-functional"].headings == (
        "Mentoring: If we offer this, how do you feel?",
        "Mentoring (DE): Wenn wir dies anbieten, wie stehen Sie dazu?",
    )
    assert len(questions) == 13


def test_the_order_hangs_on_the_seed_and_a_new_feature_moves_no_other(path: Path) -> None:
    features = load_settings(path).surveys.feature

    def order(seed: int) -> list[str]:
        return [one.id for one in in_order_of_chance(features, seed)]

    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(4)}) > 1
    fewer = [one.id for one in in_order_of_chance(features[1:], 1)]
    assert fewer == [name for name in order(1) if name != features[0].id]


def test_what_cannot_be_drafted_is_said(path: Path) -> None:
    assert "did you mean needs?" in refused(path, "survey", "draft", "need")
    assert "--feature: found 'minutes'" in refused(path, "survey", "draft", "needs", "--feature", "minutes")
    done = said(path, "survey", "draft", "needs", "--locale", "fr-FR", "--feature", "insight")
    assert "needed     93 responses tell a share within 10 points either way: ask about 465 members" in done
    assert "there is no text in the language of fr-FR" in done


@pytest.mark.parametrize("points", [1, 5, 10, 18])
def test_so_many_responses_are_enough_and_one_fewer_is_not(points: int) -> None:
    def reach(n: int) -> float:
        low, high = wilson(n / 2, n)
        return float(high - low) / 2

    needed = responses_needed(points)
    assert reach(needed) <= points / 100 < reach(needed - 1)


@pytest.mark.parametrize("language", sorted(languages()))
def test_the_loader_knows_every_answer_that_a_draft_offers(language: str, path: Path) -> None:
    texts = organisation_texts_for(load_settings(path), wording_for(language))
    for asks in ("functional", "dysfunctional", "removal", "importance", "csat", "satisfaction", "nps", "correct"):
        question = Question(id="q", survey="needs", asks=asks, feature="")
        choices = asked(question, None, texts).choices
        expected = (
            KANO_ANSWERS if asks in ("functional", "dysfunctional", "removal") else [one.value for one in choices]
        )
        printed = [one.value if asks == "correct" else one.text for one in choices]
        assert [answer for answer, _ in meanings(question, printed)] == list(expected)
