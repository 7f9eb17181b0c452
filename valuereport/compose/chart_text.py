"""The charts in words, for people who do not see them: a sentence for each bar."""

from __future__ import annotations

from valuereport.wording import Wording


def bar_sentence(words: Wording, label: str, value: str, low_to_high: str = "") -> str:
    """Return a bar's value in words, with its range if it has one."""
    if low_to_high:
        # Translators: {range} is two sums of money with a dash between them.
        message = words.gettext("{benefit}: best estimate {value}, range {range}.")
    else:
        message = words.gettext("{benefit}: {value}.")
    return message.format(benefit=label, value=value, range=low_to_high)


def range_sentence(words: Wording) -> str:
    """Return what the thin lines on a chart's bars are."""
    return words.gettext("A thin line on each bar shows its range.")
