"""What a page of the desk says, and what its forms hand on."""

from __future__ import annotations

import re
from html import unescape

from tests.desks import Reply


def hidden(page: str, action: str) -> dict[str, str]:
    """Return what the form that leads to an address hands on."""
    form = page[page.index(f'action="{action}"') :].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {unescape(name): unescape(value) for name, value in found}


def said(reply: Reply) -> str:
    """Return the text of a page."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", reply.text)).split())
