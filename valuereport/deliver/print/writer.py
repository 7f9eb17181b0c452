"""Drawings back to the operations of a page: each change of place or look only where it is needed."""

from __future__ import annotations

from collections.abc import Iterable

from valuereport.deliver.print.drawings import AT_FIRST, Drawing, Place


class Writer:
    """Collects operations; begins and ends outside all places."""

    def __init__(self) -> None:
        self._out: list[bytes] = []
        self._place: Place = ()
        self._looks: dict[bytes, bytes] = dict(AT_FIRST)
        self._saved: list[tuple[Place, dict[bytes, bytes]]] = []
        self._writing = False

    def draw(self, drawing: Drawing) -> None:
        """Paint one drawing."""
        self._go(drawing.place)
        if not drawing.text:
            self._stop_writing()
        elif not self._writing:
            self._out.append(b"BT")
            self._writing = True
        for name, look in drawing.looks:
            if self._looks.get(name) != look:
                self._looks[name] = look
                self._out.append(look)
        self._out.append(drawing.operations)
        if drawing.text and (b" Tf" in drawing.operations or b" Ts" in drawing.operations):
            self._looks.pop(b"Tf", None)
            self._looks.pop(b"Ts", None)

    def use(self, form: bytes) -> None:
        """Paint a form: it stands outside all places and leaves no trace."""
        self._go(())
        self._stop_writing()
        for name, look in AT_FIRST.items():
            if self._looks.get(name) != look:
                self._looks[name] = look
                self._out.append(look)
        self._out.append(form + b" Do")

    def operations(self) -> bytes:
        """Return all that was painted."""
        self._go(())
        self._stop_writing()
        return b"\n".join(self._out)

    def _stop_writing(self) -> None:
        if self._writing:
            self._out.append(b"ET")
            self._writing = False

    def _go(self, place: Place) -> None:
        if place == self._place:
            return
        self._stop_writing()
        while place[: len(self._place)] != self._place:
            self._place, self._looks = self._saved.pop()
            self._out.append(b"Q")
        if new := place[len(self._place) :]:
            self._saved.append((self._place, dict(self._looks)))
            self._out += [b"q", *(step.operations for step in new)]
            self._place = place


def written(drawings: Iterable[Drawing]) -> bytes:
    """Return the operations of drawings, one after the other."""
    writer = Writer()
    for drawing in drawings:
        writer.draw(drawing)
    return writer.operations()
