"""Every field of every member with a statement, for a spreadsheet or a system of one's own."""

from dataclasses import fields
from typing import Final

from valuereport.deliver.export.fields import MergeFields
from valuereport.deliver.export.shape import Export

EVERYTHING: Final = Export(
    "csv",
    tuple((field.name, field.name) for field in fields(MergeFields)),
    sends=False,
    by_address=False,
    byte_order_mark=True,
)
