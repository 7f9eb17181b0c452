"""Every key of the settings and every command and option stands in the documentation."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from tests.commands import commands
from valuereport import settings
from valuereport.model.tables import MADE_BY_LOADERS, TABLES

ROOT = Path(__file__).parent.parent.parent
SECTIONS = (
    *(settings.Activity, settings.Assumption, settings.Brand, settings.Email, settings.Limits, settings.Organisation),
    *(
        settings.EditionTexts,
        settings.CustomFamily,
        settings.Period,
        settings.PolicyWin,
        settings.Print,
        settings.Rate,
        settings.Sheet,
    ),
    *(settings.ApprovalRules, settings.Desk),
    *(settings.AlertRule, settings.Feedback, settings.FlywheelRules, settings.InsightRules, settings.MemberSuggestion),
    settings.Scoring,
    *(settings.EditionTexts, settings.Source, settings.Fees, settings.StoriesRules, settings.Workspace),
)


@pytest.mark.parametrize("kind", SECTIONS)
def test_every_key_is_documented(kind: type) -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name in kind.model_fields:  # type: ignore[attr-defined]
        assert f"`{name}`" in text or f"[{name}]" in text, f"{kind.__name__}.{name}"


def test_every_canonical_column_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for table, columns in TABLES.items():
        line = next(line for line in text.splitlines() if line.startswith(f"| {table} |"))
        for name in set(columns) - MADE_BY_LOADERS:
            assert name in line, f"{table}.{name}"


def test_every_command_and_option_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in commands():
        assert name in text
        assert command.help
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.opts[0] in text, f"{name} {option.opts[0]}"
