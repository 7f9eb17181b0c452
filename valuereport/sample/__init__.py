"""A fictional organisation with its members, its settings and the messy exports of its systems."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from valuereport.sample.exports import EXPORTS
from valuereport.sample.questionnaires import surveys_text
from valuereport.sample.scene import draw_scene

__all__ = ["SampleCounts", "write_sample"]

_JUDGEMENT: Final = Path(__file__).parent / "judgement"
SETTINGS_FILES: Final = (
    *("valuereport.toml", "assumptions.toml", "taxonomy.toml", "policy_wins.toml", "entitlements.toml"),
    *("surveys.toml", "suggestions.toml", "word_list.csv", "logo.svg"),
    *(f"locale/{file.name}" for file in sorted((_JUDGEMENT / "locale").glob("*.po"))),
)


@dataclass(frozen=True, slots=True)
class SampleCounts:
    """What was written; `firms` are among the members, `engagements` are the rows before any is rejected.

    `former`: who has left since the institute was founded; `earlier`: rows of engagements of the years before.
    """

    members: int
    firms: int
    contacts: int
    engagements: int
    files: int
    former: int
    earlier: int


def write_sample(folder: Path, members: int, seed: int) -> SampleCounts:
    """Write a workspace of a fictional organisation: the same bytes for the same members and seed. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SETTINGS_FILES:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(_JUDGEMENT / name, folder / name)
    (folder / "surveys.toml").write_text(surveys_text(members), encoding="utf-8", newline="\n")
    scene = draw_scene(members, seed)
    written = [write(scene, folder) for write in EXPORTS]
    firms = scene.organisation.firms
    return SampleCounts(
        members=members,
        firms=len(firms),
        contacts=sum(len(firm.contacts) for firm in firms),
        engagements=sum(export.engagements for export in written),
        files=len(SETTINGS_FILES) + sum(export.files for export in written),
        former=len(scene.careers) - members,
        earlier=sum(export.earlier for export in written),
    )
