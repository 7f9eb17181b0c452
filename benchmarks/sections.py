"""Sections of a Markdown file, each written anew by what measures it, and what is told in all of them."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path


def write_section(file: Path, heading: str, body: str) -> None:
    """Write the section under a heading, or add it; what else is in the file stays."""
    text = file.read_text(encoding="utf-8") if file.exists() else "# Results\n"
    section = f"{heading}\n\n{body}\n"
    found = re.search(rf"^{re.escape(heading)}\n.*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if found:
        text = text[: found.start()] + section + ("\n" if found.end() < len(text) else "") + text[found.end() :]
    else:
        text = f"{text.rstrip()}\n\n{section}"
    file.write_text(text, encoding="utf-8")


def line(cells: Iterable[str]) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """Return what it was measured on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    model = next((each.partition(":")[2].strip() for each in lines if each.startswith("model name")), "")
    processor = model or platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
