"""What was fetched -> the rows that loaders read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from valuereport.connect.endpoint import Endpoint
from valuereport.connect.errors import PullError
from valuereport.connect.page_file import page_file, read_pages
from valuereport.connect.request import ABSENT, Answer
from valuereport.pulls import Row


def rows_made(pull: Path, endpoints: Sequence[Endpoint]) -> Iterator[Row]:
    """Yield the rows of all endpoints that feed the same records. Raises PullError, SourceError."""
    for endpoint in endpoints:
        for page in read_pages(page_file(pull, endpoint.name)):
            if page.status == ABSENT:
                continue
            try:
                for record in endpoint.listed(Answer(page.status, {}, page.body)):
                    yield from endpoint.rows_of(record, page.context)
            except ValueError as error:
                raise PullError(f"{endpoint.name}: not what its documentation says: {error}") from None


def keys_made(pull: Path, endpoint: Endpoint, name: str) -> Iterator[Row]:
    """Yield a row without values for each record that is still there, by the pages of this name."""
    for page in read_pages(page_file(pull, name)):
        if page.status != ABSENT:
            for record in endpoint.listed(Answer(page.status, {}, page.body)):
                yield Row(endpoint.key_within(record, page.context))
