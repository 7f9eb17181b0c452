"""The settings of a workspace, typed; an error names the file, the key, what was found and what is allowed."""

from valuereport.settings.brand import Brand, CustomFamily, Sheet, brand_files
from valuereport.settings.colours import contrast
from valuereport.settings.connections import PUSHABLE, Connection, Pushed, PushRules
from valuereport.settings.delivery import OF_A_PULL, Email, Print
from valuereport.settings.desk import ApprovalRules, Desk
from valuereport.settings.drivers import ACTIVITY, BY, EVERY_ACTIVITY, MEASURES, Driver, Drivers, InfluenceEdge
from valuereport.settings.entitlements import Entitlement
from valuereport.settings.feedback import Feedback, MemberSuggestion
from valuereport.settings.fees import Fees
from valuereport.settings.fields import Texts
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.formulas import Formula
from valuereport.settings.insights import AlertRule, InsightRules, Scoring, target_parts
from valuereport.settings.judgement import Activity, Assumption, Judgement, PolicyWin, Taxonomy
from valuereport.settings.key_columns import KeyColumn, key_columns
from valuereport.settings.period import Period
from valuereport.settings.pictures import BrandPicture, read_picture
from valuereport.settings.pulled import (
    PulledList,
    asked_of,
    connections_of,
    has_own_ids,
    headings_of,
    pulled_lists,
    pulls_folder,
)
from valuereport.settings.rates import Rate, Rates
from valuereport.settings.read import Settings, load_settings
from valuereport.settings.sheet_texts import LONGEST, EditionTexts, columns_of
from valuereport.settings.stories import StoriesRules
from valuereport.settings.workspace import (
    Calculation,
    ColumnMapping,
    Limits,
    Organisation,
    Pairs,
    Source,
    Unpivot,
    Workspace,
)

__all__ = [
    "ACTIVITY",
    "BY",
    "EVERY_ACTIVITY",
    "LONGEST",
    "MEASURES",
    "OF_A_PULL",
    "PUSHABLE",
    "Activity",
    "AlertRule",
    "ApprovalRules",
    "Assumption",
    "Brand",
    "BrandPicture",
    "Calculation",
    "ColumnMapping",
    "Connection",
    "CustomFamily",
    "Desk",
    "Driver",
    "Drivers",
    "EditionTexts",
    "Email",
    "Entitlement",
    "Feedback",
    "Fees",
    "FlywheelRules",
    "Formula",
    "InfluenceEdge",
    "InsightRules",
    "Judgement",
    "KeyColumn",
    "Limits",
    "MemberSuggestion",
    "Organisation",
    "Pairs",
    "Period",
    "PolicyWin",
    "Print",
    "PulledList",
    "PushRules",
    "Pushed",
    "Rate",
    "Rates",
    "Scoring",
    "Settings",
    "Sheet",
    "Source",
    "StoriesRules",
    "Taxonomy",
    "Texts",
    "Unpivot",
    "Workspace",
    "asked_of",
    "brand_files",
    "columns_of",
    "connections_of",
    "contrast",
    "has_own_ids",
    "headings_of",
    "key_columns",
    "load_settings",
    "pulled_lists",
    "pulls_folder",
    "read_picture",
    "target_parts",
]
