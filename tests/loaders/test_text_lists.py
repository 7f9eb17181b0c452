"""word_list.csv and text_codes.csv: what can be used of them, and what is wrong with each other row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import worked_example
from valuereport.errors import SettingsError
from valuereport.loaders.text_lists import read_codings, read_words
from valuereport.model.listening import Coding, Word
from valuereport.settings import load_settings


def test_words(tmp_path: Path) -> None:
    settings = load_settings(worked_example(tmp_path))
    assert read_words(settings) == ((), ())
    rows = (
        "Nützlich,1,de",
        "dear,-1.5,",
        "dear,1,en",
        "DEAR,2,",
        "too dear,-1,en",
        "bad,often,en",
        "good,nan,",
        "ok,1,xx",
    )
    (tmp_path / "word_list.csv").write_text("\n".join(("word,weight,language", *rows, "")), encoding="utf-8")
    words, problems = read_words(settings)
    assert words == (Word("nützlich", 1.0, "de"), Word("dear", -1.5, ""), Word("dear", 1.0, "en"))
    assert [(one.row, one.column, one.value) for one in problems] == [
        (5, "word", "DEAR"),
        (6, "word", "too dear"),
        (7, "weight", "often"),
        (8, "weight", "nan"),
        (9, "language", "xx"),
    ]
    (tmp_path / "word_list.csv").write_text("wort,gewicht\n")
    with pytest.raises(SettingsError, match=r"its headings: found 'wort, gewicht'; allowed: word, weight, language"):
        read_words(settings)


def test_codes(tmp_path: Path) -> None:
    settings = load_settings(worked_example(tmp_path))
    assert read_codings(settings) == ((), ())
    rows = (
        's,1,q,"Too\n dear, really",Price,price',
        "s,1,q,nobody read it,,",
        's,1,q,"Too dear, really",other,',
        "s,1,q,x,a,",
    )
    (tmp_path / "text_codes.csv").write_text("\n".join(("survey,wave,question,text,rater_1,rater_2", *rows, "")))
    codings, problems = read_codings(settings)
    assert codings == (Coding("s", "1", "q", "Too dear, really", "price", "price"), Coding("s", "1", "q", "x", "a", ""))
    assert [(one.column, one.value) for one in problems] == [("text", "Too dear, really")]
