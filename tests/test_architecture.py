"""The rooms and the directions between them (docs/design.md): stages meet only above; no cycles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import click
import pytest

from tests.commands import commands
from valuereport.cli import cli

PACKAGE = Path(__file__).parent.parent / "valuereport"
LEAVES = {
    "answers",
    "audit",
    "command_line",
    "databases",
    "errors",
    "events",
    "file_locks",
    "files",
    "model",
    "notation",
    "output_folder",
    "presets",
    "problem_kinds",
    "pulls",
    "redaction",
    "remote",
    "settings",
    "storage",
    "tokens",
    "unexpected",
    "versions",
    "workbooks",
}
STAGES = {
    *("mapping", "loaders", "combine", "calculator", "insights", "compose", "render", "batch", "deliver", "stories"),
    *("connect", "preview"),
}
SPEAK = {"compose", "deliver", "stories"}
"""Stages that know the words of a locale."""
LAYERS = {
    "pipeline": LEAVES | STAGES | {"pipeline", "wording"},
    "actions": LEAVES | STAGES | {"actions", "pipeline", "sample", "wording"},
    "console": LEAVES | {"console", "mapping"},
    "cli": LEAVES | {"actions", "cli", "console", "desk"},
    "desk": LEAVES | {"actions", "desk", "wording"},
    "__main__": {"cli"},
}
BELOW_CLI = LEAVES | STAGES | {"actions", "pipeline", "sample", "wording"}


Nodes = dict[Path, list[ast.AST]]
"""Of each file of the package what is in it."""


@cache
def parsed() -> Nodes:
    """Parse the package, once in a process."""
    return {file: list(ast.walk(ast.parse(file.read_text(encoding="utf-8")))) for file in sorted(PACKAGE.rglob("*.py"))}


@pytest.fixture(scope="module")
def nodes() -> Nodes:
    return parsed()


@pytest.fixture(scope="module")
def imports(nodes: Nodes) -> dict[str, set[str]]:
    """Return which module imports which, inside the package; both as dotted names below it."""
    found: dict[str, set[str]] = {}
    names = {file: module_of(file) for file in nodes}
    for file, name in names.items():
        targets = set()
        for node in nodes[file]:
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("valuereport."):
                module = node.module.removeprefix("valuereport.")
                inside = {f"{module}.{alias.name}" for alias in node.names} & set(names.values())
                targets |= inside or ({module} if module in names.values() else {f"{module}.__init__"})
            elif isinstance(node, ast.ImportFrom) and node.module == "valuereport":
                targets |= {alias.name for alias in node.names if alias.name in names.values()}
        found[name] = targets
    return found


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts)


def room(module: str) -> str:
    return module.split(".")[0]


def test_stages_import_only_the_leaves(imports: dict[str, set[str]]) -> None:
    allowed = {stage: LEAVES | {stage} | ({"wording"} if stage in SPEAK else set()) for stage in STAGES}
    allowed |= {"wording": LEAVES | {"wording"}, "sample": LEAVES | {"sample"}} | LAYERS
    allowed |= {
        "answers": {"answers", "errors", "model", "presets", "pulls", "settings"},
        "audit": {"audit", "errors", "model", "settings"},
        "command_line": {"errors"},
        "databases": set(),
        "file_locks": {"files"},
        "notation": {"notation"},
        "output_folder": {"errors", "files"},
        "errors": set(),
        "events": {"errors"},
        "presets": {"model", "notation", "presets"},
        "problem_kinds": {"errors", "model"},
        "pulls": {"errors", "files", "pulls"},
        "redaction": set(),
        "unexpected": {"errors", "files", "redaction", "storage"},
        "files": {"storage"},
        "storage": {"errors", "remote"},
        "remote": {"errors"},
        "tokens": {"errors", "notation"},
        "model": {"errors", "model"},
        "versions": set(),
        "workbooks": {"errors", "workbooks"},
        "settings": {"errors", "files", "model", "notation", "presets", "settings"},
    }
    for module, targets in imports.items():
        if module != "__init__":
            assert room(module) in allowed, f"{module} stands in no room of the design"
            strangers = {target for target in targets if room(target) not in allowed[room(module)] | {"__init__"}}
            assert not strangers, f"{module} must not import {strangers}"


def test_no_import_cycles(imports: dict[str, set[str]]) -> None:
    assert list(TopologicalSorter(imports).static_order())  # raises CycleError


def below_the_command_line(nodes: Nodes) -> Iterator[tuple[Path, list[ast.AST]]]:
    """Yield each file of the rooms that a desk uses, too."""
    return ((file, found) for file, found in nodes.items() if room(module_of(file)) in BELOW_CLI)


def test_only_the_command_line_knows_a_terminal(nodes: Nodes) -> None:
    for file, found in below_the_command_line(nodes):
        for node in found:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"click", "rich"}, file
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "input", "SystemExit"), f"{file}:{node.lineno}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) != ("sys", "exit"), f"{file}:{node.lineno}"


def test_only_the_desk_knows_its_server_and_only_its_command_knows_the_desk(nodes: Nodes) -> None:
    for file, found in nodes.items():
        module = module_of(file)
        for node in found:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.split(".")[0] for name in names} & {"starlette", "uvicorn"}:
                assert room(module) == "desk", file
            if any(name.startswith("valuereport.desk") for name in names):
                assert room(module) == "desk" or module == "cli.desk", file


def test_no_message_below_the_command_line_names_a_command_or_an_option(nodes: Nodes) -> None:
    """What helps is a Remedy: a desk has buttons."""
    names = "|".join(cli.list_commands(click.Context(cli)))
    options = {option for _, command in commands() for each in command.params for option in each.opts}
    words = re.compile(rf"\bvaluereport (?:{names})\b|(?<![-\w])--[a-z-]+\b")
    for file, inside in below_the_command_line(nodes):
        docstrings = {
            node.body[0].value
            for node in inside
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in inside:
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and " " in node.value
                and node not in docstrings
            ):
                found = words.findall(node.value)
                ours = [one for one in found if one in options or one.startswith("valuereport")]
                assert not ours, f"{file}:{node.lineno}: {ours}"


def test_whatever_a_command_says_is_printable() -> None:
    for file in (PACKAGE / "cli").rglob("*.py"):
        assert file.name == "say.py" or "click.echo" not in file.read_text(encoding="utf-8"), f"{file}: say() says it"
