"""A membership officer's whole season by the pages alone: from an empty folder to statements in members' mailboxes.

The officer clicks what is seen, and goes from step to step by what the home page says is next. Where
VALUEREPORT_TEST_PICTURES names a folder, the pages that docs/desk.md shows are written there.
"""

from __future__ import annotations

import email
import io
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.deliver.email.server import FaultServer
from tests.desks import OpenDesk, opened

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

LONG = 120_000  # milliseconds that anything may take on a busy machine
NAMES = (
    *("Ada Bell", "Ben Cole", "Cora Dunn", "Dan Eady", "Eve Fox"),
    *("Finn Gray", "Gina Holt", "Jack Kerr", "Kate Lamb", "Liam Moss"),
)
LAPSED, NO_ADDRESS, UNSUBSCRIBED = "Liam Moss", "Kate Lamb", "Jack Kerr"
REACHED = frozenset(NAMES) - {LAPSED, NO_ADDRESS, UNSUBSCRIBED}
OTHER = "a.bell@home.example"  # Ada Bell's other address, which one row has
SAID: Mapping[str, str] = {
    "The organisation's name": "Guild of Sample Makers",
    "The email address that mail comes from": "office@guild.example",
    "The website": "guild.example",
    "Who signs the letter": "Jane Doe",
    "Who answers for these figures": "Jane Doe",
    "What does a non-member pay": "45",
}
"""What the officer knows and no file says, by words of the question."""


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@members.example"


def exports() -> dict[str, bytes]:
    """Return the exports of a small guild, as its systems write them."""
    members = [
        f"{100 + number},{name},{'' if name == NO_ADDRESS else address(name)},Full member,"
        f"{'Lapsed' if name == LAPSED else 'Active'},2019-03-0{1 + number % 9},2027-01-01"
        for number, name in enumerate(NAMES)
    ]
    paid = [f"{100 + number},2026-01-{10 + number},120.00,GBP,Paid" for number in range(len(NAMES) - 1)]
    came = [f"{address(name)},Members' webinar: contracts,2026-05-12,2" for name in NAMES[:6]]
    came += [f"{OTHER},Members' webinar: pensions,2026-06-09,2"]
    tables = {
        "members.csv": ["Member number,Full name,Email,Membership type,Status,Joined,Renewal date", *members],
        "payments.csv": ["Member number,Date paid,Amount paid,Currency,Payment status", *paid],
        "webinar attendees.csv": ["Email,Event,Date,Hours", *came],
        "unsubscribed.csv": ["Email Address", address(UNSUBSCRIBED)],
    }
    return {name: "\n".join([*lines, ""]).encode() for name, lines in tables.items()}


@dataclass(frozen=True)
class Officer:
    """Somebody with a mouse: what is not seen cannot be clicked."""

    page: Page
    pictures: Path | None

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def text(self) -> str:
        """What the page says, with each blank as one space."""
        return " ".join(self.main.inner_text().split())

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button of the page, or follow a link of it."""
        self.main.get_by_role("button", name=name).or_(self.main.get_by_role("link", name=name)).first.click()

    def goes_next(self, says: str, where: str = "Go there") -> None:
        """Go home, read what is next, and go where it leads."""
        self.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Home").click()
        expect(self.main.get_by_role("region", name="Next")).to_contain_text(says)
        if where:
            self.press(where)

    def sees(self, heading: str) -> None:
        """Wait for a page with a heading."""
        expect(self.main.get_by_role("heading", level=1)).to_have_text(heading, timeout=LONG)

    def photographs(self, name: str) -> None:
        """Keep the page as a picture of few colours, where pictures are wanted."""
        if self.pictures:
            seen = Image.open(io.BytesIO(self.page.screenshot()))
            seen.convert("RGB").quantize(128).save(self.pictures / f"desk-{name}.png", optimize=True)


@pytest.fixture
def officer(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, post: FaultServer
) -> Iterator[tuple[Officer, OpenDesk]]:
    monkeypatch.setenv("VALUEREPORT_SMTP_URL", post.url)
    folder = os.environ.get("VALUEREPORT_TEST_PICTURES")
    (tmp_path / "guild").mkdir()
    with opened(tmp_path / "guild") as desk:
        context = chromium.new_context(locale="en-GB", viewport={"width": 1000, "height": 720})
        context.set_default_timeout(LONG)
        page = context.new_page()
        page.goto(desk.url + desk.link)
        page.wait_for_url(f"{desk.url}/")
        yield Officer(page, Path(folder) if folder else None), desk
        context.close()


@pytest.fixture
def post() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


def test_from_an_empty_folder_to_members_mailboxes(officer: tuple[Officer, OpenDesk], post: FaultServer) -> None:
    who, _ = officer
    brings_exports(who)
    answers_questions(who)
    tries_and_saves(who)
    checks(who)
    looks_at_statements(who)
    makes_all(who)
    approves(who)
    sends(who)
    makes_insights(who)
    who.goes_next("Nothing is left to do in this season.", where="")
    who.photographs("home")
    assert {recipient(one) for one in map(email.message_from_bytes, post.taken)} == {address(one) for one in REACHED}
    assert len(post.taken) == len(REACHED)
    assert all(pdfs(email.message_from_bytes(one)) == 1 for one in post.taken)


def brings_exports(who: Officer) -> None:
    who.sees("Home")
    who.press("Bring your exports")
    who.main.get_by_label("Files").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": data} for name, data in exports().items()]
    )
    who.press("Bring these files")
    who.sees("Exports")
    expect(who.main.get_by_role("status")).to_contain_text("4 files are here now.")


def answers_questions(who: Officer) -> None:
    """Answer one at a time, taking what is proposed where the officer knows nothing better."""
    who.press("Answer the questions")
    photographed = False
    while "Every question is answered" not in who.text:
        text = who.text
        known = next((answer for question, answer in SAID.items() if question in text), "")
        field = who.main.get_by_role("textbox").first
        if known:
            field.fill(known)
        elif "Use these figures, as our own estimate" in text:
            who.main.get_by_role("radio", name="Use these figures, as our own estimate").check()
        if "Lapsed" in text and not photographed:
            who.photographs("question")
            photographed = True
        who.press("Keep the answer and go on")
        who.page.wait_for_load_state()
    assert photographed


def tries_and_saves(who: Officer) -> None:
    who.press("See what would come of it")
    expect(card(who, "Would get a statement")).to_have_text("9", timeout=LONG)
    assert f"the status is Lapsed 1 {LAPSED}" in who.text
    who.press("Go on to saving")
    who.press("Save")
    who.sees("Check")


def checks(who: Officer) -> None:
    """Check, and say whose the row is that nobody has."""
    who.goes_next("Check the exports")
    who.press("Check the exports now")
    expect(who.main).to_contain_text("no member or contact has this id or address")
    who.press("Do it here")
    who.press("This is Ada Bell")
    who.main.get_by_label("Who said so").fill("she rang")
    who.press("See what would change")
    who.press(re.compile("^Write it$"))
    who.sees("Rows of nobody")  # back at the list, for the next row
    expect(who.main.get_by_role("status")).to_contain_text(f"The rows of “{OTHER}” are this member’s now")
    expect(who.main).to_contain_text("Every row is counted for somebody.")
    who.goes_next("Check the exports")
    who.press("Check the exports now")
    expect(who.main).not_to_contain_text("no member or contact has this id or address")


def looks_at_statements(who: Officer) -> None:
    who.goes_next("Look at some statements")
    assert who.main.get_by_role("img", name=re.compile("^Side 1 of 2 of the statement of")).is_visible()


def makes_all(who: Officer) -> None:
    who.press("Make statements")
    who.press("Show the plan")
    assert card(who, "Statements").inner_text() == "9"
    who.photographs("plan")
    who.press("Make 9\N{NO-BREAK SPACE}statements")
    who.sees("Run: 2026")
    expect(who.main.get_by_role("link", name="Look it over")).to_be_visible(timeout=LONG)  # the page follows by itself
    assert "Statements made 9" in who.text


def approves(who: Officer) -> None:
    who.goes_next("Look over 2026 before it is approved.")
    assert card(who, "Statements").inner_text() == "9"
    who.photographs("review")
    who.press("Go on to the approval")
    who.press("Approve as Anna Berg")
    who.sees("Deliver the run 2026")


def sends(who: Officer) -> None:
    who.goes_next("Send the statements: 9 members have no message yet.")
    text = who.text
    assert f"has no email address; has no postal address 1 {NO_ADDRESS}" in text
    assert f"stands in the list of those who get no email; has no postal address 1 {UNSUBSCRIBED}" in text
    who.press("Send 7\N{NO-BREAK SPACE}messages")
    who.photographs("send")
    who.press("Send 7\N{NO-BREAK SPACE}messages now")
    who.sees("Sending the run 2026")
    expect(who.main).to_contain_text("It has ended", timeout=LONG)
    who.press("Who has the statement, and who has not")
    assert card(who, "Sent").inner_text() == "7"


def makes_insights(who: Officer) -> None:
    who.goes_next("Find out what drives renewal")
    who.press("Make insights")
    who.press("Look at what will be made")
    who.press("Make the insights")
    expect(who.main).to_contain_text("What drives the figures", timeout=LONG)


def card(who: Officer, label: str) -> Locator:
    """Return the figure of the first card with a label."""
    labelled = who.main.get_by_role("listitem").filter(has=who.page.get_by_text(label, exact=True))
    return labelled.first.locator(".figure")


def recipient(message: Message) -> str:
    return str(message["To"]).rpartition("<")[2].rstrip(">")


def pdfs(message: Message) -> int:
    return sum(part.get_content_type() == "application/pdf" for part in message.walk())
