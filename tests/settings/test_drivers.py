"""drivers.toml: formulas, and one error with file, key, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import BY, MEASURES, Driver, Drivers, load_settings
from valuereport.settings.drivers import default_drivers_path, node_ids
from valuereport.settings.formulas import formula_of

DOCS = Path(__file__).parent.parent.parent / "docs"
REST = ["fee_renewing", "joined", "fee_new", "share_active"]
TREE = """
outcomes = ["dues"]
[[node]]
id = "dues"
formula = "due * rate * fee_renewing"
unit = "money"
[[node]]
id = "due"
measure = "due"
[[node]]
id = "rate"
measure = "renewal_rate"
label = { en = "Renewal" }
target = ">= 0.85"
[[node]]
id = "fee_renewing"
measure = "fee_renewing"
[[node]]
id = "uses"
measure = "uses"
[[influence]]
from = "uses:*"
to = "rate"
evidence = "hypothesis"
"""


def drivers(folder: Path, old: str = "", new: str = "") -> Drivers:
    """Return the tree of a workspace whose drivers.toml has a text replaced."""
    path = worked_example(folder)
    (folder / "drivers.toml").write_text(TREE, encoding="utf-8")
    edited(folder / "drivers.toml", old, new)
    return load_settings(path).drivers


def test_a_workspace_without_the_file_has_the_tree_of_the_package(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    found = load_settings(path).drivers
    assert found.outcomes == ("dues",)
    nodes = {one.id: one for one in found.node}
    assert nodes["dues"].expression is not None
    assert nodes["dues"].expression.drivers == ("dues_renewing", "dues_new", "dues_rejoined")
    assert nodes["renewal_rate"].by == ("tenure", "grade", "engagement")
    assert nodes["renewal_rate"].in_unit == "share"
    assert {one.source for one in found.influence} == {
        *("active_30", "members_active", "uses", "satisfaction", "uses:*")
    }
    (tmp_path / "drivers.toml").write_bytes(default_drivers_path().read_bytes())
    assert load_settings(path).drivers == found


def test_a_tree_of_the_workspace(tmp_path: Path) -> None:
    found = drivers(tmp_path)
    assert [one.id for one in found.node] == ["dues", "due", "rate", "fee_renewing", "uses"]
    assert (found.influence[0].source, found.influence[0].target) == ("uses:*", "rate")


WRONG: dict[str, tuple[str, str, str]] = {
    "an unknown node": ("due * rate", "deu * rate", r"node\.dues\.formula: found 'deu'; .*did you mean due\?"),
    "an unknown outcome": ('["dues"]', '["due", "duess"]', r"outcomes 2: found 'duess'; .*did you mean dues\?"),
    "a cycle": (
        'measure = "due"\n',
        'measure = "due"\nformula = "dues / 2"\n',
        r"node: found 'dues -> due -> dues'; allowed: formulas and influences that lead",
    ),
    "a formula of itself": ("due * rate", "dues * rate", r"node: found 'dues -> dues'"),
    "a cycle of influence": ('from = "uses:*"', 'from = "dues"', r"node: found 'dues -> rate -> dues'"),
    "no formula": ("due * rate", "due * * rate", r"node\.dues\.formula: found 'due \* \* .*ids of nodes and numbers"),
    "a power": ("due * rate", "due ** rate", r"node\.dues\.formula: .*not due \*\* rate"),
    "a call": ("due * rate", "max(due, rate)", r"node\.dues\.formula: .*ids of nodes and"),
    "a call without a comma": ("due * rate", "due(rate)", r"node\.dues\.formula: .*not due\(rate\)"),
    "a condition": ("due * rate", "due if rate else due", r"node\.dues\.formula: .*not due if rate else due"),
    "a comma in a number": ("due * rate", "due * 0,5", r"node\.dues\.formula: .*ids of nodes and"),
    "an attribute": ("due * rate", "due.real * rate", r"node\.dues\.formula: .*ids of nodes and"),
    "a text": ("due * rate", "due * 'a'", r"node\.dues\.formula: .*ids of nodes and"),
    "a huge number": ("due * rate", "due * 9" + 20 * "0", r"node\.dues\.formula: .*not 900000"),
    "numbers alone": ("due * rate * fee_renewing", "1 + 2", r"node\.dues\.formula: .*one id of a node at least"),
    "500 brackets": ("due * rate", "(" * 500 + "due" + ")" * 500, r"node\.dues\.formula: .*up to 400 characters"),
    "150 brackets": ("due * rate", "-(" * 150 + "due", r"node\.dues\.formula: .*ids of nodes and numbers"),
    "nine drivers": (
        "due * rate",
        "+".join("abcdefghi"),
        r"dues\.formula: .*up to 8 drivers in one formula, not 10",
    ),
    "a target that is a number": ('">= 0.85"', "0.85", r"node\.rate\.target: found 0\.85; .*between quotation marks"),
    "a target that is no number": (
        '">= 0.85"',
        '">= high"',
        r"rate\.target: found '>= high'; allowed: a target ",
    ),
    "a target in percent": ('">= 0.85"', '">= 85"', r"node\.rate\.target: found '>= 85'; .*85 percent is 0\.85"),
    "a node twice": ('id = "fee_renewing"', 'id = "due"', r"node\.id: found 'due'; allowed: an id of its own"),
    "no measure of ours": ('"renewal_rate"', '"renewals_rate"', r"node\.rate\.measure: .*did you mean renewal_rate\?"),
    "neither": ('measure = "due"', "", r"node\.due: found 'neither of both'; allowed: a formula or a measure"),
    "another unit": ('measure = "due"', 'measure = "due"\nunit = "money"', r"node\.due\.unit: found 'money'; .*count"),
    "no unit": ('unit = "money"', "", r"node\.dues\.unit: found 'nothing'"),
    "no label": ('label = { en = "Renewal" }', "", r"node\.rate\.label: found 'nothing'"),
    "a label without a language": ('{ en = "Renewal" }', '"Renewal"', r"node\.rate\.label: .*a text for each language"),
    "a field that is personal": ('measure = "due"', 'measure = "due"\nby = ["email"]', r"node\.due\.by: found 'email'"),
    "a field misspelt": ('measure = "due"', 'measure = "due"\nby = ["regoin"]', r"did you mean region\?"),
    "a division of a formula": ('unit = "money"', 'unit = "money"\nby = ["grade"]', r"node\.dues\.by: .*no measure"),
    "activities of the due": ('measure = "due"', 'measure = "due"\nby = ["activity"]', r"where the measure is uses"),
    "an unknown activity": (
        "uses:*",
        "uses:webinars",
        r"uses:webinars to rate: from: .*an id of the taxonomy",
    ),
    "an influence on what it adds up to": (
        'from = "uses:*"\nto = "rate"',
        'from = "rate"\nto = "dues"',
        r"influence\.rate to dues: from: found 'rate'; allowed: a node that is no part of dues already",
    ),
    "activities without a node of uses": (
        'measure = "uses"',
        'measure = "due"',
        r"from: .*measure = \"uses\", and there is none",
    ),
    "an activity on the node of all": ('to = "rate"', 'to = "uses"', r"uses:\* to uses: .*no part of uses already"),
    "the same influence twice": (
        'evidence = "hypothesis"',
        'evidence = "study"\n[[influence]]\nfrom = "uses:*"\nto = "rate"\nevidence = "study"',
        r"influence: found 'uses:\* to rate'; allowed: each influence once",
    ),
    "no evidence": ('evidence = "hypothesis"', "", r"influence\.1\.evidence: found 'nothing'"),
    "evidence of another kind": ('"hypothesis"', '"hypotesis"', r"did you mean hypothesis\?"),
    "an unknown key": (
        'evidence = "hypothesis"',
        'evidence = "study"\nform = "x"',
        r"influence\.1\.form: .*from \(",
    ),
    "a word of Python": ('id = "rate"', 'id = "in"', r"node\.in\.id: found 'in'; .*cannot stand in a formula"),
    "an id in capitals": ('id = "rate"', 'id = "Rate"', r"node\.Rate\.id"),
    "nothing": ('outcomes = ["dues"]', "", r"outcomes: found 'nothing'; allowed: this key is needed"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_tree_is_one_error(tmp_path: Path, case: str) -> None:
    old, new, words = WRONG[case]
    with pytest.raises(SettingsError, match=words) as raised:
        drivers(tmp_path, old, new)
    assert str(raised.value).startswith(f"{tmp_path / 'drivers.toml'}: ")


def test_a_file_that_is_named_and_is_not_there(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), "[period]", '[files]\ndrivers = "tree.toml"\n\n[period]')
    with pytest.raises(SettingsError, match=r"tree\.toml: the file: found 'No such file"):
        load_settings(path)


@pytest.mark.parametrize("node", ["renewal_rat", "uses:cpd-webinars"])
def test_an_alert_about_a_node_that_is_not_there(tmp_path: Path, node: str) -> None:
    path = worked_example(tmp_path)
    alert = f'[[alert]]\nid = "renewal"\nnode = "{node}"\nwhen = "<= 0.8"\nowner = "Ruth"\n\n'
    edited(path, "[period]", f"{alert}[period]")
    with pytest.raises(SettingsError, match=rf"alert\.renewal\.node: found '{node}'; .*did you mean {node[:-1]}"):
        load_settings(path)


def test_every_measure_may_be_a_node_without_a_label(tmp_path: Path) -> None:
    nodes = "".join(f'[[node]]\nid = "{name}"\nmeasure = "{name}"\n' for name in MEASURES)
    path = worked_example(tmp_path)
    (tmp_path / "drivers.toml").write_text(f'outcomes = ["dues"]\n{nodes}', encoding="utf-8")
    assert len(load_settings(path).drivers.node) == len(MEASURES)


def test_the_page_about_drivers_has_every_measure_key_and_field() -> None:
    page, keys = ((DOCS / name).read_text(encoding="utf-8") for name in ("drivers.md", "settings.md"))
    for name, unit in MEASURES.items():
        row = next(line for line in page.splitlines() if line.startswith("|") and f"`{name}`" in line)
        assert f"| {unit} |" in row, name
    for name in (*Driver.model_fields, "from", "to", "evidence", "note", "outcomes", *BY):
        assert f"`{name}`" in page or f"`{name} = " in page or f"\n    {name} = " in page, name
        assert f"`{name}`" in keys, name


def test_the_example_of_the_page_about_drivers(tmp_path: Path) -> None:
    page = (DOCS / "drivers.md").read_text(encoding="utf-8")
    example = page.partition("## A tree in twenty lines\n")[2].partition("\n## ")[0]
    lines = [line.removeprefix("    ") for line in example.splitlines()]
    lines += [f'[[node]]\nid = "{name}"\nmeasure = "{name}"' for name in REST]
    (tmp_path / "drivers.toml").write_text("\n".join(lines), encoding="utf-8")
    path = worked_example(tmp_path)
    found = load_settings(path).drivers
    assert [one.id for one in found.node] == ["dues", "due", "renewal_rate", *REST]
    assert node_ids(found, ["cpd-webinar"]) == tuple(one.id for one in found.node)
    assert node_ids(default(path), ["cpd-webinar"])[-1] == "uses:cpd-webinar"


def default(path: Path) -> Drivers:
    (path.parent / "drivers.toml").unlink()
    return load_settings(path).drivers


def test_formulas() -> None:
    formula = formula_of("-(a + b * 2) / c - +0.5")
    assert formula.drivers == ("a", "b", "c")
    assert formula.value({"a": 1, "b": 2, "c": 4}) == -1.75
    assert formula.value({"a": 1, "b": 2, "c": 0}) is None
    assert formula_of("a * b").value({"a": 1e200, "b": 1e200}) is None


@given(st.text(alphabet="ab+-*/() .\n019e_xj'\"[]{}:,=<>!&|^~%@;\\\0ä#", max_size=40))
def test_whatever_is_written_is_a_formula_or_an_error_for_people(text: str) -> None:
    try:
        formula = formula_of(text)
    except ValueError as error:
        said = str(error)
    else:
        formula.value(dict.fromkeys(formula.drivers, 1.0))
        said = ""
    assert "Error" not in said
