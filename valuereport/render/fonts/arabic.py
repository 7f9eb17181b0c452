"""Arabic letters one glyph each, so that a PDF's text can be read back, copied and read aloud letter by letter.

A PDF says of each glyph which text it stands for. A glyph for two letters is read back in the wrong order by many
readers, as they turn right-to-left text round glyph by glyph. So two letters never share a glyph here: joins that
are a matter of taste are left out, and lam-alef, which is not, becomes the whole shape for the lam and an
empty glyph for the alef.
"""

from __future__ import annotations

from typing import Any

from fontTools.ttLib.tables import _g_l_y_f, otTables

_OUTLINES: Any = _g_l_y_f  # fontTools makes the classes of its tables at run time
_TABLES: Any = otTables
_LAM = (0xFEDF, 0xFEE0)  # as they stand before a letter: Unicode's presentation forms
_ALEF = (0xFE8E, 0xFE82, 0xFE84, 0xFE88, 0xFB51)  # plain, with madda, hamza above and below, wasla
_LAM_ALEF = range(0xFEF5, 0xFEFD)
_SINGLE, _LIGATURE, _CHAINED = 1, 4, 6
_MARK_TO_BASE, _MARK_TO_LIGATURE = 4, 5
_MARK = 3  # GDEF's class of glyphs


def split_ligatures(font: Any) -> None:  # noqa: ANN401 - a font of fontTools, whose tables have no types
    """Change a font's substitutions so that every Arabic letter is a glyph of its own, joined as before."""
    cmap = font.getBestCmap()
    lam = {cmap[point] for point in _LAM if point in cmap}
    alef = {cmap[point] for point in _ALEF if point in cmap}
    table = font["GSUB"].table
    marks = {glyph for glyph, kind in font["GDEF"].table.GlyphClassDef.classDefs.items() if kind == _MARK}
    empty = {glyph: f"{glyph}.joined" for glyph in sorted(alef)}
    found: list[tuple[int, list[tuple[str, str, str]]]] = []
    for index, lookup in enumerate(table.LookupList.Lookup):
        pairs: list[tuple[str, str, str]] = []
        for subtable in lookup.SubTable:
            real = getattr(subtable, "ExtSubTable", subtable)
            if real.LookupType == _LIGATURE:
                pairs += _without_letters(real, lam, alef, marks)
        if pairs:
            found.append((index, pairs))
    if not found:
        return
    _add_empty(font, empty.values())
    for index, pairs in found:
        _chain(table, index, pairs, empty)
        _hold_marks(font["GPOS"].table, {empty[second]: shape for _, second, shape in reversed(pairs)})
    for tables in font["cmap"].tables:  # the whole shape stands for a lam now
        for point in _LAM_ALEF:
            tables.cmap.pop(point, None)


def _without_letters(subtable: Any, lam: set[str], alef: set[str], marks: set[str]) -> list[tuple[str, str, str]]:  # noqa: ANN401
    """Take the ligatures of letters out of a subtable; return those of lam and alef: the two, and their shape."""
    pairs: list[tuple[str, str, str]] = []
    for first, ligatures in list(subtable.ligatures.items()):
        pairs += [
            (first, ligature.Component[0], ligature.LigGlyph)
            for ligature in ligatures
            if first in lam and len(ligature.Component) == 1 and ligature.Component[0] in alef
        ]
        kept = [ligature for ligature in ligatures if first in marks and marks.issuperset(ligature.Component)]
        if kept:
            subtable.ligatures[first] = kept
        else:
            del subtable.ligatures[first]
    return pairs


def _add_empty(font: Any, names: Any) -> None:  # noqa: ANN401
    for name in names:
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphs[name] = _OUTLINES.Glyph()
        font["hmtx"].metrics[name] = (0, 0)
        font["GDEF"].table.GlyphClassDef.classDefs[name] = 1
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["maxp"].numGlyphs = len(font.getGlyphOrder())


def _chain(table: Any, index: int, pairs: list[tuple[str, str, str]], empty: dict[str, str]) -> None:  # noqa: ANN401
    """Put a rule for each pair in the place of lookup `index`: lam becomes the shape, alef the empty glyph."""
    lookups = table.LookupList.Lookup
    old = lookups[index]
    emptied = _append(table, dict(empty), old.LookupFlag)
    subtables = []
    for first, second, shape in pairs:
        rule = _TABLES.ChainContextSubst()
        rule.Format = 3
        rule.BacktrackCoverage, rule.BacktrackGlyphCount = [], 0
        rule.LookAheadCoverage, rule.LookAheadGlyphCount = [], 0
        rule.InputCoverage, rule.InputGlyphCount = [_coverage(first), _coverage(second)], 2
        rule.SubstLookupRecord = [_record(0, _append(table, {first: shape}, old.LookupFlag)), _record(1, emptied)]
        rule.SubstCount = 2
        subtables.append(rule)
    replaced = _TABLES.Lookup()
    replaced.LookupType, replaced.LookupFlag = _CHAINED, old.LookupFlag
    replaced.SubTable, replaced.SubTableCount = subtables, len(subtables)
    lookups[index] = replaced


def _hold_marks(table: Any, shapes: dict[str, str]) -> None:  # noqa: ANN401
    """Let a mark on the alef stand where it stood on the shape's second letter: both glyphs share one origin."""
    for lookup in list(table.LookupList.Lookup):
        for subtable in lookup.SubTable:
            real = getattr(subtable, "ExtSubTable", subtable)
            if real.LookupType != _MARK_TO_LIGATURE:
                continue
            attached = dict(zip(real.LigatureCoverage.glyphs, real.LigatureArray.LigatureAttach, strict=True))
            anchors = {
                glyph: attached[shape].ComponentRecord[-1].LigatureAnchor
                for glyph, shape in shapes.items()
                if shape in attached
            }
            if anchors:
                _add_lookup(table, "mark", _mark_to_base(real, anchors))


def _mark_to_base(marks: Any, anchors: dict[str, list[Any]]) -> Any:  # noqa: ANN401
    subtable = _TABLES.MarkBasePos()
    subtable.Format, subtable.ClassCount = 1, marks.ClassCount
    subtable.MarkCoverage, subtable.MarkArray = marks.MarkCoverage, marks.MarkArray
    subtable.BaseCoverage, subtable.BaseArray = _TABLES.Coverage(), _TABLES.BaseArray()
    subtable.BaseCoverage.glyphs = list(anchors)
    subtable.BaseArray.BaseRecord, subtable.BaseArray.BaseCount = [], len(anchors)
    for places in anchors.values():
        record = _TABLES.BaseRecord()
        record.BaseAnchor = places
        subtable.BaseArray.BaseRecord.append(record)
    lookup = _TABLES.Lookup()
    lookup.LookupType, lookup.LookupFlag = _MARK_TO_BASE, 0
    lookup.SubTable, lookup.SubTableCount = [subtable], 1
    return lookup


def _add_lookup(table: Any, tag: str, lookup: Any) -> None:  # noqa: ANN401
    table.LookupList.Lookup.append(lookup)
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            record.Feature.LookupListIndex.append(table.LookupList.LookupCount - 1)
            record.Feature.LookupCount = len(record.Feature.LookupListIndex)


def _append(table: Any, mapping: dict[str, str], flag: int) -> int:  # noqa: ANN401
    single = _TABLES.SingleSubst()
    single.mapping = mapping
    lookup = _TABLES.Lookup()
    lookup.LookupType, lookup.LookupFlag = _SINGLE, flag
    lookup.SubTable, lookup.SubTableCount = [single], 1
    table.LookupList.Lookup.append(lookup)
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    return len(table.LookupList.Lookup) - 1


def _coverage(glyph: str) -> Any:  # noqa: ANN401
    coverage = _TABLES.Coverage()
    coverage.glyphs = [glyph]
    return coverage


def _record(position: int, lookup: int) -> Any:  # noqa: ANN401
    record = _TABLES.SubstLookupRecord()
    record.SequenceIndex, record.LookupListIndex = position, lookup
    return record
