"""What the terminal says of insights."""

from __future__ import annotations

from tests.insights.example import insights, nothing
from valuereport.console.insights import insights_text


def test_what_to_do_first_stands_behind_the_outcomes() -> None:
    lines = insights_text(insights(), ()).splitlines()
    assert lines[2].startswith("figure     renewal rate")
    assert lines[3:5] == ["priority   fix: Data privacy", "priority   invest in: CPD quality, Support"]
    assert "survey     Mentorship has drifted: more expected, from 2025 to 2026" in lines
    told = "flywheel   new members brought by members: 11.7% (7.1% to 45.6%); target >= 0.15: too few to say"
    assert told in lines


def test_what_is_withheld_says_why() -> None:
    text = insights_text(nothing(), ())
    assert "priority" not in text.replace("priorities", "")
    assert "withheld   surveys: " in text
