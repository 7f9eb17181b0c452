"""What every request passes before any page: names, forms of other sites, who it is, how much."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.desks import OpenDesk, opened
from tests.workspaces import sample_workspace
from valuereport.desk.pages import PLACES
from valuereport.desk.place import UPLOAD_BYTES

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenDesk]:
    with opened(sample_workspace(tmp_path_factory.mktemp("guard") / "workspace")) as found:
        found.enter()
        yield found


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example:{port}", "127.0.0.1.nip.io:{port}", "127.0.0.1.:{port}", "localhost.:{port}"),
        "0x7f.1:{port}",
        *(
            "127.0.0.1:{port}@evil.example",
            "foo.localhost:{port}",
            "127.0.0.1",
            "127.0.0.1:1",
            "",
            "[::ffff:127.0.0.1]",
        ),
        *("2130706433:{port}", "127.1:{port}", "127.0.0.1:{port}, evil.example", "127.0.0.1:0{port}", "\t"),
    ],
)
def test_another_name_of_this_machine_is_refused_whatever_its_form(desk: OpenDesk, host: str) -> None:
    for path in ("/", "/static/desk.css", desk.link, "/no-such-page"):
        assert desk.ask("GET", path, headers={"Host": host.format(port=desk.port)}).status in (400, 421)


def test_two_names_are_refused(desk: OpenDesk) -> None:
    with socket.create_connection(("127.0.0.1", desk.port)) as raw:
        raw.sendall(f"GET / HTTP/1.1\r\nHost: {desk.own}\r\nHost: evil.example\r\n\r\n".encode())
        assert raw.recv(40).split()[1] in (b"400", b"421")


def test_other_names_of_the_loopback_address_lead_to_the_one_that_cookies_know(desk: OpenDesk) -> None:
    for name in (f"localhost:{desk.port}", f"LOCALHOST:{desk.port}", f"[::1]:{desk.port}"):
        reply = desk.ask("GET", "/members?text=a%26b", headers={"Host": name})
        assert (reply.status, reply.headers["location"]) == (307, f"{desk.url}/members?text=a%26b")
        assert desk.ask("POST", "/language", b"", {**FORM, "Host": name}).status == 421


def test_nobody_comes_in_without_the_cookie(desk: OpenDesk) -> None:
    stranger = OpenDesk(desk.port, desk.sessions)
    for place in PLACES:
        for method in ("GET", "POST"):
            assert stranger.ask(method, place.path, headers={"Sec-Fetch-Site": "same-origin"}).status == 403
    stranger.cookies = {f"valuereport-{desk.port}": "x" * 43}
    assert stranger.get("/").status == 403
    secret = next(iter(desk.cookies.values()))
    stranger.cookies = {f"valuereport-{desk.port + 1}": secret}  # the cookie of another desk on another port
    assert stranger.get("/").status == 403
    assert stranger.get("/static/desk.css").status == 200  # which the refusal itself needs


def test_the_link_works_once_and_a_new_one_comes(desk: OpenDesk) -> None:
    link = desk.link
    first, second = OpenDesk(desk.port, desk.sessions), OpenDesk(desk.port, desk.sessions)
    reply = first.ask("GET", link)
    cookie = reply.headers["set-cookie"]
    assert reply.status == 200
    assert 'content="0; url=/"' in reply.text
    assert cookie.startswith(f"valuereport-{desk.port}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "token" not in reply.text
    assert second.ask("GET", link).status == 403
    assert "set-cookie" not in second.ask("GET", "/enter?token=").headers
    assert second.ask("GET", second.link).status == 200
    assert first.get("/").status == second.get("/").status == 200


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "own"}, False),
        ({"Origin": "own"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://own"}, False),
        ({}, True),  # no browser; the cookie is needed all the same
    ],
)
def test_a_form_of_another_site_does_nothing(desk: OpenDesk, headers: dict[str, str], *, allowed: bool) -> None:
    sent = {name: value.replace("https://own", f"https://{desk.own}") for name, value in headers.items()}
    sent = {name: desk.url if value == "own" else value for name, value in sent.items()}
    reply = desk.ask("POST", "/language", b"language=de&back=/", {**FORM, **sent})
    assert reply.status == (303 if allowed else 403)


def test_methods_that_no_page_has_are_refused(desk: OpenDesk) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"):
        assert desk.ask(method, "/", headers={"Sec-Fetch-Site": "same-origin"}).status == 405


def test_what_is_too_large_is_refused_before_it_is_read(desk: OpenDesk) -> None:
    headers = {**FORM, "Sec-Fetch-Site": "same-origin", "Content-Length": str(2_000_000_000)}
    for path in ("/language", "/exports", "/", "/no-such-page"):
        with socket.create_connection(("127.0.0.1", desk.port)) as raw:
            cookie = f"valuereport-{desk.port}={next(iter(desk.cookies.values()))}"
            lines = [f"POST {path} HTTP/1.1", f"Host: {desk.own}", f"Cookie: {cookie}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            raw.sendall("\r\n".join([*lines, "", ""]).encode())
            assert b" 413 " in raw.recv(100)
    assert max(place.most for place in PLACES) <= UPLOAD_BYTES < 2_000_000_000


def test_what_does_not_say_its_size_is_refused_as_soon_as_it_is_too_large(desk: OpenDesk) -> None:
    cookie = f"valuereport-{desk.port}={next(iter(desk.cookies.values()))}"
    head = f"POST /language HTTP/1.1\r\nHost: {desk.own}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", desk.port)) as raw:
        raw.sendall(head.encode())
        try:
            for _ in range(40):
                raw.sendall(chunk)
        except OSError:
            pass  # it hung up
        assert b" 413 " in raw.recv(100)


@pytest.mark.parametrize(
    "path", ["/static/../desk.js", "/static/..%2f..%2f..%2fpyproject.toml", "/..%2f..%2fetc/passwd"]
)
def test_no_path_leads_out_of_the_pages(desk: OpenDesk, path: str) -> None:
    assert desk.ask("GET", path).status == 404


def test_every_answer_says_what_a_browser_may_do(desk: OpenDesk) -> None:
    for reply in (desk.get("/"), desk.get("/no-such-page"), OpenDesk(desk.port, desk.sessions).get("/")):
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "server" not in reply.headers


def test_a_way_back_leads_to_no_other_site(desk: OpenDesk) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "evil", ""):
        reply = desk.post("/language", back=back, language="de")
        assert (reply.status, reply.headers["location"]) == (303, "/")
