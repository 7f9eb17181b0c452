"""The settings as forms: what a file can say, what it says, and the text with some of it changed."""

from valuereport.settings.edit.edited import Place, edited, key_of
from valuereport.settings.edit.form import FieldKind, SettingField, SettingSection, sections_of

__all__ = ["FieldKind", "Place", "SettingField", "SettingSection", "edited", "key_of", "sections_of"]
