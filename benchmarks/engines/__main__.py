"""One engine in a process of its own: pickled messages come in by stdin, answers go out by stdout."""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any

from engines import OFFERS, Batch, Ready, Seen
from engines.cost import MemoryWatch, Stopwatch, forget_peak
from engines.engine import made


def main(name: str) -> None:
    """Start on the first message, make the statements of the next ones, and those of the last under watch."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever an engine prints is no answer

    def answer(message: Any) -> None:  # noqa: ANN401
        pickle.dump(message, answers)
        answers.flush()

    def asked() -> Any:  # noqa: ANN401
        return pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one

    with Stopwatch() as watch:
        engine = OFFERS[name].load()(asked())
    forget_peak()  # what a run's plates are chosen from is the parent's in a batch, and no worker holds it
    try:
        answer(Ready(watch.wall, watch.cpu, engine.version))
        while (message := asked())[0] == "make":
            with Stopwatch() as watch:
                statements = made(engine, message[1])
            answer(Batch(statements, watch.wall, watch.cpu))
        with MemoryWatch() as memory:
            made(engine, message[1])
        answer(Seen(memory.megabytes, engine.more()))
    except EOFError:
        return  # the comparison has ended before its time
    finally:
        engine.close()


if __name__ == "__main__":
    main(sys.argv[1])
