"""Who may ask for which action: each action names the role that it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from valuereport.errors import NotAllowedError
from valuereport.model.person import Person, Role

if TYPE_CHECKING:  # what needs no workspace does not wait for one
    from valuereport.actions.workspace import Workspace

A = TypeVar("A", "Workspace", Person)
"""What an action begins with: the workspace with its person; the person alone, where there may be no workspace yet."""
P = ParamSpec("P")
R = TypeVar("R")


def needs(
    role: Role, of_request: Callable[..., Role] | None = None
) -> Callable[[Callable[Concatenate[A, P], R]], Callable[Concatenate[A, P], R]]:
    """Let an action raise NotAllowedError, before it does anything, where the person who asks has a lower role.

    `role`: the least that is needed. `of_request`: where it hangs on what is asked for, says which one is needed; it
    gets the arguments behind the first one by position.
    """

    def decorate(action: Callable[Concatenate[A, P], R]) -> Callable[Concatenate[A, P], R]:
        @wraps(action)
        def checked(first: A, /, *arguments: P.args, **named: P.kwargs) -> R:
            person = first if isinstance(first, Person) else first.person
            check_role(person, role)
            if of_request:
                given = signature(action).bind(first, *arguments, **named).args[1:]
                check_role(person, of_request(*given))
            return action(first, *arguments, **named)

        checked.__dict__["needs"] = (role, of_request)  # `wraps` of another decorator keeps it
        return checked

    return decorate


def check_role(person: Person, needed: Role) -> None:
    """Raise NotAllowedError where a person has a lower role than the needed one."""
    if not person.may(needed):
        raise NotAllowedError(person.name, person.role, needed)


def allowed(person: Person, action: Callable[..., Any], *arguments: object) -> bool:
    """Return whether a person may ask for an action; `arguments`: those behind the workspace.

    Without arguments: whether there is anything that the person may ask of it.
    """
    role, of_request = _needs(action)
    return person.may(role) and (not arguments or of_request is None or person.may(of_request(*arguments)))


def _needs(action: Callable[..., Any]) -> tuple[Role, Callable[..., Role] | None]:
    """Return what an action was decorated with. Raises KeyError for a function that is none."""
    found: tuple[Role, Callable[..., Role] | None] = action.__dict__["needs"]
    return found
