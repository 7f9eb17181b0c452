"""VALUEREPORT_SMTP_URL is read to the letter, and its password is never shown."""

from __future__ import annotations

import pytest

from valuereport.deliver.email.server import VARIABLE, Server, server
from valuereport.errors import SettingsError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", Server("mail.example", 587, "starttls")),
        ("smtp://mail.example:25?starttls=required", Server("mail.example", 25, "starttls")),
        ("smtp://mail.example?starttls=never", Server("mail.example", 25, "none")),
        ("smtp://a:b@localhost?starttls=never", Server("localhost", 25, "none", "a", "b")),
        ("smtp://a:b@127.0.0.1:2525?starttls=never", Server("127.0.0.1", 2525, "none", "a", "b")),
        ("smtps://mail.example", Server("mail.example", 465, "tls")),
        (
            "smtps://ada%40office.example:p%3A%2F%40s@mail.example:4650/",
            Server("mail.example", 4650, "tls", "ada@office.example", "p:/@s"),
        ),
    ],
)
def test_urls(url: str, expected: Server) -> None:
    assert server({VARIABLE: url}) == expected


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "smtp://user:password@host:587"),
        ("mail.example", "begins neither"),
        ("http://ada:secret@mail.example", "begins neither"),
        ("smtp://ada:secret@", "no host"),
        ("smtp://ada:secret@mail.example:port", "something that is not such an address"),
        ("smtp://ada:secret@mail.example:99999", "something that is not such an address"),
        ("smtp://ada:sec/ret@mail.example", "something that is not such an address|no host, or more than"),
        ("smtp://ada:secret@[mail.example", "something that is not such an address"),
        ("smtp://ada:secret@mail.example?starttls=maybe", "another word after starttls="),
        ("smtp://ada:secret@mail.example?tls=yes", "an option after the"),
        ("smtps://ada:secret@mail.example?starttls=never", "an option after the"),
        ("smtp://ada:secret@mail.example?starttls=never", "would travel in the open"),
        ("smtp://ada@mail.example", "a user without a password"),
        ("smtp://:secret@mail.example", "a password without a user"),
        ("smtp://ada:s%C3%A9cret@mail.example", "letters beyond ASCII"),
        ("file:///folder", r"to look at the messages \(to folder\) or for another mailer to send"),
    ],
)
def test_what_cannot_be_meant(url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as wrong:
        server({VARIABLE: url})
    assert VARIABLE in str(wrong.value)
    assert "secret" not in str(wrong.value)
    assert "ret@" not in str(wrong.value)


def test_the_password_is_not_in_the_repr() -> None:
    assert "secret" not in repr(server({VARIABLE: "smtps://ada:secret@mail.example"}))
