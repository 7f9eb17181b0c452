"""Statements as compose makes them, of the organisation in tests/compose/workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from tests.valuations import AMARA, WORKSPACE
from valuereport.compose import compose
from valuereport.model.member import Member
from valuereport.model.statement import Detail, Statement
from valuereport.model.valuation import Earlier, Edition, Valuation
from valuereport.settings import Settings, load_settings
from valuereport.settings.entitlements import Entitlement
from valuereport.settings.sheet_texts import EditionTexts

SETTINGS = load_settings(WORKSPACE)


def composed(
    case: Valuation, member: Member = AMARA, settings: Settings = SETTINGS, earlier: Earlier | None = None
) -> Statement:
    """Return a statement about which there is nothing to say."""
    (found,), problems = compose(member, case, settings, earlier)
    assert problems == ()
    return found


def settings_with(**workspace: Any) -> Settings:
    """Return the settings with other parts of the workspace."""
    return SETTINGS.model_copy(update={"workspace": SETTINGS.workspace.model_copy(update=workspace)})


def settings_saying(edition: Edition, **texts: Mapping[str, str]) -> Settings:
    """Return the settings with the organisation's own words for an edition."""
    return settings_with(texts={edition: EditionTexts(**texts)})


def settings_entitling(*entitlements: Entitlement) -> Settings:
    """Return the settings with entitlements."""
    judgement = SETTINGS.judgement.model_copy(update={"entitlements": entitlements})
    return SETTINGS.model_copy(update={"judgement": judgement})


def plain(text: str) -> str:
    """Return a text with spaces of one kind."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def texts(part: Any) -> list[str]:
    """Return every text of a statement, or of a part of it."""
    if isinstance(part, str):
        return [plain(part)]
    if isinstance(part, tuple):
        return [text for each in part for text in texts(each)]
    if is_dataclass(part):
        return [text for field in fields(part) for text in texts(getattr(part, field.name))]
    return []


def facts(found: Sequence[Detail]) -> dict[str, str]:
    """Return what stands beside each label."""
    return {plain(each.label): plain(each.value) for each in found}


def cents(shown: str) -> int:
    """Return a sum of money that is shown with two decimals."""
    return int("".join(character for character in shown if character.isdecimal()))
