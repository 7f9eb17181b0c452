"""One member: all of it at one look, and what can be done for it while the caller is on the phone.

record      who it is, the figures with their evidence, what it did, what it was sent
files       pictures and files of its statement, the workbook of its figures
correct     what the exports say wrongly, or do not say; an alias: whose a row is
compare     a run beside today
send        the statement again, by email; the letter
addresses   no more email to an address, and email again
forget      all that goes, and the id typed to confirm it
"""

from typing import Final

from valuereport.desk.pages.member import addresses, alias, compare, correct, files, forget, record, send
from valuereport.desk.place import Place

PLACES: Final[tuple[Place, ...]] = (
    *record.PLACES,
    *files.PLACES,
    *correct.PLACES,
    *alias.PLACES,
    *compare.PLACES,
    *send.PLACES,
    *addresses.PLACES,
    *forget.PLACES,
)
