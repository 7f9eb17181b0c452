"""A message says what it was told to, to whom it was told to, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deliver.email.members import PDF, delivery, outgoing
from valuereport.deliver.email.headers import one_line
from valuereport.deliver.email.message import Outgoing, build, message_id
from valuereport.files import digest

MESSAGE = outgoing(delivery(7))
HEADERS = [
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "MIME-Version", "Content-Type"),
]


def parsed(message: Outgoing) -> EmailMessage:
    found = message_from_bytes(build(message), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def addressee(found: EmailMessage, header: str = "To") -> Address:
    (one,) = found[header].addresses
    assert isinstance(one, Address)
    return one


def part(found: EmailMessage, kind: str) -> MIMEPart:
    (one,) = [each for each in found.walk() if each.get_content_type() == kind]
    assert isinstance(one, MIMEPart)
    return one


def test_headers() -> None:
    found = parsed(MESSAGE)
    assert found.keys() == HEADERS
    assert str(addressee(found, "From")) == "Institute of Building Aftercare <membership@building-aftercare.example>"
    assert addressee(found) == Address("Zoë Ångström", "m0007", "members.example")
    assert found["Subject"] == "Your membership value statement 2026"
    assert found["Date"].datetime == MESSAGE.at
    assert found["Message-ID"] == "<00000000000000000000000000000007@building-aftercare.example>"
    assert found["Content-Language"] == "en-GB"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.findall(r"<([^>]+)>", found["List-Unsubscribe"]) == [
        "https://members.example/stop?who=00000000000000000000000000000007",
        "mailto:stop@building-aftercare.example?subject=unsubscribe%2000000000000000000000000000000007",
    ]


def test_parts() -> None:
    found = parsed(MESSAGE)
    assert [each.get_content_type() for each in found.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf")
    ]
    assert part(found, "text/plain").get_content() == MESSAGE.text.replace("\n", "\r\n")
    assert part(found, "text/html").get_content() == MESSAGE.html.replace("\n", "\r\n")
    attached = part(found, "application/pdf")
    assert attached.get_filename() == "Membership-value-2026-M0001.pdf"
    assert attached.get_content_disposition() == "attachment"
    content = attached.get_content()
    assert content == PDF
    assert digest(content) == delivery(7).sha256


def test_without_an_attachment_there_are_two_ways_to_read_it() -> None:
    found = parsed(replace(MESSAGE, attachment=None))
    assert [each.get_content_type() for each in found.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_without_a_page_there_is_no_one_click() -> None:
    found = parsed(replace(MESSAGE, unsubscribe_page=""))
    assert found["List-Unsubscribe"].startswith("<mailto:")
    assert "List-Unsubscribe-Post" not in found
    assert "List-Unsubscribe" not in parsed(replace(MESSAGE, unsubscribe_page="", unsubscribe_email=""))


def test_both_languages_are_named() -> None:
    assert parsed(replace(MESSAGE, locale="cy-GB+en-GB"))["Content-Language"] == "cy-GB, en-GB"


def test_the_same_delivery_and_moment_give_the_same_bytes() -> None:
    assert build(MESSAGE) == build(MESSAGE)


def test_everything_travels_in_seven_bits_and_short_lines() -> None:
    arabic = "عزيزتي زينب، " * 40
    content = build(
        replace(MESSAGE, text=arabic + "\n", html=f"<p>{arabic}</p>" + "x" * 3000, subject=arabic, name=arabic)
    )
    assert content.isascii()
    assert b"\r\n" in content
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    found = message_from_bytes(content, policy=default)
    assert found["Subject"] == arabic.strip()
    assert isinstance(found, EmailMessage)
    assert part(found, "text/plain").get_content().strip() == arabic.strip()


def test_a_text_that_looks_encoded_is_shown_as_it_is() -> None:
    found = parsed(replace(MESSAGE, subject="=?utf-8?q?free?=", name="=?utf-8?q?Eve?="))
    assert found["Subject"] == "=?utf-8?q?free?="
    assert addressee(found).display_name == "=?utf-8?q?Eve?="


def test_no_line_of_the_body_ends_in_a_space_that_a_server_could_take_away() -> None:
    _, _, body = build(replace(MESSAGE, text="spaces   \nand a tab\t\n", html="<p>  \n</p>")).partition(b"\r\n\r\n")
    assert not re.search(rb"[ \t]\r\n", body)


def test_an_international_address_stands_in_the_header_as_it_is() -> None:
    content = build(replace(MESSAGE, address="jörg@müller.example"))
    assert "<jörg@xn--mller-kva.example>".encode() in content
    assert build(replace(MESSAGE, address="anna@müller.example")).isascii()


def test_an_unfit_address_is_never_written() -> None:
    with pytest.raises(ValueError, match="has a line break in it"):
        build(replace(MESSAGE, address="anna@members.example\r\nBcc: eve@evil.example"))


def test_the_message_id_is_of_the_senders_domain() -> None:
    assert message_id("a" * 32, "office@müller.example") == f"<{'a' * 32}@xn--mller-kva.example>"


texts = st.text(max_size=200) | st.text(st.sampled_from("ab =?_Qq\"\\,;:<>@()[]'\r\n\t\0\x85\u2028é中😀"), max_size=200)


@given(name=texts, subject=texts, sender_name=texts, text=texts, html=texts, locale=st.sampled_from(["en-GB", "ar-EG"]))
def test_no_text_ever_becomes_a_header_or_a_second_address(
    name: str, subject: str, sender_name: str, text: str, html: str, locale: str
) -> None:
    given_texts = {"name": name, "subject": subject, "sender_name": sender_name, "text": text, "html": html}
    content = build(replace(MESSAGE, **given_texts, locale=locale))  # type: ignore[arg-type]
    found = message_from_bytes(content, policy=default)
    assert isinstance(found, EmailMessage)
    assert content.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert found.keys() == HEADERS
    assert addressee(found).addr_spec == MESSAGE.address
    assert addressee(found, "From").addr_spec == MESSAGE.sender
    assert len([each for each in found.walk() if not each.is_multipart()]) == 3
    assert found["Subject"] == one_line(subject)
    # Python's newer parser puts a space between two encoded words of a name, against RFC 2047, 6.2; the older does not.
    shown, _ = parseaddr(message_from_bytes(content)["To"])
    assert str(make_header(decode_header(shown))) == one_line(name)
