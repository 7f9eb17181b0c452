"""What is wrong with a text that is no TOML: the place, the character and the mend, where tomllib names a rule."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?xs)
    \#[^\n]*
    | (?P<basic> "{3} (?: \\. | (?!"{3}) [^\\] )* "{3,5} | "(?!"") (?: \\[^\n] | [^"\\\n] )* " )
    | '{3} (?: (?!'{3}). )* '{3,5} | '(?!'') [^'\n]* '
    | [\w \t\n.,:+\[\]{}-]+
    | (?P<equals> = [ \t]* = )
    | (?P<other> . )
    """
)
_ESCAPE: Final = re.compile(r'(?s)\\(?:[btnfr"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n|(?P<bad>.?))')
_TYPOGRAPHIC: Final = "“”„‟‘’‚‛«»‹›″′＂＇`´"
_INVISIBLE: Final = ("Zs", "Zl", "Zp", "Cf")  # categories of Unicode: spaces, separators, marks that nobody sees
_NO_BACKSLASH: Final = "/ in a path, or the text between ' and ': between \" and \" a \\ begins a special character"
_SWITCHES: Final = frozenset(("true", "false", "yes", "no", "on", "off", "ja", "nein", "oui", "non"))
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DAY: Final = re.compile(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_DECIMAL: Final = re.compile(r"\s*[-+]?\d+,\d")


@dataclass(frozen=True, slots=True)
class TomlFault:
    """What was found and what is allowed at a place in the text; a value is never shown, it may be a secret."""

    place: str
    found: str
    allowed: str


def toml_fault(text: str, error: tomllib.TOMLDecodeError) -> TomlFault:
    """Return what is wrong with `text` (with line feeds only); `error`: what tomllib says of it."""
    stated = _PLACE.search(str(error))
    line, column = (int(stated[1]), int(stated[2])) if stated and stated[1] else (text.count("\n") + 1, 1 << 60)
    strange = _strange(text)
    if strange:
        at, found, allowed = strange
        where = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        if where <= (line, column) or (where[0] == line and found not in ('"', "'")):
            return TomlFault("line {}, column {}".format(*where), found, allowed)
    found, allowed = _by_rule(_PLACE.sub("", str(error)), text.split("\n")[line - 1], column - 1)
    place = f"line {line}, column {column}" if stated and stated[1] else "the end of the file"
    return TomlFault(place, found, allowed)


def _strange(text: str) -> tuple[int, str, str] | None:
    """Return the first thing that no TOML has: where, what it is, what is allowed."""
    for token in _TOKEN.finditer(text):
        at = token.start()
        if token["equals"]:
            return at, token[0], "one = between a key and its value"
        if token["basic"]:
            for escape in _ESCAPE.finditer(token[0]):
                if escape["bad"] is not None:
                    return _backslash(text, at + escape.start())
        elif token["other"] and (strange := _character(text, at)):
            return strange
    return None


def _character(text: str, at: int) -> tuple[int, str, str] | None:
    """Return what is strange about a character that is in no text and no comment."""
    found = text[at]
    if found in _TYPOGRAPHIC:
        return at, found, f'a straight quotation mark, "; {found} is a typographic one'
    if unicodedata.category(found) in _INVISIBLE and found != " ":
        name = "byte-order mark" if found == "\ufeff" else unicodedata.name(found, "character").lower()
        return at, f"a {name} (U+{ord(found):04X})", "an ordinary space, or nothing"
    if found == "\\":
        return at, "a backslash outside of a text", f"a text between quotation marks; {_NO_BACKSLASH}"
    if found not in "\"'":
        return None
    if text.startswith(3 * found, at):
        return at, 3 * found, f"a text that ends with {3 * found}, too"
    rest = text[at : None if (end := text.find("\n", at)) < 0 else end]
    if curly := re.search(f"[{_TYPOGRAPHIC}](?=[^{_TYPOGRAPHIC}]*$)", rest):
        return at + curly.start(), curly[0], f"a straight quotation mark, {found}; {curly[0]} is a typographic one"
    if found == '"' and "\\" in rest:  # a path that ends with a backslash
        return _backslash(text, at + rest.index("\\"))
    return at, found, f"a text that ends with {found} on the same line: one of the two is missing"


def _backslash(text: str, at: int) -> tuple[int, str, str]:
    return at, f"a backslash before {text[at + 1 : at + 2].strip() or 'the line end'}", _NO_BACKSLASH


def _by_rule(rule: str, line: str, at: int) -> tuple[str, str]:
    """Return what was found and what is allowed where tomllib names a rule; `at`: where it stopped in the line."""
    value = line[:at].rpartition("=")[2] + line[at:]
    if rule == "Invalid value":
        word = re.split(r"[\s,#\]}]", line[at:], maxsplit=1)[0]
        if word.lower() in _SWITCHES:
            return word, "true or false, in small letters"
        return ("a word without quotation marks", 'a text between " and "') if word else ("nothing", "a value behind =")
    if rule.startswith("Expected newline"):
        if _DAY.match(value):
            return "a day in another order", "a day as 2026-12-31, or a text between quotation marks"
        if _DECIMAL.match(value):
            return "a number with a comma", "a point, as in 0.5"
        return "something behind the value", 'one value a line; a quotation mark inside a text is written \\"'
    if rule.startswith("Expected '='"):
        return line[at : at + 1] or "a key alone", "= between a key and its value"
    if rule == "Cannot overwrite a value":
        return "a key that the table has already", "each key once in a table"
    if at >= len(line) and "{" in line:
        return "a line end inside { }", "a table between { and } on one line, without a comma at its end"
    return rule, "TOML"
