"""The fonts of a statement: which faces, in which order, for which characters; nothing of the machine's own."""

from valuereport.render.fonts.configuration import font_configuration, fontconfig_file
from valuereport.render.fonts.coverage import REPLACEMENT, advice, lacking, missing_characters, uncovered
from valuereport.render.fonts.custom import custom_face
from valuereport.render.fonts.faces import Face, Family, font_digests, font_files, shipped_faces
from valuereport.render.fonts.mended_texts import face_called, mend_texts
from valuereport.render.fonts.order import FAMILIES, check_script, families, style

__all__ = [
    "FAMILIES",
    "REPLACEMENT",
    "Face",
    "Family",
    "advice",
    "check_script",
    "custom_face",
    "face_called",
    "families",
    "font_configuration",
    "font_digests",
    "font_files",
    "fontconfig_file",
    "lacking",
    "mend_texts",
    "missing_characters",
    "shipped_faces",
    "style",
    "uncovered",
]
