"""Review: what a person must see of a finished run before releasing it.

FinishedRun, the earlier one, problems -> Review -> review.html
"""

from valuereport.deliver.review.build import review
from valuereport.deliver.review.choice import members_to_show
from valuereport.deliver.review.page import review_html, write_review

__all__ = ["members_to_show", "review", "review_html", "write_review"]
