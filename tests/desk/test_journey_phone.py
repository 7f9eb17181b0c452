"""From a phone call to the statement that is sent again: member services in a real browser, clicking what they see."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from playwright.sync_api import Browser, expect

from tests.deliver.email.server import FaultServer
from tests.desk.visitor import click, inside, rows
from tests.desks import opened
from tests.workspaces import edited, worked_example
from valuereport.actions.approve import ApproveRequest, ReviewRequest, approve, review
from valuereport.actions.batch import BatchRequest, batch
from valuereport.actions.email import EmailRequest
from valuereport.actions.email import email as send_all
from valuereport.actions.runs_to_publish import runs_to_publish
from valuereport.actions.workspace import open_workspace

MEMBERS = """Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country
W1,Wilma Worked,wilma@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,2 Sample Street,London,EC1A 1AB,GB
W2,Walter Workman,walter@guild.example,en-GB,GBP,Member,2018-03-01,2027-01-01,3 Sample Street,Leeds,LS1 4AP,GB
"""
HISTORY = """Member,Activity,Date,Title,Quantity,Amount,Reference
W1,template-download,2026-01-12,Appointment letter,2,,d1
W1,cpd-webinar,2026-02-11,Fire safety after handover,4,,c1
W2,cpd-webinar,2026-02-11,Fire safety after handover,4,,c1
"""
FEES = "Member,Amount,Currency,Paid\nW1,100.00,GBP,2026-01-05\nW2,100.00,GBP,2026-01-05\n"
MAIL = '[email]\nunsubscribe_page = "https://guild.example/stop?who={token}"\nfirst_wait = 0.1\n\n[period]'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    with FaultServer() as found:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", found.url)
        yield found


@pytest.fixture
def folder(server: FaultServer, tmp_path: Path) -> Path:
    """Return a workspace whose members have their statements by email."""
    path = worked_example(tmp_path / "guild", members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)
    workspace = open_workspace(edited(path, "[period]", MAIL))
    batch(workspace, BatchRequest("2026", workers=1))
    approve(workspace, ApproveRequest(review(workspace, ReviewRequest("2026")), "Anna Berg"))
    send_all(workspace, EmailRequest("2026"))
    assert server.recipients == {"wilma@guild.example": 1, "walter@guild.example": 1}
    return path.parent


def test_a_call_ends_with_the_right_statement_in_the_right_mailbox(
    chromium: Browser, folder: Path, server: FaultServer
) -> None:
    with opened(folder, "member-services", "Pat Phone") as desk, inside(chromium, desk) as page:
        # "Worked here, I never got it, it seems low, and I have moved."
        page.get_by_role("searchbox").fill("work")
        click(page, "Find")
        expect(page.get_by_role("heading", name="2 members may be meant")).to_be_visible()
        click(page, "Wilma Worked")
        click(page, "“I never got it”")
        expect(page.get_by_role("table", name="Deliveries")).to_contain_text("wilma@guild.example")

        # Why it is low: 2 templates x 1.5 h x £40 x 0.8 x 0.9 and 4 hours x £20 x 0.75; a policy win comes to it.
        click(page, "“Why is my figure so low?”")
        expect(page.get_by_text("The exports have 2 uses in this period.")).to_be_visible()
        page.get_by_text("CPD webinars").first.click()
        assert rows(page, "CPD webinars: ")[0][:5] == [
            *("11 February 2026", "Fire safety after handover", "4", "4", "£60"),
        ]

        # A webinar of six hours is missing. First it is forgotten that it is counted in hours.
        click(page, "“We did more than that”")
        click(page, "Something is missing")
        page.get_by_label("What they did").select_option("CPD webinars (hours)")
        page.get_by_label("On which day").fill("2026-06-17")
        page.get_by_label("What it was called").fill("Retrofit finance")
        page.get_by_label("Who said so, or where it is written").fill("rang on 3 May")
        click(page, "See what would change")
        expect(page.get_by_role("alert")).to_contain_text("the activity is counted in hours")
        expect(page.get_by_label("What it was called")).to_have_value("Retrofit finance")  # what was entered stays
        page.get_by_label("How many, or how many hours").fill("6")
        click(page, "See what would change")
        assert rows(page, "Before and after")[:5] == [
            ["Cautious estimate", "£164.45", "£254.45"],  # six hours more, each £20 x 0.75
            ["Best estimate", "£164.45", "£254.45"],
            ["Fee", "£100", "£100"],
            ["Cautious estimate, times the fee", "1.64", "2.54"],
            ["Uses", "2", "3"],
        ]
        assert not (folder / "corrections.csv").exists()
        click(page, "Write it")
        expect(page.get_by_role("status").first).to_contain_text("It is corrected, in your name.")

        # What she was sent, beside what she holds now.
        click(page, "Compare with the run")
        assert rows(page, "The run 2026, and now")[0] == ["Cautious estimate", "£164.45", "£254.45"]
        assert rows(page, "Best estimates that changed") == [
            ["CPD webinars (Professional development)", "£60", "£150"],
        ]
        click(page, "Back to Wilma Worked")

        # The new address, and the statement at once.
        click(page, "“My address has changed”")
        page.get_by_role("textbox", name="Street").fill("9 New Road")
        page.get_by_role("textbox", name="Town").fill("York")
        page.get_by_role("textbox", name="Postcode").fill("YO1 7EP")
        page.get_by_role("textbox", name="Email address").fill("wilma@home.example")
        page.get_by_label("Who said so, or where it is written").fill("rang on 3 May")
        click(page, "See what would change")
        assert rows(page, "Details") == [
            ["Street", "2 Sample Street", "9 New Road"],
            ["Town", "London", "York"],
            ["Postcode", "EC1A 1AB", "YO1 7EP"],
            ["Email address", "wilma@guild.example", "wilma@home.example"],
        ]
        click(page, "Write it, then send the statement")

        # It goes to the new address, and only after it was looked at.
        expect(page.get_by_text("The last one went to wilma@guild.example")).to_be_visible()
        page.get_by_label("Why it is sent again").fill("never got it")
        click(page, "Make it and show me the message")
        expect(page.get_by_role("img", name="Page 1 of 2")).to_be_visible()
        assert len(server.taken) == 2
        click(page, "Send it to wilma@home.example")
        expect(page.get_by_role("status").first).to_contain_text(
            "wilma@home.example: sent, and taken by the mail server"
        )
        sent = [(by, state) for _, by, state, _ in rows(page, "Deliveries")]
        assert sent == [
            ("Email wilma@home.example again: never got it", "sent, and taken by the mail server 250 2.0.0 taken"),
            ("Email wilma@guild.example", "sent, and taken by the mail server 250 2.0.0 taken"),
        ]
    assert server.recipients["wilma@home.example"] == 1
    workspace = open_workspace(folder / "valuereport.toml")
    assert [one.name for one in runs_to_publish(workspace)] == ["2026"]  # one member's run is no choice for stories
    message = email.message_from_bytes(server.taken[-1], policy=email.policy.default)
    (statement,) = message.iter_attachments()
    with pymupdf.open(stream=statement.get_payload(decode=True)) as pdf:
        text = " ".join(" ".join(one.get_text() for one in pdf).split())
    assert "Wilma Worked 9 New Road York YO1 7EP" in text
    assert "£254 What you got back" in text
    assert "£90.00 on 17 Jun 2026 Retrofit finance" in text
