"""`valuereport presets`: a line for each export that is known, or one of them whole."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from valuereport.answers.presets import lines_to_copy
from valuereport.presets import ASKS, Headings, Origin, Preset, presets

_NOT_READ = "recognised, and not read"


def presets_text(found: Sequence[Preset]) -> str:
    """Return a line for each preset, under its system."""
    name = max(len(one.name) for one in found)
    table = max(len(one.table or "-") for one in found)
    lines: list[str] = []
    for at, one in enumerate(found):
        if at == 0 or found[at - 1].system != one.system:
            lines += ["", one.system] if lines else [one.system]
        lines.append(f"  {one.name:<{name}}  {one.table or '-':<{table}}  {one.holds}")
    return "\n".join(lines)


def preset_text(preset: Preset) -> str:
    """Return one preset whole."""
    lines = [
        f"{preset.name}: {preset.system}, {preset.holds}",
        f"feeds: {preset.table or _NOT_READ}",
        f"known from: {preset.source}",
        "",
        *_signature(preset),
    ]
    if preset.columns:
        lines += ["", "What feeds which column (the best first):"]
        width = max(map(len, preset.columns))
        lines += [f"  {name:<{width}}  {_origins(each)}" for name, each in preset.columns.items()]
    lines += _also(preset)
    if preset.never:
        lines += ["", "What is not mapped, and why:"]
        lines += [f"  {heading}: {reason}" for heading, reason in preset.never.items()]
    if preset.asks:
        lines += ["", "What it cannot know, and you have to say:", *(f"  {one}: {ASKS[one]}" for one in preset.asks)]
    if toml := lines_to_copy(preset):
        lines += ["", "For valuereport.toml:", "", textwrap.indent(toml.rstrip(), "    ")]
    elif preset.table == "opt_outs" and preset.records:
        lines += ["", f'No source: name "pull:{preset.system_name}" in do_not_email of [email].']
    elif preset.table == "opt_outs":
        lines += ["", "No source: its addresses belong into the file that do_not_email in [email] names."]
    return "\n".join(lines)


def _signature(preset: Preset) -> list[str]:
    if other := next((one.name for one in presets().values() if one.instead == preset.name), ""):
        return [f"It has the headings of {other}, which is what such a file is taken for: name this one yourself."]
    if preset.records:
        return [f"Read from a pull of {preset.system}: no file is recognised by it."]
    if not preset.signature:
        return ["Its heading row is not known, so it recognises no file by itself."]
    named = [" or ".join(form or "(blank)" for form in forms) for forms in preset.signature]
    lines = ["Recognised by these headings:", *(f"  {one}" for one in named)]
    return [*lines, f"  and none of {', '.join(preset.unless)}"] if preset.unless else lines


def _origins(origins: Iterable[Origin]) -> str:
    return "; else ".join(map(_origin, origins))


def _origin(origin: Origin) -> str:
    if origin.value is not None:
        return f'always "{origin.value}"'
    if origin.above is not None:
        return f"the cell under {origin.above}, above the table"
    text = " + ".join(origin.column)
    if origin.less:
        text += f" less {origin.less}"
    if origin.unit:
        text += f" ({origin.unit})"
    if origin.map:
        text += f" ({_words(origin.map)})"
    return text


def _words(words: Mapping[str, str]) -> str:
    return ", ".join(f"{word} = {meant}" for word, meant in words.items())


def _also(preset: Preset) -> list[str]:
    """Return how the file is read besides its columns."""
    facts = [
        *(f"only rows whose {heading} is {_one_of(words)}" for heading, words in preset.where.items()),
        *(f"no rows whose {heading} is {_one_of(words)}" for heading, words in preset.where_not.items()),
        *([f"the table after {preset.after}"] if preset.after else []),
        *([f"it ends at {_one_of(preset.until)}"] if preset.until else []),
        *([f"no data: rows that begin with {_one_of(preset.footers)}"] if preset.footers else []),
        *([f"mean nothing: {', '.join(preset.empty)}"] if preset.empty else []),
        *([f"days as {preset.date_order}"] if preset.date_order else []),
        *([f"decimal mark {preset.decimal}"] if preset.decimal else []),
        *([f"{preset.unpivot.group} columns an item become a row an item"] if preset.unpivot else []),
        *(["two rows a visit, of coming and of going, become one"] if preset.pairs else []),
        *(["rejoins of one person at one occasion are merged"] if preset.merge_intervals else []),
    ]
    return ["", "How it is read:", *(f"  {fact}" for fact in facts)] if facts else []


def _one_of(words: str | Headings) -> str:
    return words if isinstance(words, str) else " or ".join(words)
