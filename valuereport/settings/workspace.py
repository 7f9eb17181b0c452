"""valuereport.toml: who sends, which period, and how each export feeds a canonical table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, field_validator, model_validator

from valuereport.model.correction import CORRECTIONS
from valuereport.model.tables import DATING, MADE_BY_LOADERS, REQUIRED, TABLES, Table
from valuereport.presets import presets
from valuereport.settings.brand import Brand, Sheet
from valuereport.settings.connections import Connection, opt_outs_of, systems
from valuereport.settings.delivery import OF_A_PULL, Email, Print
from valuereport.settings.desk import ApprovalRules, Desk
from valuereport.settings.feedback import Feedback
from valuereport.settings.fees import Fees, Vat
from valuereport.settings.fields import CurrencyCode, FilePath, LocaleName, Strict, Texts, WebAddress, is_locale
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insights import AlertRule, InsightRules, Scoring
from valuereport.settings.known_keys import did_you_mean
from valuereport.settings.period import Period
from valuereport.settings.preset_keys import KEYS, PresetName, columns_of, with_preset
from valuereport.settings.rates import Rate, Rates
from valuereport.settings.sheet_texts import TextsByEdition
from valuereport.settings.statement import StatementRules
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
    """How ranges are worked out, and when an edition claims less."""

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
    drivers: FilePath = "drivers.toml"  # need not be there: a driver tree of ours stands in for it
    surveys: FilePath = "surveys.toml"  # need not be there
    acquisition: FilePath = "acquisition.csv"  # what it cost to win members, by channel; need not be there
    suggestions: FilePath = "suggestions.toml"  # need not be there
    templates: FilePath = "templates"  # a file here replaces the shipped one of the same name
    locale: FilePath = "locale"  # the workspace's catalogues: cy.po translates its texts and its templates
    output: FilePath = "output"
    pulls: FilePath = "pulls"  # what was fetched from systems, frozen
    aliases: FilePath = "aliases.csv"  # former ids of members: old_id, new_id, date, source
    replies: FilePath = "replies.csv"  # what people decided about corrections that replies propose
    corrections: FilePath = "corrections.csv"  # what people sign: amounts that are right although they are extreme
    word_list: FilePath = "word_list.csv"  # words of answers in own words: word, weight, language
    text_codes: FilePath = "text_codes.csv"  # what two raters made of answers in own words
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

    Several headings: text is joined with a space, keys are all kept, a flag is yes where one of them is; dates and
    numbers take one heading only.
    """

    in_one_line: ClassVar[bool] = True
    column: tuple[str, ...] = ()
    value: str | None = None
    above: str | None = None  # the heading in a small table above, whose next row holds the value
    map: Mapping[str, str] | None = None  # the source's word -> ours; a word that is not named is a problem
    separator: str | None = None  # splits one cell that holds several keys
    prefix: str = ""  # of keys: what stands before the id, and is taken off: WA- of WA-48200390
    suffix: str = ""  # of keys: the same behind it
    drop_zeros: bool = False  # of keys: zeros before the id are taken off, too: 000155 is 155
    contains: str | None = None  # flags: true where the cell's list holds this word
    less: str | None = None  # the heading of an amount that is taken off this one: what was refunded
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

    @property
    def headings(self) -> tuple[str, ...]:
        """Return every heading that it reads, that of what is taken off last."""
        return self.column if self.less is None else (*self.column, self.less)

    @property
    def is_left_out(self) -> bool:
        """Return whether it is written as "": with a preset, a column that is not to be fed."""
        return self.column == ("",)

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


class Pairs(Strict):
    """Two rows a visit become one: that of coming, with the moment of going in a further column.

    `column` says which it is: `begin` or `finish`, words as in where. `same`: headings that the two rows have in
    common. `moment`: the heading of the moment of either; `left`: what that of going is called in the mapping.
    """

    column: str
    begin: str | tuple[str, ...]
    finish: str | tuple[str, ...]
    same: Annotated[tuple[str, ...], Field(min_length=1)]
    moment: str
    left: str


Words = Mapping[str, str | tuple[str, ...]]
AMOUNTS = ("fee", "amount", "price_paid", "list_price")
"""Columns of money from which another column may be taken off."""
OF_THE_MEMBER = "member"


def _known_language(text: str) -> str:
    if text and text != OF_THE_MEMBER and not is_locale(text):
        near = did_you_mean(text, (OF_THE_MEMBER,))
        raise ValueError(f'a language such as "en", "de" or "pt-BR", or "{OF_THE_MEMBER}": in each member\'s own{near}')
    return text


TitleLanguage = Annotated[str, AfterValidator(_known_language)]
NotBlank = Annotated[str, Field(pattern=r"\S")]


class Source(Strict):
    """One export and how its columns feed a canonical table.

    With a preset the columns are those that the source names itself; which of the preset's columns a file feeds is
    settled when its headings are known.
    """

    preset: PresetName = ""  # what is known of the system's export; every other key overrides it
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    table: Table
    format: Literal["csv", "excel", "parquet", "jsonl", "sql", "pull"]
    file: FilePath = ""  # relative to the settings; may hold wildcards: events-*.csv
    pull: str = ""  # a connection, in place of a file: its newest pull; NAME/20261129T101500Z: that one
    records: str = ""  # of the connection: "contacts"
    database: str = ""  # an SQLAlchemy URL without a secret, or $NAME of an environment variable that holds one
    query: str = ""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: str = ""  # empty: byte-order mark, else strict UTF-8, else cp1252
    decimal: Literal[".", ","] = "."
    date_order: Literal["dmy", "mdy", "ymd"] = "ymd"
    two_digit_years: bool = False
    day_numbers: bool = False  # days may be whole numbers as workbooks count them: 46023 is 2026-01-01
    sheet: str = ""
    after: str = ""  # the table's heading row comes after a row that begins with this text
    until: tuple[str, ...] = ()  # rows that begin with one of these end the table
    footers: tuple[str, ...] = ()  # rows that begin with one of these are not data
    empty: tuple[NotBlank, ...] = ()  # words that mean nothing: a cell that is one of them, in any case, is empty
    where: Words = {}  # heading -> the words that a row must hold
    where_not: Words = {}
    group_by: str = ""  # a heading: rows that have the same text there, in any case, are of one member firm
    group_rows: Literal["first", "others"] = "first"  # which rows of each firm are read
    heading_rows: Literal[1, 2] = 1  # of two, the second one names choices: a column is then "heading / choice"
    not_questions: tuple[str, ...] = ()  # of responses: headings that are no questions, and are not read
    unpivot: Unpivot | None = None
    pairs: Pairs | None = None
    merge_intervals: bool = False
    title_language: TitleLanguage = ""  # of the titles of engagements; empty: the organisation's
    vat: Vat | None = None  # of a source of fees: whether its amounts hold the value added tax
    vat_rate: Annotated[float, Field(ge=0, le=1)] | None = None  # a share: 0.2
    columns: Mapping[str, ColumnMapping]

    _of_preset: frozenset[str] = PrivateAttr(frozenset())
    _named: frozenset[str] = PrivateAttr(frozenset())

    @model_validator(mode="before")
    @classmethod
    def _completed(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
        return with_preset(data) if isinstance(data, dict) and data.get("preset") else data

    @model_validator(mode="after")
    def _says_itself(self) -> Self:
        """Keep apart what the preset gives and what the source says itself."""
        self._named = frozenset(self.columns)
        if self.preset:
            preset = presets()[self.preset]
            self._of_preset = frozenset(key for key in KEYS if getattr(self, key) == getattr(preset, key))
        return self

    def is_of_preset(self, key: str) -> bool:
        """Return whether what a key says comes from the preset."""
        return key in self._of_preset

    def names(self, column: str) -> bool:
        """Return whether the source itself says where a column comes from, or that it is left out."""
        return column in self._named

    @property
    def fed(self) -> frozenset[str]:
        """Return the columns that are fed, or may be: which of a preset's are, hangs on the file."""
        if not self.preset:
            return frozenset(self.columns)
        left_out = {name for name, mapping in self.columns.items() if mapping.is_left_out}
        return frozenset({*self.columns, *columns_of(presets()[self.preset], self.table)} - left_out)

    @model_validator(mode="after")
    def _fits_its_table(self) -> Self:
        if self.format == "sql" and not (self.database and self.query):
            raise ValueError("a database and a query where format is sql")
        if self.pull and (self.file or self.query or self.format != "pull"):
            raise ValueError("a file, a query or a pull, and no two of them")
        if self.pull and not self.records:
            of_apis = ", ".join(one.name for one in presets().values() if one.records and one.kinds)
            other = f" ({self.preset} is one of a file)" if self.preset else ""
            raise ValueError(f"records, or a preset of an API, where a source reads a pull: {of_apis}{other}")
        if self.format not in ("sql", "pull") and not self.file:
            raise ValueError("a file where format is not sql")
        if self.format == "pull" and not self.pull:
            raise ValueError("a pull where format is pull: the name of a connection")
        allowed = {name: kind for name, kind in TABLES[self.table].items() if name not in MADE_BY_LOADERS}
        for name in self.columns:
            if name not in allowed:
                if name in type(self).model_fields:
                    raise ValueError(f"{name} above [source.columns]: it is a key of [[source]] and no column")
                there = f"columns of the table {self.table}: {', '.join(allowed)} (not {name})"
                raise ValueError(there + did_you_mean(name, allowed))
        fed = self.fed
        for name in () if self.has_a_column_a_question else REQUIRED[self.table]:
            if name not in fed:
                also = f", and the preset {self.preset} does not say it" if self.preset else ""
                raise ValueError(f"a column for {name}: the table {self.table} needs it{also}")
        if self.table == "engagements" and "activity" not in fed:
            raise ValueError('a column for activity, or a fixed one: activity = { value = "cpd-webinar" }')
        self._is_of_a_survey(fed)
        if self.table == "fees" and not fed & {*DATING}:
            raise ValueError(f"a column for one of {', '.join(DATING)}: which period is a fee for?")
        if self.title_language and self.table != "engagements":
            raise ValueError(f"title_language where a source feeds engagements (not in {self.name})")
        for key in ("vat", "vat_rate"):
            if getattr(self, key) is not None and not self.feeds_fees:
                raise ValueError(f"{key} where a source feeds fees, or the fee of members (not in {self.name})")
        if self.vat_rate is not None and self.vat is None:
            raise ValueError('vat = "included" or "excluded" where vat_rate is set')
        if self.group_rows == "others" and not self.group_by:
            raise ValueError("group_by where group_rows is set")
        if self.merge_intervals and "end" not in fed:
            raise ValueError("a column for end where merge_intervals is set")
        for name, mapping in self.columns.items():
            if len(mapping.column) > 1 and allowed[name] not in ("text", "keys", "flag"):
                raise ValueError(f"one column for {name}")
            if (mapping.prefix or mapping.suffix or mapping.drop_zeros) and allowed[name] != "keys":
                raise ValueError(f"prefix, suffix and drop_zeros in columns of ids alone (not in columns.{name})")
            if mapping.less is not None and (name not in AMOUNTS or len(mapping.column) != 1):
                raise ValueError(f"less beside the column of an amount ({', '.join(AMOUNTS)}; not columns.{name})")
            if mapping.unit and name != "quantity":
                raise ValueError(f"unit in columns.quantity alone (not in columns.{name})")
        return self

    def _is_of_a_survey(self, fed: Collection[str]) -> None:
        """Hold what only responses have against the table. Raises ValueError."""
        if self.table != "responses":
            if self.heading_rows != 1 or self.not_questions:
                key = "heading_rows" if self.heading_rows != 1 else "not_questions"
                raise ValueError(f"{key} where a source feeds responses (not in {self.name})")
            return
        if self.unpivot is not None:
            raise ValueError(
                "no unpivot where a source feeds responses: without question and value it reads each column"
            )
        for name, example in (("survey", "members"), ("wave", "2026-11")):
            if name not in fed:
                raise ValueError(f'a column for {name}, or a fixed one: {name} = {{ value = "{example}" }}')
        if self.has_a_column_a_question and self.format not in ("csv", "excel"):
            raise ValueError(f"columns for question and value where format is {self.format}")
        if not self.has_a_column_a_question and self.not_questions:
            raise ValueError("no not_questions where columns for question and value are named")

    @property
    def connection(self) -> str:
        """Return the connection whose pull it reads; empty where it reads none."""
        return self.pull.partition("/")[0]

    @property
    def has_a_column_a_question(self) -> bool:
        """Return whether a row holds a person's whole questionnaire: what is mapped to no column is a question."""
        return self.table == "responses" and not {"question", "value"} & self.fed

    @property
    def feeds_fees(self) -> bool:
        """Return whether the source says what members pay."""
        return self.table == "fees" or (self.table == "members" and "fee" in self.fed)

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
    statement: StatementRules = StatementRules()
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
    feedback: Feedback = Feedback()
    insights: InsightRules = InsightRules()
    scoring: Scoring = Scoring()
    flywheel: FlywheelRules = FlywheelRules()
    approval: ApprovalRules = ApprovalRules()
    desk: Desk = Desk()
    alert: tuple[AlertRule, ...] = ()
    connection: tuple[Connection, ...] = ()
    rate: tuple[Rate, ...] = ()
    source: Annotated[tuple[Source, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sources_hold_together(self) -> Self:
        names = [source.name for source in self.source]
        for name in names:
            if name == CORRECTIONS:
                raise ValueError(f"another name than {CORRECTIONS}: that is your own file of corrections")
            if names.count(name) > 1:
                raise ValueError(f"a name for each source (twice: {name})")
        tables = {source.table for source in self.source}
        if "members" not in tables:
            raise ValueError('one source at least with table = "members"')
        return self

    @model_validator(mode="after")
    def _connections_are_known(self) -> Self:
        names = [one.name for one in self.connection]
        if twice := next((one for one in names if names.count(one) > 1), ""):
            raise ValueError(f"a name for each connection (twice: {twice})")
        for one in self.connection:
            if one.system_name not in systems():
                near = did_you_mean(one.system_name, systems())
                raise ValueError(f"a system for the connection {one.name}: {', '.join(systems())}{near}")
        known = (*names, *systems())
        for source in self.source:
            if source.pull and source.connection not in known:
                near = did_you_mean(source.connection, known)
                raise ValueError(
                    f"a pull of a connection, or of a system by its name (source {source.name}: {source.pull}){near}"
                )
        for name, records in self.email.stop_pulls:
            self._says_who_gets_no_mail(name, records, known)
        return self

    def _says_who_gets_no_mail(self, name: str, records: str, known: Collection[str]) -> None:
        """Hold a pull of do_not_email against what its system has. Raises ValueError."""
        named = f"do_not_email: {OF_A_PULL}{name}{f'/{records}' if records else ''}"
        if name not in known:
            raise ValueError(f"a connection, or a system by its name ({named}){did_you_mean(name, known)}")
        system = next((one.system_name for one in self.connection if one.name == name), name)
        found = opt_outs_of(system)
        if not found:
            those = ", ".join(one for one in systems() if opt_outs_of(one))
            raise ValueError(
                f"a connection of {those}; {system} says it of its people themselves: feed no_email of the source "
                f"({named})"
            )
        if records and records not in found:
            near = did_you_mean(records, found)
            raise ValueError(f"records of {name} that say who gets no mail: {', '.join(found)} ({named}){near}")

    @model_validator(mode="after")
    def _alerts_have_ids(self) -> Self:
        ids = [rule.id for rule in self.alert]
        if twice := next((one for one in ids if ids.count(one) > 1), ""):
            raise ValueError(f"an id for each alert (twice: {twice})")
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
        of_sources = {
            one.name: "" if one.title_language == OF_THE_MEMBER else one.title_language or home
            for one in self.source
            if one.table == "engagements"
        }
        return {CORRECTIONS: home, **of_sources}

    @property
    def dated_rates(self) -> Rates:
        """Return all rates into the organisation's currency, by day."""
        return Rates.of(self.rate, self.organisation.currency)

    @property
    def rates(self) -> Mapping[str, Rate]:
        """Return the rate of each currency on the period's last day: of assumptions, and of members' totals."""
        return self.dated_rates.all_on(self.period.last_day)
