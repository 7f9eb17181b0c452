"""Write every folder anew: `python -m tests.mapping.folders.make`. The same code gives the same bytes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.mapping.folders.generators import (
    ca_club,
    de_verband,
    es_colegio,
    fr_ordre,
    ie_chamber,
    it_camera,
    jp_gakkai,
    nl_vereniging,
    open_community,
    scottish_network,
    uk_union,
    us_association,
    us_society,
)
from tests.mapping.folders.generators.truth import Folder

HERE: Final = Path(__file__).parent
FOLDERS: Final[Mapping[str, Callable[[], Folder]]] = {
    "de-verband": de_verband.folder,
    "fr-ordre": fr_ordre.folder,
    "us-association": us_association.folder,
    "uk-union": uk_union.folder,
    "scottish-network": scottish_network.folder,
    "us-society": us_society.folder,
    "it-camera": it_camera.folder,
    "jp-gakkai": jp_gakkai.folder,
    "nl-vereniging": nl_vereniging.folder,
    "open-community": open_community.folder,
    "ie-chamber": ie_chamber.folder,
    "ca-club": ca_club.folder,
    "es-colegio": es_colegio.folder,
}


def make(into: Path) -> None:
    """Write all folders below `into`, in place of what is there."""
    for name, made in FOLDERS.items():
        folder = made()
        shutil.rmtree(into / name, ignore_errors=True)
        for file, content in {**folder.files, "truth.json": folder.truth()}.items():
            path = into / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
