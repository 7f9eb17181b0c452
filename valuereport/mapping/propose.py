"""Files -> what each feeds: first the members, then whatever names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix
from pathlib import PurePath
from typing import Final

from valuereport.mapping.consent import consents
from valuereport.mapping.evidence import Assigned, assigned, fits
from valuereport.mapping.facts import firms_of
from valuereport.mapping.opt_outs import opt_out_column
from valuereport.mapping.overlap import Known, Overlap, likely_names, name_key, overlaps
from valuereport.mapping.people import NameParts, name_parts
from valuereport.mapping.profile import Mark, Order, Profile, profile_of
from valuereport.mapping.proposal import Origin, Proposal
from valuereport.mapping.table import Table
from valuereport.model.tables import DATING, TABLES
from valuereport.model.tables import Table as TableName
from valuereport.notation.addresses import normalised
from valuereport.notation.headings import plain
from valuereport.presets import Origin as PresetOrigin
from valuereport.presets import columns_in

_OF_MEMBERS: Final = frozenset({"grade", "status", "joined", "renewal", "fee"})
"""Columns that only a list of members has."""
_ADDRESSES: Final = 0.9


@dataclass(frozen=True, slots=True)
class _Looked:
    """A table with the profile of each of its columns."""

    table: Table
    profiles: Mapping[str, Profile]
    parts: NameParts


def propose(tables: Sequence[Table]) -> tuple[Proposal, ...]:
    """Return a proposal for each table, in the same order."""
    looked = [_looked(one) for one in tables]
    members = {at: made for at, one in enumerate(looked) if (made := _members(one)) is not None}
    if not members:
        return tuple(_other(one, Known()) for one in looked)
    first = max(members.values(), key=_completeness)
    lists = {
        at: one for at, one in members.items() if one.found.preset or _completeness(one) * 2 >= _completeness(first)
    }
    known = _known([*lists.values()])
    others = {at: _other(one, known) for at, one in enumerate(looked) if at not in lists}
    if any(origin.bare_ids for one in others.values() for origin in one.columns.values()):
        lists = {at: _with_bare_ids(one, known.prefix) for at, one in lists.items()}
    return tuple(lists.get(at) or others[at] for at in range(len(looked)))


def _with_bare_ids(one: Proposal, prefix: str) -> Proposal:
    """Return a list of members with their ids without what all begin with as further ids."""
    if "other_ids" in one.columns or "member_id" not in one.columns:
        return one
    headings = one.columns["member_id"].headings
    why = "other files write the ids without their beginning"
    cells = [cell for heading in headings for cell in one.found.columns[heading] if cell]
    written = next((cell[: len(prefix)] for cell in cells), prefix)
    return replace(one, columns={**one.columns, "other_ids": Origin(why, headings, prefix=written)})


def _completeness(one: Proposal) -> int:
    """Return how much a list says of members alone."""
    return 3 * len(one.columns.keys() & _OF_MEMBERS) + len(one.columns)


def _looked(table: Table) -> _Looked:
    empty = table.preset.empty if table.preset else ()
    profiles = {heading: profile_of(cells, empty) for heading, cells in table.columns.items()}
    return _Looked(table, profiles, name_parts(table.headings))


# ---- the members -------------------------------------------------------------------------------------------------


def _members(one: _Looked) -> Proposal | None:
    """Return the proposal of a list of members; None where it is none."""
    preset = one.table.preset
    if preset is not None:
        return _of_preset(one) if preset.table == "members" else None
    if opt_out_column(one.table, one.profiles):
        return None
    found = assigned(fits("members", one.profiles))
    columns = _with_names(one, dict(_origins(found)))
    columns = _with_consent(one, _with_addresses(one, columns))
    keyed = "member_id" in columns or "emails" in columns
    if not keyed or "name" not in columns or not columns.keys() & _OF_MEMBERS or _paid_for(one, columns):
        return None
    why = "a list of people or firms with what only members have: " + ", ".join(
        heading for name in sorted(columns.keys() & _OF_MEMBERS) for heading in columns[name].headings
    )
    return _proposal(one, "members", why, columns, found.doubtful)


def _paid_for(one: _Looked, columns: Mapping[str, Origin]) -> bool:
    """Return whether a table says what was paid and when, and nothing of when somebody joined: it is one of fees."""
    paid = assigned(fits("fees", one.profiles)).columns
    return "amount" in paid and "paid" in paid and not {"joined", "renewal", "grade"} & columns.keys()


def _with_names(one: _Looked, columns: dict[str, Origin]) -> dict[str, Origin]:
    """Return the columns with the name: that of the organisation where its rows belong together, else the person's."""
    parts = one.parts
    person = parts.person
    firms = firms_of(_proposal(one, "members", "", columns))
    if firms and firms.likely:
        rows = one.profiles[firms.heading]
        why = f"{rows.filled} of {rows.rows} rows name an organisation, {_different(one, firms.heading)} different ones"
        columns["name"] = Origin(why, (firms.heading,))
        columns.setdefault("salutation", Origin("the person in the row", person))
    elif person and "name" not in columns:
        columns["name"] = Origin("given and family name", person)
    elif "name" not in columns and parts.organisation:
        columns["name"] = Origin("the only column of names", (parts.organisation,))
    return columns


def _different(one: _Looked, heading: str) -> int:
    return len({name_key(cell) for cell in one.table.columns[heading] if cell})


def _with_addresses(one: _Looked, columns: dict[str, Origin]) -> dict[str, Origin]:
    """Return the columns with every column of addresses that is called so, the first one first."""
    first = columns["emails"].headings if "emails" in columns else ()
    more = [
        heading
        for (heading, name), fit in fits("members", one.profiles).items()
        if name == "emails" and fit.points > 0 and one.profiles[heading].addresses >= _ADDRESSES
    ]
    every = tuple(dict.fromkeys([*first, *more]))
    if every:
        reason = columns["emails"].reason if first else "its cells are addresses"
        columns["emails"] = Origin(reason, every)
    return columns


def _with_consent(one: _Looked, columns: dict[str, Origin]) -> dict[str, Origin]:
    """Return the columns with the flags of which some column says the reverse."""
    taken = {heading for origin in columns.values() for heading in origin.headings}
    for found in consents({heading: each for heading, each in one.profiles.items() if heading not in taken}):
        if found.flag not in columns:
            reason = "who says yes here wants mail: the reverse; an empty cell is no yes"
            columns[found.flag] = Origin(reason, (found.heading,), map=found.words)
    return columns


def _known(members: Sequence[Proposal]) -> Known:
    ids: set[str] = set()
    addresses: set[str] = set()
    names: set[str] = set()
    people: set[str] = set()
    for one in members:
        cells = one.found.columns
        for name, form, into in (
            ("member_id", str.casefold, ids),
            ("other_ids", str.casefold, ids),
            ("emails", normalised, addresses),
        ):
            for heading in one.columns[name].headings if name in one.columns else ():
                into |= {form(cell) for cell in cells[heading] if cell}
        if "name" in one.columns:
            parts = [cells[heading] for heading in one.columns["name"].headings]
            whole = {name_key(" ".join(filter(None, row))) for row in zip(*parts, strict=True)}
            firms = name_parts(one.found.headings).organisation
            (names if one.columns["name"].headings == (firms,) else people).update(whole)
    return Known(
        frozenset(ids), frozenset(addresses), frozenset(names - {""}), frozenset(people - {""}), _beginning(ids)
    )


def _beginning(ids: Collection[str]) -> str:
    """Return the letters and signs that all ids begin with."""
    start = commonprefix([*ids]) if len(ids) > 1 else ""
    return re.split(r"\d", start)[0]


# ---- everything that names members --------------------------------------------------------------------------------


def _other(one: _Looked, known: Known) -> Proposal:
    """Return the proposal of a file that is no list of members."""
    preset = one.table.preset
    if preset is not None:
        return _keyed(one, _of_preset(one), known)
    if heading := opt_out_column(one.table, one.profiles):
        why = "its name or headings speak of opting out, and it holds addresses"
        return _proposal(one, "opt_outs", why, {"email": Origin("its cells are addresses", (heading,))})
    keys = overlaps(one.table.columns, known)
    if not keys:
        return _by_name(one, known) or _proposal(one, None, "no column of it names a member", {})
    tried = [made for table in ("fees", "engagements", "contacts") if (made := _as(one, table, keys)) is not None]
    if not tried:
        return _proposal(one, None, "it names members, but says neither what they paid nor what they did, nor when", {})
    return max(tried, key=lambda each: len(each.columns))


def _by_name(one: _Looked, known: Known) -> Proposal | None:
    """Return a list of payments that names members only by their names: whether it is by these is asked."""
    found = assigned({key: fit for key, fit in fits("fees", one.profiles).items() if key[1] != "member"})
    likely = likely_names(one.table.columns, known)
    if not likely or "amount" not in found.columns or not {*found.columns, *found.doubtful} & {*DATING}:
        return None
    why = f"payments; {likely[0]} holds names that are like those of members, or begin like them"
    columns = {name: origin for name, origin in _origins(found).items() if origin.headings[0] not in likely}
    return _proposal(one, "fees", why, columns, {**found.doubtful, "member": likely})


def _as(one: _Looked, table: TableName, keys: Sequence[Overlap]) -> Proposal | None:
    """Return the file as one of a table; None where it has not what the table needs."""
    used = {each.heading for each in keys}
    found = assigned({key: fit for key, fit in fits(table, one.profiles).items() if key[1] != "member"})
    columns = {name: origin for name, origin in _origins(found).items() if not used & {*origin.headings}}
    doubtful = found.doubtful
    if table == "contacts":
        if not (one.parts.given and one.parts.organisation) or "date" in columns:
            return None
        columns |= _with_addresses(one, {"name": Origin("given and family name", one.parts.person)})
        columns["member_id"] = _origin_of_keys(keys[:1])
        return _proposal(one, table, "people with the firm that they act for", columns, doubtful)
    columns["member"] = _origin_of_keys(_needed(keys))
    dated = {*columns, *doubtful, *(name for (_, name), fit in fits(table, one.profiles).items() if fit.points)} & {
        *DATING
    }
    if table == "fees" and not (dated and ("amount" in columns or "amount" in doubtful)):
        return None
    if table == "engagements" and "date" not in columns:
        return None
    why = f"its rows name members ({columns['member'].reason})"
    return _proposal(one, table, why, columns, doubtful)


def _of_preset(one: _Looked) -> Proposal:
    preset = one.table.preset
    assert preset is not None
    known = {
        name: _preset_origin(preset.name, origin) for name, origin in columns_in(preset, one.table.headings).items()
    }
    known = {name: origin for name, origin in known.items() if not _contradicted(one, preset.table, name, origin)}
    if preset.unpivot:  # the items' headings are no column of the file
        known["activity"] = Origin(f"the preset {preset.name}: each item is one", value="course")
    columns = {**_further(one, preset.table, known), **known}
    if preset.table == "members":
        columns = _with_consent(one, _with_addresses(one, _with_names(one, columns)))
    never = {heading: why for heading, why in preset.never.items() if heading in one.table.columns}
    made = _proposal(one, preset.table, f"headings of {preset.system}: {preset.holds}", columns)
    return replace(made, never=never)


def _contradicted(one: _Looked, table: str | None, name: str, origin: Origin) -> bool:
    """Return whether a column of numbers has cells that are none, such as `56m 35s`."""
    kind = TABLES[table].get(name) if table in TABLES else None  # type: ignore[index] # one of TABLES
    profiles = [one.profiles[heading] for heading in origin.headings if heading in one.profiles]
    return kind == "number" and not origin.map and any(each.filled and each.amounts < 0.5 for each in profiles)


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
    )


def _further(one: _Looked, table: str | None, known: Mapping[str, Origin]) -> Mapping[str, Origin]:
    """Return the columns that the preset does not name and some heading means: an organisation's own fields."""
    preset = one.table.preset
    if table not in TABLES or preset is None or preset.unpivot:
        return {}
    taken = {heading for origin in known.values() for heading in origin.headings}
    never = {plain(heading) for heading in preset.never}
    free = {h: p for h, p in one.profiles.items() if h not in taken and plain(h) not in never}
    found = assigned(fits(table, free))  # type: ignore[arg-type] # one of TABLES
    return {name: origin for name, origin in _origins(found).items() if name not in known}


def _keyed(one: _Looked, made: Proposal, known: Known) -> Proposal:
    """Return a preset's proposal with the columns by which its rows really name members."""
    name = {"contacts": "member_id", "fees": "member", "engagements": "member", "responses": "member"}.get(
        made.table or ""
    )
    keys = overlaps(one.table.columns, known)
    if name is None or not keys:
        return made
    return replace(made, columns={**made.columns, name: _origin_of_keys(_needed(keys))})


def _needed(keys: Sequence[Overlap]) -> tuple[Overlap, ...]:
    """Return the columns that are needed: the best, and each that names members of rows which the others leave open."""
    chosen = [keys[0]]
    matched = set(keys[0].matched)
    for one in keys[1:]:
        if one.matched - matched:
            chosen.append(one)
            matched |= one.matched
    return tuple(chosen)


def _origin_of_keys(keys: Sequence[Overlap]) -> Origin:
    told = ", ".join(
        f"{one.heading}: {len(one.matched)} of {one.filled} rows name a member by {_BY[one.kind]}"
        + (f" without {one.prefix}{'…' + one.suffix if one.suffix else ''}" if one.prefix or one.suffix else "")
        for one in keys
    )
    bare = next((one for one in keys if one.prefix or one.suffix or one.zeros), keys[0])
    return Origin(
        told,
        tuple(one.heading for one in keys),
        prefix=bare.prefix,
        suffix=bare.suffix,
        drop_zeros=bare.zeros,
        bare_ids=any(one.bare for one in keys),
    )


_BY: Final = {"id": "its id", "address": "an address", "name": "its name"}


# ---- what all have in common --------------------------------------------------------------------------------------


def _origins(found: Assigned) -> Mapping[str, Origin]:
    return {name: Origin(reason, (heading,)) for name, (heading, reason) in found.columns.items()}


def _proposal(
    one: _Looked,
    table: str | None,
    why: str,
    columns: Mapping[str, Origin],
    doubtful: Mapping[str, Sequence[str]] = {},
) -> Proposal:
    preset = one.table.preset
    order, order_reason = _order(one, table, columns)
    decimal, decimal_reason = _decimal(one, table, columns)
    used = {heading for origin in columns.values() for heading in origin.headings}
    where = {heading: words for heading, words in _words(preset.where).items()} if preset else {}
    where_not = {heading: words for heading, words in _words(preset.where_not).items()} if preset else {}
    return Proposal(
        one.table,
        one.profiles,
        table,  # type: ignore[arg-type] # one of Feeds
        why,
        columns,
        {name: tuple(headings) for name, headings in doubtful.items()},
        {name: words for name, words in where.items() if name in one.table.columns},
        {name: words for name, words in where_not.items() if name in one.table.columns},
        order,
        order_reason,
        decimal,
        decimal_reason,
        {heading: "nothing in it is used" for heading in one.table.columns if heading not in used},
        slug(one.table.file),
    )


def slug(file: str) -> str:
    """Return the short name of a file, without the numbers in it, so that next month's file has the same one."""
    stem = PurePath(file).stem.casefold()
    letters = unicodedata.normalize("NFKD", re.sub(r"\d{2,}", "", stem)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "file"


def _words(found: Mapping[str, str | tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return {heading: (words,) if isinstance(words, str) else tuple(words) for heading, words in found.items()}


def _order(one: _Looked, table: str | None, columns: Mapping[str, Origin]) -> tuple[Order | None, str]:
    """Return the order of the dates of a file, and the cells that decide; None where no cell does."""
    kinds = TABLES.get(table, {}) if table else {}  # type: ignore[call-overload] # opt_outs have no dates
    dated = [heading for name, origin in columns.items() if kinds.get(name) == "date" for heading in origin.headings]
    if table == "responses":  # a survey's columns are its questions
        dated = [heading for heading, profile in one.profiles.items() if profile.dates >= _ADDRESSES]
    dated = [heading for heading in dated if heading in one.profiles and one.profiles[heading].dates > 0]
    said = [(heading, one.profiles[heading].date_order) for heading in dated]
    if not said:
        always = one.table.preset.date_order if one.table.preset else None
        return always or "ymd", f"the preset {one.table.preset.name}" if always and one.table.preset else "no dates"
    decided = {found.order for _, found in said if found.order}
    numeric = decided - {"ymd"}
    if len(numeric) == 1:
        order = numeric.pop()
        shown = next(f"{found.evidence[0]} in {heading}" for heading, found in said if found.order == order)
        return order, f"{shown} can be read in this order alone"
    if decided == {"ymd"} and all(found.order for _, found in said):
        return "ymd", f"the year stands first: {said[0][1].evidence[0]}"
    shown = "; ".join(cell for _, found in said if found.order is None for cell in found.evidence[:3])
    return None, f"no cell decides: {shown}"


def _decimal(one: _Looked, table: str | None, columns: Mapping[str, Origin]) -> tuple[Mark | None, str]:
    """Return the decimal mark and what shows it; None where numbers can be read in two ways and nothing decides."""
    kinds = TABLES.get(table, {}) if table else {}  # type: ignore[call-overload]
    numbers = [
        heading for name, origin in columns.items() if kinds.get(name) == "number" for heading in origin.headings
    ]
    if one.table.preset and one.table.preset.decimal:
        return one.table.preset.decimal, f"the preset {one.table.preset.name}"
    mapped = {heading: one.profiles[heading] for heading in numbers if heading in one.profiles}
    money = {heading: each for heading, each in one.profiles.items() if each.amounts >= _ADDRESSES and each.currency}
    for heading, profile in {**mapped, **money}.items():
        if profile.decimal:
            return profile.decimal, f"the numbers in {heading}"
    if open_ones := [cell for profile in mapped.values() for cell in profile.groups]:
        return None, f"no number decides: {'; '.join(open_ones[:3])}"
    return ".", "no number has decimals" if numbers else "no numbers"


def same_heading(one: str, other: str) -> bool:
    """Return whether two headings are the same but for case, accents and punctuation."""
    return plain(one) == plain(other)
