"""Where each member comes from: the member who brought them, another source, or nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.insights.flywheel.answers import answers_to
from valuereport.model.histories import Histories
from valuereport.notation.ids import key_of, without_case
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.surveys import Surveys

Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]
Flags = NDArray[np.bool_]

REFERRAL: Final = "referral"
UNKNOWN: Final = "unknown"
NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Sources:
    """Aligned with `members`: `referrer` (a member's number, NOBODY), `channel` ("referral", "unknown" or as written).

    `joined`: the first day of the first membership, or the day of joining where that is all there is; NaT without.
    """

    referrer: Whole
    channel: NDArray[np.object_]
    joined: Days
    problems: tuple[Problem, ...]

    @property
    def unknown(self) -> Flags:
        """Return of whom it is not known whether a member brought them: also where no such member is known."""
        return np.asarray((self.referrer == NOBODY) & np.isin(self.channel, (UNKNOWN, REFERRAL)))


def sources(
    histories: Histories,
    terms: pd.DataFrame,
    rules: FlywheelRules,
    surveys: Surveys,
    spellings: Sequence[str] = (),
) -> Sources:
    """Return where everybody comes from.

    A member's own field counts before what the same person answered in a survey. `terms`: of Renewals. `spellings`: how
    channels are called in acquisition.csv: words that differ from one of them in case or spaces alone are taken for it.
    """
    members = histories.members
    joined = _joined(members, terms)
    said = members["referred_by"].to_numpy(dtype=object)
    named = said != ""
    referrer = _numbers(members, said)
    wrong = {
        "no member has the id or address of who brought this one": named & (referrer == NOBODY),
        "the member is said to have brought themselves": referrer == np.arange(len(members)),
        "who brought this member joined later": _later(referrer, joined),
    }
    problems = [one for reason, which in wrong.items() for one in _problems(members, which, reason)]
    for which in wrong.values():
        referrer[which] = NOBODY
    referrer[joined >= np.datetime64(histories.as_at, "D")] = NOBODY  # has not joined yet
    heard = members["heard_from"].to_numpy(dtype=object).copy()
    asked = answers_to(histories, surveys, "heard-from").latest
    own = heard[asked["member"]] == ""
    heard[asked["member"][own]] = asked["said"][own]
    return Sources(referrer, _channels(heard, named, rules.referral_words, spellings), joined, tuple(problems))


def channel_key(word: str) -> str:
    """Return the form in which words for a channel are compared: without case, with single spaces."""
    return " ".join(word.split()).casefold()


def _joined(members: pd.DataFrame, terms: pd.DataFrame) -> Days:
    found = members["joined"].to_numpy().astype("datetime64[D]").copy()
    first = terms[(terms["spell"] == 0) & (terms["number"] == 1)]
    found[first["member"].to_numpy()] = first["joined"].to_numpy().astype("datetime64[D]")
    return found


def _numbers(members: pd.DataFrame, said: NDArray[np.object_]) -> Whole:
    """Return the number of the member with an id (in any case, where one alone has it so) or an address."""
    codes, words = pd.factorize(said)
    ids, emails = members["member_id"].tolist(), members["email"].tolist()
    exact = dict(zip(ids, range(len(ids)), strict=True))
    others = any(word and word not in exact for word in words)
    loose = _unambiguous([without_case(one) for one in ids]) if others else {}
    by_address = _unambiguous([key_of(one) for one in emails]) if others else {}
    found = np.array(
        [
            exact.get(word, loose.get(without_case(word), by_address.get(key_of(word), NOBODY))) if word else NOBODY
            for word in words
        ],
        dtype=np.int64,
    )
    return found[codes] if len(words) else np.empty(0, np.int64)


def _unambiguous(keys: Sequence[str]) -> dict[str, int]:
    """Return the place of each key that stands there once."""
    once = ~pd.Series(keys, dtype="str").duplicated(keep=False).to_numpy()
    return {keys[at]: at for at in np.flatnonzero(once).tolist() if keys[at]}


def _later(referrer: Whole, joined: Days) -> Flags:
    """Return who joined before the member who is said to have brought them."""
    return np.asarray((referrer != NOBODY) & (joined[referrer] > joined))


def _channels(
    heard: NDArray[np.object_], named: Flags, referral_words: Sequence[str], spellings: Sequence[str]
) -> NDArray[np.object_]:
    codes, words = pd.factorize(heard)
    referral = {channel_key(one) for one in (*referral_words, REFERRAL)}
    known = {channel_key(one): one for one in reversed(spellings)}
    called = dict[str, str]()
    for word in words:
        plain = channel_key(word)
        called.setdefault(plain, REFERRAL if plain in referral else known.get(plain, " ".join(word.split())))
    texts = np.array([called[channel_key(word)] or UNKNOWN for word in words], dtype=object)
    found = texts[codes] if len(words) else heard
    return np.where(named, REFERRAL, found)


def _problems(members: pd.DataFrame, which: Flags, reason: str) -> Iterator[Problem]:
    action = "counted among those whose source is unknown"
    ids, said = (members[name].to_numpy(dtype=object)[which].tolist() for name in ("member_id", "referred_by"))
    for member_id, word in zip(ids, said, strict=True):
        yield Problem("insights", "warning", reason, action, column="referred_by", value=word, member_id=member_id)
