"""What helps is a value, and each is a command that can be given."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Sequence

import click
import pytest

from tests.commands import commands
from tests.test_architecture import below_the_command_line
from tests.test_architecture import parsed as package
from valuereport.cli.remedies import message
from valuereport.command_line import POSITIONAL, arguments_of, command_of
from valuereport.errors import ASK, RESUME, Remedy, RequestError, RunError


def remedies() -> Iterator[tuple[str, Remedy]]:
    """Yield each remedy that the code names, with values for what is known only then."""
    for file, nodes in below_the_command_line(package()):
        for node in nodes:
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


def test_the_argument_without_a_name_is_known_of_every_command() -> None:
    """The leaf that a desk uses knows no command, so what stands in it is held equal to them here."""
    found = {
        name: {one.name or "", (one.metavar or "").lower()}
        for name, command in commands()
        for one in command.params
        if isinstance(one, click.Argument)
    }
    assert POSITIONAL.keys() == found.keys()
    assert all(POSITIONAL[name] in called for name, called in found.items())


def parsed(name: str, words: Sequence[str]) -> dict[str, object]:
    """Return what a command takes words for."""
    command = dict(commands())[name]
    return command.make_context(name, list(words[len(name.split()) :]), resilient_parsing=True).params


@pytest.mark.parametrize(
    ("remedy", "shown", "given"),
    [
        (
            Remedy("statement", member="--output=/tmp", by="--yes", reissue="a 'b'", email=True, compare=False),
            """valuereport statement --by --yes --reissue 'a '"'"'b'"'"'' --email -- --output=/tmp""",
            ("statement", "--by=--yes", "--reissue=a 'b'", "--email", "--", "--output=/tmp"),
        ),
        (
            Remedy("email", run="r", member=("M1", "M 2")),
            "valuereport email --run r --member M1 --member 'M 2'",
            ("email", "--run=r", "--member=M1", "--member=M 2"),
        ),
        (Remedy("preview", members=("M1", "M2")), "valuereport preview M1 M2", ("preview", "--", "M1", "M2")),
        (Remedy("ledger list"), "valuereport ledger list", ("ledger", "list")),
    ],
)
def test_a_process_is_given_what_is_shown_and_no_value_becomes_an_option(
    remedy: Remedy, shown: str, given: tuple[str, ...]
) -> None:
    assert command_of(remedy) == shown
    assert arguments_of(remedy) == given
    words = parsed(remedy.action, given)
    assert words == parsed(remedy.action, shlex.split(shown)[1:])
    assert remedy.action != "statement" or words["member"] == "--output=/tmp"


def test_what_only_a_person_knows_is_shown_and_not_given() -> None:
    assert command_of(Remedy("map", paths=ASK)) == "valuereport map FILE_OR_FOLDER..."
    with pytest.raises(RequestError, match="run: found 'nothing'; allowed: a value"):
        arguments_of(Remedy("email", run=ASK))
