"""Disclosure control: figures of groups in, figures out that give away no member."""

from valuereport.stories.disclosure.people import Earlier
from valuereport.stories.disclosure.points import floors, too_telling
from valuereport.stories.disclosure.protect import Protected, protect, repeated

__all__ = ["Earlier", "Protected", "floors", "protect", "repeated", "too_telling"]
