"""Who said no gets nothing, whatever the exports lose: stop lists, suppressions, and fewer opt-outs than before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.test_delivery import approve, mails, sent, states
from tests.commands import call, refused, said
from tests.deliver.campaigns import campaign, ledger_url, member, write_members
from tests.workspaces import edited
from valuereport.cli import cli
from valuereport.deliver.ledger import open_ledger
from valuereport.errors import ExitCode
from valuereport.model.delivery import Delivery

MEMBERS = [member(number) for number in range(6)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the settings of six members and an approved run."""
    made = campaign(tmp_path, MEMBERS)
    approve(made)
    return made


def with_lists(path: Path, named: str) -> None:
    edited(path, "[email]\n", f"[email]\ndo_not_email = {named}\n")


def listed(path: Path, text: str, name: str = "never.txt", encoding: str = "utf-8") -> None:
    (path.parent / name).write_bytes(text.encode(encoding))


def ended(path: Path, *arguments: str) -> Result:
    """Give a command that reaches its end, as the program's own main does: its exit code is what it returns."""
    return CliRunner().invoke(cli, [*arguments, "--config", str(path)], standalone_mode=False)


def sending(path: Path) -> tuple[str, ...]:
    """Return the command that sends the run, as `sent` gives it."""
    return "email", "--run", "r", "--hand-over-to", str(path.parent / "mail")


def to(path: Path) -> list[str]:
    return sorted(str(mail["To"].addresses[0].addr_spec) for mail in mails(path))


# Stop lists


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_read_whatever_wrote_it(path: Path, encoding: str) -> None:
    with_lists(path, '"never.txt"')
    rows = "E-Mail;Name;Grund\n\"m0001@MEMBERS.example\";Jürgen;'bounced'\nZoë <m0002@members.example>\nM0003\nNobody\n"
    listed(path, rows, encoding=encoding)
    for command in (["check"], ["email", "--run", "r", "--dry-run"]):
        assert "never.txt: 4 lines: 3 members, 1 not understood (line 5)" in said(path, *command)
    result = ended(path, *sending(path))
    assert result.return_value == ExitCode.PROBLEMS
    assert "line 5: 'Nobody'" in result.output
    assert to(path) == [f"m{number:04}@members.example" for number in (0, 4, 5)]


def test_what_is_not_understood_is_in_the_problems_with_file_and_row(path: Path) -> None:
    with_lists(path, '"never.txt"')
    listed(path, "M0001\nAnn Archer\n")
    problems = json.loads(said(path, "check", "--json"))["problems"]
    (one,) = [problem for problem in problems if problem["stage"] == "deliver"]
    assert (one["file"], one["row"], one["value"], one["severity"]) == ("never.txt", 2, "Ann Archer", "warning")


def test_several_lists_and_patterns_are_read_and_a_new_one_is_seen(path: Path) -> None:
    with_lists(path, '["never.txt", "stop-*.csv"]')
    listed(path, "M0001")
    assert "stop-*.csv" in refused(path, "email", "--run", "r", "--dry-run")  # a pattern without a file protects nobody
    listed(path, "M0002", "stop-a.csv")
    assert "1 member" in said(path, "email", "--run", "r", "--dry-run")
    listed(path, "M0003", "stop-b.csv")
    sent(path)
    assert to(path) == [f"m{number:04}@members.example" for number in (0, 4, 5)]


def test_what_is_no_text_is_refused(path: Path) -> None:
    with_lists(path, '"never.txt"')
    (path.parent / "never.txt").write_bytes(b"PK\x03\x04 a workbook")
    assert "workbook" in refused(path, "email", "--run", "r", "--dry-run")
    assert "do_not_email" in refused(path, "check")


def test_a_list_that_vanishes_while_others_are_written_to_ends_the_sending(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_lists(path, '"never.txt"')
    listed(path, "M0005")
    during(monkeypatch, lambda: (path.parent / "never.txt").unlink(missing_ok=True))
    assert "cannot be read any more" in refused(path, *sending(path))
    assert len(mails(path)) == 1


def test_a_person_s_other_address_on_a_list_means_the_person(tmp_path: Path) -> None:
    path = campaign(tmp_path, MEMBERS)
    edited(path, 'emails = "Email"', 'emails = ["Email", "Secret"]')
    write_members(tmp_path, [MEMBERS[0] | {"Secret": "old@members.example"}, *MEMBERS[1:]])
    approve(path)
    with_lists(path, '"never.txt"')
    listed(path, "OLD@members.example")
    sent(path)
    assert states(path)["M0000"] == "skipped"


# One form of addresses


def test_one_mailbox_in_two_spellings_is_one_everywhere(tmp_path: Path) -> None:
    spellings = ["a@bücher.example", "b@xn--bcher-kva.example", "h@xn--bcher-kva.example", "h@bücher.example"]
    path = campaign(tmp_path, [member(number, Email=address) for number, address in enumerate(spellings)])
    approve(path)
    with_lists(path, '"never.txt"')
    listed(path, "a@xn--bcher-kva.example\n")
    said(path, "ledger", "suppress", "b@BÜCHER.example", "--reason", "unsubscribe")
    text = sent(path)
    assert mails(path) == []
    for reason in ("stands in the list", "is suppressed: unsubscribe", "shares the address with M0003"):
        assert reason in text
    said(path, "export", "--run", "r", "--to", "csv")
    exported = (path.parent / "output" / "r" / "export-csv.csv").read_text(encoding="utf-8-sig")
    assert exported.count("stands in the list") == 1
    assert exported.count("is suppressed: unsubscribe") == 1
    assert exported.count("shares the address") >= 2


def test_an_address_that_is_only_spelled_otherwise_has_not_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = [one | {"Email": one["Email"].replace("members", "MEMBERS")} for one in MEMBERS]
    during(monkeypatch, lambda: write_members(path.parent, other))
    assert "sent             6" in sent(path)


# Suppressions


def during(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen with the first message."""
    from valuereport.deliver.email.folder import Folder

    hand_over = Folder.hand_over

    def acting(self: Folder, envelope: object) -> object:
        act()
        return hand_over(self, envelope)  # type: ignore[arg-type]

    monkeypatch.setattr(Folder, "hand_over", acting)


def test_a_suppressed_address_gets_nothing_until_a_named_person_allows_it(path: Path) -> None:
    text = said(path, "ledger", "suppress", "M0001@members.example", "--reason", "complaint", "--note", "by phone")
    assert "m0001@members.example: suppressed: complaint" in text
    assert "m0001@members.example  complaint" in said(path, "ledger", "suppressions")
    sent(path)
    assert states(path)["M0001"] == "skipped"
    no_name = call(path, "ledger", "allow", "m0001@members.example", "--note", "asked")
    assert "--by" in str(no_name.exception) + no_name.output
    assert no_name.exit_code != 0
    assert "--note" in call(path, "ledger", "allow", "m0001@members.example", "--by", "Ada").output
    said(path, "ledger", "allow", "m0001@members.example", "--by", "Ben", "--note", "asked for it")
    assert "0 suppressed" in said(path, "ledger", "suppressions")
    (one,) = json.loads(said(path, "ledger", "suppressions", "--all", "--json"))
    assert (one["lifted_by"], one["lifted_note"]) == ("Ben", "asked for it")
    sent(path, "--accept-fewer-opt-outs", "she asked for it")
    assert states(path)["M0001"] == "sent"


def test_an_address_that_is_suppressed_while_others_are_written_to_gets_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def suppress() -> None:
        with open_ledger(ledger_url(path), "Ben") as ledger:
            ledger.suppress(["m0005@members.example"], "unsubscribe", "")

    during(monkeypatch, suppress)
    assert "1 because the address is suppressed: unsubscribe" in sent(path)
    assert len(mails(path)) == 5


def test_a_list_of_addresses_is_suppressed_as_a_stop_list_is_read(path: Path) -> None:
    listed(path, "Email;Date\nN N <m0001@members.example>;2026-01-01\nx@nobody.example\nM0002\nAnn Archer\n")
    file = str(path.parent / "never.txt")
    result = ended(path, "ledger", "suppress", "--file", file, "--reason", "unsubscribe", "--by", "Ada")
    assert result.return_value == ExitCode.PROBLEMS
    assert "1 not understood (line 5)" in result.output
    found = json.loads(said(path, "ledger", "suppressions", "--json"))
    assert [one["address"] for one in found] == [
        "m0001@members.example",
        "m0002@members.example",
        "x@nobody.example",
    ]
    assert {one["operator"] for one in found} == {"Ada"}


def test_a_wish_is_written_even_where_the_exports_cannot_be_read(path: Path) -> None:
    (path.parent / "members.csv").unlink()
    said(path, "ledger", "suppress", "a=b@members.example", "--reason", "unsubscribe")
    listed(path, "Ann Archer\nc@members.example\n")
    result = ended(path, "ledger", "suppress", "--file", str(path.parent / "never.txt"))
    assert "1 not understood (line 1)" in result.output
    found = json.loads(said(path, "ledger", "suppressions", "--json"))
    assert [one["address"] for one in found] == ["a=b@members.example", "c@members.example"]  # and no other reading


def test_the_token_of_an_unsubscribe_page_means_the_address_it_was_sent_to(path: Path) -> None:
    sent(path)
    said(path, "ledger", "suppress", first(path).id, "--reason", "unsubscribe")
    assert "m0000@members.example  unsubscribe" in said(path, "ledger", "suppressions")


def test_whom_a_suppression_keeps_from_email_gets_a_letter(path: Path) -> None:
    edited(path, "[email]\n", '[print]\nmembers = "without-email"\n[email]\n')
    said(path, "ledger", "suppress", "m0001@members.example")
    said(path, "print", "--run", "r")
    table = (path.parent / "output" / "r" / "print-sheets.csv").read_text(encoding="utf-8-sig")
    assert "M0001" in table
    assert "M0002" not in table


# Returned mail


def first(path: Path) -> Delivery:
    with open_ledger(ledger_url(path), "Ada") as ledger:
        return ledger.deliveries(channel="email", member_id="M0000")[0]


def failure(delivery: Delivery, code: str = "550 5.1.1 no such user") -> str:
    return (
        f"From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: {delivery.address}\n"
        f"References: <{delivery.id}@guild.example>\n\nThis is a permanent error.\n\n  {delivery.address}\n    {code}\n"
    )


def test_a_hard_bounce_suppresses_that_address_and_no_other_of_the_member(path: Path) -> None:
    sent(path)
    (path.parent / "back.eml").write_text(failure(first(path)), encoding="utf-8")
    text = said(path, "ledger", "bounces", str(path.parent / "back.eml"))
    assert "M0000: bounced: 5.1.1 550 5.1.1 no such user" in text
    assert "1 bounced, 0 complained or unsubscribed, 1 suppressed" in text
    assert "m0000@members.example  bounce" in said(path, "ledger", "suppressions")
    assert "0 bounced" in said(path, "ledger", "bounces", str(path.parent / "back.eml"))  # twice is as once
    write_members(path.parent, [MEMBERS[0] | {"Email": "new@members.example"}, *MEMBERS[1:]])
    sent(path)
    assert first(path).state == "sent"
    assert "new@members.example" in to(path)


def test_a_full_mailbox_is_a_bounce_and_suppresses_nobody(path: Path) -> None:
    sent(path)
    (path.parent / "back.eml").write_text(failure(first(path), "552 5.2.2 mailbox full"), encoding="utf-8")
    assert "1 bounced, 0 complained or unsubscribed, 0 suppressed" in said(
        path, "ledger", "bounces", str(path.parent / "back.eml")
    )
    assert "0 suppressed" in said(path, "ledger", "suppressions")


def test_a_complaint_suppresses_the_address_for_good(path: Path) -> None:
    sent(path)
    report = (
        "From: abuse@provider.example\nSubject: complaint\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{first(path).id}@guild.example>\n\nhello\n--b--\n"
    )
    (path.parent / "back.eml").write_text(report, encoding="utf-8")
    assert "0 bounced, 1 complained or unsubscribed, 1 suppressed" in said(
        path, "ledger", "bounces", str(path.parent / "back.eml")
    )
    assert first(path).state == "sent"  # it had arrived
    sent(path, "--reissue", "a mistake in it")
    assert len(mails(path)) == 11


def test_unsubscribing_by_mail_as_the_message_offers_it_suppresses_the_address(path: Path) -> None:
    sent(path)
    link = str(mails(path)[0]["List-Unsubscribe"])
    subject = link.partition("?subject=")[2].rstrip("> ").replace("%20", " ")
    folder = path.parent / "Maildir" / "cur"
    folder.mkdir(parents=True)
    (folder / "1606816800.M1P1.mx:2,S").write_text(f"From: m@members.example\nSubject: {subject}\n\n", encoding="utf-8")
    text = said(path, "ledger", "bounces", str(folder.parent))
    assert "0 bounced, 1 complained or unsubscribed, 1 suppressed" in text
    assert f"{mails(path)[0]['To'].addresses[0].addr_spec}  unsubscribe" in said(path, "ledger", "suppressions")


def test_what_is_no_report_is_not_called_an_answer_of_a_person(path: Path) -> None:
    sent(path)
    (path.parent / "back.eml").write_text("From: a@b.example\n\nBin bis Montag nicht da.\n", encoding="utf-8")
    text = said(path, "ledger", "bounces", str(path.parent / "back.eml"))
    assert "is no delivery report that is understood" in text
    assert "person" not in text


# Fewer opt-outs


def with_opt_outs(path: Path, number: int) -> None:
    write_members(path.parent, [one | {"No email": "yes" if at < number else ""} for at, one in enumerate(MEMBERS)])


def test_far_fewer_opt_outs_than_before_stop_the_sending_until_somebody_says_why(path: Path) -> None:
    with_opt_outs(path, 3)
    sent(path)
    assert len(mails(path)) == 3
    with_opt_outs(path, 0)  # the column was lost
    message = refused(path, *sending(path))
    for words in ("0 of 6 members", "3 of 6 had", "run r", "no_email", "--accept-fewer-opt-outs REASON"):
        assert words in message
    result = ended(path, "email", "--run", "r", "--dry-run")
    assert result.return_value == ExitCode.PROBLEMS
    assert "0 of 6 members" in result.output
    assert "0 of 6 members" in refused(path, "statement", "M0000", "--email", "--yes", *sending(path)[3:])
    assert "0 of 6 members" in said(path, "export", "--run", "r", "--to", "csv")
    assert len(mails(path)) == 3
    sent(path, "--accept-fewer-opt-outs", "they asked for it")
    assert len(mails(path)) == 6
    with open_ledger(ledger_url(path), "Ada") as ledger:
        assert [(one.opt_outs, one.accepted) for one in ledger.opt_outs()] == [(3, ""), (0, "they asked for it")]


def test_a_list_that_was_emptied_is_fewer_opt_outs(path: Path) -> None:
    with_lists(path, '"never.txt"')
    listed(path, "M0000\n")
    sent(path)
    listed(path, "")
    assert "never.txt: 0 lines" in said(path, "email", "--run", "r", "--dry-run")
    assert "1 of 6 had" in refused(path, *sending(path))
    assert len(mails(path)) == 5


def test_as_many_or_more_opt_outs_are_no_reason_and_a_bounce_is_no_opt_out(path: Path) -> None:
    said(path, "ledger", "suppress", "m0005@members.example", "--reason", "bounce")
    sent(path)
    with open_ledger(ledger_url(path), "Ada") as ledger:
        assert [one.opt_outs for one in ledger.opt_outs()] == [0]
        ledger.allow("m0005@members.example", "the mailbox is there again")
    sent(path)
    assert len(mails(path)) == 6
