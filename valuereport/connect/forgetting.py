"""Erases a member from the pulls of a connection: from the bodies of pages, and from the rows that were made of them.

What is left is read as before: loaders find the chain of pulls whole, and a pull that is not finished goes on. Nothing
here asks a system anything.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from valuereport.connect.endpoint import Endpoint
from valuereport.connect.page_file import Page, PageFile, has_void_pages, hash_of_pages, read_pages, write_pages
from valuereport.connect.record import Context, Record
from valuereport.connect.request import ABSENT, Answer, found_at
from valuereport.connect.systems import SYSTEMS
from valuereport.files import PARTIAL_SUFFIX
from valuereport.pulls import Frozen, Row, pulls_of, read_about, read_rows, write_about
from valuereport.pulls.forgetting import Sought, forget_in_rows, has_in_rows

_PAGES, _ROWS, _KEYS = ".pages.jsonl.gz", ".jsonl.gz", ".keys"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a pull. `records`: what its rows, or the rows of its pages, are called."""

    path: Path
    name: str
    records: str
    endpoint: Endpoint | None = None
    parent: str = ""

    @property
    def has_pages(self) -> bool:
        return self.path.name.endswith(_PAGES)

    @property
    def is_of_keys(self) -> bool:
        return self.name.endswith(_KEYS)


def knowing_shared(folder: Path, sought: Sought) -> Sought:
    """Return whom pulls are to forget, knowing on which records other people's hang. Raises SourceError."""
    shared: defaultdict[str, set[str]] = defaultdict(set)
    for name in pulls_of(folder):
        others: defaultdict[str, set[str]] = defaultdict(set)  # by endpoint, what lists with other people are known by
        files = [file for file in _files(folder / name) if file.has_pages and not file.is_of_keys]
        parents = {file.parent for file in files}
        for file in reversed(files):  # a list stands behind the one that it hangs on
            if not file.parent and file.name not in parents:
                continue
            hangs = file.parent if file.endpoint and file.endpoint.hangs_on_one else ""
            for page in read_pages(file.path):
                for record in _listed(page, file):
                    rows, hung = _rows(record, page.context, file), _name_of(record, page, file) in others[file.name]
                    if hung:
                        shared[file.records] |= {row.key for row in rows}
                    if hangs and (hung or not all(sought.has(file.records, row) for row in rows)):
                        others[hangs] |= {page.of, page.of.rpartition("@")[0]}
    return replace(sought, shared={records: frozenset(keys) for records, keys in shared.items()})


def _name_of(record: Record, page: Page, file: _File) -> str:
    """Return what a list that hangs on a record is known by."""
    key = _key(record, file)
    return f"{page.of}/{key}" if page.of else key


def rows_with(folder: Path, sought: Sought) -> Iterator[tuple[str, Row]]:
    """Yield the member's rows of all pulls, each with what its records are called. Raises SourceError."""
    for name in pulls_of(folder):
        for file in _files(folder / name):
            yield from ((file.records, row) for row in _all_rows(file) if sought.has(file.records, row))


def _all_rows(file: _File) -> Iterator[Row]:
    if not file.has_pages:
        yield from read_rows(file.path)
        return
    for page in read_pages(file.path):
        for record in _listed(page, file):
            yield from _rows(record, page.context, file)


def pulls_with(folder: Path, sought: Sought) -> tuple[str, ...]:
    """Return the pulls of a connection that have something of the member, the oldest first. Raises SourceError."""
    return tuple(name for name in pulls_of(folder) if any(_has(file, sought) for file in _files(folder / name)))


def forget_in_pulls(folder: Path, sought: Sought, when: str) -> tuple[str, ...]:
    """Erase the member from all pulls of a connection; return those that have changed. Raises SourceError, OSError.

    Each says when that was, with its hash before and after; those that add to it know it by the new one.
    """
    hashes: dict[str, str] = {}  # before -> after
    changed = []
    for name in pulls_of(folder):  # the oldest first: a pull adds to an older one
        about = read_about(folder / name)
        base = hashes.get(about.base_sha256, about.base_sha256)
        found, erased = _forgotten(folder / name, replace(about, base_sha256=base), sought)
        if not erased and found == about:
            continue
        before, after = (one.sha256 if one.is_finished else "" for one in (about, found))
        hashes |= {before: after} if before else {}
        noted = {"when": when, "before": before, "after": after}
        write_about(folder / name, replace(found, forgotten=(*found.forgotten, noted)))
        changed.append(name)
    return tuple(changed)


def _forgotten(pull: Path, about: Frozen, sought: Sought) -> tuple[Frozen, bool]:
    """Erase the member from the files of a pull; return what it says about itself then, and whether a file changed."""
    erased = False
    for left in pull.glob(f".*{PARTIAL_SUFFIX}"):  # half-written: anybody's data may be in it
        left.unlink()
    pages, records = dict(about.pages), dict(about.records)
    gone: dict[str, set[str]] = {}  # by endpoint, the records that its own lists hang on, and that are no more
    for file in _files(pull):
        if file.has_pages:
            gone[file.name], changed = _forget_in_pages(file, gone.get(file.parent, set()), sought)
            erased |= changed
            if file.name in pages:
                count, hashed = hash_of_pages(file.path)
                pages[file.name] = {**pages[file.name], "pages": count, "sha256": hashed}
            continue
        count, hashed, changed = forget_in_rows(file.path, file.records, sought)
        erased |= changed
        if file.records in records:
            said = {"keys": hashed} if file.is_of_keys else {"rows": count, "sha256": hashed}
            records[file.records] = {**records[file.records], **said}
    return replace(about, pages=pages, records=records), erased


def _files(pull: Path) -> Iterator[_File]:
    """Yield the files of a pull, pages first, and those of an endpoint behind those of the one that it hangs on.

    A page that was half-written when the program was killed is cut off.
    """
    system = read_about(pull).system
    known = next((one.endpoints for one in SYSTEMS if one.name == system), ())
    endpoints = {one.name: one for one in known}
    order = {name: at for at, name in enumerate(endpoints)}
    names = {path.name.removesuffix(_PAGES): path for path in sorted(pull.glob(f"*{_PAGES}"))}
    for name, path in sorted(names.items(), key=lambda each: order.get(each[0].removesuffix(_KEYS), len(order))):
        with PageFile(path):
            pass
        endpoint = endpoints.get(name.removesuffix(_KEYS))
        parents = endpoint.parents if endpoint else None
        yield _File(path, name, endpoint.feeding if endpoint else name, endpoint, parents.of if parents else "")
    for path in sorted(set(pull.glob(f"*{_ROWS}")) - set(names.values())):
        name = path.name.removesuffix(_ROWS)
        yield _File(path, name, name.removesuffix(_KEYS))


def _listed(page: Page, file: _File) -> list[Record]:
    if file.endpoint is None or page.status == ABSENT:
        return []
    try:
        return file.endpoint.listed(Answer(page.status, {}, page.body))
    except ValueError:
        return []


def _rows(record: Record, context: Context, file: _File) -> list[Row]:
    """Return the rows of a record; a record of which none can be made is looked through for addresses alone."""
    if file.endpoint is None:
        return []
    try:
        if file.is_of_keys:
            return [Row(file.endpoint.key_within(record, context))]
        return list(file.endpoint.rows_of(record, context)) or [Row(_key(record, file))]
    except ValueError:
        return []


def _key(record: Record, file: _File) -> str:
    try:
        return file.endpoint.key_of(record) if file.endpoint else ""
    except ValueError:
        return ""


def _has(file: _File, sought: Sought) -> bool:
    if not file.has_pages:
        return has_in_rows(file.path, file.records, sought)
    for page in read_pages(file.path):
        if sought.is_in([Answer(page.status, {}, page.body).data, page.context]):
            return True
        records = _listed(page, file)
        if any(sought.has(file.records, row) for record in records for row in _rows(record, page.context, file)):
            return True
    return False


def _forget_in_pages(file: _File, gone: set[str], sought: Sought) -> tuple[set[str], bool]:
    """Erase the member from a file of pages; `gone`: lists that hang on records that are no more.

    Returns what hangs on the records that went, and whether the file has changed. Raises SourceError, OSError.
    """
    kept, erased, changed = list[Page](), set[str](), has_void_pages(file.path)
    for page in read_pages(file.path):
        if _hangs_on(page, file, gone):
            erased |= {_name_of(record, page, file) for record in _listed(page, file)}
            changed = True
            continue
        body, keys = _body_without(page, file, sought)
        erased |= keys
        left = replace(page, body=body, context=sought.cleaned(page.context))
        changed |= left != page
        kept.append(left)
    if changed:
        write_pages(file.path, kept)
    return erased, changed


def _hangs_on(page: Page, file: _File, gone: set[str]) -> bool:
    """Return whether a page is of a list that hangs on a record that is no more, and on no other one."""
    hangs = file.endpoint is not None and file.endpoint.hangs_on_one
    return hangs and not gone.isdisjoint((page.of, page.of.rpartition("@")[0]))


def _body_without(page: Page, file: _File, sought: Sought) -> tuple[bytes, set[str]]:
    """Return the body of a page without the member, and what lists that hang on the records that went are known by."""
    data = Answer(page.status, {}, page.body).data
    if data is None:
        return (b"" if sought.is_in(page.body.decode("utf-8", "replace")) else page.body), set()
    records = _listed(page, file)
    if file.endpoint is None or not records:
        return (_as_body(sought.cleaned(data)) if sought.is_in(data) else page.body), set()
    path = file.endpoint.records
    left = [_record_without(record, page.context, file, sought) for record in records]
    erased = {_name_of(record, page, file) for record, one in zip(records, left, strict=True) if one is None}
    kept = [one for one in left if one is not None]
    is_list = isinstance(found_at(data, path), list)  # else the body is the one record
    found = _with(sought.cleaned(_with(data, path, [])), path, kept) if is_list else kept[0] if kept else []
    return (page.body if found == data else _as_body(found)), erased


def _record_without(record: Record, context: Context, file: _File, sought: Sought) -> Record | None:
    """Return what is left of a record: all of it, what is others', or nothing."""
    rows = _rows(record, context, file)
    theirs = [sought.has(file.records, row) for row in rows]
    if not any(theirs) and not sought.is_in(record):
        return record
    if theirs and all(theirs):
        return None
    cleaned: Record = sought.cleaned(record)
    again = [sought.has(file.records, row) for row in _rows(cleaned, context, file)]
    return None if any(again) or not rows else cleaned


def _with(data: Any, path: str, records: list[Record]) -> Any:  # noqa: ANN401 - whatever the body holds
    """Return a body with other records at a dotted path."""
    name, _, further = path.partition(".")
    return {**data, name: _with(data[name], further, records)} if path else records


def _as_body(data: object) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()
