"""Flags: yes or no, in the words that exports use. Any other cell counts as yes, because that keeps mail back.

A member who is held back by mistake is named in a problem and can get mail tomorrow, but mail against a wish cannot be
taken back. A column may say the reverse, who wants mail: its `map` makes a no of a word that is none (`yes = "no"`,
`subscribed = "no"`). There an empty cell is a yes, too: nobody said that mail is wanted.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from valuereport.loaders.cells import TEXT, Cells, Mask, encoded
from valuereport.loaders.century import Century
from valuereport.loaders.dates import Order, parse_dates
from valuereport.notation.flags import NO, YES

Verdict: TypeAlias = bool | str
"""The meaning of a text: yes, no, or the reason why it cannot be read."""

_UNKNOWN: Final = "NA"
"""R writes a missing value like this; in lower case the same letters are Welsh for no."""

_NEITHER: Final = "neither yes nor no"
_AMONG_OTHERS: Final = "the words of contains stand in it, but not as an entry of a list"


def parse_flags(
    cells: Cells,
    contains: str | None = None,
    words: Mapping[str, str] | None = None,
    order: Order = "ymd",
    century: Century | None = None,
) -> tuple[Mask, dict[int, str]]:
    """Return the flags (true where a cell cannot be read), and why it cannot be, by position.

    With `contains` a flag is true where the cell's list holds that word; without, a date or time is a yes too: of
    unsubscribing. `words`: the source's word for a whole cell -> ours. Each distinct text is judged once.
    """
    column = encoded(cells)
    texts: list[str] = column.dictionary.to_pylist()
    judge = _answer if contains is None else list_has(contains)
    verdicts = list(map(judge if words is None else _renamed(judge, words), texts))
    if contains is None:
        open_codes = [code for code, verdict in enumerate(verdicts) if isinstance(verdict, str)]
        left = pa.array([texts[code] for code in open_codes], type=TEXT)
        _, no_date = parse_dates(left, order, century)
        for at, code in enumerate(open_codes):
            verdicts[code] = verdicts[code] if at in no_date else True
    codes = column.indices.to_numpy()
    flags = np.array([verdict is not False for verdict in verdicts], np.bool_)[codes]
    reasons = {code: verdict for code, verdict in enumerate(verdicts) if isinstance(verdict, str)}
    bad = np.flatnonzero(np.isin(codes, list(reasons))).tolist() if reasons else []
    return flags, {position: reasons[codes[position]] for position in bad}


def _answer(text: str) -> Verdict:
    if not text:
        return False
    spelt = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if spelt in NO and text != _UNKNOWN:
        return False
    return spelt in YES or re.sub(r"[\s_\u2010-\u2015-]+", " ", spelt).strip() in YES or _NEITHER


def says_who_wants(words: Mapping[str, str] | None) -> bool:
    """Return whether a map makes a no of a word that is none by itself, and says nothing of an empty cell."""
    if words is None or any(not spelling(word) for word in words):
        return False
    return any(_answer(meant.strip()) is False and _answer(word.strip()) is not False for word, meant in words.items())


def _renamed(judge: Callable[[str], Verdict], words: Mapping[str, str]) -> Callable[[str], Verdict]:
    """Return a function that replaces the source's word by ours first. A word that is not named is never a no."""
    ours = {spelling(word): meant.strip() for word, meant in words.items()}
    reversed_ = any(_answer(word) is True and _answer(meant) is False for word, meant in ours.items())
    reason = f"a word that the mapping does not name; it names {', '.join(words)}"

    def judge_ours(text: str) -> Verdict:
        if not text or spelling(text) in ours:
            return judge(ours.get(spelling(text), text))
        return (judge(text) is True and not reversed_) or reason  # a yes of its own would mean the opposite

    return judge_ours


def spelling(word: str) -> str:
    """Return a word in the form for comparisons: without differences of case, hyphens and spaces."""
    spelt = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"[\s_\u2010-\u2015-]+", " ", spelt).strip() or spelt.strip()


_ESCAPED: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrtbf])")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")
_SEPARATORS: Final = frozenset(',;|"[]{}<>\\')
_END: Final = "\x1f"  # of an entry of a list


class _Plain(dict[int, str]):
    """For str.translate: letters, digits and `kept` stay; hyphens, dots and spaces become spaces; all else is _END."""

    def __init__(self, kept: str) -> None:
        self._kept = kept

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind == "Cf":
            self[code] = ""
        elif kind in ("Zs", "Pd", "Pc") or char == ".":
            self[code] = " "
        else:
            ends = char in _SEPARATORS or (kind[0] in "PSZ" and char not in self._kept) or kind == "Cc"
            self[code] = _END if ends else char
        return self[code]


def list_has(sought: str) -> Callable[[str], Verdict]:
    """Return a function that says whether a list, in any notation, has an entry.

    Every character that is no letter and no digit separates entries: quotation marks, brackets, bars, line breaks and
    control characters. A character of the sought word never separates.
    """
    table = _Plain(unicodedata.normalize("NFKC", sought))

    def plain(text: str) -> str:
        whole = html.unescape(text) if "&" in text else text
        return _APOSTROPHE.sub("", unicodedata.normalize("NFKC", whole).casefold()).translate(table)

    letters = plain(sought).strip(f" {_END}").replace(" ", "")
    core = " *".join(f"[ {_END}]+" if letter == _END else re.escape(letter) for letter in letters)
    entry = re.compile(f"(?:^|{_END}) *{core} *(?:{_END}|$)")
    among_others = re.compile(f"(?<![^ {_END}]){core}(?![^ {_END}])")
    first = letters.partition(_END)[0]

    def judge(text: str) -> Verdict:
        if not text:
            return False
        if not letters:
            return "the word of contains has no letter"
        spellings = [plain(text), plain(_unescaped(text))] if "\\" in text else [plain(text)]
        near = [spelling for spelling in spellings if first in spelling.replace(" ", "")]
        if any(map(entry.search, near)):
            return True
        return _AMONG_OTHERS if any(map(among_others.search, near)) else False

    return judge


def _unescaped(text: str) -> str:
    """Return a text with the escapes of JSON undone."""
    units = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\n", text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
