"""valuereport presets: all that are known, or one of them whole, with lines that can be used as they are."""

from __future__ import annotations

import json
import tomllib

import pytest

from tests.commands import run
from valuereport.answers.presets import lines_to_copy
from valuereport.console.presets import preset_text
from valuereport.model.tables import TABLES
from valuereport.presets import presets
from valuereport.settings import Source


def test_every_preset_has_a_line() -> None:
    done = run("presets")
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")} == {*presets()}
    listed = json.loads(run("presets", "--json").stdout)["presets"]
    assert [one["name"] for one in listed] == [*presets()]
    assert listed[0].keys() == {"name", "system", "holds", "table"}


def test_one_preset_whole() -> None:
    shown = run("presets", "stripe").stdout
    for said in (
        "Created date (UTC) or Created (UTC)",
        "Amount less Amount Refunded",
        "only rows whose Status is Paid or succeeded",
        "Fee: what Stripe keeps",
        "vat: whether its amounts hold the value added tax",
        'preset = "stripe"',
    ):
        assert said in shown
    whole = json.loads(run("presets", "stripe", "--json").stdout)
    assert whole["columns"]["amount"] == [{"column": ["Amount"], "less": "Amount Refunded"}]
    assert whole["never"]["Fee"]
    assert whole["asks"].keys() == {"rows", "vat"}


def test_what_no_heading_tells_apart_is_said() -> None:
    for one in presets().values():
        if one.instead:
            assert f"It has the headings of {one.name}" in preset_text(presets()[one.instead])


def test_an_unknown_preset_names_those_that_there_are() -> None:
    done = run("presets", "xeroo")
    assert done.returncode == 2
    assert done.stderr.startswith("valuereport: the command line: NAME: found 'xeroo'; allowed: the name of a preset: ")
    assert done.stderr.rstrip().endswith("did you mean xero?")


@pytest.mark.parametrize("name", presets())
def test_the_lines_to_copy_are_a_source(name: str) -> None:
    preset = presets()[name]
    assert preset_text(preset).startswith(f"{name}: {preset.system}")
    lines = lines_to_copy(preset)
    if preset.table not in TABLES:
        assert not lines
        return
    uncommented = "\n".join(line.removeprefix("# ") for line in lines.splitlines())
    [data] = tomllib.loads(uncommented)["source"]
    known = {*Source.model_fields}
    assert data.keys() <= known
    from_where, form = ("pull", "pull") if preset.records else ("file", "csv")
    assert {"preset", from_where} <= tomllib.loads(lines)["source"][0].keys()
    if needed := {"date", "member_id", "name"} & {*preset.asks} - preset.columns.keys():
        data["columns"] |= dict.fromkeys(needed, "Heading")
    source = Source.model_validate(data)
    assert (source.name, source.table, source.format) == (name, preset.table, form)
