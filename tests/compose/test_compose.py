"""A statement as a whole: in the languages that are asked for, with what is missing told, ready for a worker."""

from __future__ import annotations

import pickle
from dataclasses import replace

from tests.compose.statements import SETTINGS, composed
from tests.valuations import AMARA, ranged_example, worked_example
from valuereport.compose import compose
from valuereport.model.statement import Phrase
from valuereport.wording import wording_for


def test_a_statement_travels_to_a_worker() -> None:
    made = composed(ranged_example())
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes


def test_an_unknown_locale_is_a_problem_and_the_organisations_is_used() -> None:
    (made,), problems = compose(replace(AMARA, locale="tlh-KL"), worked_example(), SETTINGS)
    assert made.locale == "en-GB"
    assert [(found.member_id, found.column, found.value) for found in problems] == [("M-0117", "locale", "tlh-KL")]


def test_two_languages_are_two_statements_with_the_same_figures() -> None:
    made, _ = compose(replace(AMARA, locale="cy-GB+en-GB"), ranged_example(), SETTINGS)
    welsh, english = made
    assert (welsh.locale, english.locale) == ("cy-GB", "en-GB")
    sheet = wording_for("cy-GB").gettext("{language}: sheet {number}")
    assert [one.also for one in made] == [
        (Phrase("English: sheet 2", language="en-GB"),),
        (Phrase(sheet.format(language="Cymraeg", number="1"), language="cy-GB"),),
    ]
    assert welsh.headline.estimate
    assert english.headline.estimate
    assert (welsh.headline.estimate.value, welsh.headline.fee and welsh.headline.fee.value) == ("£902", "£325")
    assert english.headline.estimate.value == welsh.headline.estimate.value
    assert [row.value for row in welsh.counted.rows[:-1]] == [row.value for row in english.counted.rows[:-1]]
    assert welsh.thanks != english.thanks
    assert composed(ranged_example()).also == ()
