"""Review: what a person must see of a finished run before releasing it.

FinishedRun, the earlier one, problems -> Review -> review.html
"""

from valuereport.deliver.review.build import review
from valuereport.deliver.review.choice import members_to_show
from valuereport.deliver.review.page import review_html, write_review
from valuereport.deliver.review.sections import Line, Section, Table, sections

__all__ = ["Line", "Section", "Table", "members_to_show", "review", "review_html", "sections", "write_review"]
