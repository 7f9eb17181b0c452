"""What a mail server said, and what the line said, in words that can be shown and kept."""

from __future__ import annotations

import re
import smtplib
from typing import Final

from valuereport.deliver.email.headers import one_line

_LONGEST: Final = 500
# Only where the server says so by RFC 3463: a plain 550 may be about us, and then everybody would be suppressed.
_NO_SUCH_ADDRESS: Final = re.compile(r"5\d\d[ -]5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")
_ADDRESS: Final = re.compile(r"[^\s<>@]+@[^\s<>@]+")


class GoneError(Exception):
    """The connection is gone, or could not be made: waiting may help. Never leaves this room."""


def told(code: int, answer: bytes | str) -> str:
    """Return an answer with its code, on one line."""
    return f"{code} {said(answer)}".strip()[:_LONGEST]


def said(answer: bytes | str) -> str:
    """Return the words of an answer on one line."""
    return one_line(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)


def no_such_address(answer: str) -> bool:
    """Return whether a refusal says that the address does not exist, or takes no mail any more."""
    return _NO_SUCH_ADDRESS.match(answer) is not None


def masked(text: str) -> str:
    """Return an answer without addresses, for a message that is about no member in particular."""
    return _ADDRESS.sub("(address)", text)


def why(error: Exception) -> str:
    """Return an error of the line in words, without the numbers of the operating system."""
    # smtplib keeps what happened to the line only as the context of its own error.
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        error = error.__context__
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return one_line(str(error)) or type(error).__name__
