"""Sources whose rows have named values and are no sheet of cells: Parquet, JSON lines, SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from valuereport.errors import SourceError
from valuereport.loaders.consent import check_headings
from valuereport.loaders.headings import Headings
from valuereport.loaders.preset import as_read, fits, not_recognised
from valuereport.loaders.raw import wanted, wanted_above
from valuereport.settings import Source


def positions(source: Source, file: str, names: Sequence[str]) -> tuple[Source, Mapping[str, int]]:
    """Return the source as it reads this file, and the position in `names` of each heading that is needed.

    Raises SourceError, which names `names`.
    """
    if not fits(source, names):
        raise not_recognised(source, file, [names])
    source = as_read(source, file, names)
    if wanted_above(source) or source.unpivot or source.pairs:
        raise SourceError(
            f"source {source.name}: above, unpivot and pairs are for csv and excel, not for {source.format}"
        )
    headings = Headings(names)
    if headings.missing(wanted(source)):
        raise headings.error(source.name, file, wanted(source))
    check_headings(source, file, headings)
    return source, {name: at for name in wanted(source) if (at := headings.find(name)) is not None}
