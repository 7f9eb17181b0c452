"""The sources of a list of members: firms, persons, and the people who act for firms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from valuereport.mapping.firms import firms_of
from valuereport.mapping.languages import locales_of
from valuereport.mapping.origin import Origin
from valuereport.mapping.people import name_parts
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.members import BOTH, FIRM, PERSON
from valuereport.mapping.row_kinds import Mixed, mixed_rows
from valuereport.mapping.sources.block import SourceBlock, ordered
from valuereport.mapping.words import meanings
from valuereport.settings.fields import is_locale

_OF_PEOPLE: Final = (
    "contact_id",
    "member_id",
    "name",
    "emails",
    "other_ids",
    "job_title",
    "salutation",
    "decides",
    "no_email",
)
_ROWS: Final = {"firms": "firms", "persons": "persons who are members", "contacts": "people who act for a firm"}


def member_sources(one: Proposal, base: SourceBlock, answers: Mapping[str, str]) -> Iterator[SourceBlock]:
    """Yield the members, and where firms have several rows their contacts."""
    if mixed := mixed_rows(one):
        yield from _mixed(one, base, mixed, answers)
        return
    firms = firms_of(one)
    parts = name_parts(one.found.headings)
    person = parts.person
    kind = answers.get("member_kind", "firm" if firms and firms.likely else "person") if firms else ""
    if firms is None or kind == "person":
        columns = dict(base.columns)
        if firms and all(person):
            columns["name"] = Origin("given and family name", person)
            columns.pop("salutation", None)
        columns = {"kind": Origin("no column says otherwise", value=_kind(one, columns)), **columns}
        yield replace(base, columns=ordered(columns))
        return
    different = f"rows with one {firms.heading} are one member"
    columns = {
        **base.columns,
        "name": Origin(different, (firms.heading,)),
        "kind": Origin("your answer", value="organisation"),
    }
    others = columns["other_ids"].headings if "other_ids" in columns else ()
    ids = tuple(dict.fromkeys((*others, firms.heading)))
    columns["other_ids"] = Origin("other files name firms by their name", ids)
    keys = {**base.keys, "group_by": firms.heading}
    yield replace(
        base,
        keys=keys,
        columns=ordered(columns),
        reasons={**base.reasons, "group_by": f"{different}: the first row is the firm's"},
    )
    people = {name: base.columns[name] for name in ("emails", "job_title", "no_email") if name in base.columns}
    contact = {
        "contact_id": Origin("the row's own id", base.columns["member_id"].headings),
        "member_id": Origin("the firm, by its name", (firms.heading,)),
        "name": Origin("the person in the row", person),
        **people,
    }
    keys = {name: found for name, found in base.keys.items() if name not in ("date_order", "vat", "vat_rate")}
    keys |= {"table": "contacts", "group_by": firms.heading, "group_rows": "others"}
    reasons = {"table": "the other rows of a firm are its contacts"}
    yield SourceBlock(f"{base.name}-contacts", base.file, base.headings, keys, contact, reasons)


def _mixed(one: Proposal, base: SourceBlock, mixed: Mixed, answers: Mapping[str, str]) -> Iterator[SourceBlock]:
    """Yield a source for each kind of row in a list of firms, their people and other persons."""
    wanted = answers.get("member_kind", BOTH)
    parts = name_parts(one.found.headings)
    for kind in mixed.kinds:
        if (kind.kind == "firms" and wanted == PERSON) or (kind.kind == "persons" and wanted == FIRM):
            continue
        where = {heading: list(words) for heading, words in kind.where.items()}
        keys = {**base.keys, "where": {**where, **dict(base.keys.get("where", {}))}}  # type: ignore[call-overload]
        columns = dict(base.columns)
        columns["kind"] = Origin(
            "the rows are of this kind", value="organisation" if kind.kind == "firms" else "person"
        )
        if kind.kind != "firms" and parts.person:
            columns["name"] = Origin("given and family name", parts.person)
        if kind.kind == "firms":
            columns.pop("job_title", None)
        elif kind.kind == "contacts":
            keys["table"] = "contacts"
            columns = _contact_columns(one, columns, by_id=mixed.by_id, firm=parts.organisation)
        reasons = {**base.reasons, "table": f"{kind.rows} rows: {_ROWS[kind.kind]}"}
        yield replace(base, name=f"{base.name}-{kind.kind}", keys=keys, columns=ordered(columns), reasons=reasons)


def _contact_columns(one: Proposal, columns: Mapping[str, Origin], *, by_id: bool, firm: str) -> dict[str, Origin]:
    """Return the columns of people who act for a firm: its id, or its name; their own ids beside."""
    member_id = columns["member_id"]
    others = columns["other_ids"].headings if "other_ids" in columns else ()
    found = {name: origin for name, origin in columns.items() if name in _OF_PEOPLE}
    if by_id:
        found["member_id"] = replace(member_id, reason="the firm's id")
        if others:
            found["contact_id"] = Origin("the person's own id", others[:1])
            found["other_ids"] = Origin("ids in other systems", others[1:])
    else:
        found["contact_id"] = Origin("the person's own id", member_id.headings)
        found["member_id"] = Origin("the firm, by its name", (firm,))
    if decides := next((heading for heading in one.found.columns if _means(heading, "decides")), ""):
        found["decides"] = Origin("who decides for the firm", (decides,))
    return {name: origin for name, origin in found.items() if origin.headings or origin.value}


def _means(heading: str, column: str) -> bool:
    return any(each.column == column for each in meanings("contacts", heading))


def _kind(one: Proposal, columns: Mapping[str, Origin]) -> str:
    parts = name_parts(one.found.headings)
    return "organisation" if columns["name"].headings == (parts.organisation,) and not parts.given else "person"


def with_locales(base: SourceBlock, one: Proposal, home: str) -> SourceBlock:
    """Return a source whose names of languages are locales; without the column where they are no languages."""
    origin = base.columns.get("locale")
    if origin is None or not origin.headings:
        return base
    words = [word for word, _ in one.profiles[origin.headings[0]].words]
    columns = dict(base.columns)
    if words and all(is_locale(word.replace("_", "-")) for word in words):
        return base
    if mapped := locales_of(words, home):
        columns["locale"] = replace(origin, map=mapped)
    else:
        del columns["locale"]
    return replace(base, columns=columns)
