"""What helps is a value, and each is a command that can be given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.commands import commands
from tests.test_architecture import below_the_command_line
from valuereport.cli.remedies import message
from valuereport.errors import ASK, RESUME, Remedy, RequestError, RunError


def remedies() -> Iterator[tuple[str, Remedy]]:
    """Yield each remedy that the code names, with values for what is known only then."""
    for file, tree in below_the_command_line():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Remedy":
                if node.args and not isinstance(node.args[0], ast.Constant):
                    continue  # of the command that was given
                action = ast.literal_eval(node.args[0]) if node.args else ""
                known = {
                    str(each.arg): True if isinstance(each.value, ast.Constant) and each.value.value is True else "x"
                    for each in node.keywords
                }
                asked = {str(each.arg) for each in node.keywords if isinstance(each.value, ast.Name)}
                yield f"{file}:{node.lineno}", Remedy(action, **(known | dict.fromkeys(asked)))


def test_every_remedy_is_a_command_that_can_be_given() -> None:
    options = {option for _, command in commands() for each in command.params for option in each.opts}
    count = 0
    for where, remedy in remedies():
        text = message(RunError("so", remedy))
        count += 1
        if remedy.action:
            assert text.startswith(f"so: valuereport {remedy.action}"), where
        assert set(re.findall(r"--[a-z-]+", text)) <= options, where
    assert count > 10


@pytest.mark.parametrize(
    ("remedies", "text"),
    [
        ((Remedy("approve", run="r", by=ASK),), "so: valuereport approve r --by NAME"),
        ((Remedy("batch", run="my run", resume=True),), "so: valuereport batch --run 'my run' --resume"),
        ((RESUME, Remedy(run=ASK)), "so with --resume or --run NAME"),
        ((Remedy("check"), Remedy("ledger list")), "so: valuereport check, valuereport ledger list"),
        ((), "so"),
    ],
)
def test_remedies_end_the_message(remedies: tuple[Remedy, ...], text: str) -> None:
    assert message(RunError("so", *remedies)) == text


def test_a_request_is_named_as_it_was_typed() -> None:
    error = RequestError("hand_over_to", "x", "nothing")
    assert message(error) == "the command line: --hand-over-to: found 'x'; allowed: nothing"
