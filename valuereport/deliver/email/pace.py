"""How fast messages go out, and how long is waited after which trouble."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The measures of a sending; times are in seconds."""

    a_minute: int = 300  # messages
    retries: int = 5  # of one message, after its first attempt
    first_wait: float = 60.0  # before the first retry; twice as long before each next
    connections: int = 7  # fruitless ones in a row before the sending is given up
    reconnect_wait: float = 1.0  # after the first fruitless connection; twice as long after each next
    longest_reconnect_wait: float = 60.0
    refused: int = 20  # refusals in a row before the sending is given up: then it is not the addresses
    idle: float = 20.0  # a longer wait is not spent with the line open: servers hang up on the silent

    @property
    def interval(self) -> float:
        """Return the time from one message to the next."""
        return 60 / self.a_minute

    def before_retry(self, attempts: int) -> float:
        """Return how long one message waits after so many attempts."""
        return float(self.first_wait * 2 ** (attempts - 1))

    def before_connection(self, fruitless: int) -> float:
        """Return how long is waited after so many fruitless connections in a row."""
        return min(float(self.reconnect_wait * 2 ** (fruitless - 1)), self.longest_reconnect_wait)
