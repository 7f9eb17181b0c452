"""Referral links lead back to the member who handed them on, and permissions, drafts and wishes reach the lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.insights.flywheel.example import joined, wheel_of
from tests.workspaces import edited, worked_example
from valuereport.actions.advocacy import contacts_of, links_of, with_links_followed
from valuereport.actions.workspace import ledger_of, open_workspace
from valuereport.errors import SettingsError
from valuereport.settings import Settings, load_settings
from valuereport.tokens import VARIABLE

PAGE = "https://guild.example/join"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv(VARIABLE, "a secret text of the guild, long enough")
    path = edited(worked_example(tmp_path), "[period]", f'[flywheel]\njoin_page = "{PAGE}"\n\n[period]')
    return load_settings(path)


def test_a_link_leads_back_to_its_member_until_it_has_run_out(settings: Settings) -> None:
    members, terms = joined("2024-03-01", 5, "m")
    histories = wheel_of(members, terms)
    links = links_of(settings, histories)
    assert links is not None
    assert links == links_of(settings, histories)
    token = str(links.rows[3][2]).removeprefix(f"{PAGE}?by=")
    assert "m3" not in token
    new = [
        {"member_id": name, "joined": day, "referred_by": text}
        for name, day, text in (
            ("n1", "2027-05-01", token),
            ("n2", "2028-05-01", token),  # it counts until the end of 2028: the year after that of the data
            ("n3", "2029-05-01", token),
            ("n4", "2027-05-01", f"{token}x"),
            ("n5", "2027-05-01", "m1"),
        )
    ]
    found = with_links_followed(settings, wheel_of([*members, *new], terms))
    said = found.members.set_index("member_id")["referred_by"]
    assert said[["n1", "n2", "n5"]].tolist() == ["m3", "m3", "m1"]
    assert said[["n3", "n4"]].tolist() == [token, f"{token}x"]
    assert isinstance(found.members["referred_by"].dtype, pd.StringDtype)


def test_links_need_a_page_and_a_key(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE)
    histories = wheel_of(*joined("2024-03-01", 5, "m"))
    with pytest.raises(SettingsError, match=VARIABLE):
        links_of(settings, histories)
    assert links_of(load_settings(worked_example(tmp_path / "other")), histories) is None


def test_who_has_a_permission_who_was_asked_and_who_wants_no_mail(tmp_path: Path) -> None:
    workspace = open_workspace(worked_example(tmp_path))
    head = "member_id,name,quote,scope,given,until,withdrawn,signed_by,evidence,draft\n"
    rows = "m1,A,Fine.,web,2026-01-02,,,A,file,\nm2,B,,,,,,,,yes\n"
    (tmp_path / "consents.csv").write_text(head + rows, encoding="utf-8")
    members, terms = joined("2024-03-01", 5, "m")
    members = [{**one, "email": f"{one['member_id']}@guild.example"} for one in members]
    with ledger_of(workspace, "Ada") as ledger:
        ledger.suppress(["m3@guild.example"], "unsubscribe", "by telephone")
        found = contacts_of(workspace.settings, wheel_of(members, terms), ledger, date(2026, 11, 30))
    assert found.consents == {"m1": date(2026, 1, 2)}
    assert (found.asked_for_story, found.no_contact) == (frozenset({"m2"}), frozenset({"m3"}))
