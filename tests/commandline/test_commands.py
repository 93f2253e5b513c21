"""The commands as an operator meets them: one clear Chinese line and an exit code when something is wrong."""

import asyncio
import errno
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.commandline import main
from api.commandline.classify import answer_lines
from api.commandline.failure import CommandFailed, sentence_for
from api.commandline.main import app
from api.commandline.place import check_data_directory, check_space, listen
from casework.errors import EngineFault, StoreFault
from knowledge.errors import ShapeError
from tests.api.fakes import FakeServices

TRIAGE = [sys.executable, "-m", "api.commandline.main"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*TRIAGE, *arguments], capture_output=True, text=True, env=os.environ | environment, timeout=60, check=False
    )


def is_one_chinese_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and any("一" <= character <= "鿿" for character in text)


def test_a_port_that_is_taken_is_one_line_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = run("serve", "--port", str(port), TRIAGE_DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert is_one_chinese_line(result.stderr)
    assert str(port) in result.stderr
    assert str(port + 1) in result.stderr


def test_a_data_directory_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    result = run("serve", "--port", "1", TRIAGE_DATA_DIR=str(tmp_path / "file" / "var"))

    assert result.returncode == 1
    assert is_one_chinese_line(result.stderr)
    assert "TRIAGE_DATA_DIR" in result.stderr


def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    result = run("serve", TRIAGE_PORT="many", TRIAGE_DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert "TRIAGE_PORT" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("number", "words"), [(errno.EACCES, "没有权限写"), (errno.ENOSPC, "磁盘已满")])
def test_a_directory_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)

    with pytest.raises(CommandFailed, match=words) as failure:
        check_data_directory(tmp_path)
    assert is_one_chinese_line(str(failure.value))


def test_a_full_disk_is_said_before_anything_is_begun(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"磁盘空间不够.*TRIAGE_DATA_DIR"):
        check_space(tmp_path, 2**60)


@pytest.mark.parametrize(("host", "words"), [("no.such.host.invalid", "不认识地址"), ("203.0.113.9", "没有地址")])
def test_an_address_that_is_not_here_is_said_plainly(host: str, words: str) -> None:
    with pytest.raises(CommandFailed, match=words):
        listen(host, 0)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/var/x"), "磁盘已满"),
        (PermissionError(errno.EACCES, "Permission denied", "/var/x"), "没有读写权限"),
        (StoreFault("the database refused: database or disk is full"), "磁盘已满"),
        (StoreFault("the database refused: attempt to write a readonly database"), "没有写权限"),
        (EngineFault("turn failed"), "engine_fault"),
        (ShapeError(file="a.yml", line=7, row="A1-1", problem="no clause.", remedy="Add it."), "a.yml 第 7 行"),
        (ZeroDivisionError("secret words"), "ZeroDivisionError"),
    ],
)
def test_every_failure_is_one_chinese_line(error: Exception, words: str) -> None:
    sentence = sentence_for(error)

    assert words in sentence
    assert is_one_chinese_line(sentence)
    assert "secret" not in sentence


def test_another_python_is_refused_in_one_line() -> None:
    import runpy

    class Other(tuple[int, ...]):
        pass

    real = sys.version_info
    try:
        sys.version_info = Other((3, 12, 0))  # type: ignore[assignment]
        with pytest.raises(SystemExit, match=r"需要 Python 3\.11，现在是 3\.12"):
            runpy.run_path(str(main.__file__), run_name="not_main")
    finally:
        sys.version_info = real


def test_help_names_every_command_of_the_design_and_imports_nothing_heavy() -> None:
    heavy = "[name for name in ('rasa', 'fastapi', 'sqlalchemy') if name in sys.modules]"
    code = f"import sys; from api.commandline.main import app; print({heavy})"
    result = CliRunner().invoke(app, ["--help"])
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    for command in ("serve", "train", "evaluate", "classify", "rules", "user", "audit"):
        assert command in result.output
    assert imported.stdout.strip() == "[]"


# ---------------------------------------------------------------- classify


def classified(lines: bytes, region: str | None = None) -> tuple[list[dict[str, object]], int, list[int], FakeServices]:
    services, out = FakeServices(), io.StringIO()
    answered, bad = asyncio.run(answer_lines(services, io.BytesIO(lines), out, region))
    return [json.loads(line) for line in out.getvalue().splitlines()], answered, bad, services


def test_every_line_has_its_answer_with_its_id_in_order() -> None:
    answers, answered, bad, _ = classified('{"id": "a", "text": "不给报"}\n{"id": 2, "text": "举报"}\n'.encode())

    assert [answer["id"] for answer in answers] == ["a", 2]
    assert answers[0]["matters"]
    assert (answered, bad) == (2, [])


def test_bad_lines_are_named_by_number_and_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    lines = b"\n".join(
        [
            b"\xef\xbb\xbf" + '{"id": 1, "text": "好的一行"}'.encode(),
            b"{broken",
            b"",
            b'{"id": 4}',
            b'{"id": 5, "text": "  "}',
            b"\xff\xfe",
            b'"text"',
            b'{"id": 8, "text": "x", "region": "abc"}',
            b'{"id": 9, "text": "x", "region": 9}',
            '{"id": 10, "text": "最后一行没有换行"}'.encode(),
        ]
    )

    answers, answered, bad, _ = classified(lines)

    assert [answer.get("id") for answer in answers] == [1, None, 4, 5, None, None, 8, 9, 10]
    assert bad == [2, 4, 5, 6, 7, 8, 9]
    assert [answer["line"] for answer in answers if "error" in answer] == bad
    assert answered == 2
    assert "第 2 行" in capsys.readouterr().err


def test_an_error_nobody_foresaw_costs_one_line_only() -> None:
    class Moody(FakeServices):
        pass

    services, out = Moody(), io.StringIO()
    services.triage.error = RuntimeError("quotes 张三")

    answered, bad = asyncio.run(answer_lines(services, io.BytesIO(b'{"id": 1, "text": "x"}\n'), out, None))

    assert (answered, bad) == (0, [1])
    assert "张三" not in out.getvalue()


def test_a_region_for_all_lines_is_used_where_a_line_names_none() -> None:
    _, _, _, services = classified(b'{"id": 1, "text": "a"}\n{"id": 2, "text": "b", "region": "220000"}\n', "500000")

    assert services.triage.asked == [("a", "500000"), ("b", "220000")]


@pytest.mark.parametrize(
    ("words", "problem", "asked"),
    [
        (["nope"], "没有命令 nope", "triage -h"),
        (["models", "nope"], "没有命令 nope", "triage models -h"),
        (["backup"], "缺少 --out", "triage backup -h"),
        (["restore"], "缺少 “file”", "triage restore -h"),
        (["serve", "--port", "99999"], "--port 的值不对", "triage serve -h"),
        (["serve", "--port"], "选项 --port 的写法不对", "triage"),
        (["report", "--foo"], "没有选项 --foo", "triage report -h"),
        (["audit", "verify", "x", "y"], "多写了 x y", "triage audit verify -h"),
    ],
)
def test_a_command_written_wrongly_is_one_chinese_line(words: list[str], problem: str, asked: str) -> None:
    result = CliRunner().invoke(app, words)

    assert result.exit_code == 2
    assert is_one_chinese_line(result.stderr)
    assert result.stderr.startswith(f"{problem}。用法见 {asked}")
    assert result.stdout == ""


def test_a_command_without_its_words_shows_its_help() -> None:
    result = CliRunner().invoke(app, ["models"])

    assert result.exit_code == 2
    assert "列出模型" in result.output
