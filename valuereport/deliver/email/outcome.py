"""What came of one hand-over: a value each, because each leads to another state of the delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message with its outer addresses, ready to hand over."""

    sender: str
    recipient: str
    content: bytes  # CRLF line ends
    member_id: str = ""  # names its file, where it becomes one


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken the message over."""

    answer: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The server will never take this message."""

    answer: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """The server may take this message later."""

    answer: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The whole message was given, and no answer came: it may have been taken."""

    what: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection was gone before the message was complete: it surely was not taken."""

    what: str


Outcome = Accepted | Refused | NotNow | Unknown | Lost


class Transport(Protocol):
    """Takes messages. What concerns all of them, and what waiting cannot mend, is a DeliveryError."""

    def ready(self) -> Lost | None:
        """Make sure that a message could be handed over now; say why not where waiting may help."""
        ...

    def hand_over(self, envelope: Envelope) -> Outcome:
        """Hand one message over."""
        ...

    def close(self) -> None:
        """End the connection politely; the next message opens another."""
        ...
