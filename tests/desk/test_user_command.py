"""`triage user`: accounts from the command line of the machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.commandline.main import app
from casework.bootstrap import bootstrap
from casework.settings import Settings


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_DATA_DIR", str(tmp_path))


def triage_user(*words: str) -> Result:
    return CliRunner().invoke(app, ["user", *words])


def password_in(result: Result) -> str:
    found = re.search(r"一次性密码 (\S{20})", result.output)
    assert found, result.output
    return found.group(1)


def test_a_created_account_can_sign_in_and_must_change_its_password(tmp_path: Path) -> None:
    made = triage_user("create", "Wang.Li", "--role", "senior_agent", "--name", "王莉")

    services = bootstrap(Settings(data_dir=tmp_path))
    seat = services.staff.seat(services.staff.sign_in("wang.li", password_in(made)))
    services.store.close()
    assert (seat.staff.role, seat.display_name, seat.must_change) == ("senior_agent", "王莉", True)


def test_the_list_says_who_is_locked_out_and_never_a_password(tmp_path: Path) -> None:
    password = password_in(triage_user("create", "wang.li"))
    triage_user("create", "zhao")
    triage_user("disable", "wang.li")

    listed = triage_user("list").output

    assert re.search(r"wang\.li\tagent\t停用、等待更换密码", listed)
    assert re.search(r"zhao\tagent\t等待更换密码", listed)
    assert password not in listed
    assert triage_user("disable", "wang.li", "--undo").exit_code == 0
    assert "停用" not in triage_user("list").output


def test_a_new_one_time_password_replaces_the_old_one() -> None:
    first = password_in(triage_user("create", "wang.li"))

    assert password_in(triage_user("password", "wang.li")) != first


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("create", "1x"), "小写字母开头"),
        (("create", "zhao", "--role", "boss"), "没有角色 boss"),
        (("password", "nobody"), "没有这个帐号"),
        (("disable", "nobody"), "没有这个帐号"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: tuple[str, ...], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    result = triage_user(*words)

    assert result.exit_code == 1
    assert says in result.output + capfd.readouterr().err
    assert "Traceback" not in result.output


def test_every_account_made_or_changed_is_audited(tmp_path: Path) -> None:
    triage_user("create", "wang.li")
    triage_user("disable", "wang.li")

    services = bootstrap(Settings(data_dir=tmp_path))
    with services.store.read() as work:
        lines = [(entry.actor, entry.action, entry.subject) for entry in work.audit.entries()]
    services.store.close()
    assert lines == [("operator", "user_created", "wang.li"), ("operator", "user_disabled", "wang.li")]
