"""As somebody who wants in: what is named, sent and written may be anything, and does no more than it should."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import urllib.parse
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.deliver.campaigns import campaign, member, write_run
from tests.desks import OpenDesk, Reply, opened
from tests.workspaces import edited
from valuereport.actions.at_work import place_of, writing
from valuereport.actions.exports import exports
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import open_workspace
from valuereport.desk.pages import PLACES
from valuereport.desk.server import Listening, serve
from valuereport.desk.workplace import SETTINGS, Workplace
from valuereport.errors import RequestError
from valuereport.files import is_shared, share
from valuereport.model.person import ROLES, Person, Role

EVIL = """<script>x()</script>{{7777*3}}{% raw %}" onfocus="x()' onload='x() <x-evil>"""
NAME = EVIL.replace("/", "")  # where it is the name of a file
SHOWN = [place.path for place in PLACES if place.show]
ACTS = [place for place in PLACES if place.act]
OWN = {"Sec-Fetch-Site": "same-origin"}


class Tags(HTMLParser):
    """The tags of a page, those that no template of ours has, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.evil: list[object] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.evil += [(name, value) for name, value in attrs if name.startswith("on") or name == "style"]
        self.evil += [value for value in named.values() if (value or "").strip().lower().startswith("javascript:")]
        if tag == "x-evil" or (tag == "script" and named.get("src") != "/static/desk.js"):
            self.evil.append(tag)
        link = named.get("href") or named.get("src") or named.get("data-follow") or ""
        if link.startswith("/") and not link.startswith("/static"):
            self.links.append(link)


def walked(desk: OpenDesk, begin: tuple[str, ...]) -> dict[str, Reply]:
    """Ask for all pages that links lead to: one of each path and names of fields."""
    found, left, asked = dict[str, Reply](), list(begin), list[str]()
    while left:
        address = left.pop(0)
        path, _, query = address.partition("?")
        kind = f"{path} {sorted(urllib.parse.parse_qs(query))}"
        if address in found or (address not in begin and kind in asked):
            continue
        asked.append(kind)
        reply = found[address] = desk.get(address)
        if is_page(reply):
            left += [one.partition("#")[0] for one in Tags(reply.text).links]
        left += [reply.headers["location"]] if reply.status == 303 else []
    return found


def is_page(reply: Reply) -> bool:
    """Return whether an answer is a page or a part of one, and no message to members, which has a style of its own."""
    headers = reply.headers
    return (
        headers.get("content-type", "").startswith("text/html") and "sandbox" not in headers["content-security-policy"]
    )


def state(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".desk" not in file.parts)
    return {str(file): file.read_bytes() for file in files if file.name != ".find.json"}  # a search keeps its list


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with tags and signs of templates in all that somebody may have written."""
    folder = tmp_path_factory.mktemp("attacks") / "w"
    names = {"Name": EVIL, "Street": EVIL, "City": EVIL, "Grade": EVIL}
    settings = campaign(folder, [member(0, **names), member(1, Email=""), member(2)])
    for old in ("Guild of Examples", "1 Sample Street", "A. Writer", "Membership Secretary"):
        edited(settings, f'"{old}"', f"'''{EVIL}'''")
    edited(settings, "[email]", '[print]\nmembers = "without-email"\n\n[email]')
    edited(folder / "taxonomy.toml", '"Template downloads"', f"'''{EVIL}'''")
    row = f'M0000,template-download,2026-03-02,"{EVIL.replace(chr(34), chr(34) * 2)}",1,,t1'
    (folder / "history.csv").write_text(
        f"Member,Activity,Date,Title,Quantity,Amount,Reference\n{row}\n{row.replace('M0000', 'nobody <x-evil>')}\n"
    )
    (folder / "fees.csv").write_text("Member,Amount,Currency,Paid\nM0000,325.00,GBP,2026-01-05\n")
    (folder / f"{NAME}.csv").write_text(f"{NAME}\n1\n")
    write_run(folder / "output" / NAME, [("M0000", "en-GB")])
    for file in (folder / "output" / NAME).iterdir():
        os.utime(file, (0, 0))  # the run r is the newest
    return folder


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[OpenDesk]:
    with opened(folder, name=EVIL) as found:
        found.enter()
        yield found


def test_nothing_that_is_written_becomes_a_tag_or_a_template_and_no_page_changes_anything(
    desk: OpenDesk, folder: Path
) -> None:
    before = state(folder)
    own = {"id": "M0000", "member": "M0000"}
    asked = [{}, {"run": NAME, **own}, dict.fromkeys(("id", "run", "member"), EVIL)]
    found = walked(desk, tuple(f"{path}?{urllib.parse.urlencode(each)}" for path in SHOWN for each in asked))
    for address, reply in found.items():
        assert reply.status in (200, 303, 400, 409, 422), (address, reply.text)
        if is_page(reply):
            assert not Tags(reply.text).evil, address
            assert "23331" not in reply.text, address
            assert "<x-evil>" not in reply.text, address
    assert sum("&lt;x-evil&gt;" in reply.text for reply in found.values() if b"<html" in reply.body) > 50
    assert state(folder) == before


ABOUT_RUNS = [
    path for path in SHOWN if re.match(r"/(run|review|deliver|stories|insights|member/(page|pdf|stat|comp))", path)
]


@pytest.mark.parametrize("kind", ["relative", "absolute", "file", "s3"])
def test_a_run_is_named_by_itself_and_never_by_a_path(
    desk: OpenDesk, folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = folder.parent / f"outside-{kind}"
    shutil.copytree(folder / "output" / "r", outside)
    edited(outside / "manifest.csv", "M0001", "SECRET")
    before = state(folder) | state(outside)
    with socket.create_server(("127.0.0.1", 0)) as store:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{store.getsockname()[1]}")
        name = {
            "relative": f"../../{outside.name}",
            "absolute": str(outside),
            "file": outside.as_uri(),
            "s3": "s3://bucket/run",
        }[kind]
        fields = {"run": name, "previous": name, "id": "M0000", "name": "manifest.csv"}
        for path in ABOUT_RUNS:
            reply = desk.get(path, **fields)
            assert b"SECRET" not in reply.body, path
            assert reply.status in (200, 303, 400, 409), path
        for place in ACTS:
            if place.path in ABOUT_RUNS or place.path.startswith(("/run", "/review", "/member/send")):
                reply = desk.post(place.path, **fields, digest="", release="1", to="csv", address="a@b.example")
                assert b"SECRET" not in reply.body, place.path
                assert reply.status in (400, 409, 422), place.path
        store.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has asked the store
            store.accept()
    assert state(folder) | state(outside) == before


def test_a_file_gets_no_name_but_one_of_an_export(tmp_path: Path) -> None:
    names = {
        "../../x.csv": "x.csv",
        "/etc/cron.d/y.csv": "y.csv",
        "C:\\temp\\z.csv": "z.csv",
        "a\0b.csv": "ab.csv",
        ".hidden.csv": "hidden.csv",
        "con.csv": "export con.csv",
        "replies.csv": "export replies.csv",
        "corrections.csv": "export corrections.csv",
        "x" * 300 + ".csv": "x" * 176 + ".csv",
        "漢" * 119 + ".csv": "漢" * 58 + ".csv",
    }
    refused = (".htaccess", "valuereport.toml", "desk-users.toml", "ledger.sqlite", "..", ".csv", "")
    with opened(tmp_path) as desk:
        desk.enter()
        for name in refused:
            assert desk.send("/exports", (name, b"a\n1\n")).status == 422, name
        for name in names:
            assert desk.send("/exports", (name, f"a\n{name!r}\n".encode())).status == 303, name
        assert {one.name for one in exports(Person("Anna Berg", "operator"), tmp_path)} == set(names.values())
        assert {file.name for file in tmp_path.iterdir()} <= {"exports", ".desk"}
        assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "exports").iterdir()} == {0o600}


def test_a_link_among_the_exports_is_replaced_and_removed_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("old", encoding="utf-8")
    folder = tmp_path / "w" / "exports"
    folder.mkdir(parents=True)
    for name in ("a.csv", "b.csv"):
        (folder / name).symlink_to(kept)
    (folder / "nowhere.csv").symlink_to(tmp_path / "new.csv")
    with opened(folder.parent) as desk:
        desk.enter()
        desk.send("/exports", ("a.csv", b"new"), ("nowhere.csv", b"new"))
        desk.post("/exports/replace", file="a.csv", **{"choice-0": "replace"})
        desk.post("/exports/remove", file="b.csv")
    assert kept.read_text(encoding="utf-8") == "old"
    assert not (tmp_path / "new.csv").exists()
    assert (folder / "a.csv").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"a=1&" * 6000),
        ("application/x-www-form-urlencoded", b"text=" + b"x" * 1_000_001),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"x" * 100),
        ("multipart/form-data; boundary=b", b"--b\r\nX: y\r\n\r\nz\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b; charset=idna",
            b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n',
        ),
        ("multipart/form-data; boundary=b; charset=unicode_escape", b"--b--"),
    ],
)
def test_a_form_that_is_none_is_refused_and_says_so(
    desk: OpenDesk, kind: str, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/members", "/exports"):
        reply = desk.ask("POST", path, body, {**OWN, "Content-Type": kind})
        assert reply.status in (400, 413)
        assert "<h1>" in reply.text
    assert not caplog.records


def test_letters_that_are_none_and_what_no_form_says_end_as_a_page(desk: OpenDesk) -> None:
    form = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"text=%ff%fe%00", b"text=\xff", b"&&=;&%%%zz=&text", b"text=" + b"x" * 900_000, b"\0"):
        assert desk.ask("POST", "/members", body, form).status in (200, 400, 422)
    for query in ("%ff=%ff", "run=%00", "run=%0d%0aX-Evil:%201", "run=" + "x" * 9000, "id=%ed%a0%80"):
        for path in ("/review", "/member", "/run/progress", "/stories", "/job"):
            reply = desk.ask("GET", f"{path}?{query}")
            assert reply.status in (200, 303, 400, 409), (path, query)
            assert "x-evil" not in reply.headers


def test_what_a_form_hands_on_splits_no_answer(desk: OpenDesk, folder: Path) -> None:
    name = 'a\r\nX-Evil "1"; filename=b'
    shutil.copytree(folder / "output" / "r", folder / "output" / name)
    try:
        reply = desk.get("/run/file", run=name, name="manifest.csv")
        assert reply.headers["content-disposition"].startswith("attachment; filename*=UTF-8''a%0D%0AX-Evil%20%221%22")
        back = desk.post("/job", id="none", back="/\r\nX-Evil: 1")
        language = desk.post("/language", language="de\r\nX-Evil: 1", back="/check\r\nX-Evil: 1")
        for one in (reply, back, language):
            assert "x-evil" not in one.headers
        assert language.headers["location"] == "/check%0D%0AX-Evil:%201"
    finally:
        shutil.rmtree(folder / "output" / name)


def test_no_form_of_another_site_and_none_of_a_stranger_does_anything(desk: OpenDesk, folder: Path) -> None:
    before = state(folder)
    other = OpenDesk(desk.port, desk.sessions)
    with opened(folder) as second:
        second.enter()
        secret = next(iter(second.cookies.values()))  # whoever has the cookie of one desk is in at no other
        for name in (f"valuereport-{second.port}", f"valuereport-{desk.port}"):
            other.cookies = {name: secret}
            for path in SHOWN:
                assert other.get(path).status == 403
    for place in ACTS:
        for sent in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            form = {**sent, "Content-Type": "application/x-www-form-urlencoded"}
            assert desk.ask("POST", place.path, b"run=r&id=M0000&write=1&answer=yes", form).status == 403
        assert other.post(place.path, run="r").status == 403
    assert state(folder) == before


@pytest.mark.parametrize("role", ROLES[:-1])
def test_who_may_not_do_a_thing_cannot_do_it_with_a_form_of_ones_own(folder: Path, role: Role) -> None:
    before = state(folder)
    with opened(folder, role) as desk:
        desk.enter()
        rank = ROLES.index(role)
        for place in ACTS:
            if ROLES.index(place.role) > rank:
                assert desk.post(place.path, run="r", id="M0000", write="1", answer="yes").status == 403, place.path
        if role == "operator":
            digest = re.findall(r'name="digest" value="([^"]*)"', desk.get("/settings/part", part="organisation").text)[
                0
            ]
            for change in (
                {"set:approval.people": "2"},
                {"set:source.~0.file": "/etc/passwd"},
                {"set:files.group": "x"},
            ):
                assert desk.post("/settings/save", name="settings", digest=digest, **change).status in (403, 409, 400)
            assert desk.get("/settings/part", part="rights").status == 400
        if role != "viewer":
            forged = desk.post("/member/send", id="M0000", run="r", digest="", release="1", accept_fewer_opt_outs="1")
            assert forged.status in (403, 409)
    assert {name: one for name, one in state(folder).items() if "ledger" not in name} == before


def test_a_yes_to_something_else_than_was_shown_does_nothing(desk: OpenDesk, folder: Path) -> None:
    before = state(folder)
    other = re.findall(r'name="digest" value="([^"]*)"', desk.get("/review", run=NAME).text)[0]
    for digest in ("", "x", unescape(other)):
        assert desk.post("/review/yes", run="r", digest=digest, although_sample="1").status == 409
        assert desk.post("/member/send", id="M0000", run="r", digest=digest, release="1").status in (400, 409)
        reply = desk.post("/settings/save", name="settings", digest=digest, **{"set:organisation.name": "Other"})
        assert reply.status == 409
    for place in ("~", "~x.a", "source.~99.file", "source.~-1.file", "a" + ".a" * 500, "", "organisation.nothing"):
        reply = desk.post("/settings/change", name="settings", digest=digest, **{f"set:{place}": "x"})
        assert reply.status in (400, 409, 422), place
    assert state(folder) == before


def test_who_comes_second_is_told_who_is_at_work(desk: OpenDesk, folder: Path) -> None:
    before = state(folder)
    digest = re.findall(r'name="digest" value="([^"]*)"', desk.get("/settings/part", part="organisation").text)[0]
    with writing(place_of(open_workspace(folder / SETTINGS)), "batch", "r2", "Ben <x-evil> Roth"):
        for path, fields in {
            "/run/start": {"run": "r3"},
            "/settings/save": {"name": "settings", "digest": digest, "set:organisation.website": "https://b.example"},
            "/exports/remove": {"file": f"{NAME}.csv"},
            "/deliver/print": {"run": "r"},
        }.items():
            reply = desk.post(path, **fields)
            assert reply.status == 409, path
            assert "Ben &lt;x-evil&gt; Roth is making statements since" in reply.text
    assert state(folder) == before


def test_whoever_sends_slowly_or_goes_away_keeps_nobody_waiting(
    desk: OpenDesk, caplog: pytest.LogCaptureFixture
) -> None:
    cookie = f"Cookie: valuereport-{desk.port}={next(iter(desk.cookies.values()))}\r\nSec-Fetch-Site: same-origin\r\n"
    kind = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n"
    file = 'Content-Disposition: form-data; name="files"; filename="slow.csv"'
    heads = (
        "GET / HTTP/1.1\r\n",
        f"GET / HTTP/1.1\r\nHost: {desk.own}\r\nX-Slow: ",
        f"POST /exports HTTP/1.1\r\nHost: {desk.own}\r\n{cookie}{kind}\r\n--b\r\n",
        f"POST /exports HTTP/1.1\r\nHost: {desk.own}\r\n{cookie}{kind}\r\n--b\r\n{file}\r\n\r\na",
    )
    slow = [socket.create_connection(("127.0.0.1", desk.port)) for _ in range(25) for _ in heads]
    try:
        for number, line in enumerate(slow):
            line.sendall(heads[number % len(heads)].encode())
        assert desk.get("/static/desk.css").status == 200
        assert desk.get("/job", id="x").status == 409
    finally:
        for line in slow:
            line.close()
    assert desk.get("/job", id="x").status == 409
    assert "slow.csv" not in desk.get("/exports").text
    assert not caplog.records


def test_the_link_and_all_that_the_desk_keeps_is_its_owners_alone(tmp_path: Path) -> None:
    class Looked(Exception):  # noqa: N818 - ends the desk as soon as it is ready
        pass

    share(tmp_path, os.getgid())
    assert is_shared(tmp_path)

    def ready(listening: Listening) -> None:
        assert stat.S_IMODE(listening.file.stat().st_mode) == 0o600
        raise Looked

    with pytest.raises(Looked):
        serve(Workplace(tmp_path / SETTINGS), lambda: Person("Anna", "approver"), 0, ready)
    assert not list((tmp_path / ".desk").iterdir())


def test_the_actions_themselves_open_no_path_for_a_desk_and_do_at_a_terminal(folder: Path) -> None:
    terminal = open_workspace(folder / SETTINGS)
    at_desk = Workplace(folder / SETTINGS).workspace(Person("Anna", "approver"))
    outside = folder.parent
    for name in (str(outside), f"../../{outside.name}", outside.as_uri(), "s3://b/r", "", "..", "a\0b", "x" * 256):
        with pytest.raises(RequestError):
            run_folder(at_desk, name)
    assert run_folder(at_desk, NAME) == folder / "output" / NAME
    assert run_folder(terminal, str(outside)) == outside == run_folder(terminal, outside.as_uri())
