"""Disclosure control: figures of groups in, figures out that give away no member."""

from valuereport.stories.disclosure.protect import Protected, protect

__all__ = ["Protected", "protect"]
