"""Who was in the stories of a run, by number. The member of a number is kept until the member is forgotten.

valuations/story_members.json   the number of each member, and which numbers were in which segment of an output
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from valuereport.errors import RunError
from valuereport.files import digest, write_atomically

_FILE: Final = "valuations/story_members.json"

Membership = tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]
"""The numbers of the members in each segment; a word for each of the DIMENSIONS."""


@dataclass(frozen=True, slots=True)
class StoryMembers:
    """The members in the stories of a run.

    Numbers are random, so a number reveals nothing once its member is no longer kept.
    """

    numbers: dict[str, int] = field(default_factory=dict)  # by member id
    memberships: dict[str, Membership] = field(default_factory=dict)  # by key

    def adding(self, numbers: dict[str, int], membership: Membership) -> StoryMembers:
        """Return it with the members of one more output."""
        return StoryMembers(self.numbers | numbers, self.memberships | {membership_key(membership): membership})


_STORY_MEMBERS: Final = TypeAdapter(StoryMembers)
_MEMBERSHIP: Final = TypeAdapter(Membership)


def membership_key(membership: Membership) -> str:
    """Return the key by which an output refers to its members; it reveals nothing, because the numbers are random."""
    return digest(_MEMBERSHIP.dump_json(membership))


def read_story_members(folder: Path) -> StoryMembers:
    """Return the members in the stories of a run; none where it has no stories. Raises RunError."""
    file = folder / _FILE
    try:
        return _STORY_MEMBERS.validate_json(file.read_bytes())
    except FileNotFoundError:
        return StoryMembers()
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}; {_without(folder)}") from None
    except ValidationError:
        raise RunError(f"{file} is damaged, or of a newer valuereport; {_without(folder)}") from None


def write_story_members(folder: Path, members: StoryMembers) -> None:
    """Write the members in the stories of a run. Raises RunError."""
    try:
        write_atomically(folder / _FILE, _STORY_MEMBERS.dump_json(members))
    except OSError as error:
        raise RunError(f"{folder / _FILE} cannot be written: {error.strerror}; no stories are made") from None


def forget_story_member(folder: Path, member_id: str) -> None:
    """Remove the number of a member; published stories stay, without this member's identity. Raises RunError."""
    known = read_story_members(folder)
    if member_id in known.numbers:
        rest = {name: number for name, number in known.numbers.items() if name != member_id}
        write_story_members(folder, replace(known, numbers=rest))


def _without(folder: Path) -> str:
    return (
        f"without it nobody can tell who was in the stories of the run {folder.name}: bring it back from a backup, "
        "or delete it; then stories of this period can only show again what was shown before"
    )
