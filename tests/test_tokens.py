"""A token says whose reply it is to whoever holds the key, for one purpose, until a day; nobody can make one up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.errors import SettingsError
from valuereport.tokens import NoToken, fingerprint, key_of, member_of, read, signed

KEY = "a key of the tests that is long enough"
UNTIL = date(2027, 6, 30)
TOKEN = signed(KEY, "feedback", "2026", "M-1", UNTIL)


def test_a_token_is_the_same_each_time_short_enough_for_a_code_and_names_nobody() -> None:
    assert signed(KEY, "feedback", "2026", "M-1", UNTIL) == TOKEN
    assert len(TOKEN) < 120
    token = read(KEY, "feedback", TOKEN)
    assert not isinstance(token, NoToken)
    assert (token.run, token.until) == ("2026", UNTIL)
    assert "M-1" not in token.pseudonym


def test_whose_it_is_is_known_until_its_day() -> None:
    whose = member_of(KEY, "feedback", ["M-0", "M-1"])
    assert whose(TOKEN, UNTIL) == "M-1"
    assert whose(f" {TOKEN}\n", date(2027, 1, 1)) == "M-1"
    assert whose(TOKEN, date(2027, 7, 1)) == NoToken("the token counted until 2027-06-30")
    assert isinstance(whose(TOKEN, None), NoToken)


@pytest.mark.parametrize(
    ("key", "purpose", "text"),
    [
        (KEY + "x", "feedback", TOKEN),
        (KEY, "referral", TOKEN),
        (KEY, "feedback", TOKEN[:-1]),
        (KEY, "feedback", "x" + TOKEN),
        (KEY, "feedback", ""),
        (KEY, "feedback", "=1+1"),
        (KEY, "feedback", TOKEN + "a" * 10_000_000),
    ],
)
def test_a_forged_token_or_one_of_another_purpose_is_nobodys(key: str, purpose: str, text: str) -> None:
    whose = member_of(key, purpose, ["M-1"])  # type: ignore[arg-type]
    assert whose(text, None) == NoToken("the token was not made by us for this purpose, or was changed")


def test_an_id_that_is_an_address_is_the_same_however_it_is_written() -> None:
    token = signed(KEY, "feedback", "2026", "Ann@Guild.example", UNTIL)
    assert member_of(KEY, "feedback", ["ann@guild.example"])(token, UNTIL) == "ann@guild.example"


def test_a_forgotten_members_token_is_nobodys() -> None:
    found = member_of(KEY, "feedback", ["M-2"])(TOKEN, UNTIL)
    assert found == NoToken("the token is of somebody who is no member any more")


@given(st.text(), st.text(min_size=1), st.dates())
def test_any_run_and_id_come_back(run: str, member_id: str, until: date) -> None:
    token = signed(KEY, "referral", run, member_id, until)
    assert member_of(KEY, "referral", [member_id])(token, until) == member_id


@given(st.text(alphabet=st.characters(max_codepoint=127)) | st.text())
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(read(KEY, "feedback", text), NoToken)


@pytest.mark.parametrize("key", ["", "   ", "short"])
def test_a_key_that_is_no_secret_is_refused_and_never_shown(key: str) -> None:
    with pytest.raises(SettingsError, match="VALUEREPORT_FEEDBACK_KEY") as refused:
        key_of({"VALUEREPORT_FEEDBACK_KEY": key})
    assert "short" not in str(refused.value)


def test_keys_are_told_apart_without_being_shown() -> None:
    assert fingerprint(KEY) != fingerprint(KEY + "x")
    assert KEY not in fingerprint(KEY)
