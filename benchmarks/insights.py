"""How long insights take beyond load and combine: all analyses, the page in HTML and PDF, the tables and lists.

    python benchmarks/insights.py --members 100000

The histories are made up: five years of terms, about 50 uses for each member, 25 activities. Says seconds of processor
time and of the clock, and the most memory of the process, its own histories included.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from valuereport.actions.insights import folder_files
from valuereport.compose.insights import compose_insights
from valuereport.files import packaged
from valuereport.insights.analysis import LedgerFacts, analysed, rules_of
from valuereport.model.histories import FIELDS, Histories
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.insights import InsightRenderer, insight_files
from valuereport.render.look import look_of
from valuereport.settings import load_settings

_YEARS: Final = 5
_USES: Final = 50  # of each member, in all years
_BEGIN, _END = np.datetime64("2022-01-01", "D"), np.datetime64("2027-01-01", "D")


def histories(members: int, activities: tuple[str, ...]) -> Histories:
    """Return made-up histories, the same each time."""
    rng = np.random.default_rng(2026)
    joined = _BEGIN - rng.integers(-365 * 4, 365 * 10, members)
    first = np.maximum(joined, _BEGIN)
    stays = rng.geometric(0.14, members)
    count = np.minimum(stays, np.maximum(((_END - first).astype(int) + 364) // 365, 1))
    who = np.repeat(np.arange(members), count)
    nth = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    starts = first[who] + 365 * nth
    last = np.minimum(first + 365 * count, _END)
    grade = np.array(["Associate", "Member", "Fellow", "Corporate"], dtype=object)[rng.integers(0, 4, members)]
    used = np.sort(rng.integers(0, members, members * _USES))
    span = (last - first).astype(int)
    day = first[used] + (rng.random(len(used)) * span[used]).astype(int)
    order = np.lexsort((day, used))
    texts = {name: pd.array([""] * members, dtype="str") for name in ("referred_by", "heard_from", *FIELDS)}
    ids = pd.array([f"M{at}" for at in range(members)], dtype="str")
    near = np.datetime64("NaT", "s")
    people = pd.DataFrame(
        {
            "member_id": ids,
            "name": ids,
            "kind": pd.array(["person"] * members, dtype="str"),
            "grade": pd.array(grade, dtype="str"),
            "sector": pd.array(np.array(["A", "B", "C"], dtype=object)[rng.integers(0, 3, members)], dtype="str"),
            "region": pd.array(np.array(["N", "S", "E", "W"], dtype=object)[rng.integers(0, 4, members)], dtype="str"),
            "country": pd.array(["GB"] * members, dtype="str"),
            "status": pd.array(["Active"] * members, dtype="str"),
            "edition": pd.array(["standard"] * members, dtype="str"),
            **texts,
            "joined": joined.astype("datetime64[s]"),
            "renewal": last.astype("datetime64[s]"),
            "paid": joined.astype("datetime64[s]"),
            **{f"{name}_checked": np.full(members, near) for name in FIELDS},
            **dict.fromkeys(("fee", "low", "central", "high"), 200.0),
            "current": last >= _END,
            "no_scoring": np.zeros(members, dtype=bool),
        }
    ).assign(email=ids + "@example.org", email_checked=(last - rng.integers(0, 2000, members)).astype("datetime64[s]"))
    empty = pd.array([""] * len(who), dtype="str")
    terms = pd.DataFrame(
        {
            "member": who,
            "starts": starts.astype("datetime64[s]"),
            "ends": (starts + 365).astype("datetime64[s]"),
            "status": empty,
            "grade": pd.array(grade[who], dtype="str"),
            "payment": empty,
            "reason": empty,
            "fee": 200.0,
            "origin": empty,
            "file": empty,
            "row": np.arange(len(who)),
        }
    )
    uses = pd.DataFrame(
        {
            "member": used[order].astype(np.int32),
            "activity": rng.integers(0, len(activities), len(used)).astype(np.int16),
            "date": day[order].astype("datetime64[s]"),
            "quantity": 1.0,
        }
    )
    day_after = date(2027, 1, 1)
    return Histories("made-up", date(2026, 1, 1), day_after, day_after, "GBP", people, terms, uses, activities)


def measured(members: int) -> dict[str, Any]:
    """Return what insights of so many members take."""
    settings = load_settings(packaged("sample_data") / "valuereport.toml")
    activities = tuple(one.id for one in settings.judgement.taxonomy.activity)
    found = histories(members, activities)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, processor = time.perf_counter(), time.process_time()
    done = analysed(found, rules_of(settings), LedgerFacts())
    analyses = time.process_time() - processor
    renderer = InsightRenderer(template_folders(settings), partial(translations, settings), look_of(settings))
    page = compose_insights(done.found, settings, "en-GB")
    files = {**folder_files(done.found, settings), **insight_files(page, renderer.page(page))}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / Path(name).name).write_bytes(content)
    return {
        "members": members,
        "terms": len(found.memberships),
        "uses": len(found.engagements),
        "analyses_cpu_s": round(analyses, 2),
        "cpu_s": round(time.process_time() - processor, 2),
        "wall_s": round(time.perf_counter() - clock, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "memory_before_mb": round(before / 1024),
    }


def main() -> None:
    """Print what insights of made-up members take."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--members", type=int, default=100_000)
    print(json.dumps(measured(parser.parse_args().members), indent=2))


if __name__ == "__main__":
    main()
