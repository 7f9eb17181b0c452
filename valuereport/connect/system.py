"""A system as data: its address, how it learns who asks, its limits and its endpoints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from valuereport.connect.auth import Auth, Secrets
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Limit
from valuereport.connect.verdicts import Judge, by_status


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One system that can be pulled from.

    `base_url`: of its API; {options} are replaced; empty where each organisation has its own and the connection says
    it; `base_url_of_key`: where the key says it, raises SettingsError where it does not. `hosts`: others that it may
    be asked at, where tokens are given out, or addresses of these. `options`: what a connection says besides, and what
    it means; `optional` ones need not be there, and are then what `defaults` says. `unverified`: what nobody has tried
    at the real service, as a sentence for the docs.
    """

    name: str
    title: str
    auth: Auth
    endpoints: tuple[Endpoint, ...]
    base_url: str = ""
    base_url_of_key: Callable[[Secrets], str] | None = None
    hosts: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    judge: Judge = by_status
    options: Mapping[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    unverified: str = ""

    def options_of(self, said: Mapping[str, str]) -> Mapping[str, str]:
        """Return the options with what a connection says of them."""
        return {**self.defaults, **said}

    @property
    def records(self) -> tuple[str, ...]:
        """Return the names of all records, in the order in which they are read."""
        return tuple(dict.fromkeys(one.feeding for one in self.endpoints))

    def endpoints_for(self, records: Mapping[str, Sequence[str]]) -> tuple[Endpoint, ...]:
        """Return the endpoints that feed these records, by the headings that are read of them, and those that they
        hang on, in their order."""
        feeding = [one for one in self.endpoints if one.feeding in records]
        wanted = {one.name for one in feeding if one.is_needed(records[one.feeding])}
        for one in reversed(self.endpoints):  # an endpoint stands behind the one that it hangs on
            if one.name in wanted and one.parents:
                wanted.add(one.parents.of)
        return tuple(one for one in self.endpoints if one.name in wanted)
