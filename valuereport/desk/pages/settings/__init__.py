"""Settings: the files as forms.

parts     what is set on which page
form      one page: its fields, its lists; what was entered becomes a change
change    what would change, before it is saved; and the saving, for every page that changes settings
"""

from typing import Final

from valuereport.desk.pages.settings import change, form
from valuereport.desk.place import Place

PLACES: Final[tuple[Place, ...]] = (*form.PLACES, *change.PLACES)
