"""What a template may load: files of the template folders and data: addresses; nothing else, and no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse

from valuereport.files import read_regular


class TemplateFetcher(URLFetcher):
    """Serves the first template folder that holds a file."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)  # type: ignore[no-untyped-call]
        self._folders = [folder.resolve() for folder in folders]

    @property
    def base(self) -> str:
        """Return the address that relative ones start from."""
        return self._folders[0].as_uri() + "/"

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - WeasyPrint's response
        """Return a response. Raises ValueError (which WeasyPrint logs) where the address may not be loaded."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)  # type: ignore[no-untyped-call]
        if parts.scheme != "file" or parts.netloc:
            raise ValueError("only files of the template folders and data: addresses may be loaded")
        path = Path(url2pathname(unquote(parts.path)) if "%" in parts.path else parts.path)
        found = self._find(path)
        if found is None:
            raise ValueError("there is no such file in the template folders")
        return URLFetcherResponse(found.as_uri(), body=read_regular(found))

    def _find(self, path: Path) -> Path | None:
        """Return the file inside a template folder: the one named, or the same name in another folder."""
        if not path.is_relative_to(self._folders[0]):
            candidates = [path]
        else:
            candidates = [folder / path.relative_to(self._folders[0]) for folder in self._folders]
        for candidate in candidates:
            real = candidate.resolve()
            if real.is_file() and any(real.is_relative_to(folder) for folder in self._folders):
                return real
        return None
