"""--verbose: more on stderr about what happens, and the words of errors in the log."""

from __future__ import annotations

import logging
import sys
from typing import Final

import click

from valuereport.redaction import redacted

PACKAGE: Final = "valuereport"


def verbose_option() -> click.Option:
    """Return the option, which every command takes."""
    return click.Option(
        ["--verbose"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_begin,
        help="Say what happens, on stderr; the log then holds the words of errors, too, which may be personal data.",
    )


def _begin(ctx: click.Context, param: click.Parameter, verbose: bool) -> None:
    log = logging.getLogger(PACKAGE)
    if verbose and not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_OneLine("%(relativeCreated)6.0f ms  %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.DEBUG)  # to the end of the process: how it ends is written to the log, too


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record).replace("\n", " "))
