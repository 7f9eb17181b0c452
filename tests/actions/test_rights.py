"""Who may ask for what: every action names the role that it needs, and holds the person who asks against it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.commands import tree
from tests.deliver.campaigns import campaign, member, run_of, write_run
from tests.workspaces import edited, worked_example
from valuereport import actions
from valuereport.actions.approve import ApproveRequest, ReviewRequest, approve, review
from valuereport.actions.correct import CorrectRequest, propose
from valuereport.actions.email import EmailRequest, email
from valuereport.actions.ledger.deliveries import DeliveriesRequest, deliveries
from valuereport.actions.ledger.suppressions import SuppressRequest, suppress
from valuereport.actions.people import desk_person, desk_users, local_person, user_header
from valuereport.actions.rights import allowed
from valuereport.actions.statement import (
    StatementEmail,
    StatementRequest,
    make_ready,
    release_and_email,
)
from valuereport.actions.terminal import login
from valuereport.actions.workspace import Workspace, ledger_of, open_workspace
from valuereport.errors import NotAllowedError, SettingsError
from valuereport.model.person import ROLES, Person, Role

LEAST: dict[Role, str] = {
    "viewer": """
        approval_of at_work season
        runs_to_publish made_stories story_file stories_to_publish
        made_insights insight_picture insight_file insights_archive""",
    "member-services": """
        explanation_workbook made_ready newest_run propose_fields ready_message statement_in_run statement_now
        write_fields find explain compare propose propose_alias write_correction statement rehearse_statement make_ready
        release_and_email email plan_email deliveries show suppress done snooze member_record""",
    "operator": """
        said whom_to_ask story_letters story_letter consents stories_choices plan_stories insights_choices
        insight_lists insight_list insight_list_rows chosen_alerts names_in_alerts
        check batch plan_batch preview previews review assumptions insights stories draft write_forms ask_for_story
        proposals written_suggestions accept write_accepted decline alerts digest email_test rehearse export print_run
        hand_over resolve adopt bounces allow allow_scoring suppressions ids_to_forget to_forget forget settings_form
        propose_settings write_settings write_pictures assumption_form propose_assumption write_assumption
        plan_pull pull pulls connections plan_push push
        start jobs job stop request_stop deliverable unmatched runs run_choices named_run run_progress run_file
        planned_run new_run going_on review_figures review_pictures review_sheet mending messages_to_look_at
        sending_progress in_doubt print_files exported_file suppressions_there assumption_list
        typical_members preview_one
        init sample exports exports_read receive waiting decide remove look keep_answers write_workspace
        try_out""",
    "approver": "approve check_approvable why_not_approved",
}
"""The actions by the least role that may ask for any of it."""

INNER = {
    "chosen_folder": "a path",
    "check_free": "what start asks first",
    "calculated": "what actions on members begin with",
    "desk_address": "who asks, before anybody does",
    "allowed": "the right itself",
    "check_role": "the right itself",
    "read_exports": "what correcting begins with",
    "kept_until_asked": "whether it reads a database, no row of it",
    "made_already": "what is kept beside the members",
    "made_of": "what is kept beside the members",
    "member_to_show": "an id, for the example of explain at the end of map",
    "read_again": "forgets what is kept, and shows nothing",
    "searchable": "what find and others read",
    "searchable_members": "what find and others read",
    "tiers": "what member_record reads",
    "to_verify": "what find and member_record read",
    "ended_records": "what forget erases",
    "folder_for_batch": "a path",
    "kept": "what alerts and digest read",
    "ledger_if_there": "what actions stand on",
    "ledger_of": "what actions stand on",
    "ledger_to_ask": "what actions stand on",
    "ledger_url": "a path",
    "new_run_folder": "a path",
    "place_of": "a path",
    "rehearse_run": "the inside of rehearse and rehearse_statement",
    "resolve_member": "what actions on one member begin with",
    "run_folder": "a path",
    "send_run": "the inside of email and release_and_email",
    "desk_users": "who asks, before anybody does",
    "desk_person": "who asks, before anybody does",
    "local_person": "who asks, before anybody does",
    "user_header": "who asks, before anybody does",
}
"""Functions on a workspace, or for a person, that nobody asks for as such, and why."""

OF_A_FOLDER = {
    "what `look` has read, which needs the role": """
        with_request answered checked_answers sound_answers examples_of open_questions not_asked json_of files_to_write
        map_changes""",
    "what `look` begins with": "known_of answers_of",
    "a path, and what tells whether it has changed": """
        exports_folder files_in shown_path signature new_folder run_with_manifest written newest oldest""",
    "what actions read in the output folder": """
        check_ledger released kept_output previously_published ids_in_runs runs_in runs_of_period known_problems""",
    "what sending reads": "read_list",
    "the lock that actions hold, and its notes": "writing new_note ask_to_stop living_notes remove_notes",
    "how actions write": "write",
    "the command of a request": "batch_remedy insights_remedy stories_remedy",
    "it ships with the program": "presets can_pull",
    "what pull and connections read": "changes_of",
    "who asks, before anybody does": "login person_at_terminal open_workspace",
}
"""Functions that begin with a folder, a request, or what was read without a workspace, and ask for no role: why not."""

TODAY = date(2026, 11, 30)
EMAIL = '[email]\nunsubscribe_page = "https://guild.example/stop?who={token}"\n\n'


def public() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield each public function of the actions, with its module."""
    home = Path(next(iter(actions.__path__)))
    for file in sorted(home.rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield ".".join(("valuereport.actions", *file.relative_to(home).with_suffix("").parts)), node


def first_type(node: ast.FunctionDef) -> str:
    """Return the type of a function's first parameter, "" where it has none."""
    first = next(iter([*node.args.posonlyargs, *node.args.args]), None)
    return ast.unparse(first.annotation) if first and first.annotation else ""


def asked_by_somebody() -> Iterator[tuple[str, ast.FunctionDef]]:
    return (one for one in public() if first_type(one[1]) in ("Workspace", "Person"))


def test_every_action_names_the_role_that_it_needs_first() -> None:
    found = {node.name: node for _, node in asked_by_somebody()}
    for name, node in found.items():
        first = ast.unparse(node.decorator_list[0]) if node.decorator_list else ""
        assert first.startswith("needs(") != (name in INNER), f"{name}: either @needs(...) first, or an inner one"
    assert set(INNER) <= set(found)


def test_no_action_begins_with_a_folder_and_asks_for_no_role() -> None:
    begins = re.compile(r"|.*\bPath\b.*|\w+Request|Mapped|ToWrite")
    found = {node.name for _, node in public() if begins.fullmatch(first_type(node))}
    assert found == {name for names in OF_A_FOLDER.values() for name in names.split()}


def test_no_role_is_more_or_less_than_it_was_meant_to_be() -> None:
    wanted = {name: role for role, names in LEAST.items() for name in names.split()}
    assert {node.name: of(module, node.name).__dict__["needs"][0] for module, node in decorated()} == wanted


def decorated() -> Iterator[tuple[str, ast.FunctionDef]]:
    return (one for one in asked_by_somebody() if one[1].name not in INNER)


def of(module: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def by(workspace: Workspace, role: Role, name: str = "Ben Roth") -> Workspace:
    return replace(workspace, person=Person(name, role))


def test_a_lower_role_is_told_so_before_anything_is_done(tmp_path: Path) -> None:
    workspace = open_workspace(worked_example(tmp_path))
    before, refused = tree(tmp_path), 0
    for module, node in decorated():
        action = of(module, node.name)
        for role in ROLES[: ROLES.index(action.__dict__["needs"][0])]:
            ben = Person("Ben Roth", role)
            assert not allowed(ben, action)
            first = ben if first_type(node) == "Person" else by(workspace, role)
            with pytest.raises(NotAllowedError, match=f"Ben Roth has the role {role} here"):
                action(first)  # not even what else it needs is looked at
            refused += 1
    assert refused > 80
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("action", "arguments", "least"),
    [
        (email, (EmailRequest("r", ("M0001",)),), "member-services"),
        (email, (EmailRequest("r", ("M0001", "M0002")),), "operator"),
        (email, (EmailRequest("r"),), "operator"),
        (email, (EmailRequest("r", ("M0001",), accept_fewer_opt_outs="so it is"),), "operator"),
        (make_ready, (StatementRequest("M0001"), StatementEmail()), "member-services"),
        (make_ready, (StatementRequest("M0001"), StatementEmail(accept_fewer_opt_outs="so it is")), "operator"),
        (deliveries, (DeliveriesRequest(member="M0001"),), "member-services"),
        (deliveries, (DeliveriesRequest(run="r"),), "operator"),
        (suppress, (SuppressRequest(("a@members.example",)),), "member-services"),
        (suppress, (SuppressRequest(("a@members.example", "b@members.example")),), "operator"),
        (suppress, (SuppressRequest(files=(Path("list.csv"),)),), "operator"),
    ],
)
def test_where_the_right_hangs_on_what_is_asked_for(
    action: Callable[..., Any], arguments: tuple[object, ...], least: Role, tmp_path: Path
) -> None:
    assert [allowed(Person("Ben", role), action, *arguments) for role in ROLES] == [
        ROLES.index(role) >= ROLES.index(least) for role in ROLES
    ]
    workspace = by(open_workspace(worked_example(tmp_path)), ROLES[ROLES.index(least) - 1])
    with pytest.raises(NotAllowedError, match=f"it needs the role {least}"):
        action(workspace, *arguments)


def test_member_services_email_one_and_records_bear_their_name(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(1), member(2)])
    at_terminal = open_workspace(path)
    assert at_terminal.person == Person(login(), "approver")
    approve(by(at_terminal, "approver", "Ada Approver"), ApproveRequest(review(at_terminal, ReviewRequest("r"))))
    phone = by(at_terminal, "member-services", "Pat Phone")
    sent = email(phone, EmailRequest("r", ("M0001",), hand_over_to=tmp_path / "mail")).deliveries
    assert [(one.member_id, one.operator) for one in sent if one.state == "sent"] == [("M0001", "Pat Phone")]
    with ledger_of(phone) as ledger:
        approval = ledger.approval(run_of(path).digest)
        assert approval
        assert approval.operator == "Ada Approver"
    with pytest.raises(NotAllowedError):
        email(phone, EmailRequest("r", hand_over_to=tmp_path / "mail"))
    proposed = propose(
        phone, CorrectRequest("M0002", {"what": "field", "field": "city", "value": "Leeds"}, "rang"), TODAY
    )
    assert proposed.row.cells["by"] == "Pat Phone"  # type: ignore[union-attr] # a correction


def test_member_services_release_the_statement_of_one_member_and_no_run(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), "[period]", f"{EMAIL}[period]")
    write_run(tmp_path / "output" / "r", [("W1", "en-GB"), ("W2", "en-GB")])
    phone, made = by(open_workspace(path), "member-services"), StatementEmail(hand_over_to=tmp_path / "mail")
    ready = make_ready(phone, StatementRequest("W1"), made)
    with pytest.raises(NotAllowedError, match="it needs the role approver"):
        release_and_email(phone, replace(ready, run=run_of(path)), made)
    assert [one.state for one in release_and_email(phone, ready, made).deliveries] == ["sent"]


USERS = """[[user]]
name = "anna.berg"
role = "operator"

[[user]]
name = "Zoë Ünal"
role = "approver"
"""


def test_whom_a_proxy_names_has_the_role_of_the_file(tmp_path: Path) -> None:
    workspace, file = open_workspace(worked_example(tmp_path)), tmp_path / "desk-users.toml"
    file.write_text(USERS, encoding="utf-8")
    assert desk_person(workspace, "anna.berg") == Person("anna.berg", "operator")
    assert desk_person(workspace, "Zoë Ünal").role == "approver"
    assert desk_person(workspace, "anna.berg", read_only=True).role == "viewer"
    for unknown in ("", "  ", "Anna.Berg", "anna.berg ", "\uff41nna.berg", login()):
        with pytest.raises(NotAllowedError, match="has no role here"):
            desk_person(workspace, unknown)
    edited(file, '"operator"', '"viewer"')  # counts at once
    assert desk_person(workspace, "anna.berg").role == "viewer"
    file.write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"desk-users\.toml: user: found 'nothing'"):
        desk_users(workspace)
    file.unlink()
    with pytest.raises(SettingsError, match="No such file"):
        desk_users(workspace)


def test_a_desk_on_ones_own_machine_and_a_desk_that_is_read_only(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    workspace = open_workspace(path)
    assert local_person(workspace) == Person(login(), "approver")
    assert local_person(workspace, read_only=True) == Person(login(), "viewer")
    with pytest.raises(SettingsError, match=r"desk\.user_header: found 'nothing'"):
        user_header(workspace)
    edited(path, "[period]", '[desk]\nread_only = true\nuser_header = "X-Remote-User"\n\n[period]')
    (tmp_path / "desk-users.toml").write_text(USERS, encoding="utf-8")
    looked_at = open_workspace(path)
    assert user_header(looked_at) == "X-Remote-User"
    assert local_person(looked_at).role == desk_person(looked_at, "anna.berg").role == "viewer"
