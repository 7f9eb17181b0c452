"""WeasyPrint's font configuration that leaves nothing behind. To be imported when WeasyPrint may be."""

from __future__ import annotations

from weasyprint.text.ffi import ffi, pangoft2
from weasyprint.text.fonts import FontConfiguration


class ReleasedFontConfiguration(FontConfiguration):
    """Lets go of fontconfig's tables at its end: Pango 1.50 keeps them when it frees a font map, 200 kB each time."""

    # The libraries are held by each object: at the end of the process nothing else may hold them any more.
    def __init__(self) -> None:
        self._ffi, self._pangoft2 = ffi, pangoft2
        super().__init__()  # type: ignore[no-untyped-call]

    def __del__(self) -> None:
        if hasattr(self, "font_map"):
            self._pangoft2.pango_fc_font_map_set_config(
                self._ffi.cast("PangoFcFontMap *", self.font_map), self._ffi.NULL
            )
        super().__del__()  # type: ignore[no-untyped-call]
