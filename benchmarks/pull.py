"""How long a pull of many contacts takes, against what the system itself takes to answer, and how its memory grows.

    python benchmarks/pull.py --contacts 100000 --delay 50

A system of 100 contacts a page, Capsule's shape, answers each page after `delay` milliseconds, in a process of its own.
The bound is the time of its answers alone: pages x delay, one after another, since each page names the next one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.fakes.capsule import Capsule
from tests.fakes.organisation import Organisation, organisation
from tests.fakes.serving import Asked, Reply
from valuereport.connect.plan import Surroundings, Wanted
from valuereport.connect.pull import pull
from valuereport.connect.systems import system_of
from valuereport.events import Silent
from valuereport.pulls import read_records
from valuereport.settings import Connection

_PAGE = 100
_READ = ("emailAddresses.address", "fields.Grade", "firstName", "id", "lastName")


class _ManyPages(Capsule):
    """Answers from few records, numbered anew on each page, so that it costs the server next to nothing."""

    def __init__(self, few: Organisation, contacts: int, delay: float) -> None:
        super().__init__(few)
        self.pages, self.delay = -(-contacts // _PAGE), delay
        self.few = list(self.parties.values())[:_PAGE]

    def answer(self, asked: Asked) -> Reply:
        page = int(asked.query.get("page", "1"))
        self.asked.clear()
        records = [{**one, "id": (page - 1) * _PAGE + at} for at, one in enumerate(self.few)]
        following = f'<{self.url}{asked.path}?perPage={_PAGE}&embed=fields&page={page + 1}>; rel="next"'
        return Reply(200, {"parties": records}, headers={"Link": following} if page < self.pages else {})


def _serve(contacts: int, delay: float, here: Pipe) -> None:
    fake = _ManyPages(organisation(members=_PAGE), contacts, delay)
    with fake.serving():
        here.send((fake.url, fake.token))
        here.recv()


class _Memory(Silent):
    """Sees the memory of the process at each tenth of the pages."""

    def __init__(self, pages: int) -> None:
        self.every, self.seen, self.mb = max(pages // 10, 1), 0, list[float]()

    def progress(self, stage: str, done: int, total: int) -> None:
        self.seen += 1
        if self.seen % self.every == 0:
            self.mb.append(_resident())


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def measured(contacts: int, delay: float) -> dict[str, Any]:
    """Pull once, and read it; seconds and MB."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(contacts, delay, there))
    server.start()
    url, token = here.recv()
    os.environ["VALUEREPORT_CAPSULE_TOKEN"] = token
    pages = -(-contacts // _PAGE)
    memory = _Memory(pages)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "capsule"
        began, before = time.perf_counter(), time.process_time()
        around = Surroundings(place, "benchmark", events=memory)
        connection = Connection(name="capsule", base_url=f"{url}/api/v2")
        about = pull(connection, system_of("capsule"), Wanted({"parties": _READ}), around, "valuereport.toml")
        wall, cpu = time.perf_counter() - began, time.process_time() - before
        size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        began = time.perf_counter()
        rows = len(read_records(place, "parties").rows)
        reading = time.perf_counter() - began
    here.send(None)
    server.join()
    return {
        "contacts": rows,
        "calls": about.calls,
        "wall_s": round(wall, 1),
        "bound_s": round(pages * delay, 1),
        "ratio": round(wall / (pages * delay), 2),
        "cpu_s": round(cpu, 1),
        "memory_mb_by_tenth": [round(one) for one in memory.mb],
        "most_mb": round(most),
        "disk_mb": round(size / 1e6, 1),
        "read_s": round(reading, 1),
    }


def main() -> None:
    """Measure once, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--delay", type=float, default=50.0, help="milliseconds a page")
    chosen = parser.parse_args()
    print(json.dumps(measured(chosen.contacts, chosen.delay / 1000), indent=1))


if __name__ == "__main__":
    main()
