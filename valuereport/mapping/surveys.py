"""Files of responses that no preset knows: their cells are words of scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.mapping.evidence import assigned, fits
from valuereport.mapping.looked import Looked
from valuereport.mapping.origin import Origin, origins
from valuereport.mapping.profile import Profile
from valuereport.notation.headings import plain
from valuereport.presets.scales import kano_words, no_answers, satisfaction_scales

_FEW: Final = 2  # different words at least
_MOST: Final = 0.9  # of the filled cells


def scale_of(profile: Profile) -> str:
    """Return which words the cells of a column are: "a Kano pair", "satisfaction"; "" for neither."""
    words = [plain(word) for word, _ in profile.words]
    said = [word for word in words if word not in no_answers()]
    if len(said) < _FEW:
        return ""
    if all(word in kano_words() for word in said):
        return "a Kano pair"
    if any(all(word in scale.places for word in said) for scale in satisfaction_scales()):
        return "satisfaction"
    return ""


def survey_columns(one: Looked) -> Mapping[str, Origin] | None:
    """Return the columns of a file of responses; None where it does not look like one.

    Either each row is an answer, or each is a questionnaire, and the cells of some column are words of a scale.
    """
    found = origins(assigned({key: fit for key, fit in fits("responses", one.profiles).items() if key[1] != "member"}))
    if {"question", "value"} <= found.keys():
        return {name: origin for name, origin in found.items() if name not in ("survey", "wave")}
    scales = [heading for heading, profile in one.profiles.items() if scale_of(profile)]
    if not scales:
        return None
    days = [heading for heading, profile in one.profiles.items() if profile.filled and profile.dates >= _MOST]
    addresses = [heading for heading, profile in one.profiles.items() if profile.addresses >= _MOST]
    columns = {"member": Origin("its cells are addresses", (addresses[0],))} if addresses else {}
    return {**columns, **({"date": Origin("its last column of days", (days[-1],))} if days else {})}
