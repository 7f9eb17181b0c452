"""Signed tokens: what a member's link carries, so that a reply can be read back and nobody can make one up.

    token = payload "." signature        payload: run, pseudonym, last day (URL-safe base64 of JSON)

The signature is itsdangerous' HMAC-SHA256; its salt is the purpose, so that a token of one purpose is none of another.
The pseudonym is an HMAC of the run and the member's id by the same key: whoever holds the key and the members' ids can
tell whose it is, nobody else, and once a member is forgotten, nobody at all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from itsdangerous import BadSignature, URLSafeSerializer

from valuereport.errors import SettingsError
from valuereport.notation.ids import key_of as same_id

VARIABLE: Final = "VALUEREPORT_FEEDBACK_KEY"
Purpose = Literal["feedback", "referral"]
_SHORTEST: Final = 32  # characters of a key
_PSEUDONYM: Final = 12  # bytes: two of a million members are alike once in 10^17 organisations
_LONGEST: Final = 1000  # characters of a token; a reply comes from anybody


@dataclass(frozen=True, slots=True)
class Token:
    """Whose link it is, of which run, and the last day on which a reply to it counts."""

    purpose: Purpose
    run: str
    pseudonym: str
    until: date


@dataclass(frozen=True, slots=True)
class NoToken:
    """Why a text is no token that counts: a plain sentence's end, as a Problem's reason has it."""

    reason: str


MemberOf = Callable[[str, date | None], str | NoToken]
"""A token's text and the day of the reply (None where it is not known) -> the member's id, or why there is none."""


def key_of(environment: Mapping[str, str] = os.environ) -> str:
    """Return the key that tokens are signed with. Raises SettingsError, never with the key."""
    key = environment.get(VARIABLE, "").strip()
    if len(key) < _SHORTEST:
        found = f"{len(key)} characters" if key else "nothing"
        allowed = f"a secret text of {_SHORTEST} characters or more, which stays the same as long as replies may come"
        raise SettingsError("the environment", VARIABLE, found, allowed)
    return key


def fingerprint(key: str) -> str:
    """Return what tells a key from another one and does not give it away."""
    return _mac(key, "fingerprint").hex()[:16]


def pseudonym(key: str, run: str, member_id: str) -> str:
    """Return what a member is called in the tokens of a run: 16 letters, digits, hyphens and underscores."""
    return base64.urlsafe_b64encode(_mac(key, "member", run, same_id(member_id))[:_PSEUDONYM]).decode("ascii")


def signed(key: str, purpose: Purpose, run: str, member_id: str, until: date) -> str:
    """Return a member's token: the same for the same key, run, member and day."""
    return _serializer(key, purpose).dumps([run, pseudonym(key, run, member_id), until.isoformat()])


def read(key: str, purpose: Purpose, text: str) -> Token | NoToken:
    """Return a token that we signed for a purpose, expired or not; or why it is none."""
    try:
        run, name, until = _serializer(key, purpose).loads(text.strip()[: _LONGEST + 1])
        return Token(purpose, str(run), str(name), date.fromisoformat(until))
    except (BadSignature, ValueError, TypeError):
        return NoToken("the token was not made by us for this purpose, or was changed")


def member_of(key: str, purpose: Purpose, member_ids: Iterable[str]) -> MemberOf:
    """Return what tells whose reply it is; `member_ids`: of everybody who may have a token, former ids too."""
    ids = tuple(member_ids)

    @lru_cache(maxsize=64)
    def names(run: str) -> Mapping[str, str]:
        return {pseudonym(key, run, one): one for one in ids}

    def found(text: str, day: date | None) -> str | NoToken:
        token = read(key, purpose, text)
        if isinstance(token, NoToken):
            return token
        if day is None:
            return NoToken("the reply has no day, so that nobody can tell whether its token still counted")
        if day > token.until:
            return NoToken(f"the token counted until {token.until.isoformat()}")
        return names(token.run).get(token.pseudonym) or NoToken("the token is of somebody who is no member any more")

    return found


def _serializer(key: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=f"valuereport.{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def _mac(key: str, *parts: str) -> bytes:
    return hmac.digest(key.encode(), "\0".join(("valuereport", *parts)).encode("utf-8", "replace"), "sha256")
