"""The container's files: what the Dockerfile needs is there; its entry point hands on what reaches the container."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def test_every_step_of_the_dockerfile_is_known_and_every_file_of_it_is_there() -> None:
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    script = (ROOT / "scripts" / "dockerfile-steps").read_text(encoding="utf-8")
    for line in steps:
        assert f'"{line.split(" ")[0]}"' in script, line
    (entry,) = (line for line in steps if line.startswith("ENTRYPOINT"))
    file = ROOT / re.findall(r"/opt/valuereport/([\w/-]+)", entry)[0]
    assert os.access(file, os.X_OK)
    assert any("scripts/setup requirements.lock" in line for line in steps)
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r'"(127\.0\.0\.1):(\d+):(\d+)"', compose) == [("127.0.0.1", "8765", "8000")]
    assert "8765" in file.read_text(encoding="utf-8")
    assert "EXPOSE 8000" in steps


def test_the_entry_point_hands_on_to_a_desk_that_listens_on_the_loopback_address(tmp_path: Path) -> None:
    if not shutil.which("socat"):
        pytest.skip("no socat (Debian: apt-get install socat)")
    if not (ROOT / ".venv" / "bin" / "valuereport").exists():
        pytest.skip("no .venv in the project's folder")
    with socket.socket() as free, socket.socket() as inner:
        free.bind(("127.0.0.1", 0))
        outer = free.getsockname()[1]
        if inner.connect_ex(("127.0.0.1", 8765)) == 0:
            pytest.skip("somebody listens on port 8765")
    command, environment = [str(ROOT / "scripts" / "desk-in-container")], {**os.environ, "DESK_OUTER_PORT": str(outer)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout
            link = process.stdout.readline().strip().removeprefix("http://127.0.0.1:8765")
            for _ in range(100):
                connection = http.client.HTTPConnection("127.0.0.1", outer, timeout=30)
                try:
                    connection.request("GET", link, headers={"Host": "127.0.0.1:8765"})
                    break
                except ConnectionRefusedError:  # the forwarder is not there yet
                    connection.close()
                    time.sleep(0.05)
            answer = connection.getresponse()
            connection.close()
            assert answer.status == 200
            assert "valuereport-8765=" in (answer.getheader("set-cookie") or "")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
