"""What is allowed, in words for who writes the settings, where pydantic's own words are for programmers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic_core import ErrorDetails

_DAY: Final = "a day such as 2026-12-31"
_NUMBER: Final = "a number such as 0.5"
_WHOLE: Final = "a whole number"
_LIST: Final = 'a list: ["...", "..."]'
_TABLE: Final = "a table: {{ ... }}"
_ALLOWED: Final[Mapping[str, str]] = {
    "string_type": 'a text between " and "',
    "string_too_short": "a text that is not empty",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "a number, not infinity",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "mapping_type": _TABLE,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "greater_than": "a number above {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "a number under {lt}",
    "less_than_equal": "{le} or less",
    "literal_error": "{expected}",
    "too_short": "{min_length} or more of them",
}
"""By pydantic's types of errors (its documentation, "Validation Errors")."""
_ID: Final = r"^[a-z0-9][a-z0-9-]*$"


def allowed_in_words(error: ErrorDetails) -> str:
    """Return what is allowed in place of a value."""
    context, kind = error.get("ctx", {}), error["type"]
    if kind == "string_pattern_mismatch" and context.get("pattern") == _ID:
        return "small letters, digits and hyphens: member-area"
    if kind in _ALLOWED:
        return _ALLOWED[kind].format(**{name: _number(one) for name, one in context.items()})
    return error["msg"].removeprefix("Value error, ")


def _number(found: object) -> str:
    return f"{found:,}".removesuffix(".0") if isinstance(found, int | float) else str(found)
