"""What the lists of those who get no email hold."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.cli.say import say
from valuereport.model.stop_list import StopList


def say_stop_lists(lists: Sequence[StopList]) -> int:
    """Say what each list holds, and what in it is unclear; return how many problems there are."""
    for one in lists:
        say(one.summary, err=True)
        for line in one.lines_in_doubt:
            say(line, err=True)
    return sum(len(one.problems) for one in lists)
