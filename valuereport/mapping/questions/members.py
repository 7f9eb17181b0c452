"""Who is a member, which statuses get a statement, who gets no mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from valuereport.mapping.firms import firms_of
from valuereport.mapping.overlap import name_key
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import YES_NO, Question
from valuereport.mapping.row_kinds import mixed_rows
from valuereport.notation.headings import plain
from valuereport.presets.statuses import statuses

_MOST = 60  # different words of a status


FIRM: Final = "firm"
PERSON: Final = "person"
BOTH: Final = "both"


def member_kind(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield whether members are firms or persons, where a list names both."""
    for one in found:
        if one.table != "members":
            continue
        if mixed := mixed_rows(one):
            told = ", ".join(f"{kind.rows} {kind.kind}" for kind in mixed.kinds)
            about = f"{one.found.file} has rows of several kinds: {told}. Who is a member?"
            persons = any(kind.kind == "persons" for kind in mixed.kinds)
            yield Question("member_kind", about, (FIRM, PERSON, BOTH), BOTH if persons else FIRM, file=one.found.file)
            return
        if firms := firms_of(one):
            rows = len(one.found.rows)
            different = len({name_key(cell) for cell in one.found.columns[firms.heading] if cell})
            about = (
                f"{one.found.file} has {rows} rows and {different} different names in {firms.heading}: with firms, "
                f"{different} members and {rows - different} more contacts"
            )
            default = FIRM if firms.likely else PERSON
            yield Question("member_kind", about, (FIRM, PERSON), default, file=one.found.file)
            return


def which_statuses(found: Sequence[Proposal]) -> Iterator[Question]:
    counts: Counter[str] = Counter()
    for one in found:
        if one.table == "members":
            counts.update(_words(one))
    for word, count in counts.most_common():
        yield Question(f"status.{word}", f"{word} ({count} rows)", YES_NO, "no" if _ended(word) else "yes")


def _ended(word: str) -> bool:
    meaning, _ = statuses("membership").get(plain(word), ("current", ""))
    return meaning in ("ended", "died")


def which_opt_outs(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table == "opt_outs":
            about = f"{one.found.file}: {len(one.found.rows)} rows; {one.why}"
            yield Question(f"opt_outs.{one.found.file}", about, YES_NO, "yes", file=one.found.file)


def _words(one: Proposal) -> Counter[str]:
    """Return the words of the members' status with their counts."""
    origin = one.columns.get("status")
    cells = one.found.columns[origin.headings[0]] if origin and origin.headings else ()
    counts = Counter(cell for cell in cells if cell)
    return counts if len(counts) <= _MOST else Counter()
