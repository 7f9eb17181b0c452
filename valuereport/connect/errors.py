"""What a system that is asked may mean by no answer; apart from the asking, which needs a library more."""

from __future__ import annotations

from valuereport.errors import ValuereportError


class PullError(ValuereportError):
    """A system cannot be asked, or does not answer as it should: the connection, and what was said."""


class PageExpiredError(Exception):
    """The token of a page has expired: the list has to be read from its beginning."""


class AbsentError(Exception):
    """The system has nothing of this kind."""


class RefusedError(PullError):
    """A system will never answer this request."""


class DeniedError(PullError):
    """The token is wrong, or may not do this."""


class UnclearError(PullError):
    """Nobody knows whether the system did what it was told: look before it is told again."""
