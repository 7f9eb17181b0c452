"""The exports of other systems that are known."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.errors import RequestError
from valuereport.presets import Preset
from valuereport.presets import presets as known
from valuereport.settings.known_keys import did_you_mean


@dataclass(frozen=True, slots=True)
class PresetsRequest:
    """The preset that shall be shown whole; all of them in short, where none is named."""

    name: str = ""


def presets(request: PresetsRequest) -> tuple[Preset, ...]:
    """Return the preset of a name, or every one. Raises RequestError."""
    found = known()
    if not request.name:
        return tuple(found.values())
    if request.name not in found:
        near = did_you_mean(request.name, found)
        raise RequestError("preset", request.name, f"the name of a preset: {', '.join(found)}{near}")
    return (found[request.name],)
