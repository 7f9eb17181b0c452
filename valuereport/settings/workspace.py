"""valuereport.toml: who sends, which period, and how each export feeds a canonical table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from valuereport.model.tables import DATING, MADE_BY_LOADERS, REQUIRED, TABLES, Table
from valuereport.settings.brand import Brand, Sheet
from valuereport.settings.delivery import Email, Print
from valuereport.settings.fees import Fees, Vat
from valuereport.settings.fields import CurrencyCode, FilePath, LocaleName, Strict, Texts, WebAddress, is_locale
from valuereport.settings.known_keys import did_you_mean
from valuereport.settings.period import Period
from valuereport.settings.rates import Rate, Rates
from valuereport.settings.sheet_texts import TextsByEdition
from valuereport.settings.stories import StoriesRules


class Organisation(Strict):
    """Who sends the statements."""

    name: str
    locale: LocaleName
    currency: CurrencyCode
    strapline: Texts | None = None
    address: tuple[str, ...] = ()
    email: str
    phone: str = ""
    website: WebAddress
    renewal_page: WebAddress = ""  # where members renew; may hold {member_id}; the website where not given
    signatory: str
    signatory_role: Texts


class Calculation(Strict):
    """How the range is drawn, and when a statement is modest."""

    draws: Annotated[int, Field(ge=128, le=131_072)] = 4096
    seed: Annotated[int, Field(ge=0)] = 2026
    correlation: Annotated[float, Field(ge=0, le=0.99)] = 0.5  # of assumptions that are estimated or reported
    policy: Literal["included", "apart"] = "included"  # whether policy wins count in the total
    light_use_below: Annotated[int, Field(ge=0)] = 3
    peers: Annotated[int, Field(ge=10)] = 10
    extreme: Annotated[float, Field(gt=0)] = 50.0  # times the fee: a larger recorded amount waits to be confirmed

    @field_validator("draws")
    @classmethod
    def _power_of_two(cls, draws: int) -> int:
        if draws & (draws - 1):
            below = 1 << draws.bit_length() - 1
            nearest = min((max(below, 128), min(2 * below, 131_072)), key=lambda power: abs(power - draws))
            raise ValueError(f"a power of two; the nearest is {nearest}")
        return draws


class Eligibility(Strict):
    """Who gets no statement: by the member's status, and whoever opted out of every channel."""

    skip_status: tuple[str, ...] = ()


class Files(Strict):
    """Where the files of judgement lie, relative to the settings."""

    assumptions: FilePath = "assumptions.toml"
    taxonomy: FilePath = "taxonomy.toml"
    policy_wins: FilePath = "policy_wins.toml"
    entitlements: FilePath = "entitlements.toml"  # need not be there
    templates: FilePath = "templates"  # a file here replaces the shipped one of the same name
    locale: FilePath = "locale"  # the workspace's catalogues: cy.po translates its texts and its templates
    output: FilePath = "output"
    aliases: FilePath = "aliases.csv"  # former ids of members: old_id, new_id, date, source
    corrections: FilePath = "corrections.csv"  # what people sign: amounts that are right although they are extreme
    group: str = ""  # a group that may read and write all files; empty: only the user who made them


class Limits(Strict):
    """How much of one export is read: what is larger is a mistake or an attack, and would take all memory."""

    file_bytes: Annotated[int, Field(ge=1)] = 2_000_000_000
    unpacked_bytes: Annotated[int, Field(ge=1)] = 4_000_000_000  # of a workbook, a Parquet file, what a query gives
    rows: Annotated[int, Field(ge=1)] = 2_000_000
    cells: Annotated[int, Field(ge=1)] = 50_000_000  # of a sheet: rows x columns, up to its last cells
    workbook_memory: Annotated[int, Field(ge=100_000_000)] = 4_000_000_000  # bytes that reading a workbook may take


class ColumnMapping(Strict):
    """Where a canonical column comes from: headings, a constant, or a cell above the table.

    Several headings: text is joined with a space, keys are all kept; dates, numbers and flags take one heading only.
    """

    column: tuple[str, ...] = ()
    value: str | None = None
    above: str | None = None  # the heading in a small table above, whose next row holds the value
    map: Mapping[str, str] | None = None  # the source's word -> ours; a word that is not named is a problem
    separator: str | None = None  # splits one cell that holds several keys
    contains: str | None = None  # flags: true where the cell's list holds this word
    unit: Literal["hours", "minutes", "seconds", "h:mm"] | None = None  # of a quantity, which is read as hours

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
        if isinstance(data, str):
            return {"column": (data,)}
        if isinstance(data, list):
            return {"column": tuple(data)}
        if isinstance(data, dict) and isinstance(data.get("column"), str):
            return {**data, "column": (data["column"],)}
        return data

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum((bool(self.column), self.value is not None, self.above is not None)) != 1:
            raise ValueError("one of column, value or above")
        return self


class Unpivot(Strict):
    """A table with `group` columns an item is read as one row an item.

    `keep`: headings that identify the row. `names`: what the item's heading and then each of its `group` columns are
    called in the mapping.
    """

    keep: tuple[str, ...]
    group: Annotated[int, Field(ge=1)] = 1
    names: tuple[str, ...]

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        if len(self.names) != self.group + 1:
            raise ValueError("group + 1 names: the item's heading, then each column of the group")
        return self


Words = Mapping[str, str | tuple[str, ...]]
OF_THE_MEMBER = "member"


def _known_language(text: str) -> str:
    if text and text != OF_THE_MEMBER and not is_locale(text):
        near = did_you_mean(text, (OF_THE_MEMBER,))
        raise ValueError(f'a language such as "en", "de" or "pt-BR", or "{OF_THE_MEMBER}": in each member\'s own{near}')
    return text


TitleLanguage = Annotated[str, AfterValidator(_known_language)]
NotBlank = Annotated[str, Field(pattern=r"\S")]


class Source(Strict):
    """One export and how its columns feed a canonical table."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    table: Table
    format: Literal["csv", "excel", "parquet", "jsonl", "sql"]
    file: FilePath = ""  # relative to the settings; may hold wildcards: events-*.csv
    database: str = ""  # an SQLAlchemy URL without a secret, or $NAME of an environment variable that holds one
    query: str = ""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: str = ""  # empty: byte-order mark, else strict UTF-8, else cp1252
    decimal: Literal[".", ","] = "."
    date_order: Literal["dmy", "mdy", "ymd"] = "ymd"
    two_digit_years: bool = False
    sheet: str = ""
    after: str = ""  # the table's heading row comes after a row that begins with this text
    until: tuple[str, ...] = ()  # rows that begin with one of these end the table
    footers: tuple[str, ...] = ()  # rows that begin with one of these are not data
    empty: tuple[NotBlank, ...] = ()  # words that mean nothing: a cell that is one of them, in any case, is empty
    where: Words = {}  # heading -> the words that a row must hold
    where_not: Words = {}
    unpivot: Unpivot | None = None
    merge_intervals: bool = False
    title_language: TitleLanguage = ""  # of the titles of engagements; empty: the organisation's
    vat: Vat | None = None  # of a source of fees: whether its amounts hold the value added tax
    vat_rate: Annotated[float, Field(ge=0, le=1)] | None = None  # a share: 0.2
    columns: Mapping[str, ColumnMapping]

    @model_validator(mode="after")
    def _fits_its_table(self) -> Self:
        if self.format == "sql" and not (self.database and self.query):
            raise ValueError("a database and a query where format is sql")
        if self.format != "sql" and not self.file:
            raise ValueError("a file where format is not sql")
        allowed = {name: kind for name, kind in TABLES[self.table].items() if name not in MADE_BY_LOADERS}
        for name in self.columns:
            if name not in allowed:
                if name in type(self).model_fields:
                    raise ValueError(f"{name} above [source.columns]: it is a key of [[source]] and no column")
                there = f"columns of the table {self.table}: {', '.join(allowed)} (not {name})"
                raise ValueError(there + did_you_mean(name, allowed))
        for name in REQUIRED[self.table]:
            if name not in self.columns:
                raise ValueError(f"a column for {name}: the table {self.table} needs it")
        if self.table == "engagements" and "activity" not in self.columns:
            raise ValueError('a column for activity, or a fixed one: activity = { value = "cpd-webinar" }')
        if self.table == "fees" and not self.columns.keys() & DATING:
            raise ValueError(f"a column for one of {', '.join(DATING)}: which period is a fee for?")
        if self.title_language and self.table != "engagements":
            raise ValueError(f"title_language where a source feeds engagements (not in {self.name})")
        for key in ("vat", "vat_rate"):
            if getattr(self, key) is not None and not self.feeds_fees:
                raise ValueError(f"{key} where a source feeds fees, or the fee of members (not in {self.name})")
        if self.vat_rate is not None and self.vat is None:
            raise ValueError('vat = "included" or "excluded" where vat_rate is set')
        if self.merge_intervals and "end" not in self.columns:
            raise ValueError("a column for end where merge_intervals is set")
        for name, mapping in self.columns.items():
            if len(mapping.column) > 1 and allowed[name] not in ("text", "keys"):
                raise ValueError(f"one column for {name}")
            if mapping.unit and name != "quantity":
                raise ValueError(f"unit in columns.quantity alone (not in columns.{name})")
        return self

    @property
    def feeds_fees(self) -> bool:
        """Return whether the source says what members pay."""
        return self.table == "fees" or (self.table == "members" and "fee" in self.columns)

    def vat_factor(self, basis: Vat | None) -> float:
        """Return what an amount of this source is multiplied by, so that it is on the basis."""
        if self.vat_rate is None or basis in (None, self.vat):
            return 1.0
        return 1 + self.vat_rate if basis == "included" else 1 / (1 + self.vat_rate)


class Workspace(Strict):
    """The whole of valuereport.toml."""

    organisation: Organisation
    brand: Brand = Brand()
    sheet: Sheet = Sheet()
    texts: TextsByEdition = {}
    period: Period
    calculation: Calculation = Calculation()
    fees: Fees = Fees()
    eligibility: Eligibility = Eligibility()
    files: Files = Files()
    limits: Limits = Limits()
    email: Email = Email()
    print: Print = Print()
    stories: StoriesRules = StoriesRules()
    rate: tuple[Rate, ...] = ()
    source: Annotated[tuple[Source, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sources_hold_together(self) -> Self:
        names = [source.name for source in self.source]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"a name for each source (twice: {name})")
        tables = {source.table for source in self.source}
        if "members" not in tables:
            raise ValueError('one source at least with table = "members"')
        return self

    @property
    def fee_window(self) -> tuple[date, date]:
        """Return the first and the last day on which a payment without `from` and `year` is for the period."""
        return self.fees.window(self.period)

    @property
    def fee_basis(self) -> Vat | None:
        """Return whether fees hold the value added tax, None where nothing says so."""
        said = {source.vat for source in self.source if source.feeds_fees}
        return self.fees.basis or (said.pop() if len(said) == 1 else None)

    @property
    def title_languages(self) -> Mapping[str, str]:
        """Return the language of the titles of each source of engagements, by its name: "" in the member's own."""
        home = self.organisation.locale
        return {
            one.name: "" if one.title_language == OF_THE_MEMBER else one.title_language or home
            for one in self.source
            if one.table == "engagements"
        }

    @property
    def dated_rates(self) -> Rates:
        """Return all rates into the organisation's currency, by day."""
        return Rates.of(self.rate, self.organisation.currency)

    @property
    def rates(self) -> Mapping[str, Rate]:
        """Return the rate of each currency on the period's last day: of assumptions, and of members' totals."""
        return self.dated_rates.all_on(self.period.last_day)
