"""Bring your exports: files, what each is, the questions that only a person can answer, a trial, and the workspace."""

from typing import Final

from valuereport.desk.pages.exports import bring, found, questions, save
from valuereport.desk.place import Place

PLACES: Final[tuple[Place, ...]] = (*bring.PLACES, *found.PLACES, *questions.PLACES, *save.PLACES)
