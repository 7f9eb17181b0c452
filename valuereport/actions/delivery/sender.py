"""In whose name mail leaves, and with which signature."""

from __future__ import annotations

from valuereport.deliver.email.signing import Signer, signer
from valuereport.errors import SettingsError
from valuereport.notation.addresses import normalised
from valuereport.settings import Settings


def sender_address(settings: Settings) -> str:
    """Return the From address of the organisation's messages."""
    return settings.workspace.email.sender or settings.workspace.organisation.email


def sender_of(settings: Settings) -> tuple[str, Signer]:
    """Return the From address, and what signs a message (or leaves it as it is). Raises SettingsError."""
    email = settings.workspace.email
    sender = sender_address(settings)
    own = normalised(sender).rpartition("@")[2]
    signing = normalised(f"x@{email.dkim_domain}").rpartition("@")[2]
    if signing and own != signing and not own.endswith(f".{signing}"):
        allowed = f"the sender's domain, {own}: a signature of another proves nothing to a mailbox (DMARC)"
        raise SettingsError(str(settings.path), "email.dkim_domain", email.dkim_domain, allowed)
    return sender, signer(email.dkim_domain, email.dkim_selector) if email.dkim_domain else bytes
