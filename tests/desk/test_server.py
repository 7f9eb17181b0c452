"""The command, as a process: what it prints and opens, how it ends, and a desk behind a proxy."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands import run
from tests.desks import OpenDesk
from tests.workspaces import edited, sample_workspace
from valuereport.desk.guard.session import Sessions
from valuereport.desk.server import bound_socket
from valuereport.errors import RequestError

USERS = """[[user]]
name = "Zoë Groß"
role = "approver"

[[user]]
name = "visitor"
role = "viewer"
"""


@contextmanager
def started(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "valuereport", "desk", *options]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_line_is_the_address_and_a_signal_ends_it_in_good_order(tmp_path: Path, number: int) -> None:
    folder = sample_workspace(tmp_path / "workspace")
    with started(folder, "--no-browser") as process:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline().strip()
        assert line.startswith("http://127.0.0.1:")
        assert "Ctrl-C stops it" in process.stderr.readline()
        file = folder / ".desk" / "open.html"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert line.replace("&", "&amp;") in file.read_text(encoding="utf-8")
        port = int(line.split(":")[2].split("/")[0])
        desk = OpenDesk(port, Sessions())
        assert desk.ask("GET", line.removeprefix(desk.url)).status == 200
        assert desk.get("/").status == 200
        assert line not in file.read_text(encoding="utf-8")  # the link that was used is no more; the file has a new one
        process.send_signal(number)
        assert process.wait(30) == 0
        assert not file.exists()
        assert not process.stderr.read()


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    folder = sample_workspace(tmp_path / "workspace")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("desk", "--no-browser", "--port", port, "--config", folder / "valuereport.toml")
        assert done.returncode == 2
        assert f"--port: found {port}; allowed: a port that is free" in done.stderr


def behind(folder: Path) -> Path:
    """Return the settings of a workspace whose desk stands behind a proxy."""
    (folder / "desk-users.toml").write_text(USERS, encoding="utf-8")
    settings = folder / "valuereport.toml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("\n[desk]\n") == 1
    own = re.sub(r"(?m)^(address|user_header) = .*\n", "", text.partition("\n[desk]\n")[2])
    desk = '\n[desk]\naddress = "https://desk.example.org"\nuser_header = "X-Remote-User"\n'
    settings.write_text(text.partition("\n[desk]\n")[0] + desk + own, encoding="utf-8")
    return settings


def test_behind_a_proxy_the_header_says_who_it_is_and_the_file_which_role(tmp_path: Path) -> None:
    folder = sample_workspace(tmp_path / "workspace")
    behind(folder)
    path = tmp_path / "s"
    with started(folder, "--behind-proxy", str(path)) as process:
        assert process.stderr
        assert "https://desk.example.org" in process.stderr.readline()
        assert stat.S_IMODE(path.stat().st_mode) == 0o660

        def ask(method: str, page: str, **headers: str) -> tuple[int, str]:
            with socket.socket(socket.AF_UNIX) as raw:
                raw.connect(str(path))
                connection = http.client.HTTPConnection("desk.example.org")
                connection.sock = raw
                sent = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
                connection.request(method, page, headers=sent)
                answer = connection.getresponse()
                return answer.status, answer.read().decode()

        assert "Zoë Groß (approver)" in ask("GET", "/", X_Remote_User="Zoë Groß")[1]
        assert ask("GET", "/check", X_Remote_User="visitor")[0] == 403
        assert ask("GET", "/", X_Remote_User="nobody")[0] == 403
        assert ask("GET", "/", X_Remote_User="")[0] == 403
        assert ask("GET", "/")[0] == 403
        assert ask("GET", "/enter?token=", X_Remote_User="visitor")[0] == 404  # there is no link here
        assert ask("GET", "/", X_Remote_User="visitor", Host="evil.example")[0] == 421
        own = {"X_Remote_User": "visitor", "Origin": "https://desk.example.org", "Content_Length": "0"}
        assert ask("POST", "/language", **own)[0] == 303
        assert ask("POST", "/language", **{**own, "Origin": "http://desk.example.org"})[0] == 403
        (folder / "desk-users.toml").write_text(USERS.replace('"viewer"', '"operator"'), encoding="utf-8")
        assert ask("GET", "/check", X_Remote_User="visitor")[0] == 200  # the file is read each time
        (folder / "desk-users.toml").write_text("[[user]]\nname = 1\n", encoding="utf-8")
        status, text = ask("GET", "/", X_Remote_User="visitor")
        assert status == 503
        assert "desk-users" not in text
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert not path.exists()


def test_a_socket_that_a_killed_desk_left_is_used_again_and_another_file_is_not(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with bound_socket(path), pytest.raises(RequestError, match="in use"):  # somebody listens there
        bound_socket(path)
    assert path.is_socket()
    bound_socket(path).close()
    path.unlink()
    path.write_text("somebody's", encoding="utf-8")
    with pytest.raises(RequestError, match="in use"):
        bound_socket(path)
    assert path.read_text(encoding="utf-8") == "somebody's"


def test_a_desk_behind_a_proxy_needs_to_know_its_address_its_header_and_its_users(tmp_path: Path) -> None:
    folder = sample_workspace(tmp_path / "workspace")
    settings = behind(folder)
    for old, key in (
        ('address = "https://desk.example.org"\n', "desk.address"),
        ('user_header = "X-Remote-User"\n', "desk.user_header"),
    ):
        text = settings.read_text(encoding="utf-8")
        edited(settings, old, "")
        done = run("desk", "--behind-proxy", tmp_path / "s", "--config", settings)
        assert done.returncode == 2
        assert key in done.stderr
        settings.write_text(text, encoding="utf-8")
    (folder / "desk-users.toml").unlink()
    done = run("desk", "--behind-proxy", tmp_path / "s", "--config", settings)
    assert done.returncode == 2
    assert "desk-users.toml" in done.stderr
    done = run("desk", "--behind-proxy", tmp_path / "s", "--port", "8000", "--config", settings)
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert not os.path.lexists(tmp_path / "s")
