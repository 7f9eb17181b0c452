"""The story: load -> combine -> calculate -> compose -> render. The only room that knows every stage.

valuing      exports -> one engagement history a member -> valuations
planning     who gets a statement, in which language, and what no font can print
tasks        what is asked of a worker, and what it answers
making       the worker: compose and mark, make a plate, make and write a statement
alike        what a machine and a design put into a statement, and workers on other machines
plating      which plates pay, and every statement by plate or directly
batching     a run: plan, check, freeze, act, report
previewing   some statements to look at
stopping     the organisation's lists of those who get no email
"""

from valuereport.pipeline.batching import Outcome, batch, freeze
from valuereport.pipeline.making import (
    check_looks,
    one_statement,
    prepare_worker,
    template_folders,
    translations,
)
from valuereport.pipeline.planning import Scope, locales_of, missing_letters_of, plan
from valuereport.pipeline.previewing import Asked, Previewed, design_files, preview, previews, settings_files
from valuereport.pipeline.secret_checks import weak_secrets
from valuereport.pipeline.stopping import stop_lists
from valuereport.pipeline.valuing import Valued, explain, figures_of, find_member, value

__all__ = [
    "Asked",
    "Outcome",
    "Previewed",
    "Scope",
    "Valued",
    "batch",
    "check_looks",
    "design_files",
    "explain",
    "figures_of",
    "find_member",
    "freeze",
    "locales_of",
    "missing_letters_of",
    "one_statement",
    "plan",
    "prepare_worker",
    "preview",
    "previews",
    "settings_files",
    "stop_lists",
    "template_folders",
    "translations",
    "value",
    "weak_secrets",
]
