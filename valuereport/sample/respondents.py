"""Who is asked by a survey, and who answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.sample.activity import Ints, Times, Words
from valuereport.sample.questionnaires import Round
from valuereport.sample.scene import Scene
from valuereport.sample.truth import DOUBLES, RESPONSE, SMALLEST_WAVE, STRANGERS

_RENEWED_BY: Final = np.datetime64("2026-01-01")
"""From then on those of today's list who have lapsed or resigned are asked no more."""


@dataclass(frozen=True, slots=True)
class Respondents:
    """One position a questionnaire, in the order of time: who filled it in (position in Actors, -1: no member)."""

    actor: Ints
    time: Times

    def __len__(self) -> int:
        return len(self.actor)


def draw_respondents(rng: np.random.Generator, scene: Scene, wave: Round, *, named: bool) -> Respondents:
    """Return who answers a wave; one that names its respondents has some who answer twice, and a stranger."""
    could = _could_be_asked(rng, scene, np.datetime64(wave.sent))
    asked = rng.choice(could, size=min(wave.invited, len(could)), replace=False)
    likely = np.sqrt(scene.actors.level[asked])
    count = round(RESPONSE * len(asked))
    who = rng.choice(asked, size=count, replace=False, p=likely / likely.sum()) if count else asked[:0]
    day = np.minimum(rng.exponential(4.0, count).astype(np.int64), 20)
    if named and count >= SMALLEST_WAVE:
        twice = rng.choice(count, size=DOUBLES, replace=False)
        who = np.concatenate([who, who[twice], np.full(STRANGERS, -1)])
        day = np.concatenate([day, day[twice] + 2, np.full(STRANGERS, 6)])
    second = day * 86_400 + rng.integers(8 * 3600, 20 * 3600, size=len(who))
    time = np.datetime64(wave.sent).astype("datetime64[s]") + second
    order = np.argsort(time, kind="stable")
    return Respondents(who[order], time[order])


def straight_liners(rng: np.random.Generator, found: Respondents, count: int) -> Ints:
    """Return the positions of `count` members who answer once alone; none in a small wave."""
    who, times = np.unique(found.actor, return_counts=True)
    once = np.flatnonzero(np.isin(found.actor, who[times == 1]) & (found.actor >= 0))
    return rng.choice(once, size=count, replace=False) if len(once) >= SMALLEST_WAVE else once[:0]


def _could_be_asked(rng: np.random.Generator, scene: Scene, day: np.datetime64) -> Ints:
    """Return one person for each member of that day: of firms mostly the main contact."""
    organisation = scene.organisation
    there = np.array(
        [
            np.datetime64(one.joined) < day and (one.status == "Active" or day < _RENEWED_BY)
            for one, _ in organisation.memberships
        ],
        dtype=np.bool_,
    )
    persons = len(organisation.individuals)
    sizes = np.array([len(firm.contacts) for firm in organisation.firms], dtype=np.int64)
    other = (rng.random(len(sizes)) < 0.3) * (rng.random(len(sizes)) * sizes).astype(np.int64)
    contact = persons + np.cumsum(sizes) - sizes + other
    return np.asarray(np.concatenate([np.arange(persons), contact])[there])


def member_numbers(scene: Scene, found: Respondents) -> list[str]:
    """Return each one's member number, of firms the firm's; "" of nobody."""
    return ["" if at < 0 else str(scene.actors.member_no[at]) for at in found.actor.tolist()]


def grades(scene: Scene, found: Respondents) -> Words:
    """Return each one's grade, of a firm's contact the firm's; "" of nobody."""
    organisation = scene.organisation
    held = [one.membership.grade for one in organisation.individuals]
    held += [firm.membership.grade for firm in organisation.firms for _ in firm.contacts]
    return np.array([*held, ""], dtype=np.object_)[found.actor]


def completed_after(found: Respondents, rng: np.random.Generator) -> Times:
    """Return when each one had finished."""
    return np.asarray(found.time + rng.integers(150, 900, size=len(found)))
