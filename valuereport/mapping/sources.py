"""Proposals and answers -> the sources of a workspace, each line with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from valuereport.mapping.firms import firms_of
from valuereport.mapping.languages import locales_of
from valuereport.mapping.origin import Origin
from valuereport.mapping.payments import Basis, basis_of, fees_of
from valuereport.mapping.people import name_parts
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.activities import words_of_activity, words_of_rows
from valuereport.mapping.questions.headings import versions
from valuereport.mapping.questions.members import BOTH, FIRM, PERSON
from valuereport.mapping.questions.notation import numbered_days
from valuereport.mapping.questions.question import NONE
from valuereport.mapping.row_kinds import Mixed, mixed_rows
from valuereport.mapping.series import pattern, series
from valuereport.mapping.words import meanings
from valuereport.model.tables import TABLES, columns_of
from valuereport.settings.fields import is_locale

_DELIMITED = "csv"


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """One [[source]]: its keys and columns in their order, and the reason of each, by key."""

    name: str
    file: str
    headings: tuple[str, ...]
    keys: Mapping[str, object]
    columns: Mapping[str, Origin]
    reasons: Mapping[str, str] = field(default_factory=dict)


def sources(found: Sequence[Proposal], answers: Mapping[str, str]) -> tuple[SourceBlock, ...]:
    """Return the sources of the files, as answered: every question that has no default must have an answer."""
    unused = {
        one.found.file for same in versions(found) for one in same if answers.get(f"files.{one.found.file}") == "no"
    }
    every = [one.found.file for one in found]
    blocks: list[SourceBlock] = []
    names: set[str] = set()
    for one in series([each for each in found if each.found.file not in unused]):
        for block in _blocks(one, answers, every, basis_of(one, found)):
            name, number = block.name, 1
            while name in names:
                number += 1
                name = f"{block.name}-{number}"
            names.add(name)
            blocks.append(replace(block, name=name))
    return tuple(blocks)


def fee_basis(blocks: Sequence[SourceBlock]) -> str:
    """Return the basis of fees that all are brought to: that of what was paid; "" where all have the same."""
    said = [(block.keys["table"], str(block.keys["vat"])) for block in blocks if "vat" in block.keys]
    return "" if len({vat for _, vat in said}) < 2 else next(vat for table, vat in sorted(said))


def opt_out_files(found: Sequence[Proposal], answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files of addresses that get no mail."""
    return tuple(
        one.found.file
        for one in found
        if one.table == "opt_outs" and answers.get(f"opt_outs.{one.found.file}", "yes") == "yes"
    )


def _blocks(
    one: Proposal, answers: Mapping[str, str], every: Sequence[str], basis: Basis | None
) -> Iterator[SourceBlock]:
    base = _base(one, answers, every)
    if one.table in ("members", "contacts"):
        base = _with_locales(base, one, answers.get("organisation.locale", "en-GB"))
    if one.table == "members":
        if basis:
            vat = {"vat": answers.get(f"fee.{one.name}.vat", basis.vat), "vat_rate": basis.rate}
            base = replace(base, keys={**base.keys, **vat}, reasons={**base.reasons, "vat": basis.reason})
        yield from _members(one, base, answers)
    elif one.table == "contacts":
        yield base
    elif one.table == "fees":
        yield _fees(one, base, answers)
    elif one.table == "engagements" and (made := _engagements(one, base, answers)):
        yield made


def _base(one: Proposal, answers: Mapping[str, str], every: Sequence[str]) -> SourceBlock:
    """Return the source as the file is, before the answers about its rows."""
    sheet, preset = one.found.sheet, one.found.preset
    file = one.found.file
    if len(one.files) > 1:
        file = pattern(one.files, every) or file
    keys: dict[str, object] = {"table": one.table, "format": sheet.format, "file": file}
    reasons = {"table": one.why}
    if sheet.format == _DELIMITED:
        best, *others = sheet.delimiters
        if best.character != "," and best.cells > 1:
            keys["delimiter"] = best.character
        second = f", {others[0].share:.0%} with {others[0].character!r}" if others else ""
        reasons["file"] = f"{best.share:.0%} of the lines have {best.cells} cells{second}; {sheet.encoding}"
        if sheet.encoding not in ("utf-8", "cp1252"):
            keys["encoding"] = sheet.encoding
    if sheet.name and sheet.others:
        keys["sheet"] = sheet.name
        reasons["sheet"] = f"the other sheets are {', '.join(sheet.others)}"
    order = one.order or answers.get(f"date_order.{one.found.file}")
    if order and order != "ymd":
        keys["date_order"] = order
        reasons["date_order"] = one.order_reason if one.order else "your answer"
    used = [one.profiles[h] for o in one.columns.values() for h in o.headings if h in one.profiles]
    if any(profile.two_digit_years for profile in used if profile.dates > 0.5):
        keys["two_digit_years"] = True
    if numbered_days(one) and answers.get(f"day_numbers.{one.found.file}") == "yes":
        keys["day_numbers"] = True
        reasons["day_numbers"] = "your answer: days are whole numbers"
    decimal = one.decimal or answers.get(f"decimal.{one.found.file}", ".")
    if decimal != ".":
        keys["decimal"] = decimal
        reasons["decimal"] = one.decimal_reason
    if preset:
        after = preset.after or ""
        keys |= {"after": after} if after else {}
        keys |= {name: list(words) for name in ("until", "footers", "empty") if (words := getattr(preset, name))}
        if preset.unpivot:
            keep = [heading for heading in preset.unpivot.keep if heading in one.found.columns]
            keys["unpivot"] = {"keep": keep, "group": preset.unpivot.group, "names": list(preset.unpivot.names)}
        if preset.pairs:
            keys["pairs"] = preset.pairs.model_dump(exclude_none=True)
        if preset.merge_intervals and "end" in one.columns:
            keys["merge_intervals"] = True
    if one.where:
        keys["where"] = {heading: list(words) for heading, words in one.where.items()}
    if one.where_not:
        keys["where_not"] = {heading: list(words) for heading, words in one.where_not.items()}
    usable = {name: origin for name, origin in one.columns.items() if name in columns_of(one.table)}
    return SourceBlock(one.name, file, one.found.headings, keys, usable, reasons)


def _with_locales(base: SourceBlock, one: Proposal, home: str) -> SourceBlock:
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


def _members(one: Proposal, base: SourceBlock, answers: Mapping[str, str]) -> Iterator[SourceBlock]:
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
        yield replace(base, columns=_ordered(columns))
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
        columns=_ordered(columns),
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


_LINKS: Final = 0.9  # of the cells
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
        yield replace(base, name=f"{base.name}-{kind.kind}", keys=keys, columns=_ordered(columns), reasons=reasons)


_ROWS: Final = {"firms": "firms", "persons": "persons who are members", "contacts": "people who act for a firm"}


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


def _fees(one: Proposal, base: SourceBlock, answers: Mapping[str, str]) -> SourceBlock:
    fees = fees_of(one)
    if fees is None:
        return base
    keys, columns, reasons = dict(base.keys), dict(base.columns), dict(base.reasons)
    amount = answers.get(f"fee.{base.name}.amount", fees.likely)
    if amount:
        columns["amount"] = Origin("what was paid", (amount,))
    vat = answers.get(f"fee.{base.name}.vat", fees.vat)
    if vat != NONE:
        keys["vat"] = vat
        reasons["vat"] = fees.vat_reason
        if fees.vat_rate is not None:
            keys["vat_rate"] = round(fees.vat_rate, 4)
    columns.pop("kind", None)  # which rows are payments is asked
    for heading, words in fees.words.items():
        left_out = [word for word in words if answers.get(f"fee.{base.name}.rows.{heading}.{word}") == "no"]
        if left_out:
            where = dict(keys.get("where", {}))  # type: ignore[call-overload]
            keys["where"] = {**where, heading: [word for word in words if word not in left_out]}
            reasons["where"] = "the rows that are fees and were paid: your answer"
    return replace(base, keys=keys, columns=_ordered(columns), reasons=reasons)


def _engagements(one: Proposal, base: SourceBlock, answers: Mapping[str, str]) -> SourceBlock | None:
    """Return the source with the activities as answered; None where none of its words is an activity."""
    keys, columns, reasons = dict(base.keys), dict(base.columns), dict(base.reasons)
    words = words_of_activity(one)
    prefix = f"activity.{base.name}"
    if "" in words:
        chosen = answers.get(prefix, NONE)
        if chosen == NONE:
            return None
        columns["activity"] = Origin("your answer", value=chosen)
        if hours := answers.get(f"activity.hours:{base.name}", ""):
            columns["quantity"] = Origin("your answer: hours", value=hours)
    else:
        heading = columns["activity"].headings[0]
        chosen_by = {word: answers.get(f"{prefix}.{word}", NONE) for word in words}
        counted = {word: chosen for word, chosen in chosen_by.items() if chosen != NONE}
        if not counted:
            return None
        if len(counted) < len(words):
            where_not = dict(keys.get("where_not", {}))  # type: ignore[call-overload]
            keys["where_not"] = {**where_not, heading: [word for word in words if word not in counted]}
            reasons["where_not"] = "what is no activity: your answer"
        columns["activity"] = Origin("your answers", (heading,), map=counted)
        columns |= _beside(base.name, heading, counted, answers)
    columns |= _readable_titles(one, columns)
    for rows_of, ended in words_of_rows(one).items():
        left_out = [word for word in ended if answers.get(f"activity.rows:{base.name}.{rows_of}.{word}") == "no"]
        if left_out:
            where = dict(keys.get("where", {}))  # type: ignore[call-overload]
            keys["where"] = {**where, rows_of: [word for word in ended if word not in left_out]}
            reasons["where"] = "the rows that count: your answer"
    if "date" not in columns:
        columns["date"] = Origin("your answer: the file has no dates", value=answers.get(f"date.{one.found.file}", ""))
    return replace(base, keys=keys, columns=_ordered(columns), reasons=reasons)


def _readable_titles(one: Proposal, columns: Mapping[str, Origin]) -> Mapping[str, Origin]:
    """Return the title as words where it is a link: the last part of its path; nothing where it is none."""
    title = columns.get("title")
    if title is None or not title.headings:
        return {}
    profile = one.profiles.get(title.headings[0])
    if profile is None or profile.links < _LINKS or not profile.words:
        return {}
    words = {link: _words_of(link) for link, _ in profile.words}
    return {"title": Origin("the last part of each link", title.headings, map=words)}


def _words_of(link: str) -> str:
    last = [part for part in urlsplit(link).path.split("/") if part][-1:] or [link]
    words = re.sub(r"[-_+]+|%20", " ", re.sub(r"\.\w{2,5}$", "", last[0])).strip()
    return words[:1].upper() + words[1:]


def _beside(name: str, heading: str, counted: Mapping[str, str], answers: Mapping[str, str]) -> Mapping[str, Origin]:
    """Return the hours and a non-member's price of each word, where they were asked for."""
    found: dict[str, Origin] = {}
    hours = {word: answers.get(f"activity.hours:{name}.{word}", "") for word in counted}
    if any(hours.values()):
        found["quantity"] = Origin(
            "your answers: hours, or one", (heading,), map={word: hours[word] or "1" for word in counted}
        )
    prices = {word: answers.get(f"activity.price:{name}.{word}", "") for word in counted}
    if any(prices.values()):
        found["list_price"] = Origin("your answers: what a non-member pays", (heading,), map=prices)
    return found


def _ordered(columns: Mapping[str, Origin]) -> Mapping[str, Origin]:
    order = [name for table in TABLES.values() for name in table]
    return dict(sorted(columns.items(), key=lambda one: order.index(one[0])))
