"""fontconfig's file: our faces alone, so that what else the machine has never changes a statement."""

from __future__ import annotations

import os
import re
from xml.sax.saxutils import escape

from valuereport.errors import TemplateError
from valuereport.files import digest, write_atomically
from valuereport.render.fonts.faces import Family, shipped_faces
from valuereport.render.fonts.place import cache_folder

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


def use_our_fonts(own: Family | None = None) -> None:
    """Point fontconfig at our faces alone; to be called before WeasyPrint makes a font configuration.

    Raises TemplateError where a font cannot be had or no folder can be written.
    """
    files = [face.file for face in (*(own.faces if own else ()), *shipped_faces())]
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
    os.environ["FONTCONFIG_FILE"] = str(path)
