"""Settings as forms: everything a file says is shown, a change is judged before it is written, and comments stay."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspaces import GOLDEN, edited, worked_example
from valuereport.actions.edit_settings import (
    ProposedSettings,
    SettingsRequest,
    propose_settings,
    settings_form,
    write_pictures,
    write_settings,
)
from valuereport.actions.settings_rights import needed_role
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.errors import NotAllowedError, RunError, SettingsError
from valuereport.files import packaged
from valuereport.model.person import Person
from valuereport.settings import load_settings
from valuereport.settings.edit import MODELS, FileName, Place

LOGO = packaged("sample_data") / "logo.svg"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return edited(worked_example(tmp_path), "[period]", "[email]\na_minute = 300  # the most\n\n[period]")


@pytest.fixture
def workspace(path: Path) -> Workspace:
    return open_workspace(path)


@pytest.fixture
def sample(tmp_path: Path) -> Workspace:
    names = ("*.toml", "*.svg")
    for file in (file for name in names for file in packaged("sample_data").glob(name)):
        shutil.copy(file, tmp_path / file.name)
    return open_workspace(tmp_path / "valuereport.toml")


def proposed(workspace: Workspace, changes: dict[Place, str | None], name: FileName = "settings") -> ProposedSettings:
    return propose_settings(workspace, SettingsRequest(name, changes))


def everything(workspace: Workspace, name: FileName) -> dict[Place, str | None]:
    """Return what a form sends where nobody changed anything: every field as it was shown, with a browser's lines."""
    found: dict[Place, str | None] = {}
    for section in settings_form(workspace, name).sections:
        for one in section.fields:
            found |= {(*one.place, word): text for word, text in one.entries.items() if one.kind == "table"}
            if one.kind != "table":
                found[one.place] = (one.value or "").replace("\n", "\r\n")
    return found


@pytest.mark.parametrize("name", MODELS)
def test_a_form_that_is_sent_back_as_it_was_shown_changes_nothing(sample: Workspace, name: FileName) -> None:
    again = proposed(sample, everything(sample, name), name)
    assert (again.diff, again.changed, again.faults) == ("", (), ())
    assert again.settings == sample.settings


def test_a_form_says_what_is_set_what_counts_else_and_what_is_allowed(workspace: Workspace) -> None:
    fields = {one.place: one for section in settings_form(workspace).sections for one in section.fields}
    name, a_minute, paper = (
        fields[place] for place in (("organisation", "name"), ("email", "a_minute"), ("sheet", "paper"))
    )
    assert (name.kind, name.value, name.needed) == ("text", "Guild of Examples", True)
    assert (a_minute.kind, a_minute.value, a_minute.default) == ("whole", "300", "300")
    assert a_minute.help == "the most messages in a minute"  # the sample's words, and not this file's
    assert (paper.kind, paper.value, paper.default, paper.choices) == ("choice", None, "a4", ("a4", "letter"))
    assert fields["organisation", "signatory_role"].entries == {"en": "Membership Secretary"}
    assert fields["organisation", "address"].value == "1 Sample Street\nLondon\nEC1A 1AA"
    assert fields["source", 0, "columns", "kind"].value == '{ value = "person" }'
    assert ("alert", 0, "when") in fields  # an empty one, to make the first


def test_every_key_of_the_settings_is_explained(sample: Workspace) -> None:
    words = {
        "active",
        "unpivot",
        "pairs",
        "columns",
        "where",
        "labels",
        "hourly_value",
    }  # what their section says is enough
    for name in MODELS:
        for section in settings_form(sample, name).sections:
            for one in section.fields:
                assert one.help or words & {*one.place}, one.place


def test_a_change_is_shown_and_then_written_with_its_comment(workspace: Workspace, path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    one = proposed(
        workspace, {("email", "a_minute"): "60", ("organisation", "phone"): "", ("sheet", "paper"): "letter"}
    )
    assert path.read_text(encoding="utf-8") == before
    assert [(each.key, each.before, each.after) for each in one.changed] == [
        ("email.a_minute", "300", "60"),
        ("sheet.paper", None, "letter"),
    ]
    assert "-a_minute = 300  # the most\n+a_minute = 60   # the most" in one.diff
    assert write_settings(workspace, one) == path
    now = load_settings(path).workspace
    assert (now.email.a_minute, now.sheet.paper) == (60, "letter")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_wrong_value_is_told_at_its_field_and_nothing_is_written(workspace: Workspace, path: Path) -> None:
    before = path.read_bytes()
    one = proposed(
        workspace,
        {
            ("email", "a_minute"): "many",
            ("brand", "colour"): "yellow",
            ("sheet", "paper"): "a5",
            ("period", "end"): "2020-01-01",
            ("organisation", "currency"): "EURO",
            ("sheet", "fold_marks"): "true",
        },
    )
    assert {fault.place for fault in one.faults} == {
        ("email", "a_minute"),
        ("brand", "colour"),
        ("sheet", "paper"),
        ("period", "end"),
        ("organisation", "currency"),
    }
    (colour,) = (fault.error for fault in one.faults if fault.place == ("brand", "colour"))
    assert "'#7a7a00'" in colour.allowed  # the nearest that can be read
    assert one.settings is None
    with pytest.raises(SettingsError):
        write_settings(workspace, one)
    assert path.read_bytes() == before


def test_a_new_entry_lacks_a_key_and_the_key_is_named(workspace: Workspace) -> None:
    first: dict[Place, str | None] = {("alert", 0, "id"): "quiet", ("alert", 0, "measure"): "uses"}
    one = proposed(workspace, {**first, ("alert", 0, "when"): "<= 0"})
    assert [(fault.place, fault.error.found) for fault in one.faults] == [(("alert", 0, "owner"), "nothing")]
    two = proposed(workspace, {**first, ("alert", 0, "when"): "<= 0", ("alert", 0, "owner"): "Ann"})
    assert two.settings
    assert two.settings.workspace.alert[0].id == "quiet"


def test_entries_and_languages_are_added_and_removed(sample: Workspace) -> None:
    changes: dict[Place, str | None] = {
        ("alert", 0): None,
        ("alert", 1, "within_days"): "3",
        ("organisation", "strapline", "nl"): "Gebouwen die hun woord houden",
        ("organisation", "strapline", "fr"): None,
        ("texts", "light-use", "more", "en"): "There is more for you.",
    }
    one = proposed(sample, changes)
    assert one.settings
    found = one.settings.workspace
    assert [(rule.id, rule.within_days) for rule in found.alert] == [("quiet-before-renewal", 3), ("poor-health", 14)]
    assert list(found.organisation.strapline or ()) == ["en", "de", "nl"]
    assert found.texts["light-use"].more == {"en": "There is more for you."}
    assert '# id = "renewals-fall"' in one.text


def test_the_other_files_are_judged_with_the_settings(sample: Workspace) -> None:
    wrong = proposed(sample, {("activity", 0, "deadweight"): "nobody-knows"}, "taxonomy")
    assert [fault.place for fault in wrong.faults] == [("activity", 0, "deadweight")]
    right = proposed(sample, {("win", 0, "deadweight"): "0", ("win", 0, "title", "nl"): "Eén dossier"}, "policy_wins")
    assert right.settings
    assert right.settings.judgement.policy_wins[0].deadweight == 0
    file = write_settings(sample, right)
    assert load_settings(sample.settings.path).judgement.policy_wins[0].title["nl"] == "Eén dossier"
    assert file.name == "policy_wins.toml"


def test_a_file_that_is_not_there_is_made(workspace: Workspace, path: Path) -> None:
    shown = settings_form(workspace, "entitlements")
    assert (shown.digest, shown.file.exists()) == ("", False)
    changes: dict[Place, str | None] = {
        ("entitlement", 0, "activity"): "cpd-webinar",
        ("entitlement", 0, "quantity"): "4",
    }
    changes[("entitlement", 0, "where")] = "https://guild.example/webinars"
    write_settings(workspace, propose_settings(workspace, SettingsRequest("entitlements", changes, digest="")))
    assert load_settings(path).judgement.entitlements[0].quantity == 4


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(workspace: Workspace, path: Path) -> None:
    shown = settings_form(workspace).digest
    one = proposed(workspace, {("email", "a_minute"): "60"})
    edited(path, "a_minute = 300", "a_minute = 200")
    with pytest.raises(RunError, match="was changed since it was shown"):
        write_settings(workspace, one)
    with pytest.raises(RunError, match="was changed since it was shown"):
        propose_settings(workspace, SettingsRequest(changes={("email", "a_minute"): "60"}, digest=shown))
    assert load_settings(path).workspace.email.a_minute == 200


def test_an_uploaded_logo_is_judged_and_never_replaces_a_file(workspace: Workspace, path: Path) -> None:
    one = propose_settings(workspace, SettingsRequest(pictures={"logo": LOGO.read_bytes()}))
    (picture,) = one.pictures
    assert not picture.exists()
    write_pictures(workspace, one)  # so that a preview shows it before the settings are saved
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600
    write_settings(workspace, one)
    assert load_settings(path).workspace.brand.logo == picture.name
    for wrong in (b"<svg onload='x()'/>", b"\x89PNG but none", LOGO.read_bytes() + b" " * 1_000_000):
        two = propose_settings(workspace, SettingsRequest(pictures={"logo": wrong}))
        assert [fault.place for fault in two.faults] == [("brand", "logo")]


def test_marks_and_line_ends_of_other_editors_are_kept(workspace: Workspace, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    write_settings(workspace, proposed(workspace, {("email", "a_minute"): "60", ("email", "retries"): "2"}))
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf#")
    assert after.count(b"\r\n") == after.count(b"\n") == text.count("\n") + 1
    assert load_settings(path).workspace.email.retries == 2


def test_the_shipped_sample_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = open_workspace()
    assert settings_form(shipped).sections
    with pytest.raises(RunError, match="shipped sample"):
        proposed(shipped, {("email", "a_minute"): "60"})


def test_a_file_that_was_broken_in_an_editor_is_said_and_not_touched(workspace: Workspace, path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("a_minute = 300", "a_minute = "), encoding="utf-8")
    with pytest.raises(SettingsError, match="found 'nothing'; allowed: a value behind ="):
        proposed(workspace, {("email", "retries"): "2"})


def test_who_may_do_what_is_changed_by_an_approver_alone(workspace: Workspace) -> None:
    operator = replace(workspace, person=Person("Ann", "operator"))
    for place in (("desk", "user_header"), ("approval", "by_another")):
        changes: dict[Place, str | None] = {place: "true" if place[0] == "approval" else "X-User"}
        with pytest.raises(NotAllowedError):
            proposed(operator, changes)
        with pytest.raises(NotAllowedError):
            write_settings(operator, proposed(workspace, changes))
    assert proposed(operator, everything(operator, "settings")).diff == ""  # a whole form, in which nothing is changed
    with pytest.raises(NotAllowedError):
        settings_form(replace(workspace, person=Person("Bob", "member-services")))


def test_an_operator_names_files_of_the_workspace_alone(workspace: Workspace, path: Path) -> None:
    operator = replace(workspace, person=Person("Ann", "operator"))
    (path.parent / "out").symlink_to("/etc")
    changes: dict[Place, str | None]
    for changes in (
        {("source", 0, "file"): "/etc/passwd"},
        {("source", 0, "file"): "exports/../../*.csv"},
        {("source", 0, "file"): "out/passwd"},
        {("source", 0, "file"): "desk-users.toml"},
        {("source", 0, "database"): "$CRM", ("source", 0, "query"): "select 1"},
        {("files", "output"): "s3://elsewhere/output"},
        {("files", "group"): "staff"},
        {("email", "do_not_email"): '["never.txt", "../never.txt"]'},
        {("stories", "consents"): "/srv/consents.csv"},
        {("files",): '{ output = "/srv" }'},
    ):
        with pytest.raises(NotAllowedError):
            proposed(operator, changes)
    assert proposed(operator, {("source", 0, "file"): "exports/members-*.csv"}).faults == ()
    assert proposed(operator, {("email", "do_not_email"): '["never.txt", "pull:kit"]'}).faults == ()  # no file
    elsewhere = proposed(workspace, {("files", "output"): str(path.parent.parent / "output")})
    with pytest.raises(NotAllowedError):
        write_settings(operator, elsewhere)
    write_settings(workspace, elsewhere)  # an approver names it ...
    now = replace(open_workspace(path), person=operator.person)
    assert proposed(now, {("brand", "colour"): "#7a1030"}).faults == ()  # ... and an operator may change all else
    assert proposed(now, {("files", "output"): None}).faults == ()


def test_where_a_token_is_sent_is_said_by_approvers_alone(tmp_path: Path) -> None:
    before = {"connection": [{"name": "kit", "keep": 3}]}
    for change in ({"base_url": "https://elsewhere.example"}, {"system": "mailchimp"}, {"options": {"site": "x"}}):
        assert needed_role(before, {"connection": [{"name": "kit", "keep": 3, **change}]}, tmp_path) == "approver"
    assert needed_role({}, before, tmp_path) == "approver"
    assert needed_role(before, {"connection": [{"name": "kit", "keep": 9}]}, tmp_path) == "operator"
    assert needed_role(before, {}, tmp_path) == "operator"  # the system's own address counts again
    assert needed_role({"connection": 1}, {"connection": ["x"]}, tmp_path) == "operator"  # another check refuses that


STEPS = st.one_of(st.sampled_from(["alert", "email", "source", "when", "columns", ""]), st.integers(-1, 5))
TEXTS = st.sampled_from([None, "x", "[1", "{ a = 1 }", "\ud800", "\0", "nan", "1e999", "[[x]]", "'"])


@given(st.lists(STEPS, max_size=4), TEXTS)
def test_whatever_a_browser_sends_is_a_change_a_fault_or_refused(place: list[str | int], text: str | None) -> None:
    workspace = open_workspace(GOLDEN / "worked_example" / "valuereport.toml")
    try:
        one = proposed(workspace, {tuple(place): text})
    except RunError:
        return
    assert one.settings or one.faults
