"""What each word of an export is: an activity or none, how long it takes, what a non-member pays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE, Question
from valuereport.mapping.starter import Activity, activities, activity_for


def which_activities(found: Sequence[Proposal], answers: Mapping[str, str]) -> Iterator[Question]:
    names = (*(one.id for one in activities()), NONE)
    for one in found:
        if one.table != "engagements":
            continue
        name = one.name
        for word, shown in words_of_activity(one).items():
            key = f"activity.{name}.{word}" if word else f"activity.{name}"
            default = activity_for(f"{word} {shown.example}")
            yield Question(key, f"{one.found.file}: {shown.about}", names, default, file=one.found.file)
            chosen = answers.get(key, default)
            activity = activities_by_id().get(chosen)
            if activity and activity.unit == "hours" and not {"end", "quantity"} & one.columns.keys():
                hours = {"conference": "6", "course": "6"}.get(activity.id, "1")
                yield Question(
                    _beside(key, "hours"),
                    f"{word or one.found.file}: how many hours is one?",
                    (),
                    hours,
                    file=one.found.file,
                )
            if (
                activity
                and activity.benefit in ("cpd", "savings")
                and word
                and {"price_paid"} & one.columns.keys()
                and "list_price" not in one.columns
            ):
                about = f"{word}: what does a non-member pay for it? (empty: not known)"
                yield Question(_beside(key, "price"), about, (), "", optional=True, file=one.found.file)


def activities_by_id() -> Mapping[str, Activity]:
    """Return the starter's activities by id."""
    return {one.id: one for one in activities()}


def _beside(key: str, what: str) -> str:
    return f"activity.{what}:{key.removeprefix('activity.')}"


@dataclass(frozen=True, slots=True)
class ActivityWord:
    """A word of an export that may be an activity: how it is shown, and a title of it."""

    about: str
    example: str


def words_of_activity(one: Proposal) -> Mapping[str, ActivityWord]:
    """Return the words of the column that tells activities apart; one entry "" where the whole file is one activity."""
    origin = one.columns.get("activity")
    title = one.columns.get("title")
    titles = one.found.columns.get(title.headings[0], ()) if title and title.headings else ()
    if origin is None or origin.value or not origin.headings:
        shown = one.found.above.get(title.above, "") if title and title.above else (titles[0] if titles else "")
        about = f"all its rows{f', such as {shown}' if shown else ''} ({len(one.found.rows)})"
        return {"": ActivityWord(about, f"{origin.value if origin else ''} {shown}")}
    cells = one.found.columns[origin.headings[0]]
    found: dict[str, ActivityWord] = {}
    for word, count in Counter(cell for cell in cells if cell).most_common():
        example = next((titles[at] for at, cell in enumerate(cells) if cell == word and at < len(titles)), "")
        more = f", such as {example}" if example and example != word else ""
        found[word] = ActivityWord(f"{word} ({count}{more})", example)
    return found


def chosen_activities(one: Proposal, answers: Mapping[str, str]) -> Iterator[str]:
    """Yield the activities that the words of a file stand for."""
    for word, shown in words_of_activity(one).items():
        key = f"activity.{one.name}.{word}" if word else f"activity.{one.name}"
        yield answers.get(key, activity_for(f"{word} {shown.example}"))
