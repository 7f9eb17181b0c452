"""What a person is shown of an error: one line of sane length, nothing that steers a terminal, no login of a URL."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from valuereport.errors import Problem, SettingsError, SourceError, shortened

PASSWORDS = st.text(st.characters(exclude_categories=("Z", "C"), exclude_characters="'\""), min_size=6, max_size=40)


@settings(deadline=None)
@given(st.text() | st.text(st.sampled_from("a:/@\n\x1b\u202e")), st.integers(1, 300))
def test_any_text_is_one_line_of_sane_length(text: str, most: int) -> None:
    shown = shortened(text, most)
    assert len(shown) <= most
    assert not set(shown) & set("\n\r\t\x00\x07\x1b\x7f\x85\u2028\u202e")


@settings(deadline=None)
@given(PASSWORDS, st.sampled_from(["postgresql://me:{}@host/db", "smtps://{}@host", "s3://key:{}@bucket/x y@z"]))
def test_no_login_is_shown(password: str, url: str) -> None:
    secret = f"Geheim{password}"
    written = url.format(secret)
    for error in (
        SourceError(f"the server says: {written} is wrong"),
        SettingsError("valuereport.toml", "source.x.database", written, "a URL"),
        SettingsError("valuereport.toml", "source.x", [written], "a URL"),
    ):
        assert "Geheim" not in str(error)
        assert "***@" in str(error)


def test_what_shows_how_a_login_is_written_is_shown() -> None:
    assert "smtp://user:password@host" in str(SettingsError("f", "k", "x", "smtp://user:password@host:587"))


def test_a_hundred_thousand_characters_are_cut() -> None:
    long = "x" * 100_000
    assert len(str(SettingsError("f", long, long, "less"))) < 600
    assert len(str(SettingsError("f", "k", ["x"] * 100_000, "less"))) < 600
    assert len(str(SourceError(long))) < 2000
    problem = Problem("load", "error", long, long, column=long, value=long)
    assert max(map(len, (problem.reason, problem.action, problem.column, problem.value))) <= 900
    assert Problem("load", "error", "r", "a", value="two\nlines").value == "two\nlines"
