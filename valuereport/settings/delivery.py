"""[email] and [print]: how finished statements reach the members."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from valuereport.settings.fields import Strict, Texts

OF_A_PULL: Final = "pull:"
"""What in do_not_email begins with this is no file, but a connection."""
_ADDRESS: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")


def _one_address(text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise ValueError("one email address, without a name")
    return text


def _https(text: str) -> str:
    if text and not text.startswith("https://"):
        raise ValueError("an address that begins with https://")
    return text


EmailAddress = Annotated[str, AfterValidator(_one_address)]
SecureAddress = Annotated[str, AfterValidator(_https)]


class Email(Strict):
    """How statements are emailed. The server and its password come from the environment: VALUEREPORT_SMTP_URL."""

    sender: EmailAddress = ""  # the From address; the organisation's email where not given
    reply_to: EmailAddress = ""
    unsubscribe_page: SecureAddress = ""  # takes RFC 8058's POST; holds {token}, which identifies the member
    unsubscribe_email: EmailAddress = ""
    attach: bool = True  # the PDF; false: the body links to it
    statement_page: SecureAddress = ""  # where a member reads the statement; may hold {token} or {member_id}
    encrypt: bool = False  # AES-256 with the member's `secret`; the file in the run is not encrypted
    secret_hint: Texts | None = None  # what the secret is, as the member reads it: "the code in our letter of May"
    dkim_domain: str = ""  # signed where it and the selector are given; the key's file: VALUEREPORT_DKIM_KEY_FILE
    dkim_selector: str = ""
    a_minute: Annotated[int, Field(ge=1, le=60_000)] = 300  # messages
    retries: Annotated[int, Field(ge=0, le=20)] = 5
    first_wait: Annotated[float, Field(ge=0, le=86_400)] = 60  # seconds before the first retry; then twice as long
    timeout: Annotated[float, Field(gt=0, le=86_400)] = 120  # seconds a command; a message has thrice as many
    shared_addresses: bool = False  # two members with one address: each gets mail there; else none does
    # Files beside the settings (* matches any text): an address, or the id of a member or contact, on each line; and
    # pull:NAME, or pull:NAME/RECORDS: whoever a connection says has unsubscribed.
    do_not_email: str | tuple[str, ...] = ""
    fresh: Annotated[float, Field(gt=0, le=240)] = 24  # hours that a pull may be old when mail goes out

    @property
    def stop_files(self) -> tuple[str, ...]:
        """Return the files of those who get no email."""
        return tuple(name for name in self._named if not name.startswith(OF_A_PULL))

    @property
    def stop_pulls(self) -> tuple[tuple[str, str], ...]:
        """Return the connections that say who gets no email, each with its records, "" for all that say so."""
        pulls = (name.removeprefix(OF_A_PULL).partition("/") for name in self._named if name.startswith(OF_A_PULL))
        return tuple((connection.strip(), records.strip()) for connection, _, records in pulls)

    @property
    def _named(self) -> tuple[str, ...]:
        named = (self.do_not_email,) if isinstance(self.do_not_email, str) else self.do_not_email
        return tuple(name for name in named if name)

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if not self.attach and not self.statement_page:
            raise ValueError("statement_page where attach is false: the body must lead to the statement")
        if self.encrypt and not self.secret_hint:
            raise ValueError("secret_hint where encrypt is true: the member has to know what the secret is")
        if self.unsubscribe_page and "{token}" not in self.unsubscribe_page:
            raise ValueError("{token} in unsubscribe_page: it says who unsubscribes (RFC 8058)")
        if bool(self.dkim_domain) != bool(self.dkim_selector):
            raise ValueError("both dkim_domain and dkim_selector, or neither")
        return self


class Print(Strict):
    """The print file for the mail house."""

    members: Literal["everyone", "without-email"] = "everyone"  # all who take post; or whom email does not reach
    order: Literal["postal", "manifest"] = "postal"  # by country and postcode, or as in the manifest
    sheets: Annotated[int, Field(ge=0)] = 0  # the most sheets of one file; 0: one file
    marks: bool = True  # the sequence number and the marks that enveloping machines read
