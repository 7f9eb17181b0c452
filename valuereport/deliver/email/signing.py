"""DKIM: signs a message with the organisation's key, so that a mailbox can tell that it was not altered or forged."""

from __future__ import annotations

import base64
import binascii
import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import dkim
import idna
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

from valuereport.errors import SettingsError
from valuereport.files import read_regular

VARIABLE: Final = "VALUEREPORT_DKIM_KEY_FILE"
Signer = Callable[[bytes], bytes]

_SIGNED: Final = (
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "Content-Language"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"),
)
_ONCE_MORE: Final = ("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe-Post")
"""Signed once more than they occur: a second one, or a first one added on the way, breaks the signature."""
_NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_SMALLEST_RSA: Final = 1024  # bits: RFC 8301
_ED25519_DER: Final = bytes.fromhex("302e020100300506032b657004220420")  # RFC 8410: what stands before the 32 bytes
_ALLOWED: Final = "a file with an RSA key (PEM, 1024 bits or more) or an Ed25519 key (PEM, or 32 bytes in base64)"
_quiet: Final = logging.getLogger("valuereport.dkim")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False  # it writes whole headers


@dataclass(frozen=True, slots=True)
class _Key:
    algorithm: bytes
    text: bytes  # as dkimpy reads it


def signer(domain: str, selector: str, environment: Mapping[str, str] = os.environ) -> Signer:
    """Return what puts a DKIM-Signature before a message (relaxed/relaxed). Raises SettingsError."""
    if not _NAME.fullmatch(selector):
        raise SettingsError("the settings", "email.dkim_selector", selector, "letters, digits, dots and hyphens")
    try:
        ascii_domain = idna.encode(domain, uts46=True)
    except (idna.IDNAError, UnicodeError):
        raise SettingsError("the settings", "email.dkim_domain", domain, "a domain such as members.example") from None
    key = _key(environment.get(VARIABLE, ""))

    def sign(message: bytes) -> bytes:
        signing = dkim.DKIM(message, logger=_quiet, signature_algorithm=key.algorithm)
        present = {name.lower() for name, _ in signing.headers}
        names = [name.lower().encode("ascii") for name in _SIGNED]
        names = [name for name in names if name in present]
        names += [name.lower().encode("ascii") for name in _ONCE_MORE]
        header: bytes = signing.sign(
            selector.encode("ascii"),
            ascii_domain,
            key.text,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=names,
        )
        return header + message

    try:
        sign(b"From: a@b.example\r\n\r\n")  # what is wrong with a key shows here, and not at the first member
    except dkim.DKIMException:
        raise SettingsError("the environment", VARIABLE, environment.get(VARIABLE, ""), _ALLOWED) from None
    return sign


def _key(name: str) -> _Key:
    if not name:
        raise SettingsError("the environment", VARIABLE, "", f"{_ALLOWED}, because dkim_domain is set")
    try:
        content = read_regular(Path(name), 100_000).replace(b"\r\n", b"\n").strip()
    except OSError as error:
        found = f"{name} ({error.strerror or 'cannot be read'})"
        raise SettingsError("the environment", VARIABLE, found, f"{_ALLOWED} that can be read") from None
    key = _ed25519(content) or _rsa(content)
    if key is None:
        raise SettingsError("the environment", VARIABLE, name, _ALLOWED)
    return key


def _ed25519(content: bytes) -> _Key | None:
    found = re.fullmatch(
        rb"(?:-----BEGIN PRIVATE KEY-----\n)?([A-Za-z0-9+/=\n]+?)(?:\n-----END PRIVATE KEY-----)?", content
    )
    try:
        data = base64.b64decode(found.group(1)) if found else b""
    except binascii.Error:
        return None
    seed = data.removeprefix(_ED25519_DER)
    return _Key(b"ed25519-sha256", base64.b64encode(seed)) if len(seed) == 32 else None


def _rsa(content: bytes) -> _Key | None:
    try:
        key = parse_pem_private_key(content)
    except (UnparsableKeyError, binascii.Error, ValueError, IndexError, KeyError):
        return None
    return _Key(b"rsa-sha256", content) if key["modulus"].bit_length() >= _SMALLEST_RSA else None
