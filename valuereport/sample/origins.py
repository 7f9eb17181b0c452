"""How members came to the institute: brought by a member, through something else, or nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.sample.activity import Flags, Ints, Words
from valuereport.sample.scene import Scene
from valuereport.sample.truth import HEARD_SINCE, HEARD_UNKNOWN, REFERRED

CHANNELS: Final[Mapping[str, float]] = {
    "Conference": 0.26,
    "Web search": 0.24,
    "Employer": 0.20,
    "Social media": 0.12,
    "Trade press": 0.10,
    "University": 0.08,
}
"""Where those have heard of the institute whom no member brought, and where that is known."""
COLLEAGUE: Final = "A colleague"
"""What those say whom a member brought."""
_PULL: Final = 4.0
"""Whoever was brought by a member brings others so many times as often: so there are chains."""
_AFTER: Final = 60  # days after joining that nobody brings anybody; then those who joined lately bring most


@dataclass(frozen=True, slots=True)
class Origins:
    """One position a member of today, in the order of `organisation.memberships`."""

    referrer: Ints  # the position of the member who brought this one, -1 of none that is named
    heard: Words  # "" where nobody knows, or was asked
    asked: Flags  # joined since members are asked

    def __len__(self) -> int:
        return len(self.referrer)


def draw_origins(scene: Scene) -> Origins:
    """Return how today's members came. Those who joined before HEARD_SINCE were not asked."""
    rng, organisation = scene.stream("origins"), scene.organisation
    joined = np.array([one.joined for one, _ in organisation.memberships], dtype="datetime64[D]")
    pull = np.sqrt(scene.careers.level[: len(joined)])
    referrer = np.full(len(joined), -1, dtype=np.int64)
    heard = np.full(len(joined), "", dtype=np.object_)
    since = np.datetime64(f"{HEARD_SINCE}-01-01")
    asked = np.flatnonzero(joined >= since)
    by_chance = rng.permutation(asked)
    brought, unknown = round(REFERRED * len(asked)), round(HEARD_UNKNOWN * len(asked))
    others = by_chance[brought + unknown :]
    words = np.array(list(CHANNELS), dtype=np.object_)
    heard[others] = words[rng.choice(len(words), size=len(others), p=list(CHANNELS.values()))]
    for who in sorted(by_chance[:brought].tolist(), key=lambda at: (joined[at], at)):
        could = np.flatnonzero(joined < joined[who] - _AFTER)
        if len(could):
            years = (joined[who] - joined[could]).astype(np.int64) / 365
            weight = pull[could] * np.where(referrer[could] >= 0, _PULL, 1.0) / (1 + years)
            referrer[who], heard[who] = rng.choice(could, p=weight / weight.sum()), COLLEAGUE
    return Origins(referrer, heard, joined >= since)
