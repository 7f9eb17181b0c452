"""WeasyPrint's fonts: our faces alone, so that what else the machine has never changes a statement."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from valuereport.errors import TemplateError
from valuereport.files import digest, write_atomically
from valuereport.render.fonts.cache_folder import cache_folder
from valuereport.render.fonts.faces import Family, shipped_faces

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

_VARIABLE: Final = "FONTCONFIG_FILE"
_environment: Final = threading.Lock()

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <selectfont>
    <rejectfont><glob>*</glob></rejectfont>
    <acceptfont>
{files}
    </acceptfont>
  </selectfont>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def font_configuration(custom: Family | None = None) -> FontConfiguration:
    """Return WeasyPrint's fonts: the shipped faces and a workspace's own family, nothing of the machine's.

    Raises TemplateError where a font cannot be had or no folder can be written.
    """
    path = fontconfig_file(custom)
    with _read_by_fontconfig(path):
        from weasyprint.text.ffi import ffi, fontconfig

        from valuereport.render.fonts.released import ReleasedFontConfiguration

        # Pango may look for fontconfig's default later, from a thread of its own: it is read now, once in a process.
        fontconfig.FcConfigGetFonts(ffi.NULL, fontconfig.FcSetSystem)
        return ReleasedFontConfiguration()


@contextmanager
def _read_by_fontconfig(path: Path) -> Iterator[None]:
    """Let fontconfig read a file; it takes its name from the environment alone, which is put back."""
    with _environment:
        before = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = str(path)
        try:
            yield
        finally:
            if before is None:
                del os.environ[_VARIABLE]
            else:
                os.environ[_VARIABLE] = before


def fontconfig_file(custom: Family | None) -> Path:
    """Write fontconfig's file where there is none yet, and return its path. Raises TemplateError."""
    files = [face.file for face in (*(custom.faces if custom else ()), *shipped_faces())]
    folders = "\n".join(f"  <dir>{escape(str(folder))}</dir>" for folder in dict.fromkeys(f.parent for f in files))
    # A glob's own signs in a path are matched by "any one character".
    globs = "\n".join(f"      <glob>{escape(re.sub(r'[][*?]', '?', str(file)))}</glob>" for file in files)
    base = cache_folder()
    text = _CONFIGURATION.format(folders=folders, files=globs, cache=escape(str(base / "fontconfig")))
    path = base / f"fonts-{digest(text.encode())[:12]}.conf"
    try:
        if not path.is_file():
            write_atomically(path, text.encode())
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}") from None
    return path
