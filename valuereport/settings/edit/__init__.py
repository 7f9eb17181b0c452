"""The settings as forms: what a file can say, what it says, and the text with some of it changed."""

from valuereport.settings.edit.edited import edited, key_of
from valuereport.settings.edit.files import MODELS, FileName, path_of, shipped_name
from valuereport.settings.edit.form import SettingField, SettingSection, kind_at, sections_of
from valuereport.settings.edit.kinds import FieldKind, Kind, shown, value_of
from valuereport.settings.edit.notes import Notes, notes_of
from valuereport.settings.edit.statements import Place, value_at

__all__ = [
    "MODELS",
    "FieldKind",
    "FileName",
    "Kind",
    "Notes",
    "Place",
    "SettingField",
    "SettingSection",
    "edited",
    "key_of",
    "kind_at",
    "notes_of",
    "path_of",
    "sections_of",
    "shipped_name",
    "shown",
    "value_at",
    "value_of",
]
