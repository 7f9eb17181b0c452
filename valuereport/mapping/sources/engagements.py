"""The source of what members did: which words are activities, their hours and prices, and the rows that count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from valuereport.mapping.origin import Origin
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.activities import words_of_activity, words_of_rows
from valuereport.mapping.questions.question import NONE
from valuereport.mapping.sources.block import SourceBlock, ordered

_LINKS: Final = 0.9  # of the cells


def engagement_source(one: Proposal, base: SourceBlock, answers: Mapping[str, str]) -> SourceBlock | None:
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
    return replace(base, keys=keys, columns=ordered(columns), reasons=reasons)


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
