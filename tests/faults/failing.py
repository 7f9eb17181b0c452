"""What a test puts in the place of a worker's preparation: in a module, as it is pickled by its name."""

from __future__ import annotations

from typing import NoReturn


def prepare(*_: object, **__: object) -> NoReturn:
    """Fail, as for want of memory or by a library that is broken."""
    raise RuntimeError("no worker can begin")
