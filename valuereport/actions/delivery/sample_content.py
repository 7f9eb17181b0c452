"""Whether a workspace or a run still shows members something of the sample organisation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from valuereport.actions.delivery.recipients import Recipients
from valuereport.errors import Problem
from valuereport.files import digest_of_file, packaged
from valuereport.model.run import FinishedRun
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.settings import Settings, brand_files, load_settings
from valuereport.settings.sample_leftovers import Leftover, never_delivered, sample_leftovers


def sample_content(settings: Settings, valued: CalculatedMembers) -> tuple[Leftover, ...]:
    """Return what of a workspace is still the sample's. Raises SettingsError."""
    history = valued.history
    texts = [*history.members["emails"].fillna(""), *history.contacts["emails"].fillna("")]
    addresses = (address for text in texts for address in str(text).split(KEY_SEPARATOR))
    real = any(not never_delivered(address) for address in addresses)
    return sample_leftovers(_shown(settings, valued.inputs), _sample(), lambda: real)


def sample_content_of(settings: Settings, run: FinishedRun) -> tuple[Leftover, ...]:
    """Return what is still the sample's in a run, and in what its messages say. Raises RunError, SettingsError.

    What a run was made with is printed; how it is mailed the settings say today.
    """

    def in_use() -> bool:
        recipients = Recipients(settings, None)
        members = (recipients.find(row.member_id) for row in run.rows if row.status == "rendered")
        return any(member is not None and not never_delivered(member.email) for member in members)

    real = cache(in_use)
    now = _shown(settings, {})
    frozen = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    made = {**now, **frozen, "settings": {**now["settings"], **frozen["settings"]}}
    found = (*sample_leftovers(now, _sample(), real), *sample_leftovers(made, _sample(), real))
    return tuple({left.where: left for left in found}.values())


def sample_problems(left: Iterable[Leftover]) -> tuple[Problem, ...]:
    """Return them as problems of a workspace."""
    action = "put your own there: approve refuses a run with anything of the sample"
    return tuple(
        Problem("load", "warning", f"still the sample's: {one.where}", action, column=one.where, value=one.what)
        for one in left
    )


@cache
def _sample() -> Mapping[str, Any]:
    folder = packaged("sample_data")
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.suffix != ".toml")
    return _shown(load_settings(folder / "valuereport.toml"), {file.name: digest_of_file(file) for file in files})


def _shown(settings: Settings, inputs: Mapping[str, str]) -> dict[str, Any]:
    """Return what run.json would hold of it."""
    brand = brand_files(settings.path, settings.workspace.brand)
    return {
        "settings": settings.workspace.model_dump(mode="json"),
        "judgement": settings.judgement.model_dump(mode="json"),
        "brand": {key: digest_of_file(file) for key, file in brand.items()},
        "inputs": inputs,
    }
