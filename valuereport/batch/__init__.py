"""Batch: plan every statement, then act; a run that is killed at any moment is resumed to the same bytes.

    plan -> tasks -> workers -> results -> journal -> manifest

The parent alone writes the journal and the manifest; a worker takes a picklable task and returns a small answer.
"""

from valuereport.batch.act import Worker, Workers
from valuereport.batch.earlier import earlier_figures
from valuereport.batch.finished import check_files, read_problems, read_run
from valuereport.batch.folder import RunFolder
from valuereport.batch.forgotten import forget_in_run
from valuereport.batch.manifest import Figures, manifest_csv, problems_csv
from valuereport.batch.plan import plan_member
from valuereport.batch.valuations_file import read_contributions, write_contributions

__all__ = [
    "Figures",
    "RunFolder",
    "Worker",
    "Workers",
    "check_files",
    "earlier_figures",
    "forget_in_run",
    "manifest_csv",
    "plan_member",
    "problems_csv",
    "read_contributions",
    "read_problems",
    "read_run",
    "write_contributions",
]
