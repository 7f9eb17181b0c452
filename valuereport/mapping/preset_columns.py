"""The proposal for a file whose system is known: the preset's columns, and an organisation's own fields beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from valuereport.mapping.evidence import Assigned, assigned, fits
from valuereport.mapping.looked import Looked
from valuereport.mapping.members import OF_MEMBERS, with_addresses, with_consent, with_names
from valuereport.mapping.origin import Origin, origins
from valuereport.mapping.proposal import Proposal, proposal
from valuereport.model.tables import columns_of
from valuereport.notation.headings import plain
from valuereport.presets import Origin as PresetOrigin
from valuereport.presets import Preset, columns_in

_HALF = 0.5


def of_preset(one: Looked, preset: Preset) -> Proposal:
    """Return the proposal of a file that a preset knows."""
    known = {
        name: _preset_origin(preset.name, origin) for name, origin in columns_in(preset, one.table.headings).items()
    }
    known = {name: origin for name, origin in known.items() if not _contradicted(one, preset.table, name, origin)}
    if preset.unpivot:  # the items' headings are no column of the file
        known["activity"] = Origin(f"the preset {preset.name}: each item is one", value="course")
    further = _further(one, preset, known)
    columns = {**{name: origin for name, origin in origins(further).items() if name not in known}, **known}
    if preset.table == "members":
        columns = with_consent(one, with_addresses(one, with_names(one, columns)))
    doubtful = {name: headings for name, headings in further.doubtful.items() if name in OF_MEMBERS - known.keys()}
    never = {heading: why for heading, why in preset.never.items() if heading in one.table.columns}
    made = proposal(one, preset.table, f"headings of {preset.system}: {preset.holds}", columns, doubtful, preset=preset)
    return replace(made, never=never)


def _contradicted(one: Looked, table: str | None, name: str, origin: Origin) -> bool:
    """Return whether a column of numbers has cells that are none, such as `56m 35s`."""
    kind = columns_of(table).get(name)
    profiles = [one.profiles[heading] for heading in origin.headings if heading in one.profiles]
    return kind == "number" and not origin.map and any(each.filled and each.amounts < _HALF for each in profiles)


def _preset_origin(preset: str, origin: PresetOrigin) -> Origin:
    return Origin(
        f"the preset {preset}",
        origin.column,
        origin.value or "",
        origin.above or "",
        origin.map,
        origin.separator or "",
        origin.contains or "",
        origin.unit or "",
        origin.less or "",
    )


def _further(one: Looked, preset: Preset, known: Mapping[str, Origin]) -> Assigned:
    """Return the columns that the preset does not name and some heading means: an organisation's own fields."""
    if not columns_of(preset.table) or preset.unpivot or preset.table == "responses":  # its other columns are questions
        return Assigned({}, {})
    taken = {heading for origin in known.values() for heading in origin.headings}
    never = {plain(heading) for heading in preset.never}
    free = {h: p for h, p in one.profiles.items() if h not in taken and plain(h) not in never}
    return assigned(fits(preset.table, free))
