"""Formulas of the driver tree: + - * / over ids of nodes and numbers, and nothing else."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MOST_DRIVERS: Final = 8
"""Of one formula: a change is divided among n drivers by 2^n evaluations."""

_LONGEST: Final = 400  # characters
_LARGEST: Final = 1e15
_TOKENS: Final = re.compile(r"(?:\s*(?:[a-z][a-z0-9_]*|\d+(?:\.\d+)?(?![\w.])|[-+*/()]))*\s*", re.ASCII)
_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression over the ids of nodes."""

    drivers: tuple[str, ...]  # in the order in which they first stand in it
    _expression: ast.expr

    def value(self, values: Mapping[str, float]) -> float | None:
        """Return its value where each driver has one of `values`; None where it has none (a division by zero)."""
        try:
            found = _value(self._expression, values)
        except (ZeroDivisionError, OverflowError):
            return None
        return found if math.isfinite(found) else None


@lru_cache(maxsize=256)
def formula_of(text: str) -> Formula:
    """Return the formula that a text is. Raises ValueError: what is allowed in place of it."""
    if len(text) > _LONGEST:
        raise ValueError(f"a formula of up to {_LONGEST} characters")
    allowed = "ids of nodes and numbers with + - * / and ( ), as in due * renewal_rate * 0.5"
    if not _TOKENS.fullmatch(text):
        raise ValueError(allowed)
    try:
        expression = ast.parse(" ".join(text.split()), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError(allowed) from None
    drivers = tuple(dict.fromkeys(_drivers(expression)))
    if not drivers:
        raise ValueError("one id of a node at least")
    if len(drivers) > MOST_DRIVERS:
        raise ValueError(f"up to {MOST_DRIVERS} drivers in one formula, not {len(drivers)}: make nodes of its parts")
    return Formula(drivers, expression)


def _drivers(part: ast.expr) -> list[str]:
    """Return the ids in an expression. Raises ValueError where something else is in it."""
    if isinstance(part, ast.BinOp) and type(part.op) in _OPERATIONS:
        return [*_drivers(part.left), *_drivers(part.right)]
    if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub | ast.UAdd):
        return _drivers(part.operand)
    if isinstance(part, ast.Name):
        return [part.id]
    if isinstance(part, ast.Constant) and isinstance(part.value, int | float) and part.value <= _LARGEST:
        return []
    raise ValueError(f"ids of nodes and numbers with + - * / and ( ) only, not {ast.unparse(part)}")


def _value(part: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(part, ast.BinOp):
        return _OPERATIONS[type(part.op)](_value(part.left, values), _value(part.right, values))
    if isinstance(part, ast.UnaryOp):
        inner = _value(part.operand, values)
        return -inner if isinstance(part.op, ast.USub) else inner
    if isinstance(part, ast.Name):
        return values[part.id]
    constant = part.value if isinstance(part, ast.Constant) else math.nan
    return float(constant) if isinstance(constant, int | float) else math.nan  # nothing else is in a formula
