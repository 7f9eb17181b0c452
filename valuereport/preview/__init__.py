"""Preview: some statements to look at before a batch is made, as files for a browser and on one contact sheet."""

from valuereport.preview.browser import for_browser
from valuereport.preview.captions import Faces
from valuereport.preview.choice import Candidate, Chosen, typical
from valuereport.preview.contact_sheet import ContactSheet, contact_sheet
from valuereport.preview.folder import write_preview
from valuereport.preview.pictures import pictures, sides
from valuereport.preview.shown import Shown
from valuereport.preview.watch import Watch

__all__ = [
    "Candidate",
    "Chosen",
    "ContactSheet",
    "Faces",
    "Shown",
    "Watch",
    "contact_sheet",
    "for_browser",
    "pictures",
    "sides",
    "typical",
    "write_preview",
]
