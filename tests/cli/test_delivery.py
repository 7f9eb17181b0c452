"""From draft to delivered by the command line: what is refused, and what each refusal says to do next."""

from __future__ import annotations

import csv
import email
import json
from collections.abc import Sequence
from email import policy
from pathlib import Path

import pytest

from tests.commands import call, refused, said
from tests.deliver.campaigns import campaign, ledger_url, member, run_of, write_members
from tests.deliver.email.server import FaultServer
from tests.workspaces import edited
from valuereport.deliver.ledger import open_ledger
from valuereport.files import digest, safe_name

MEMBERS = [member(number) for number in range(6)]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the settings of six members and a run, not yet approved."""
    return campaign(tmp_path, MEMBERS)


def approve(path: Path) -> None:
    said(path, "approve", "r", "--by", "Ada", "--yes")


def sent(path: Path, *more: str) -> str:
    """Hand the messages over as files, for another mailer."""
    return said(path, "email", "--run", "r", "--hand-over-to", str(path.parent / "mail"), *more)


def mails(path: Path) -> list[email.message.EmailMessage]:
    files = sorted((path.parent / "mail").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def states(path: Path) -> dict[str, str]:
    found = json.loads(said(path, "ledger", "list", "--json"))
    return {one["member_id"]: one["state"] for one in found}


def test_nothing_is_delivered_from_a_draft(path: Path) -> None:
    for command in (["email"], ["print"], ["export", "--to", "csv"]):
        message = refused(path, command[0], "--run", "r", *command[1:])
        assert "r is a draft" in message
        assert "valuereport approve r --by NAME" in message
    assert not (path.parent / "mail").exists()


def test_an_approval_takes_a_name_and_a_yes(path: Path) -> None:
    text = said(path, "approve", "r")
    assert "draft" in text
    assert (path.parent / "output" / "r" / "review.html").is_file()
    assert "r is a draft" in refused(path, "email", "--run", "r")
    call(path, "approve", "r", "--by", "Ada", answer="n\n")
    assert "r is a draft" in refused(path, "email", "--run", "r")
    assert "approved by Ada" in said(path, "approve", "r", "--by", "Ada", answer="y\n")
    for again in (["approve", "r"], ["approve", "r", "--by", "Ben"]):  # what is approved stays so, in the first name
        assert "approved by Ada" in said(path, *again)
    assert "sent             6" in sent(path)


@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_statement_that_is_not_the_approved_one_voids_the_approval(path: Path, how: str) -> None:
    approve(path)
    file = path.parent / "output" / "r" / run_of(path).rows[3].file
    if how == "changed":
        file.write_bytes(file.read_bytes() + b" ")
    else:
        file.unlink()
    message = refused(path, "email", "--run", "r")
    assert "M0003" in message
    assert "void" in message
    assert "--resume" in message
    assert not (path.parent / "mail").exists()
    assert "M0003" in refused(path, "approve", "r", "--by", "Ada", "--yes")


def test_a_changed_manifest_voids_the_approval(path: Path) -> None:
    approve(path)
    edited(path.parent / "output" / "r" / "manifest.csv", "110.0", "910.0")
    message = refused(path, "email", "--run", "r")
    assert "was approved by Ada" in message
    assert "void" in message


def test_a_file_that_the_run_does_not_know_is_told_and_not_delivered(path: Path) -> None:
    (path.parent / "output" / "r" / "statements" / "more.pdf").write_bytes(b"%PDF-")
    assert "more.pdf" in said(path, "approve", "r", "--by", "Ada", "--yes")
    assert "sent             6" in sent(path)


def test_a_second_send_sends_nothing_and_a_re_issue_says_why(path: Path) -> None:
    approve(path)
    sent(path)
    assert "6" in sent(path)
    assert len(mails(path)) == 6
    sent(path, "--member", "m0002", "--reissue", "lost in the post")
    assert len(mails(path)) == 7
    shown = said(path, "ledger", "list", "--member", "M0002")
    assert "issue 2" in shown
    delivery = json.loads(said(path, "ledger", "list", "--member", "M0002", "--json"))[-1]
    assert "because lost in the post" in said(path, "ledger", "show", delivery["id"])


def test_who_must_not_be_written_to_is_judged_from_the_exports_of_this_moment(path: Path) -> None:
    approve(path)
    now = [MEMBERS[0] | {"No email": "yes"}, MEMBERS[1] | {"On hold": "yes"}, MEMBERS[2] | {"Renewed": "yes"}]
    write_members(path.parent, [*now, MEMBERS[3] | {"Email": ""}, MEMBERS[4]])
    text = sent(path)
    assert states(path) == {**{f"M000{number}": "skipped" for number in (0, 1, 2, 3, 5)}, "M0004": "sent"}
    for reason in (
        "opted out of email",
        "on hold",
        "has renewed already",
        "has no email address",
        "exports no longer list",
    ):
        assert reason in text
    write_members(path.parent, MEMBERS)  # all is well again
    sent(path, "--accept-fewer-opt-outs", "M0000 changed her mind")
    assert set(states(path).values()) == {"sent"}
    assert len(mails(path)) == 6


def test_the_organisation_s_own_list_is_respected(path: Path) -> None:
    edited(path, "[email]\n", '[email]\ndo_not_email = "never.txt"\n')
    assert "never.txt" in refused_after_approval(path, "email", "--run", "r", "--hand-over-to", "mail")
    (path.parent / "never.txt").write_text("m0001@MEMBERS.example\nM0004\n", encoding="utf-8")
    assert "2 because stands in the list" in sent(path)


def refused_after_approval(path: Path, *arguments: str) -> str:
    approve(path)
    return refused(path, *arguments)


def test_a_dry_run_and_a_test_address_leave_the_ledger_as_it_is(path: Path) -> None:
    folder = str(path.parent / "mail")
    said(path, "email", "--run", "r", "--to-test", "me@guild.example", "--to-folder", folder)  # a draft is fine
    assert [mail["To"].addresses[0].addr_spec for mail in mails(path)] == ["me@guild.example"]
    approve(path)
    plan = json.loads(said(path, "email", "--run", "r", "--dry-run", "--json"))["plan"]
    assert [one["address"] for one in plan] == [one["Email"] for one in MEMBERS]
    assert states(path) == {}


def test_a_rehearsal_sends_nothing_and_the_ledger_does_not_know_of_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, book = path.parent / "look", path.parent / "ledger.sqlite"
    write_members(path.parent, [MEMBERS[0] | {"No email": "yes"}, *MEMBERS[1:]])
    text = said(path, "email", "--run", "r", "--to-folder", str(box))  # a draft is fine
    assert "messages to look at: 5" in text
    assert "none is sent" in text
    assert "1 not, because opted out of email" in text
    assert not book.exists()
    files = sorted(box.iterdir())
    assert [file.name for file in files] == [f"M000{number}.eml" for number in range(1, 6)]
    for number, file in enumerate(files, 1):
        message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        assert message["To"].addresses[0].addr_spec == f"m000{number}@members.example"
    approve(path)
    before = book.read_bytes()
    found = json.loads(call(path, "email", "--run", "r", "--to-folder", str(box), "--member", "M0002", "--json").stdout)
    assert found == {"rehearsal": [{"member_id": "M0002", "file": str(box / "M0002.eml"), "reason": ""}]}
    assert (book.read_bytes(), len(list(box.iterdir()))) == (before, 5)
    with FaultServer() as server:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", server.url)
        assert "sent             5" in said(path, "email", "--run", "r")  # nobody is skipped for having been looked at
        assert len(server.taken) == 5
        said(path, "email", "--run", "r", "--to-folder", str(box))  # and one may look again
        assert len(server.taken) == 5


def test_one_member_s_message_can_be_rehearsed(path: Path) -> None:
    write_members(path.parent, [MEMBERS[0] | {"Member": "W1"}, MEMBERS[1] | {"No email": "yes"}])
    box = path.parent / "look"
    text = said(path, "statement", "W1", "--email", "--to-folder", str(box))  # nothing to say yes to
    assert "messages to look at: 1" in text
    assert [file.name for file in box.iterdir()] == ["W1.eml"]
    assert not (path.parent / "ledger.sqlite").exists()
    assert "is a draft" in refused(path, "email", "--run", "2026-W1")
    assert "opted out of email" in refused(path, "statement", "M0001", "--email", "--to-folder", str(box))
    handed = said(path, "statement", "W1", "--email", "--yes", "--hand-over-to", str(path.parent / "mail"))
    assert "another mailer must send" in handed
    assert states(path) == {"W1": "sent"}
    assert len(mails(path)) == 1


def test_what_is_handed_over_counts_as_sent_and_says_who_must_send_it(path: Path) -> None:
    approve(path)
    assert "another mailer must send the files" in sent(path)
    names = sorted(file.name for file in (path.parent / "mail").iterdir())
    ids = json.loads(said(path, "ledger", "list", "--json"))
    assert names == sorted(f"{one['member_id']}-{safe_name(one['id'])}.eml" for one in ids)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("email", "--run", "r", "--to-folder", "a", "--hand-over-to", "b"), "without --to-folder"),
        (("email", "--run", "r", "--to-folder", "a", "--reissue", "lost"), "without --to-folder"),
        (("email", "--run", "r", "--to-test", "me@guild.example", "--hand-over-to", "b"), "without --to-test"),
        (("statement", "M0000", "--email", "--to-folder", "a", "--hand-over-to", "b"), "without --to-folder"),
        (("statement", "M0000", "--to-folder", "a"), "with --email"),
        (("statement", "M0000", "--hand-over-to", "a"), "with --email"),
    ],
)
def test_a_rehearsal_and_a_delivery_are_not_mixed_up(path: Path, options: tuple[str, ...], words: str) -> None:
    assert words in refused(path, *options)


def test_a_dry_run_sends_no_test_message(path: Path) -> None:
    approve(path)
    folder = path.parent / "mail"
    said(path, "email", "--run", "r", "--dry-run", "--to-test", "me@guild.example", "--to-folder", str(folder))
    assert not folder.exists()


def test_a_message_has_the_member_s_language_the_manifest_s_file_and_a_way_to_stop(tmp_path: Path) -> None:
    locales = ["en-GB", "de-DE", "cy-GB+en-GB", "ar-EG"]
    members = [member(number, Locale=locale) for number, locale in enumerate(locales)]
    path = campaign(tmp_path, members)
    approve(path)
    sent(path)
    by_member = {str(mail["To"].addresses[0].addr_spec): mail for mail in mails(path)}
    for number, greeting in enumerate(["Dear Member 0", "Guten Tag Member 1", "Annwyl Member 2", "Member 3"]):
        mail = by_member[f"m{number:04}@members.example"]
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert greeting in text
        assert greeting.split()[0] in html
        assert f'lang="{locales[number].partition("+")[0]}"' in html
        row = run_of(path).rows[number]
        attached = next(mail.iter_attachments())
        pdf = attached.get_payload(decode=True)
        assert isinstance(pdf, bytes)
        assert digest(pdf) == row.sha256
        assert attached.get_filename().endswith(f"-2026-M000{number}.pdf")
        token = mail["Message-ID"].strip("<>").partition("@")[0]
        assert f"https://guild.example/stop?who={token}" in mail["List-Unsubscribe"]
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert token in html
        assert f"member     M000{number}" in said(path, "ledger", "show", token)
    assert "Dear Member 2" in by_member["m0002@members.example"].get_body(("plain",)).get_content()  # both languages
    assert 'dir="rtl"' in by_member["m0003@members.example"].get_body(("html",)).get_content()


def test_an_encrypted_copy_opens_with_the_secret_and_needs_one(tmp_path: Path) -> None:
    members = [member(0) | {"Secret": "31-12-1980"}, member(1)]
    more = 'encrypt = true\nsecret_hint = { en = "your date of birth, such as 31-12-1980" }\n'
    path = campaign(tmp_path, members, more)
    approve(path)
    assert "1 because has no secret" in sent(path)
    (mail,) = mails(path)
    assert "your date of birth" in mail.get_body(("plain",)).get_content()
    assert "31-12-1980" not in mail.get_body(("plain",)).get_content().replace("such as 31-12-1980", "")
    pdf = next(mail.iter_attachments()).get_payload(decode=True)
    assert isinstance(pdf, bytes)
    assert b"/Encrypt" in pdf
    assert b"/Encrypt" not in (path.parent / "output" / "r" / run_of(path).rows[0].file).read_bytes()


def test_weak_secrets_are_told_before_the_approval_and_never_shown(tmp_path: Path) -> None:
    secrets = ["31-12-1980", "tulip", "Tulip-River-42", "m0003", "", "19801231"]
    members = [member(number) | {"Secret": secret} for number, secret in enumerate(secrets)]
    more = 'encrypt = true\nsecret_hint = { en = "what we agreed on" }\n'
    path = campaign(tmp_path, members, more)
    checked = call(path, "check")
    assert "2 warning  the secret looks like a date of birth" in checked.output
    assert "1 warning  the secret is shorter than 8 characters" in checked.output
    assert "1 warning  the secret is the member's number or address" in checked.output
    reviewed = said(path, "approve", "r")
    assert "secrets   4 that are weak: M0000, M0001, M0003, M0005" in reviewed
    page = (path.parent / "output" / "r" / "review.html").read_text(encoding="utf-8")
    assert "Secrets that are weak: 4 members." in page
    assert "M0005" in page
    problems = (path.parent / "output" / "problems.csv").read_text(encoding="utf-8")
    for text in (checked.output, reviewed, page, problems):
        assert not [secret for secret in secrets if secret and secret in text]
    edited(path, "encrypt = true\n", "")
    for command in (("check",), ("approve", "r")):
        assert "weak" not in said(path, *command).replace("weak_secrets", "")


def test_an_uncertain_delivery_waits_for_a_person(path: Path) -> None:
    approve(path)
    run = run_of(path)
    sent(path, "--member", "M0000")
    with open_ledger(ledger_url(path), "Ada") as ledger:
        from valuereport.model.delivery import Wanted

        row = run.rows[1]
        wanted = [Wanted("M0001", "r", row.file, row.sha256, "m0001@members.example")]
        (one,) = ledger.plan(run.periods[0], "email", wanted)
        assert ledger.claim(one.id)
    text = sent(path)  # whoever had claimed it is gone
    assert "uncertain" in text
    assert "valuereport ledger resolve" in text
    assert states(path)["M0001"] == "uncertain"
    sent(path)
    assert len(mails(path)) == 5
    said(path, "ledger", "resolve", one.id, "--as", "failed", "--note", "the member has nothing", "--by", "Ben")
    sent(path)
    assert len(mails(path)) == 6
    assert "Ben" in said(path, "ledger", "show", one.id)


def test_forgetting_a_member_leaves_the_fact_and_nothing_else(path: Path) -> None:
    approve(path)
    sent(path)
    run = path.parent / "output" / "r"
    said(path, "forget", "M0002", "--yes")
    left = [file for file in run.rglob("*") if file.is_file() and file.name != "review.html"]
    for file in (*left, path.parent / "ledger.sqlite"):
        assert b"M0002" not in file.read_bytes(), file
        assert b"m0002@" not in file.read_bytes(), file
    found = json.loads(said(path, "ledger", "list", "--json"))
    assert [one["state"] for one in found] == ["sent"] * 6
    assert "sent             5" in sent(path)  # the approval still holds, and nobody gets a second one
    said(path, "approve", "r", "--by", "Ada", "--yes")


def test_the_exports_fields_are_the_manifest_s(path: Path) -> None:
    approve(path)
    for system in ("hubspot", "capsule", "kit", "transpond", "csv"):
        said(path, "export", "--run", "r", "--to", system)
        with (path.parent / "output" / "r" / f"export-{system}.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert {"m0000@members.example", "£100"} <= set(rows[0].values())
        assert len(rows) == 6


def test_returned_mail_marks_its_delivery(path: Path, tmp_path: Path) -> None:
    approve(path)
    sent(path)
    original = mails(path)[0]
    report = (
        "From: MAILER-DAEMON@mail.test\nTo: members@guild.example\nSubject: returned\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nno\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.test\n\n"
        "Final-Recipient: rfc822; x@members.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original['Message-ID']}\nSubject: s\n\n--b--\n"
    )
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "1.eml").write_text(report, encoding="utf-8")
    assert "1 bounced" in said(path, "ledger", "bounces", str(tmp_path / "back"))
    assert sorted(states(path).values()).count("bounced") == 1
    sent(path)
    assert len(mails(path)) == 6  # the same address is not tried again


def wrong_environments() -> Sequence[tuple[str, str]]:
    return (
        ("", "VALUEREPORT_SMTP_URL"),
        ("smtp://localhost:1?starttls=never", "planned"),
        ("ftp://x", "smtp://"),
    )


@pytest.mark.parametrize(("url", "words"), wrong_environments())
def test_a_server_that_cannot_be_used_leaves_all_planned(
    path: Path, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    approve(path)
    monkeypatch.setenv("VALUEREPORT_SMTP_URL", url)
    monkeypatch.setattr("valuereport.deliver.email.pace.Pace.before_connection", lambda *_: 0.0)
    assert words in refused(path, "email", "--run", "r")
    assert set(states(path).values()) <= {"planned"}


def test_a_missing_way_to_stop_is_a_wrong_setting(path: Path) -> None:
    edited(path, 'unsubscribe_page = "https://guild.example/stop?who={token}"\n', "")
    edited(path, 'unsubscribe_email = "stop@guild.example"\n', "")
    assert "direct marketing" in refused_after_approval(path, "email", "--run", "r", "--hand-over-to", "x")


def test_exports_that_break_in_the_middle_stop_the_sending_and_lose_nobody(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from valuereport.deliver.email.folder import Folder

    approve(path)
    hand_over = Folder.hand_over

    def breaking(self: Folder, envelope: object) -> object:
        (path.parent / "members.csv").write_bytes(b"\x00\x01 no table at all")
        return hand_over(self, envelope)  # type: ignore[arg-type]

    monkeypatch.setattr(Folder, "hand_over", breaking)
    message = refused(path, "email", "--run", "r", "--hand-over-to", str(path.parent / "mail"))
    assert "cannot be read any more" in message
    monkeypatch.undo()
    write_members(path.parent, MEMBERS)
    sent(path)
    assert set(states(path).values()) == {"sent"}
    assert len(mails(path)) == 6


def letters(path: Path) -> list[dict[str, str]]:
    with (path.parent / "output" / "r" / "print-sheets.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_print_file_is_made_again_until_it_is_handed_over_and_then_never(tmp_path: Path) -> None:
    members = [member(number, Postcode=f"EC1A {9 - number}AB") for number in range(6)]
    path = campaign(tmp_path, members)
    approve(path)
    assert "has no print file" in refused(path, "print", "--run", "r", "--handed-over")
    said(path, "print", "--run", "r")
    assert [row["member_id"] for row in letters(path)] == [f"M000{number}" for number in (5, 4, 3, 2, 1, 0)]
    write_members(path.parent, [members[0] | {"No post": "yes"}, *members[1:]])  # opted out before the post went
    said(path, "print", "--run", "r")
    assert len(letters(path)) == 5
    assert states(path)["M0000"] == "skipped"
    assert "5 letters" in said(path, "print", "--run", "r", "--handed-over")
    assert "0 letters" in said(path, "print", "--run", "r", "--handed-over")
    assert "nobody waits for a letter" in said(path, "print", "--run", "r")
    said(path, "print", "--run", "r", "--member", "M0003", "--reissue", "the post lost it")
    assert [row["member_id"] for row in letters(path)] == ["M0003"]


def test_those_whom_email_does_not_reach_get_a_letter(tmp_path: Path) -> None:
    members = [member(0), member(1) | {"Email": ""}, member(2) | {"No email": "yes"}, member(3) | {"No post": "yes"}]
    path = campaign(tmp_path, members, more='[print]\nmembers = "without-email"\norder = "manifest"\n')
    approve(path)
    said(path, "print", "--run", "r")
    assert [row["member_id"] for row in letters(path)] == ["M0001", "M0002"]


def test_a_forgotten_member_who_is_still_in_the_exports_gets_nothing_by_any_channel(path: Path) -> None:
    approve(path)
    with open_ledger(ledger_url(path), "Ada") as ledger:
        ledger.forget("M0002")
    sent(path)
    said(path, "print", "--run", "r")
    assert len(mails(path)) == 5
    assert "M0002" not in [row["member_id"] for row in letters(path)]


def test_a_run_of_another_period_is_not_sent_with_these_settings(path: Path) -> None:
    approve(path)
    edited(path, "start = 2026-01-01\nend = 2027-01-01", "start = 2027-01-01\nend = 2028-01-01")
    assert "another period" in refused(path, "email", "--run", "r", "--hand-over-to", "mail")
