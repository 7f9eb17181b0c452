"""[desk], [approval] and desk-users.toml: what is wrong is named with its file, its key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import load_settings
from valuereport.settings.read import read_desk_users

ANNA = '[[user]]\nname = "Anna"\nrole = "viewer"\n'

WRONG_USERS = {
    "a role that is none": (
        ANNA.replace("viewer", "aprover"),
        "user.Anna.role: found 'aprover'",
        "did you mean approver",
    ),
    "no role": ('[[user]]\nname = "Anna"\n', "user.Anna.role: found 'nothing'", "this key is needed"),
    "a key that is none": (ANNA + 'password = "x"\n', "user.Anna.password: found", "only the keys of"),
    "a key misspelt": ('[[user]]\nname = "Anna"\nrolle = "viewer"\n', "user.Anna.rolle", "role (did you mean it?)"),
    "a table misspelt": (ANNA.replace("user", "users"), "users: found", "user (did you mean it?)"),
    "a name twice": (ANNA + ANNA, "user.name: found 'Anna'", "each user once"),
    "a name twice, in another case": (ANNA + ANNA.replace("Anna", "ANNA"), "found 'ANNA'", "there is Anna"),
    "a name twice, in wide letters": (ANNA + ANNA.replace("Anna", "\uff21nna"), "user.name", "each user once"),
    "no name": (ANNA.replace("Anna", ""), "user.1.name: found ''", "a name as the proxy sends it"),
    "a name with a line in it": (ANNA.replace("Anna", "An\\nna"), "name: found", "a name as the proxy sends it"),
    "a name with spaces around it": (ANNA.replace("Anna", "Anna "), "name: found 'Anna '", "without spaces around"),
}


@pytest.mark.parametrize("case", WRONG_USERS)
def test_a_file_of_users_that_is_wrong(case: str, tmp_path: Path) -> None:
    text, found, allowed = WRONG_USERS[case]
    file = tmp_path / "desk-users.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_desk_users(file)
    said = str(raised.value)
    assert said.startswith(f"{file}: ")
    assert found in said
    assert allowed in said


@pytest.mark.parametrize(
    ("section", "found"),
    [
        (
            '[desk]\nuser_header = "X_Remote_User"',
            "desk.user_header: found 'X_Remote_User'; allowed: the name of",
        ),
        ('[desk]\nuser_header = "X-User: me"', "desk.user_header: found 'X-User: me'"),
        ('[desk]\nread_only = "perhaps"', "desk.read_only: found 'perhaps'"),
        ("[desk]\nreadonly = true", "desk.readonly: found 'a key that is not known'; allowed: read_only"),
        ("[approval]\nby_other = true", "approval.by_other: found 'a key that is not known'; allowed: by_another"),
    ],
)
def test_settings_of_the_desk_that_are_wrong(section: str, found: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(edited(worked_example(tmp_path), "[period]", f"{section}\n\n[period]"))
    assert found in str(raised.value)
