"""Work in hand: made once, anew for another key, told how far it is, and its error is a result, too."""

from __future__ import annotations

from threading import Event

import pytest

from valuereport.actions.in_hand import HowFar, InHand
from valuereport.errors import SourceError, UnexpectedError
from valuereport.events import Events, step


def test_who_asks_while_it_is_made_hears_how_far_it_is() -> None:
    hand, go, begun = InHand(), Event(), Event()

    def make(events: Events) -> str:
        events.progress("files", 1, 2)
        begun.set()
        go.wait()
        return "done"

    hand.ask("look", 1, make)
    begun.wait()
    assert hand.ask("look", 1, make) == HowFar("files", 1, 2)
    go.set()
    assert hand.ask("look", 1, make, 60) == "done"
    assert hand.ask("look", 1, lambda events: "never") == "done"
    assert hand.ask("look", 2, lambda events: "anew", 60) == "anew"


def test_what_is_made_for_an_older_key_is_asked_to_stop() -> None:
    hand, go, ended = InHand(), Event(), Event()

    def old(events: Events) -> str:
        try:
            go.wait()
            step(events, "files", 1, 2)
            return "old"
        finally:
            ended.set()

    hand.ask("look", 1, old)
    assert hand.ask("look", 2, lambda events: "new", 60) == "new"
    go.set()
    ended.wait()
    assert hand.ask("look", 2, old) == "new"


def test_an_error_is_the_result_until_the_key_changes(tmp_path: object) -> None:
    hand = InHand()

    def fails(events: Events) -> str:
        raise SourceError("there are no files")

    for _ in range(2):
        with pytest.raises(SourceError, match="no files"):
            hand.ask("look", 1, fails, 60)
    with pytest.raises(UnexpectedError, match="ZeroDivisionError"):
        hand.ask("look", 2, lambda events: str(1 // 0), 60)
    assert hand.ask("look", 3, lambda events: "good", 60) == "good"
