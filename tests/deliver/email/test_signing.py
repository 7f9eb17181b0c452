"""A signed message verifies, and breaks where anything that matters is changed or added."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from dkim.asn1 import INTEGER, SEQUENCE
from dkim.crypto import parse_pem_private_key

from tests.deliver.email.members import delivery, outgoing
from valuereport.deliver.email.message import build
from valuereport.deliver.email.signing import VARIABLE, signer
from valuereport.errors import SettingsError

DOMAIN, SELECTOR = "building-aftercare.example", "members"
CONTENT = build(outgoing(delivery(7)))
RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw
PEM = serialization.Encoding.PEM
OPEN = serialization.NoEncryption()

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def pem(key: Key, form: serialization.PrivateFormat = serialization.PrivateFormat.PKCS8) -> bytes:
    return key.private_bytes(PEM, form, OPEN)


def dns(key: Key) -> Callable[..., bytes]:
    """Return what answers as the name server of the organisation would."""
    if isinstance(key, rsa.RSAPrivateKey):
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    else:
        record = b"v=DKIM1; k=ed25519; p=" + base64.b64encode(key.public_key().public_bytes(*RAW))
    asked = f"{SELECTOR}._domainkey.{DOMAIN}.".encode()
    return lambda name, timeout=5: record if name == asked else b""


def signed(folder: Path, key: bytes) -> bytes:
    file = folder / "dkim.key"
    file.write_bytes(key)
    return signer(DOMAIN, SELECTOR, {VARIABLE: str(file)})(CONTENT)


def names(message: bytes) -> list[bytes]:
    """Return the signed header names, in the signature's order."""
    header = message[: message.index(b"\r\nFrom:")]
    tags = dict(tag.split(b"=", 1) for tag in b"".join(header.partition(b":")[2].split()).split(b";"))
    assert tags[b"c"] == b"relaxed/relaxed"
    return tags[b"h"].split(b":")


def test_every_form_of_key_signs(
    tmp_path: Path, rsa_key: rsa.RSAPrivateKey, ed25519_key: ed25519.Ed25519PrivateKey
) -> None:
    seed = base64.b64encode(
        ed25519_key.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw, OPEN)
    )
    traditional = serialization.PrivateFormat.TraditionalOpenSSL
    forms: list[tuple[Key, bytes]] = [
        (rsa_key, pem(rsa_key)),
        (rsa_key, pem(rsa_key, traditional)),
        (rsa_key, pem(rsa_key).replace(b"\n", b"\r\n")),
        (ed25519_key, pem(ed25519_key)),
        (ed25519_key, seed + b"\n"),
    ]
    for key, text in forms:
        message = signed(tmp_path, text)
        assert message.endswith(CONTENT)
        assert dkim.verify(message, dnsfunc=dns(key))


def test_what_matters_is_signed_and_cannot_be_doubled(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    found = names(signed(tmp_path, pem(rsa_key)))
    for name in (
        b"date",
        b"message-id",
        b"mime-version",
        b"content-type",
        b"list-unsubscribe",
        b"list-unsubscribe-post",
    ):
        assert name in found
    for name in (b"from", b"to", b"subject", b"list-unsubscribe-post"):
        assert found.count(name) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Subject: Your", b"Subject: Our"),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (b"https://members.example/stop", b"https://evil.example/stop"),
        (b"\r\nFrom:", b"\r\nFrom: eve@evil.example\r\nFrom:"),
        (b"\r\nSubject:", b"\r\nSubject: You have won\r\nSubject:"),
        (b"From the office", b"From a thief"),
        (b"application/pdf", b"application/exe"),
    ],
)
def test_a_change_breaks_the_signature(tmp_path: Path, rsa_key: rsa.RSAPrivateKey, before: bytes, after: bytes) -> None:
    message = signed(tmp_path, pem(rsa_key))
    assert before in message
    assert not dkim.verify(message.replace(before, after, 1), dnsfunc=dns(rsa_key))


def test_spaces_that_servers_change_do_not_break_it(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    message = signed(tmp_path, pem(rsa_key)).replace(b"Subject: Your", b"SUBJECT:   Your") + b"\r\n\r\n"
    assert dkim.verify(message, dnsfunc=dns(rsa_key))


def test_an_international_message_is_signed_too(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    file = tmp_path / "dkim.key"
    file.write_bytes(pem(rsa_key))
    content = build(replace(outgoing(delivery(7)), address="jörg@members.example"))
    assert dkim.verify(signer(DOMAIN, SELECTOR, {VARIABLE: str(file)})(content), dnsfunc=dns(rsa_key))


@pytest.mark.parametrize(
    "text", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----", b"\xff\xfe"]
)
def test_what_is_no_key_is_a_settings_error(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(SettingsError, match=VARIABLE):
        signed(tmp_path, text)


def test_weak_locked_and_public_keys_are_settings_errors(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    locked = rsa_key.private_bytes(
        PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.BestAvailableEncryption(b"secret")
    )
    public = rsa_key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for text in (locked, public):
        with pytest.raises(SettingsError, match="an RSA key"):
            signed(tmp_path, text)


def _der(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x82]) + len(content).to_bytes(2, "big") + content


@pytest.mark.parametrize("bits", [512, 1023])
def test_a_weak_key_is_a_settings_error(tmp_path: Path, bits: int) -> None:
    numbers = (0, 2 ** (bits - 1) + 1, 65537, 3, 5, 7, 1, 1, 1)  # no library makes one any more
    der = _der(SEQUENCE, b"".join(_der(INTEGER, each.to_bytes(each.bit_length() // 8 + 1, "big")) for each in numbers))
    text = b"-----BEGIN RSA PRIVATE KEY-----\n" + base64.b64encode(der) + b"\n-----END RSA PRIVATE KEY-----\n"
    assert parse_pem_private_key(text)["modulus"].bit_length() == bits
    with pytest.raises(SettingsError, match="1024 bits or more"):
        signed(tmp_path, text)


def test_a_missing_key_names_the_variable(tmp_path: Path) -> None:
    for environment in ({}, {VARIABLE: str(tmp_path / "nowhere")}, {VARIABLE: str(tmp_path)}):
        with pytest.raises(SettingsError, match=VARIABLE):
            signer(DOMAIN, SELECTOR, environment)


@pytest.mark.parametrize(
    ("domain", "selector", "key"), [("no such domain", "m", "dkim_domain"), ("", "m", "dkim_domain")]
)
def test_a_domain_that_cannot_be_names_its_setting(
    tmp_path: Path, ed25519_key: ed25519.Ed25519PrivateKey, domain: str, selector: str, key: str
) -> None:
    file = tmp_path / "dkim.key"
    file.write_bytes(pem(ed25519_key))
    for wrong, setting in ((selector, key), ("a; b", "dkim_selector")):
        with pytest.raises(SettingsError, match=setting):
            signer(domain, wrong, {VARIABLE: str(file)})
