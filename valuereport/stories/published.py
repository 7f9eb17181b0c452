"""stories.json, for other programs, and published.json: the memory of what was given out before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from valuereport.errors import RunError
from valuereport.files import read_regular
from valuereport.model.dimensions import Dimension
from valuereport.model.story import Consent, Published, Stories
from valuereport.output_folder import LISTING, current_folder
from valuereport.settings.stories import StoriesRules
from valuereport.stories.tables import plain

PUBLISHED: Final = "published.json"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class PublishedOutput:
    """The figures of one output as they were published, which an attacker knows. It contains no person."""

    run: str
    period: tuple[date, date]
    currency: str
    draft: bool
    by: tuple[Dimension, ...]
    smallest_group: int
    round_members: int
    figures: int
    cells: tuple[Published, ...]
    membership: str = ""  # the key of its members in the run; empty in outputs of older versions


_OUTPUTS: Final = TypeAdapter(tuple[PublishedOutput, ...])


def published_output(stories: Stories, rules: StoriesRules) -> PublishedOutput:
    """Return the figures that are published with `stories`."""
    return PublishedOutput(
        run=stories.run,
        period=stories.period,
        currency=stories.currency,
        draft=stories.draft,
        by=stories.by,
        smallest_group=rules.smallest_group,
        round_members=rules.round_members,
        figures=rules.figures,
        cells=stories.cells,
        membership=stories.membership,
    )


def read_published(folder: Path) -> tuple[PublishedOutput, ...]:
    """Return every distinct output that was written to `folder`, the oldest first. Raises RunError."""
    file = current_folder(folder) / PUBLISHED
    try:
        data = read_regular(file)
    except (FileNotFoundError, NotADirectoryError):
        if (current_folder(folder) / LISTING).is_file():
            raise RunError(f"{file} is missing; {_advice(folder)}") from None
        return ()
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}; {_advice(folder)}") from None
    try:
        return _OUTPUTS.validate_json(data)
    except ValidationError:
        raise RunError(f"{file} is damaged, or of a newer valuereport; {_advice(folder)}") from None


def published_of_period(run: Path, stories: str, period: tuple[date, date]) -> list[tuple[Path, PublishedOutput]]:
    """Return what was published of a period in `run`, then in each run beside it; `stories`: the folder in a run.

    Raises RunError.
    """
    other_runs = sorted(each for each in run.parent.iterdir() if each.is_dir() and each != run)
    outputs = [(each, output) for each in (run, *other_runs) for output in read_published(each / stories)]
    return [(each, output) for each, output in outputs if output.period == period]


def published_json(outputs: Sequence[PublishedOutput]) -> bytes:
    """Return the outputs as JSON; an output that was published twice is in it once."""
    return _OUTPUTS.dump_json(tuple(dict.fromkeys(outputs)))


def stories_json(stories: Stories, rules: StoriesRules) -> bytes:
    """Return the stories for other programs; docs/stories.md explains each name.

    The parameters of the dominance rules are left out: they would only help an attacker.
    """
    document: dict[str, Any] = {
        "format": _FORMAT,
        "run": stories.run,
        "organisation": stories.organisation,
        "period": _period(stories.period),
        "currency": stories.currency,
        "draft": stories.draft,
        "by": list(stories.by),
        "rules": {name: getattr(rules, name) for name in ("smallest_group", "round_members", "figures")},
        "cells": [
            {
                "measure": cell.measure,
                "segment": dict(cell.segment),
                "members": cell.members,
                "value": plain(cell.value),
                "low": plain(cell.low),
                "high": plain(cell.high),
                "unit": cell.unit,
                "rule": cell.rule,
            }
            for cell in stories.cells
        ],
        "disclosures": [{**asdict(each), "segment": dict(each.segment)} for each in stories.disclosures],
        "claims": [{**asdict(claim), "period": _period(claim.period)} for claim in stories.claims],
        "trends": [
            {
                "measure": trend.measure,
                "unit": trend.unit,
                "points": [{"start": start.isoformat(), "value": plain(value)} for start, value in trend.points],
            }
            for trend in stories.trends
        ],
        "portraits": [
            {
                "composed": True,
                "segment": dict(portrait.segment),
                "members": portrait.members,
                "medians": {measure: plain(value) for measure, value in portrait.medians.items()},
            }
            for portrait in stories.portraits
        ],
        "cases": [_case(consent) for consent in stories.cases],
        "policy_wins": [{"since": since.isoformat(), "win": win} for since, win in stories.wins],
        "distribution": [
            {"from": plain(low), "to": plain(high), "members": members} for low, high, members in stories.distribution
        ],
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _case(consent: Consent) -> dict[str, object]:
    """Return what the person agreed to publish, without the member's id."""
    return {
        "name": consent.name,
        "quote": consent.quote,
        "scope": sorted(consent.scope),
        "given": consent.given.isoformat(),
        "until": consent.until.isoformat() if consent.until else None,
    }


def _period(period: tuple[date, date]) -> dict[str, str]:
    start, end = period
    return {"start": start.isoformat(), "end": end.isoformat()}


def _advice(folder: Path) -> str:
    return (
        f"without it nobody can tell what was published before: bring it back from a backup of {folder}, "
        "or choose another folder"
    )
