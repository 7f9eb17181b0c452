"""Words for yes and no, as exports write them.

The list of words for yes is long and the list for no is short: whatever is neither keeps mail back. A word whose
meaning depends on the column (`subscribed`, `active`, `n/a`, a number) is neither.
"""

from __future__ import annotations

from typing import Final

YES: Final = frozenset(
    (
        *("yes", "y", "true", "t", "1", "1.0", "-1", "x", "on", "checked", "✓", "✔", "☑"),
        *("ja", "j", "wahr", "oui", "o", "vrai", "sí", "sì", "si", "s", "verdadero", "vero", "sim", "verdadeiro"),
        *("waar", "tak", "prawda", "ie", "ydy", "ydw", "oes", "gwir"),
        *("نعم", "صحيح", "はい", "是", "对", "對", "真"),
        *("opted out", "opt out", "unsubscribed", "suppressed", "do not email", "do not mail", "do not contact"),
    )
)
NO: Final = frozenset(
    (
        *("no", "n", "false", "f", "0", "0.0", "off", "unchecked"),
        *("nein", "falsch", "non", "faux", "falso", "não", "nao", "nee", "onwaar", "nie", "fałsz"),
        *("na", "nage", "naddo", "nac ydy", "nac ydw", "nac oes", "anghywir"),
        *("لا", "خطأ", "いいえ", "偽", "否", "不", "不是", "没有", "沒有", "假"),
    )
)
