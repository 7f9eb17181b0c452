"""Finds what is left of the sample in an organisation's workspace: none of it may reach a member by mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

_IDENTITY: Final = ("name", "address", "email", "website", "signatory")
_ORGANISATION: Final = (*_IDENTITY[:2], "strapline", "email", "phone", "website", "renewal_page", "signatory")
_EMAIL: Final = ("sender", "reply_to", "unsubscribe_page", "unsubscribe_email", "statement_page", "dkim_domain")
_RESERVED: Final = re.compile(r"(^|[.@])(example|test|invalid|localhost|example\.(com|net|org))\.?$", re.IGNORECASE)
"""Domains that belong to nobody and never will (RFC 2606, RFC 6761)."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """One value that is still the sample's: its key or file, and the value."""

    where: str
    what: str

    def __str__(self) -> str:
        """Return it for a person."""
        return f"{self.where}: {self.what}"


def sample_leftovers(
    workspace: Mapping[str, Any], sample: Mapping[str, Any], in_use: Callable[[], bool] = lambda: False
) -> tuple[Leftover, ...]:
    """Return what is still the sample's, where anything else is not; nothing where the whole is the sample.

    Both are what run.json holds: settings, judgement, brand (a hash by key) and inputs (a hash by file). `in_use`:
    whether a member has a real address; then this is no trial any more, whatever the organisation's name.
    """
    here, there = workspace["settings"]["organisation"], sample["settings"]["organisation"]
    theirs = any(_plain(here.get(key)) != _plain(there.get(key)) for key in _IDENTITY)
    if not theirs and not in_use():
        return ()
    return tuple(_leftovers(workspace, sample))


def never_delivered(address: str) -> bool:
    """Return whether mail to an address can never arrive: its domain is reserved for examples, or there is none."""
    return not address or bool(_RESERVED.search(address.strip()))


def _leftovers(workspace: Mapping[str, Any], sample: Mapping[str, Any]) -> Iterator[Leftover]:
    here, there = workspace["settings"], sample["settings"]
    domain = (urlsplit(there["organisation"]["website"]).hostname or "").removeprefix("www.")
    for section, keys in (("organisation", _ORGANISATION), ("email", _EMAIL)):
        for key in keys:
            value = here.get(section, {}).get(key)
            if _plain(value) and (_plain(value) == _plain(there[section].get(key)) or domain in _plain(value)):
                yield Leftover(f"{section}.{key}", _words(value))
    if domain in (page := _plain(workspace.get("feedback", {}).get("page"))):
        yield Leftover("feedback.page", page)
    ours = {_plain(texts) for one in there.get("texts", {}).values() for texts in one.values() if texts}
    for edition, one in here.get("texts", {}).items():
        for key in (key for key, texts in one.items() if _plain(texts) in ours):
            yield Leftover(f"texts.{edition}.{key}", _words(one[key]))
    for key, sha256 in workspace.get("brand", {}).items():
        if sha256 in sample["brand"].values():
            yield Leftover(f"brand.{key}", "the sample's picture")
    sources = {_plain(rate["source"]) for rate in there["rate"]}
    if rates := [rate["currency"] for rate in here.get("rate", ()) if _plain(rate["source"]) in sources]:
        yield Leftover("rate.source", _named(rates))
    yield from _judgement(workspace["judgement"], sample["judgement"])
    exports = set(sample["inputs"].values())
    if files := [name for name, sha256 in workspace.get("inputs", {}).items() if sha256 in exports]:
        yield Leftover("exports", _named(files))


def _judgement(here: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[Leftover]:
    # Public statistics (with a url) may be cited by everybody; surveys and price lists belong to the sample.
    sources = {_plain(one["source"]) for one in there["assumptions"].values() if not one["url"]}
    if ids := [name for name, one in here["assumptions"].items() if _plain(one["source"]) in sources]:
        yield Leftover("assumptions", f"source of {_named(ids)}")
    if here["taxonomy"] == there["taxonomy"]:
        yield Leftover("taxonomy", "all of it")
    texts = {_plain(win["text"]) for win in there["policy_wins"]}
    if ids := [win["id"] for win in here["policy_wins"] if _plain(win["text"]) in texts]:
        yield Leftover("policy_wins", _named(ids))
    places = {_plain(one["where"]) for one in there["entitlements"]}
    if ids := [one["activity"] for one in here.get("entitlements", ()) if _plain(one["where"]) in places]:
        yield Leftover("entitlements", f"where of {_named(ids)}")


def _plain(value: object) -> str:
    """Return a value as text without differences of case and spaces."""
    return " ".join(_words(value).casefold().split())


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(map(str, value.values()))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _named(names: list[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
