"""Batch: plan every statement, then make them; a run that is killed at any moment is resumed to the same bytes.

    plan -> tasks -> workers (here, or on many machines) -> results -> journal -> manifest

The parent alone writes the journal and the manifest; a worker takes a picklable task and returns a small answer.
"""

from valuereport.batch.cluster import Cluster
from valuereport.batch.contributions_file import read_contributions, write_contributions
from valuereport.batch.corrections_file import corrections_csv, read_corrections
from valuereport.batch.delivered import Delivered, delivered_from, read_delivered, rewrite_delivered
from valuereport.batch.earlier import earlier_figures
from valuereport.batch.finished import check_files, read_problems, read_run
from valuereport.batch.folder import RunFolder, differences
from valuereport.batch.forgotten import forget_in_run, has_members, without_members
from valuereport.batch.histories_file import read_histories, write_histories
from valuereport.batch.local import local_backend
from valuereport.batch.lock import is_worked_in, working_in
from valuereport.batch.makers import UNKNOWN, read_makers, record_maker
from valuereport.batch.manifest import Figures, manifest_csv, problems_csv
from valuereport.batch.member_plan import plan_member
from valuereport.batch.story_members import (
    Membership,
    StoryMembers,
    membership_key,
    read_story_members,
    write_story_members,
)
from valuereport.batch.workers import Backend, Worker, Workers

__all__ = [
    "UNKNOWN",
    "Backend",
    "Cluster",
    "Delivered",
    "Figures",
    "Membership",
    "RunFolder",
    "StoryMembers",
    "Worker",
    "Workers",
    "check_files",
    "corrections_csv",
    "delivered_from",
    "differences",
    "earlier_figures",
    "forget_in_run",
    "has_members",
    "is_worked_in",
    "local_backend",
    "manifest_csv",
    "membership_key",
    "plan_member",
    "problems_csv",
    "read_contributions",
    "read_corrections",
    "read_delivered",
    "read_histories",
    "read_makers",
    "read_problems",
    "read_run",
    "read_story_members",
    "record_maker",
    "rewrite_delivered",
    "without_members",
    "working_in",
    "write_contributions",
    "write_histories",
    "write_story_members",
]
