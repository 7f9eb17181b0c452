"""The rooms and the directions between them (docs/design.md): stages meet only in pipeline, and no import cycles."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "valuereport"
LEAVES = {
    "databases",
    "errors",
    "events",
    "files",
    "model",
    "notation",
    "redaction",
    "settings",
    "storage",
    "unexpected",
    "workbooks",
}
STAGES = {"loaders", "combine", "calculator", "compose", "render", "batch", "deliver", "stories"}
ABOVE = {"cli", "pipeline", "__main__"}


def imports() -> dict[str, set[str]]:
    """Return which module imports which, inside the package; both as dotted names below it."""
    found: dict[str, set[str]] = {}
    names = {file: ".".join(file.relative_to(PACKAGE).with_suffix("").parts) for file in PACKAGE.rglob("*.py")}
    for file, name in names.items():
        targets = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("valuereport."):
                module = node.module.removeprefix("valuereport.")
                inside = {f"{module}.{alias.name}" for alias in node.names} & set(names.values())
                targets |= inside or ({module} if module in names.values() else {f"{module}.__init__"})
            elif isinstance(node, ast.ImportFrom) and node.module == "valuereport":
                targets |= {alias.name for alias in node.names if alias.name in names.values()}
        found[name] = targets
    return found


def room(module: str) -> str:
    return module.split(".")[0]


def test_stages_import_only_the_leaves() -> None:
    allowed = {stage: LEAVES | {stage} for stage in STAGES}
    allowed["compose"] |= {"wording"}
    allowed["deliver"] |= {"wording"}
    allowed["stories"] |= {"wording"}
    allowed |= {
        "wording": LEAVES | {"wording"},
        "console": LEAVES | {"console"},
        "preview": LEAVES | {"preview"},
        "sample": LEAVES | {"sample"},
    }
    allowed |= {
        "databases": set(),
        "notation": {"notation"},
        "errors": set(),
        "events": set(),
        "redaction": set(),
        "unexpected": {"errors", "files", "redaction", "storage"},
        "files": {"storage"},
        "storage": {"errors", "remote"},
        "remote": {"errors"},
        "model": {"errors", "model"},
        "workbooks": {"errors", "workbooks"},
        "settings": {"errors", "files", "model", "notation", "settings"},
    }
    for module, targets in imports().items():
        if room(module) in allowed:
            strangers = {target for target in targets if room(target) not in allowed[room(module)]}
            assert not strangers, f"{module} must not import {strangers}"
        else:
            assert room(module) in ABOVE | {"__init__"}, f"{module} stands in no room of the design"


def test_no_import_cycles() -> None:
    assert list(TopologicalSorter(imports()).static_order())  # raises CycleError


def test_only_the_command_line_exits() -> None:
    for file in PACKAGE.rglob("*.py"):
        if file.relative_to(PACKAGE).parts[0] != "cli":
            text = file.read_text(encoding="utf-8")
            assert "sys.exit" not in text, file
            assert "raise SystemExit" not in text, file


def test_whatever_a_command_says_is_printable() -> None:
    for file in (PACKAGE / "cli").glob("*.py"):
        assert file.name == "say.py" or "click.echo" not in file.read_text(encoding="utf-8"), f"{file}: say() says it"
