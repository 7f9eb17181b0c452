"""What `valuereport consents ask` says: where the letter lies, how it may be sent, and what comes next."""

from __future__ import annotations

from valuereport.model.permission_request import AskedForStory


def asked_text(asked: AskedForStory) -> str:
    """Return what was written, and what comes next."""
    ways = {"by post": asked.no_post, "by email": asked.no_email}
    lines = [f"{asked.member_id}, {asked.name}: a letter to ask for a story, and a draft that allows nothing yet", ""]
    lines += [f"{'letter':10} {file}" for file in asked.files]
    lines += [f"{'draft':10} {asked.consents}"]
    lines += [f"{way:10} {f'not to be sent: {reason}' if reason else 'may be sent'}" for way, reason in ways.items()]
    lines.append(f"{'next':10} send the letter; once the form is signed, fill in the row and empty its cell draft")
    return "\n".join(lines)
