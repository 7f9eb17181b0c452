"""What a statement says of the fee: which basis it has where the settings say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import said
from tests.workspaces import edited, pdf_text, worked_example


@pytest.mark.parametrize(("basis", "sentence"), [("included", "with VAT"), ("excluded", "without VAT")])
def test_a_statement_says_whether_the_fee_is_with_vat(basis: str, sentence: str, tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    edited(path, 'table = "fees"\n', f'table = "fees"\nvat = "{basis}"\n')
    said(path, "statement", "W1")
    assert f"The fee is counted {sentence}." in pdf_text(tmp_path / "output" / "W1.pdf")


def test_nothing_is_said_of_vat_where_the_settings_say_nothing(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    said(path, "statement", "W1")
    assert "VAT" not in pdf_text(tmp_path / "output" / "W1.pdf")
