"""Members and one member on the desk: two calls from the name to the answer, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.deliver.email.server import FaultServer
from tests.desks import OpenDesk, Reply, opened
from tests.workspaces import edited, worked_example
from valuereport.actions.explain import explain
from valuereport.actions.preview_one import SeenStatement
from valuereport.actions.workspace import open_workspace
from valuereport.desk.workplace import Workplace
from valuereport.errors import RequestError

EVIL = "<img src=x onerror=alert(1)>"
HEAD = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country\n"
MEMBERS = (
    f"{HEAD}W1,Wilma Worked,wilma@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,2 Sample Street,London,"
    "EC1A 1AB,GB\n"
    f"W2,{EVIL},second@guild.example,en-GB,GBP,Member,2015-03-01,2027-01-01,3 Other Road,Leeds,LS1 4AP,GB\n"
)
HISTORY = (
    "Member,Activity,Date,Title,Quantity,Amount,Reference\n"
    f"W1,template-download,2026-01-12,Appointment letter,2,,d1\nW2,cpd-webinar,2026-02-11,{EVIL},4,,c1\n"
    "wilma.worked@home.example,cpd-webinar,2026-06-17,Retrofit finance,6,,c2\n"
)
FEES = "Member,Amount,Currency,Paid\nW1,325.00,GBP,2026-01-05\nW2,325.00,GBP,2026-01-05\n"
MAIL = '[email]\nunsubscribe_page = "https://guild.example/stop?who={token}"\nfirst_wait = 0.1\n\n[period]'
HOME = "wilma.worked@home.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = worked_example(
        tmp_path_factory.mktemp("member") / "guild", members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES
    )
    return edited(path, "[period]", MAIL).parent


@pytest.fixture(scope="module")
def phone(folder: Path) -> Iterator[OpenDesk]:
    """Return the desk of member services."""
    with opened(folder, "member-services", "Pat Phone") as found:
        found.enter()
        yield found


def text_of(reply: Reply) -> str:
    """Return the words of a page, as one reads them."""
    page = re.sub(r"<(head|nav|footer).*?</\1>", " ", reply.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def hidden(reply: Reply) -> dict[str, str]:
    """Return what the form of a page hands on."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', reply.text)
    return {unescape(name): unescape(value) for name, value in found if name != "back"}


def test_a_name_leads_to_the_figures_and_their_rows(phone: OpenDesk, folder: Path) -> None:
    found = phone.post("/members", text="worked")
    assert (found.status, found.headers["location"]) == (303, "/member?id=W1")  # the only one, at once
    said = text_of(phone.follow(found))
    total = explain(open_workspace(folder / "valuereport.toml"), "W1").valuation.total
    assert f"Cautious estimate £{total.low:.2f}" in said
    assert f"Best estimate £{total.central:.2f}" in said
    assert "12 January 2026 Appointment letter 2 2 £86.40" in said
    assert "history: history.csv, row 2" in said
    assert "One row looks like this member’s and counts for nobody" in said  # why it is so low
    assert "Nothing was sent to this member yet." in said
    assert "valuereport explain W1" in said
    for where in ("/member/workbook", "/member/page"):
        assert phone.get(where, id="W1").body[:4] in (b"PK\3\4", b"\x89PNG")
    assert phone.get("/member/pdf", id="W1").headers["content-type"] == "application/pdf"
    assert not (folder / "output").exists()  # nothing was written by looking


def test_a_row_is_said_to_be_a_members_and_its_figures_move(phone: OpenDesk, folder: Path) -> None:
    record = phone.follow(phone.post("/members", text=HOME))  # the rows look like one member's
    assert f"“{HOME}” is this member" in text_of(record)
    asked = phone.post("/member/alias", id="W1", alias=HOME)
    assert f'value="{HOME}"' in asked.text
    refused = phone.post("/member/alias", id="W1", alias=HOME, why="", look="yes")
    assert refused.status == 422
    assert 'id="error-why"' in refused.text
    shown = phone.post("/member/alias", id="W1", alias=HOME, why="rang", look="yes")
    assert "Uses 1 2" in text_of(shown)
    assert not (folder / "aliases.csv").exists()
    done = phone.follow(phone.post("/member/alias", **hidden(shown), write="yes"))
    assert f"“{HOME}” is this member aliases.csv: Pat Phone: rang" in text_of(done)
    assert "Pat Phone: rang" in (folder / "aliases.csv").read_text(encoding="utf-8-sig")
    assert "Retrofit finance" in text_of(done)


def test_an_address_is_corrected_and_only_what_was_changed_is_written(phone: OpenDesk, folder: Path) -> None:
    page = phone.get("/member/correct", id="W1")
    assert 'value="2 Sample Street"' in page.text
    same = {"id": "W1", "what": "fields", "street": "2 Sample Street", "city": "London", "postcode": "EC1A 1AB"}
    nothing = phone.post("/member/correct", **same, why="rang", look="yes")
    assert nothing.status == 422
    assert "Nothing is other than it is now" in nothing.text
    new = {**same, "street": "9 New Road", "city": "York", "email": "", "why": "rang on 3 May"}
    unsigned = phone.post("/member/correct", **{**new, "why": ""}, look="yes")
    assert unsigned.status == 422
    assert 'value="9 New Road"' in unsigned.text  # what was entered stays
    shown = phone.post("/member/correct", **new, look="yes")
    assert "Street 2 Sample Street 9 New Road Town London York" in text_of(shown)
    assert "No figure changes." in text_of(shown)
    assert not (folder / "corrections.csv").exists()
    done = phone.follow(phone.post("/member/correct", **hidden(shown), write="yes"))
    assert "9 New Road, York, EC1A 1AB" in text_of(done)
    rows = (folder / "corrections.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [row.split(",")[2:5] for row in rows] == [
        ["street", "9 New Road", "2 Sample Street"],
        ["city", "York", "London"],
    ]
    bad = phone.post("/member/correct", id="W1", what="engagement", engagement="cpd-webinar", date="soon", why="rang")
    assert 'id="error-date"' in bad.text


def test_several_engagements_are_added_one_after_the_other(phone: OpenDesk) -> None:
    page = phone.get("/member/correct", id="W2", what="engagement")
    assert '<option value="cpd-webinar">CPD webinars (hours)</option>' in page.text
    assert "A large amount is right" not in page.text  # none waits
    first = {"id": "W2", "what": "engagement", "engagement": "cpd-webinar", "date": "2026-03-04", "why": "rang"}
    without = phone.post("/member/correct", **first, look="yes")
    assert without.status == 422
    assert "the activity is counted in hours" in without.text
    assert 'value="2026-03-04"' in without.text  # what was entered stays
    shown = phone.post("/member/correct", **first, quantity="2", look="yes")
    assert "What they did CPD webinars On which day 4 March 2026 How many, or how many hours 2" in text_of(shown)
    added = phone.post("/member/correct", **hidden(shown), write="another")
    assert added.headers["location"] == "/member/correct?id=W2&what=engagement"
    again = phone.post("/member/correct", **first, quantity="2", look="yes")
    assert again.status == 422
    assert "the engagement is there already" in again.text


def test_a_statement_is_sent_only_as_it_was_shown_and_again_only_with_a_reason(
    phone: OpenDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultServer() as server:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", server.url)
        shown = phone.post("/member/send", id="W1", reissue="", look="yes")
        said = text_of(shown)
        assert "To wilma@guild.example" in said
        assert "Attached:" in said
        assert "your name, Pat Phone, stands in the record" in said
        assert not server.taken
        assert phone.get("/member/page", id="W1", run=hidden(shown)["run"]).body.startswith(b"\x89PNG")
        other = phone.post("/member/send", **{**hidden(shown), "digest": "0"}, release="yes")
        assert "not the one that was shown" in other.text
        assert not server.taken
        sent = phone.follow(phone.post("/member/send", **hidden(shown), release="yes"))
        assert server.recipients == {"wilma@guild.example": 1}
        assert "sent, and taken by the mail server" in text_of(sent)
        again = phone.post("/member/send", id="W1", reissue="", look="yes")
        assert again.status == 422
        assert 'id="error-reissue"' in again.text
        compared = text_of(phone.get("/member/compare", id="W1"))
        assert "No line has changed." in compared
        edited(folder / "valuereport.toml", "[period]", "[approval]\nby_another = true\n\n[period]")
        shown = phone.post("/member/send", id="W1", reissue="never got it", look="yes")
        assert "sent alone is released by whoever has just looked at it" in text_of(shown)
        phone.follow(phone.post("/member/send", **hidden(shown), release="yes"))
        assert server.recipients == {"wilma@guild.example": 2}
        assert "again: never got it" in text_of(phone.get("/member", id="W1"))


def test_email_to_an_address_is_stopped_by_member_services_and_allowed_by_an_operator(
    phone: OpenDesk, folder: Path
) -> None:
    stop = {"id": "W2", "address": "second@guild.example", "change": "stop", "note": "rang"}
    assert "No message of ours goes to second@guild.example" in text_of(
        phone.post("/member/addresses", **stop, look="yes")
    )
    assert "suppressed" not in text_of(phone.get("/member", id="W2"))
    stopped = phone.follow(phone.post("/member/addresses", **stop, write="yes"))
    assert "No email goes out now: the address is suppressed: manual" in text_of(stopped)
    assert "/member/send" not in stopped.text  # what is not allowed is not offered
    assert "An operator may allow it again." in text_of(phone.get("/member/addresses", id="W2"))
    allow = {**stop, "change": "allow"}
    assert "needs the role operator" in text_of(phone.post("/member/addresses", **allow, write="yes"))
    stranger = phone.post("/member/addresses", **{**stop, "address": "wilma@guild.example"}, write="yes")
    assert stranger.status == 422  # of another member
    with opened(folder, "operator") as office:
        office.enter()
        allowed = office.follow(office.post("/member/addresses", **allow, write="yes"))
        assert "Email may go to second@guild.example again." in text_of(allowed)


def test_html_in_names_is_text_on_every_page(phone: OpenDesk) -> None:
    pages = [
        phone.get(f"/member{page}", id="W2") for page in ("", "/correct", "/alias", "/send", "/letter", "/addresses")
    ]
    pages += [phone.post("/members", text="second", alias=EVIL), phone.post("/members", text=EVIL, alias="x")]
    pages.append(phone.post("/member/correct", id="W2", what="fields", salutation=EVIL, why=EVIL, look="yes"))
    for page in pages:
        assert page.status == 200
        assert "<img src=x" not in page.text
        assert "&lt;img src=x onerror=alert(1)&gt;" in page.text


def test_what_is_no_run_and_no_member_is_refused(phone: OpenDesk, folder: Path) -> None:
    assert phone.get("/member").status == 400
    assert "no member has the id or address" in text_of(phone.get("/member", id="W9"))
    for run in ("../guild/output", "/etc", "s3://bucket/run", ".."):
        assert phone.get("/member/pdf", id="W1", run=run).status == 400
    assert phone.get("/member/page", id="W1", page="99").status == 400
    assert phone.get("/member/forget", id="W1").status == 403
    assert "/member/forget" not in phone.get("/member", id="W1").text


def test_a_member_is_forgotten_only_when_its_id_is_typed(folder: Path) -> None:
    with opened(folder, "operator") as office:
        office.enter()
        page = text_of(office.get("/member/forget", id="W1"))
        assert "Wilma Worked" in page
        assert "something was delivered stays 2" in page, page
        refused = office.post("/member/forget", id="W1", typed="W2")
        assert refused.status == 422
        assert 'id="error-typed"' in refused.text
        assert list((folder / "output").glob("*W1*"))
        done = text_of(office.post("/member/forget", id="W1", typed="W1"))
        assert "2 deliveries in the record name nobody now." in done
        assert not list((folder / "output").glob("*W1*"))
        left = text_of(office.get("/member", id="W1"))
        assert "The PDF" not in left, left


def test_what_a_desk_holds_in_memory_goes_with_a_member(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path / "valuereport.toml")
    made = []
    seen = SeenStatement("W1", "Ann", "standard", "en-GB", b"", (), ())
    key = workplace.drawn.keep(seen)
    workplace.kept.get("members", 1, lambda: made.append("once"))
    assert workplace.drawn.get(key) is seen
    workplace.clear()
    workplace.kept.get("members", 1, lambda: made.append("again"))
    assert made == ["once", "again"]
    with pytest.raises(RequestError):
        workplace.drawn.get(key)
