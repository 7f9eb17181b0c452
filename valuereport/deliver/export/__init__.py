"""Export: the merge fields of a finished run in the import shape of another system.

FinishedRun, members -> MergeFields -> the file of one of EXPORTS
"""

from typing import Final

from valuereport.deliver.export.capsule import CAPSULE
from valuereport.deliver.export.everything import EVERYTHING
from valuereport.deliver.export.fields import MergeFields, export_rows
from valuereport.deliver.export.hubspot import HUBSPOT
from valuereport.deliver.export.kit import KIT
from valuereport.deliver.export.shape import Export, Exported, exported
from valuereport.deliver.export.transpond import TRANSPOND

EXPORTS: Final = (HUBSPOT, CAPSULE, KIT, TRANSPOND, EVERYTHING)
"""The systems that there is an export for; a new one is one file here and one line."""

__all__ = ["EXPORTS", "Export", "Exported", "MergeFields", "export_rows", "exported"]
