"""What each word of an export is: an activity or none, how long it takes, what a non-member pays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE, YES_NO, Question
from valuereport.mapping.starter import Activity, activity_for
from valuereport.notation.headings import plain
from valuereport.presets.statuses import statuses

_ENDED: Final = re.compile(
    r"\b(status|state|stage|outcome|result|attended|attendance|anwesend|teilgenommen|ergebnis|statut|présence|presence"
    r"|estado|asistencia|stato|presenza|aanwezig|resultaat|obecność|wynik)\b|出席|結果|状态"
)
_MOST: Final = 15  # different words of such a column


def which_activities(
    found: Sequence[Proposal], answers: Mapping[str, str], known: Sequence[Activity]
) -> Iterator[Question]:
    """Yield a question for each word that may be an activity; its hours and its price where they are wanted."""
    names = (*(one.id for one in known), NONE)
    by_id = {one.id: one for one in known}
    for one in found:
        if one.table != "engagements":
            continue
        name = one.name
        for word, shown in words_of_activity(one).items():
            key = f"activity.{name}.{word}" if word else f"activity.{name}"
            default = likely_activity(one, word, shown, known)
            yield Question(key, f"{one.found.file}: {shown.about}", names, default, file=one.found.file)
            chosen = answers.get(key, default)
            activity = by_id.get(chosen)
            if activity and activity.unit == "hours" and not {"end", "quantity"} & one.columns.keys():
                hours = {"conference": "6", "course": "6"}.get(activity.id, "1")
                about = f"{word or one.found.file}: how many hours is one?"
                yield Question(_beside(key, "hours"), about, (), hours, file=one.found.file, kind="number")
            if (
                activity
                and activity.benefit in ("cpd", "savings")
                and word
                and {"price_paid"} & one.columns.keys()
                and "list_price" not in one.columns
            ):
                about = f"{word}: what does a non-member pay for it? (empty: not known)"
                yield Question(_beside(key, "price"), about, (), "", True, one.found.file, "number")


def which_rows(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield a question for each word that says how something ended: not all rows are uses."""
    for one in found:
        for heading, words in words_of_rows(one).items():
            for word, count in words.items():
                meaning, _ = statuses("attendance").get(plain(word), ("", ""))
                about = f"{one.found.file}: rows whose {heading} is {word} ({count}): do they count?"
                default = "no" if meaning in ("not_attended", "refunded") else "yes"
                yield Question(
                    f"activity.rows:{one.name}.{heading}.{word}", about, YES_NO, default, file=one.found.file
                )


def words_of_rows(one: Proposal) -> Mapping[str, Mapping[str, int]]:
    """Return the columns that say how something ended, with their words; none where the preset knows which count."""
    if one.table != "engagements" or one.where or one.where_not:
        return {}
    used = {heading for origin in one.columns.values() for heading in origin.headings}
    return {
        heading: dict(profile.words)
        for heading, profile in one.profiles.items()
        if _ENDED.search(plain(heading))
        and 1 < len(profile.words) <= _MOST
        and heading not in used
        and not profile.dates
    }


def likely_activity(one: Proposal, word: str, shown: ActivityWord, known: Sequence[Activity]) -> str:
    """Return the activity that a word seems to be: by itself, by a title, and for a whole file by its name."""
    found = activity_for(word, known, shown.example)
    return activity_for(one.name, known) if found == NONE and not word else found


def _beside(key: str, what: str) -> str:
    return f"activity.{what}:{key.removeprefix('activity.')}"


@dataclass(frozen=True, slots=True)
class ActivityWord:
    """A word of an export that may be an activity: how it is shown, and a title of it."""

    about: str
    example: str
    rows: int


def words_of_activity(one: Proposal) -> Mapping[str, ActivityWord]:
    """Return the words of the column that tells activities apart; one entry "" where the whole file is one activity."""
    origin = one.columns.get("activity")
    title = one.columns.get("title")
    titles = one.found.columns.get(title.headings[0], ()) if title and title.headings else ()
    if origin is None or origin.value or not origin.headings:
        shown = one.found.above.get(title.above, "") if title and title.above else (titles[0] if titles else "")
        rows = f"all rows of it and of {len(one.files) - 1} more like it" if len(one.files) > 1 else "all its rows"
        about = f"{rows}{f', such as {shown}' if shown else ''} ({len(one.found.rows)})"
        return {"": ActivityWord(about, f"{origin.value if origin else ''} {shown}", len(one.found.rows))}
    cells = one.found.columns[origin.headings[0]]
    counts = Counter(cells)
    del counts[""]
    examples = dict(zip(reversed(cells[: len(titles)]), reversed(titles[: len(cells)]), strict=True))  # the first stays
    found: dict[str, ActivityWord] = {}
    for word, count in counts.most_common():
        example = examples.get(word, "")
        more = f", such as {example}" if example and example != word else ""
        found[word] = ActivityWord(f"{word} ({count}{more})", example, count)
    return found


def chosen_activities(
    one: Proposal, answers: Mapping[str, str], known: Sequence[Activity]
) -> Iterator[tuple[str, int]]:
    """Yield the activities that the words of a file stand for, and in how many rows."""
    for word, shown in words_of_activity(one).items():
        key = f"activity.{one.name}.{word}" if word else f"activity.{one.name}"
        yield answers.get(key, likely_activity(one, word, shown, known)), shown.rows
