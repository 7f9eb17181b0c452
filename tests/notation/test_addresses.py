"""An address is used as it stands or not at all, and the reason why not is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.notation.addresses import Mailbox, Unfit, mailbox, normalised, reason_against


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("anna@members.example", "anna@members.example"),
        ("Anna.O'Neill+ibac@Members.Example", "Anna.O'Neill+ibac@members.example"),
        ("anna@müller.example", "anna@xn--mller-kva.example"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("anna@MÜLLER.example", "anna@xn--mller-kva.example"),
        ("anna@例え.テスト", "anna@xn--r8jz45g.xn--zckzah"),
        ("jörg@members.example", "jörg@members.example"),
    ],
)
def test_fit_addresses_are_written_for_the_envelope(address: str, written: str) -> None:
    found = mailbox(address)
    assert isinstance(found, Mailbox)
    assert found.text == written
    assert found.international == ("jörg" in address)
    assert reason_against(address) == ""


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "is empty"),
        ("anna@members.example\r\nBcc: eve@evil.example", "has a line break in it"),
        ("anna@members.example\n", "has a line break in it"),
        ("anna@members.example\u2028", "has a line break in it"),
        (" anna@members.example", "has a space in it"),
        ("anna smith@members.example", "has a space in it"),
        ("anna@members\u00a0.example", "has a space in it"),
        ("anna\x00@members.example", "has a character in it that cannot be seen"),
        ("anna\u200b@members.example", "has a character in it that cannot be seen"),
        ("anna\u202e@members.example", "has a character in it that cannot be seen"),
        ("Anna<anna@members.example>", "has a name or angle brackets around it"),
        ("anna@members.example,eve@evil.example", "holds more than one address"),
        ("anna@members.example;eve@evil.example", "holds more than one address"),
        ("anna.members.example", "has no @"),
        ("anna@home@members.example", "has more than one @"),
        ("@members.example", "has nothing before the @"),
        ("anna@", "has no domain after the @"),
        ("anna@localhost", "has no full domain after the @"),
        ("anna@members.example.", "ends with a dot"),
        ("anna@members..example", "has a domain after the @ that cannot exist"),
        ("anna@-members.example", "has a domain after the @ that cannot exist"),
        ("anna@mem_bers.example", "has a domain after the @ that cannot exist"),
        ("anna@[192.0.2.1]", "has a domain after the @ that cannot exist"),
        ("anna@192.0.2.1", "has a number where the domain should be"),
        ("anna@" + "m" * 64 + ".example", "has a domain after the @ that cannot exist"),
        ('"anna"@members.example', "has '\"' before the @, which mail servers do not take"),
        ("anna(home)@members.example", "has '(' before the @, which mail servers do not take"),
        (".anna@members.example", "has a dot in the wrong place before the @"),
        ("an..na@members.example", "has a dot in the wrong place before the @"),
        ("a" * 65 + "@members.example", "has more than 64 characters before the @"),
        ("ä" * 33 + "@members.example", "has more than 64 characters before the @"),
        ("a" * 64 + "@" + ".".join(["m" * 60] * 4), "is longer than 254 characters"),
    ],
)
def test_unfit_addresses_say_why(address: str, reason: str) -> None:
    assert mailbox(address) == Unfit(reason)
    assert reason_against(address) == f"the address {reason}"


@given(st.text(max_size=80) | st.from_regex(r"[^@]{0,20}@[^@]{0,20}\.[a-z]{2,5}", fullmatch=True))
def test_what_is_fit_can_never_be_more_than_one_address(text: str) -> None:
    found = mailbox(text)
    if isinstance(found, Mailbox):
        assert found.domain.isascii()
        assert not any(char.isspace() or ord(char) < 32 or char in '<>,;"()[]\\:' for char in found.text)
        assert found.text.count("@") == 1
        assert found.local == text.partition("@")[0]
        assert mailbox(found.text) == found


@given(st.text(max_size=80))
def test_a_reason_never_repeats_the_address(text: str) -> None:
    found = mailbox(f"{text}@members.example")
    if isinstance(found, Unfit) and len(text) > 30:
        assert text not in found.reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("h@bücher.example", "h@xn--bcher-kva.example"),
        ("Anna@Firm.Example", "anna@firm.example"),
        ("jos\u00e9@firm.example", "jose\u0301@firm.example"),
        (" anna@firm.example ", "anna@firm.example"),
        ("a@BÜCHER.example", "A@bu\u0308cher.example"),
    ],
)
def test_one_mailbox_has_one_form(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"), [("info@straße.example", "info@strasse.example"), ("no address", "noaddress")]
)
def test_two_mailboxes_have_two_forms(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@given(st.text(max_size=30))
def test_the_form_is_settled(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
