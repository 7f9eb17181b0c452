"""The examples for many machines: files that can be read, and commands that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from distributed.cli.dask_scheduler import main as dask_scheduler
from distributed.cli.dask_worker import main as dask_worker

from valuereport.cli import cli

DOCS = Path(__file__).parent.parent.parent / "docs"
EXAMPLES = DOCS / "many-machines"
COMMANDS = {"valuereport": cli, "dask": click.Group(commands={"scheduler": dask_scheduler, "worker": dask_worker})}


def documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all((EXAMPLES / name).read_text(encoding="utf-8")))


def containers(found: Any) -> Iterator[dict[str, Any]]:
    """Yield everything that runs a command, of either kind of file."""
    if isinstance(found, dict):
        if {"image", "args"} <= set(found) or {"image", "command"} <= set(found):
            yield found
        for value in found.values():
            yield from containers(value)
    elif isinstance(found, list):
        for value in found:
            yield from containers(value)


def check(words: list[str]) -> None:
    """Fail where a command line names a command or an option that is not there."""
    command: click.Command = COMMANDS[words[0]]
    rest = words[1:]
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest.pop(0))  # some are imported when they are called
        assert found, words
        command = found
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    unknown = {word for word in rest if word.startswith("--")} - known
    assert not unknown, (words, unknown)


@pytest.mark.parametrize("name", ["docker-compose.yml", "kubernetes.yaml"])
def test_every_container_runs_a_command_that_is_there(name: str) -> None:
    found = list(containers(documents(name)))
    assert len(found) == 3  # scheduler, worker, batch
    for one in found:
        check(one.get("args") or one["command"])


def test_the_documentation_names_commands_that_are_there() -> None:
    text = (DOCS / "many-machines.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    (?:.* )?((?:valuereport|dask) [a-z].*)$", text, re.MULTILINE)
    lines = [line for line in lines if "──" not in line and "  " not in line]
    assert len(lines) >= 3
    for line in lines:
        check(line.split())


def test_every_file_that_the_documentation_names_is_there() -> None:
    text = (DOCS / "many-machines.md").read_text(encoding="utf-8")
    for name in re.findall(r"\]\(([^):#]+)(?:#[^)]*)?\)", text):
        assert (DOCS / name).is_file(), name
    assert "requirements.lock" in (EXAMPLES / "Dockerfile").read_text(encoding="utf-8")


def test_the_scheduler_is_where_the_batch_looks_for_it() -> None:
    cluster, _, job = documents("kubernetes.yaml")
    words = job["spec"]["template"]["spec"]["containers"][0]["args"]
    assert words[words.index("--dask") + 1] == f"tcp://{cluster['metadata']['name']}-scheduler:8786"
    services = documents("docker-compose.yml")[0]["services"]
    assert services["batch"]["command"][-1] == "tcp://scheduler:8786"
    assert not any("ports" in service for service in services.values())
