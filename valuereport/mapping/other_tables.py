"""Files whose rows name members: what they paid, what they did, who acts for them, who gets no mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from valuereport.mapping.evidence import assigned, fits
from valuereport.mapping.looked import Looked
from valuereport.mapping.members import with_addresses
from valuereport.mapping.opt_outs import opt_out_column
from valuereport.mapping.origin import Origin, origins
from valuereport.mapping.overlap import Known, Overlap, likely_names, overlaps
from valuereport.mapping.preset_columns import of_preset
from valuereport.mapping.proposal import Proposal, proposal, slug
from valuereport.mapping.starter import activities, activity_for
from valuereport.mapping.surveys import survey_columns
from valuereport.model.tables import DATING
from valuereport.notation.headings import plain
from valuereport.presets import presets

_Tried = Literal["memberships", "fees", "engagements", "contacts"]
_TRIED: Final[tuple[_Tried, ...]] = ("memberships", "fees", "engagements", "contacts")
_KEYS: Final = {"contacts": "member_id"} | dict.fromkeys(("fees", "engagements", "memberships", "responses"), "member")
_OF_EVENTS: Final = re.compile(
    r"\b(attended|attendance|check ?in|checked in|event|evento|veranstaltung|evenement|spotkanie|obecnosc|digwyddiad"
    r"|presence|asistencia|presenza|teilgenommen|aanwezig|course|kurs|webinar)\b|参加|出席|会议|签到"
)
_OF_FEES: Final = re.compile(
    r"(?i)\b(membership|subs|subscriptions?|dues|fees?|invoices?|payments?|ledger|beitrag|beitraege|cotisations?|cuotas?|quote"
    r"|quota|mensalidade|anuidade|contributie|skladki?|składki?|tanysgrifiad)\b|会費|会费"
)
_BY: Final = {"id": "its id", "address": "an address", "name": "its name"}


def other_table(one: Looked, known: Known) -> Proposal:
    """Return the proposal of a file that is no list of members."""
    preset = one.table.preset
    if preset is not None:
        recognised = _with_real_keys(one, of_preset(one, preset), known)
        if not preset.instead:
            return recognised
        other = of_preset(one, presets()[preset.instead])
        return replace(recognised, instead=_with_real_keys(one, other, known))
    if heading := opt_out_column(one.table, one.profiles):
        why = "its name or headings speak of opting out, and it holds addresses"
        return proposal(one, "opt_outs", why, {"email": Origin("its cells are addresses", (heading,))})
    keys = overlaps(one.table.columns, known)
    if (asked := survey_columns(one)) is not None:
        member = {"member": _origin_of_keys(_needed(keys))} if keys else {}
        return proposal(one, "responses", "answers to a survey", {**asked, **member})
    if not keys:
        return _by_name(one, known) or proposal(one, None, "no column of it names a member", {})
    tried = [made for table in _TRIED if (made := _as(one, table, keys)) is not None]
    if not tried:
        return proposal(one, None, "it names members, but says neither what they paid nor what they did, nor when", {})
    best, *others = sorted(tried, key=lambda each: _speaks_for(one, each), reverse=True)
    close = [each for each in others if _speaks_for(one, each) >= _speaks_for(one, best) - 1]
    return replace(best, instead=close[0]) if close else best


def _speaks_for(one: Looked, made: Proposal) -> int:
    """Return how much speaks for a table: the columns that it has, and what headings, cells and the file's name say."""
    headings = " ".join(map(plain, one.profiles))
    words = " ".join((plain(one.table.file), *(word for profile in one.profiles.values() for word, _ in profile.words)))
    more = 2 * (made.table == "memberships")  # two days and a grade are what no other table has
    if made.table == "engagements":
        more = 2 * bool(_OF_EVENTS.search(headings))
    elif made.table == "fees":
        more = 2 * bool(_OF_FEES.search(words))
    return len(made.columns) + more


def _by_name(one: Looked, known: Known) -> Proposal | None:
    """Return a list of payments that names members only by their names: whether it is by these is asked."""
    found = assigned({key: fit for key, fit in fits("fees", one.profiles).items() if key[1] != "member"})
    likely = likely_names(one.table.columns, known)
    if not likely or "amount" not in found.columns or not {*found.columns, *found.doubtful} & {*DATING}:
        return None
    why = f"payments; {likely[0]} holds names that are like those of members, or begin like them"
    columns = {name: origin for name, origin in origins(found).items() if origin.headings[0] not in likely}
    return proposal(one, "fees", why, columns, {**found.doubtful, "member": likely})


def _as(one: Looked, table: _Tried, keys: Sequence[Overlap]) -> Proposal | None:
    """Return the file as one of a table; None where it has not what the table needs."""
    used = {each.heading for each in keys}
    found = assigned({key: fit for key, fit in fits(table, one.profiles).items() if key[1] != "member"})
    columns = {name: origin for name, origin in origins(found).items() if not used & {*origin.headings}}
    doubtful = found.doubtful
    if table == "contacts":
        if not (one.parts.given and one.parts.organisation) or "date" in columns:
            return None
        columns |= with_addresses(one, {"name": Origin("given and family name", one.parts.person)})
        columns["member_id"] = _origin_of_keys(keys[:1])
        return proposal(one, table, "people with the firm that they act for", columns, doubtful)
    columns["member"] = _origin_of_keys(_needed(keys))
    meant = {*columns, *doubtful, *(name for (_, name), fit in fits(table, one.profiles).items() if fit.points)}
    if table == "fees" and not (meant & {*DATING} and ("amount" in columns or "amount" in doubtful)):
        return None
    if table == "memberships" and not {"starts", "ends", "grade"} <= columns.keys():
        return None
    speaks = {"activity", "title"} & columns.keys() or activity_for(slug(one.table.file), activities()) != "none"
    if table == "engagements" and "date" not in columns and not ("date" in doubtful and speaks):
        return None
    why = f"its rows name members ({columns['member'].reason})"
    return proposal(one, table, why, columns, doubtful)


def _with_real_keys(one: Looked, made: Proposal, known: Known) -> Proposal:
    """Return a preset's proposal with the columns by which its rows really name members."""
    name = _KEYS.get(made.table or "")
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
        separator=next((one.separator for one in keys if one.separator), ""),
        by_name=any(one.kind == "name" for one in keys),
        bare_ids=any(one.bare for one in keys),
    )
