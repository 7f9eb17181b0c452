"""The settings of a workspace, typed; an error names the file, the key, what was found and what is allowed."""

from valuereport.settings.fields import Texts
from valuereport.settings.judgement import Activity, Assumption, Judgement, PolicyWin, Taxonomy
from valuereport.settings.read import Settings, load_settings
from valuereport.settings.workspace import (
    ColumnMapping,
    Organisation,
    Period,
    Rate,
    Source,
    Unpivot,
    Workspace,
)

__all__ = [
    "Activity",
    "Assumption",
    "ColumnMapping",
    "Judgement",
    "Organisation",
    "Period",
    "PolicyWin",
    "Rate",
    "Settings",
    "Source",
    "Taxonomy",
    "Texts",
    "Unpivot",
    "Workspace",
    "load_settings",
]
