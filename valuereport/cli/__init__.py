"""The command line: thin, and the only place that exits. The commands are in commands.py.

They are imported while errors are caught already: an import can fail, too, for want of memory or by Ctrl-C. Whether
there is memory to begin with is asked before any of them.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn


def main() -> NoReturn:
    """Run the command line and exit: the only place that does. No traceback and no secret reaches a terminal."""
    try:
        from valuereport.cli.memory import too_little_memory

        if said := too_little_memory():
            os.write(2, f"valuereport: {said}\n".encode())
            sys.exit(2)
        from valuereport.cli.error_handling import prepared, quiet, run

        with prepared():
            code = run(lambda: __getattr__("cli").main(standalone_mode=False))
            quiet()
    except (KeyboardInterrupt, MemoryError):
        os.write(2, b"valuereport: stopped before it began\n")
        code = 2
    sys.exit(code)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - as every module's
    """Return the group of commands, imported when it is asked for."""
    if name == "cli":
        from valuereport.cli.commands import cli

        return cli
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
