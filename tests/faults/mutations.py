"""Ways to spoil the files of a workspace: bytes of any kind, tables, settings, catalogues, workbooks, Parquet.

Each takes a random generator and what a file holds, and returns what it shall hold: the same for the same seed.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet

from tests.faults.oddities import CELLS, CHARSETS, ENTITIES, LINES, MESSAGES, PLURALS, TEXTS, VALUES

Mutation = Callable[[Random, bytes], bytes]


def mutated(random: Random, name: str, data: bytes) -> bytes:
    """Return what a file shall hold instead, by what kind of file it is."""
    own = _BY_KIND.get(name.rpartition(".")[2], [])
    way = random.choice([*own, *own, *_ANY])
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        data = way(random, data)
    return data


# ---- Bytes of any kind ----


def _flipped(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice([1, 3, 20, 200])):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _overwritten(random: Random, data: bytes) -> bytes:
    at, some = random.randrange(len(data) + 1), random.choice([b"\xff", b"\0", b"\x80", b"\x7f", random.randbytes(1)])
    return data[:at] + some * random.choice([1, 4, 64]) + data[at + 4 :]


def _cut(random: Random, data: bytes) -> bytes:
    return data[: random.choice([0, 1, 4, random.randrange(len(data) + 1), max(0, len(data) - 1)])]


def _without(random: Random, data: bytes) -> bytes:
    start, length = random.randrange(len(data) + 1), random.choice([1, 16, 1000])
    return data[:start] + data[start + length :]


def _twice(random: Random, data: bytes) -> bytes:
    start, length = random.randrange(len(data) + 1), random.choice([1, 16, 1000])
    return data[:start] + data[start : start + length] * random.choice([2, 2, 50]) + data[start + length :]


def _swapped(random: Random, data: bytes) -> bytes:
    a, b, c = sorted(random.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _inserted(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(TEXTS).encode() + data[at:]


def _something_else(random: Random, data: bytes) -> bytes:
    heads = (b"PK\x03\x04", b"PAR1", b"\xef\xbb\xbf", b"\xff\xfe", b"%PDF-1.7", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0")
    others = [b"PAR1", b"\0" * 5000, b"\n" * 5000, data * 3, data[::-1], random.randbytes(3000)]
    return random.choice([*others, *(head + data for head in heads)])


_ANY: list[Mutation] = [_flipped, _overwritten, _cut, _without, _twice, _swapped, _inserted, _something_else]


# ---- Lines, tables, settings, catalogues ----


def _lines(random: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    way = random.randrange(4)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(at, lines[other])
    elif way == 2:
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at:at] = lines[other : other + 5] * random.choice([1, 30])
    return b"\n".join(lines)


def _cell(random: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at = random.choice([0, random.randrange(len(lines)), random.randrange(len(lines))])
    delimiter = max((b",", b";", b"\t"), key=lines[at].count)
    cells = lines[at].split(delimiter)
    text = random.choice(TEXTS)
    cells[random.randrange(len(cells))] = random.choice([text, '"' + text.replace('"', '""') + '"']).encode()
    lines[at] = delimiter.join(cells)
    return b"\n".join(lines)


def _long_line(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice([b"x", b",", b'"', b"\\", b"[", b'{"a":', b" "]) * 3_000_000 + data[at:]


def _encoding(random: Random, data: bytes) -> bytes:
    other = random.choice(["utf-16", "utf-16-be", "utf-32", "utf-7", "cp037", "cp1252", "utf-8-sig"])
    return data.decode("utf-8", "replace").encode(other, "replace")


def _json_value(random: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    deep = ["[" * 100_000, '{"a":' * 100_000, '{"a":' * 900 + "1" + "}" * 900, '{"a":1e99999}', '{"a":NaN}']
    lines[at] = (_odd_json(random, lines[at]) if random.random() < 0.7 else random.choice(deep)).encode()
    return b"\n".join(lines)


def _odd_json(random: Random, line: bytes) -> str:
    values = [None, True, [], {}, [[[]]], {"a": {"b": [1]}}, 10**400, 1e308, -1, ["x"] * 1000, [None], "\ud800"]
    odd = random.choice([*TEXTS, *values])
    try:
        found: Any = json.loads(line)
    except ValueError:
        found = {"a": 1}
    if isinstance(found, dict) and found:
        key = random.choice(list(found))
        odd = {**found, random.choice([key, key, "", "a.b", "x" * 5000]): odd}
    return json.dumps(odd)


def _toml_value(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    found = list(re.finditer(r"(?m)^[\w.]+ = (.*?)(?:  +#.*)?$", text))
    if not found:
        return data
    place = random.choice(found)
    return (text[: place.start(1)] + random.choice(VALUES) + text[place.end(1) :]).encode()


def _toml_line(random: Random, data: bytes) -> bytes:
    lines = data.decode("utf-8", "replace").split("\n")
    at = random.choice([0, len(lines), random.randrange(len(lines) + 1)])
    lines.insert(at, random.choice(LINES))
    return "\n".join(lines).encode()


def _po_header(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    plural, charset = random.choice(PLURALS), random.choice(CHARSETS)
    if random.random() < 0.5:
        return re.sub(r"Plural-Forms: [^\\]*", lambda _: f"Plural-Forms: {plural};", text).encode()
    return re.sub(r"charset=[^\\]*", lambda _: f"charset={charset}", text).encode()


def _po_text(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    found = list(re.finditer(r'(?m)^(msgid|msgstr|msgctxt|msgid_plural|msgstr\[\d\]) "(.*)"$', text))
    if not found:
        return data
    place = random.choice(found)
    odd = random.choice([*TEXTS, *MESSAGES]).replace('"', '\\"')
    keyword = random.choice([place[1], place[1], "msgid", "msgstr[9]", "msgctxt", "msgstr[99999999]", "domain"])
    return f'{text[: place.start()]}{keyword} "{odd}"{text[place.end() :]}'.encode()


# ---- Workbooks ----


def _archive(random: Random, data: bytes) -> bytes:
    """Change one member of the archive and pack it again, with sums that are right."""
    members = _members(data)
    if not members:
        return _flipped(random, data)
    name = random.choice([*members, *[each for each in members if "sheet" in each or "content" in each] * 4])
    way = random.randrange(6)
    if way == 0:
        del members[name]
    elif way == 1:
        members[name] = random.choice(_ANY)(random, members[name])
    elif way == 2:
        members[name] = _entities(random, members[name])
    elif way == 3:
        other = random.choice(["../x", "/etc/x", "\\x", "x" * 300, name.upper(), "xl/sharedStrings.xml"])
        members[other] = members[name]
    else:
        members[name] = _xml(random, members[name])
    if random.random() < 0.05:
        members["xl/media/bomb"] = b"\0" * 30_000_000
    return _packed(members, random.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2]))


def _entities(random: Random, data: bytes) -> bytes:
    """Let a text be an entity that grows, or that lies elsewhere."""
    head = f"<!DOCTYPE x [{random.choice(ENTITIES)}]>".encode()
    end = data.find(b"?>") + 2
    return data[:end] + head + re.sub(rb"(<t>|<text:p>)", rb"\1&e9;", data[end:], count=3)


def _xml(random: Random, data: bytes) -> bytes:
    """Change an attribute or a text, nest an element deeply, or repeat one often."""
    found = list(re.finditer(rb'(?<==")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)', data))
    tags = list(re.finditer(rb"<(\w[\w:]*)[^<>]*>", data))
    if not found or not tags:
        return data
    odd = escape(random.choice([*TEXTS, *CELLS, *CELLS]), {'"': "&quot;"}).encode()
    way, place, tag = random.randrange(4), random.choice(found), random.choice(tags)
    if way < 2:
        return data[: place.start()] + odd + data[place.end() :]
    if way == 2:
        depth = random.choice([10, 20_000])
        return data[: tag.start()] + tag[0] * depth + b"x" + (b"</" + tag[1] + b">") * depth + data[tag.start() :]
    return data[: tag.end()] + tag[0] * random.choice([1, 3000]) + data[tag.end() :]


def _far_cell(random: Random, data: bytes) -> bytes:
    name = random.choice(["XFD1048576", "AMJ200000", "XFD1", "A1048576", "ZZ99999", "A2000001", "ABC50000"])
    blank = f'<c r="{name}" t="inlineStr"><is><t> </t></is></c>'
    cell = random.choice([blank, f"<c r='{name}'><v>1</v></c>", f'<c r="{name}" s="1"/>'])
    row = f'<row r="{name.lstrip("ABCDFJMXZ")}">{cell}</row></sheetData>'.encode()
    return _with_member(data, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"</sheetData>", row))


def _repeated(random: Random, data: bytes) -> bytes:
    times = random.choice([0, 2, 16384, 1048576, 4294967295, 99999999999999999999])
    what, tag = random.choice([("rows", b"<table:table-row"), ("columns", b"<table:table-cell")])

    def more(content: bytes) -> bytes:
        places = [found.end() for found in re.finditer(tag + rb"(?=[ />])", content)]
        if not places:
            return content
        at = random.choice(places)
        return content[:at] + f' table:number-{what}-repeated="{times}"'.encode() + content[at:]

    return _with_member(data, "content.xml", more)


def _zip_bytes(random: Random, data: bytes) -> bytes:
    """Change the sizes, flags and names in the archive's own records."""
    changed = bytearray(data)
    records = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    for _ in range(random.choice([1, 2, 6])):
        at = random.choice(records) + random.randrange(4, 46) if records else 0
        changed[at : at + 4] = random.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x01\0\0\0", random.randbytes(4)])
    return bytes(changed)


def _members(data: bytes) -> dict[str, bytes]:
    """Return what is in an archive; nothing where it cannot be read any more."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return {}


def _packed(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return stream.getvalue()


def _with_member(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    members = _members(data)
    if name not in members:
        return data
    return _packed(members | {name: change(members[name])})


# ---- Parquet ----


def _odd_columns(random: Random, data: bytes) -> bytes:
    try:
        table = pa.parquet.read_table(pa.BufferReader(data))
    except Exception:
        return _flipped(random, data)
    count = table.num_rows
    columns: list[Callable[[], pa.Array]] = [
        lambda: pa.nulls(count),
        lambda: pa.array([random.choice(TEXTS) for _ in range(count)]),
        lambda: pa.array([["a", None]] * count),
        lambda: pa.array([{"a": 1}] * count),
        lambda: pa.array([b"\xff\xfe"] * count),
        lambda: pa.array([2**40] * count, pa.timestamp("s")),
        lambda: pa.array([-(2**62)] * count, pa.timestamp("us")),
        lambda: pa.array([2**62] * count, pa.timestamp("ns", "Europe/London")),
        lambda: pa.array([2**62] * count, pa.timestamp("ms", "Mars/Olympus")),
        lambda: pa.array([2**31 - 1] * count, pa.date32()),
        lambda: pa.array([datetime.time(1)] * count),
        lambda: pa.array([10**9] * count, pa.duration("s")),
        lambda: pa.array([float("nan"), *[float("inf")] * (count - 1)][:count]),
        lambda: pa.array([2**64 - 1] * count, pa.uint64()),
        lambda: pa.array([True] * count),
        lambda: pa.array([[("a", 1)]] * count, pa.map_(pa.string(), pa.int64())),
        lambda: pa.array([None] * count, pa.decimal128(38, 10)),
        lambda: pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), ["x" * 100_000]),
    ]
    at = random.randrange(table.num_columns)
    name = random.choice([table.column_names[at]] * 4 + ["", "x" * 5000, table.column_names[0], "\u202e"])
    table = table.set_column(at, name, random.choice(columns)())
    return _parquet(random, table.slice(0, random.choice([0, count, count])))


def _repeated_text(random: Random, data: bytes) -> bytes:
    """Repeat one long text so often that it is far more memory than there may be."""
    rows = random.choice([2_100_000, 20_000])
    long = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["M1" + "x" * 2_000_000]))
    return _parquet(random, pa.table([long] * 4, names=["member", "activity", "date", "title"]))


def _parquet(random: Random, table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pa.parquet.write_table(table, stream, compression=random.choice(["snappy", "gzip", "zstd", "none"]))
    return stream.getvalue()


_BY_KIND: dict[str, list[Mutation]] = {
    "toml": [_toml_value, _toml_value, _toml_value, _toml_line, _lines, _lines],
    "po": [_po_header, _po_text, _po_text, _lines],
    "csv": [_cell, _cell, _cell, _lines, _long_line, _encoding],
    "tsv": [_cell, _cell, _lines, _long_line, _encoding],
    "jsonl": [_json_value, _json_value, _json_value, _lines, _long_line],
    "xlsx": [_archive, _archive, _archive, _archive, _far_cell, _zip_bytes],
    "ods": [_archive, _archive, _archive, _repeated, _zip_bytes],
    "parquet": [_odd_columns, _odd_columns, _odd_columns, _repeated_text],
}
