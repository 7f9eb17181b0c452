"""A comparison as a table: for a terminal, and as a section of a Markdown file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sections import line, machine

Measured = dict[str, Any]
_RATIOS = (("plates", "typst"), ("plates", "weasyprint-documented"), ("direct", "weasyprint-documented"))
_COMPARED = {"cpu_ms": "CPU", "mean_cpu_ms": "mean CPU", "wall_ms": "wall", "mean_wall_ms": "mean wall"}
_HEADS = (
    *("engine", "CPU ms", "mean", "wall ms", "mean", "times plates", "once s", "KB", "peak MB", "tagged"),
    *("outloud errors", "warnings"),
)
HEADING = "## The same statements by other engines"


def as_table(measured: Measured) -> str:
    """Return a comparison for people at a terminal."""
    rows = [_HEADS, *_rows(measured)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    return "\n".join([_told(measured), "", *lines, "", *_ratios(measured)])


def as_markdown(measured: Measured) -> str:
    engines: Measured = measured["engines"]
    versions = [f"- {name}: {figures['version']}" for name, figures in engines.items() if figures["version"]]
    lines = [
        f"`python benchmarks/compare.py --members {measured['members']}`, {datetime.now(UTC):%d %B %Y}. {machine()}.",
        "",
        _told(measured),
        "",
        line(_HEADS),
        line(["---", *["---:"] * (len(_HEADS) - 1)]),
        *map(line, _rows(measured)),
        "",
        *(f"- {ratio}" for ratio in _ratios(measured)),
        "",
        "Versions:",
        "",
        *versions,
    ]
    return "\n".join(lines)


def _rows(measured: Measured) -> list[tuple[str, ...]]:
    engines: Measured = measured["engines"]
    plates = engines.get("plates", {}).get("cpu_ms")
    return [
        (
            name,
            f"{figures['cpu_ms']:.1f}",
            f"{figures['mean_cpu_ms']:.1f}",
            f"{figures['wall_ms']:.1f}",
            f"{figures['mean_wall_ms']:.1f}",
            f"{figures['cpu_ms'] / plates:.1f}" if plates else "",
            f"{figures['once_cpu_ms'] / 1000:.1f}",
            f"{figures['bytes'] / 1000:.1f}",
            f"{figures['rss_mb']:.0f}",
            "yes" if figures["tagged"] else "no",
            str(figures.get("outloud_errors", "")),
            str(figures.get("outloud_warnings", "")),
        )
        for name, figures in engines.items()
    ]


def _told(measured: Measured) -> str:
    """Return what was measured, in a sentence or two."""
    told = (
        f"{measured['members']} statements by each engine, of a run of {measured['run']:,}; medians and means for one, "
        "from a valuation to the file."
    )
    plates = measured["engines"].get("plates")
    if plates:
        made, ways = plates["plates_made"], plates["by_plate"] + plates["by_direct"]
        told += f" With plates: {made} plates were made before, and {plates['by_plate'] / ways:.0%} went by plate."
    return told


def _ratios(measured: Measured) -> list[str]:
    """Return the ratios that the project promises."""
    engines: Measured = measured["engines"]
    return [
        f"{one} / {other}: "
        + ", ".join(f"{words} {engines[one][key] / engines[other][key]:.3f}" for key, words in _COMPARED.items())
        for one, other in _RATIOS
        if one in engines and other in engines
    ]
