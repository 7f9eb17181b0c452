"""WeasyPrint's font configuration that leaves nothing behind. To be imported when WeasyPrint may be."""

from __future__ import annotations

import sys

from weasyprint.text.ffi import ffi, pangoft2
from weasyprint.text.fonts import FontConfiguration


class ReleasedFontConfiguration(FontConfiguration):
    """Lets go of fontconfig's tables at its end: Pango 1.50 keeps them when it frees a font map, 200 kB each time."""

    # Each object holds what its end needs: at the end of the process a module's names may be gone already.
    _is_finalizing = staticmethod(sys.is_finalizing)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._pangoft2 = pangoft2
        self._no_tables = ffi.cast("PangoFcFontMap *", self.font_map), ffi.NULL

    def __del__(self) -> None:
        if hasattr(self, "_no_tables") and not self._is_finalizing():
            self._pangoft2.pango_fc_font_map_set_config(*self._no_tables)
        super().__del__()  # type: ignore[no-untyped-call]
