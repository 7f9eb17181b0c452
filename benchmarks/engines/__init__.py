"""The engines that are compared: what each is called, what it needs, and how it is asked; one file an engine.

Each runs in a process of its own (`python -m engines NAME`), so that its memory and processor time are its own. The
process is handed composed figures (a Job of the batch), and goes the whole way from there: compose, the page in the
engine's form, the PDF, the file on disk.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
from dataclasses import dataclass

from engines.engine import Asked, Batch, Engine, Ready, Seen

__all__ = ["OFFERS", "Asked", "Batch", "Engine", "Offer", "Ready", "Seen"]


@dataclass(frozen=True, slots=True)
class Offer:
    """An engine: where its class stands, and the Python packages and Debian packages that it needs."""

    module: str
    kind: str
    python: tuple[str, ...] = ()
    debian: tuple[str, ...] = ()  # each is called like its program
    needs_run: bool = False  # whether it prepares something from all members of the run

    def missing(self) -> str:
        """Return the command that installs what is missing; empty where nothing is."""
        packages = [name for name in self.python if importlib.util.find_spec(name) is None]
        programs = [name for name in self.debian if shutil.which(name) is None]
        commands = [f"{sys.executable} -m pip install {' '.join(packages)}"] if packages else []
        commands += [f"apt-get install --no-install-recommends {' '.join(programs)}"] if programs else []
        return " && ".join(commands)

    def load(self) -> type[Engine]:
        """Return the engine's class; only its own process asks for it."""
        kind: type[Engine] = getattr(importlib.import_module(f"engines.{self.module}"), self.kind)
        return kind


OFFERS = {
    "weasyprint-documented": Offer("weasyprint_documented", "WeasyPrintDocumented"),
    "weasyprint-shared": Offer("weasyprint_shared", "WeasyPrintShared"),
    "typst": Offer("typst_compiler", "Typst", python=("typst",)),
    "chromium": Offer("chromium", "Chromium", python=("playwright",), debian=("chromium",)),
    "wkhtmltopdf": Offer("wkhtmltopdf", "WkHtmlToPdf", debian=("wkhtmltopdf",)),
    "direct": Offer("direct", "Direct"),
    "plates": Offer("plates", "Plates", needs_run=True),
}
