"""`triage classify --jsonl IN --out OUT`: every line of a file triaged, one answer per line, in the same order.

Nothing is lost: a line that cannot be read or answered has a line of its own in the output, with its number and the
error, and is named on standard error.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from api.commandline.failure import CommandFailed, plain_failures, say_failure

if TYPE_CHECKING:
    from api.ports import Services

_PROGRESS_EVERY = 500


def classify(
    jsonl: Annotated[Path, typer.Option(help="输入：每行一个 JSON，有 id 和 text，可以有 region；- 表示标准输入")],
    out: Annotated[Path, typer.Option(help="输出：每行一个 JSON；- 表示标准输出")],
    region: Annotated[str | None, typer.Option(help="没有 region 的行按这个六位区划代码")] = None,
) -> None:
    """Triages a file."""
    with plain_failures():
        if str(jsonl) != "-" and str(out) != "-" and jsonl.resolve() == out.resolve():
            raise CommandFailed("输入和输出不能是同一个文件。")
        source = nullcontext(sys.stdin.buffer) if str(jsonl) == "-" else jsonl.open("rb")
        with source as lines:
            answered, bad = asyncio.run(_classify(lines, out, region))
        print_summary(answered, bad)


def print_summary(answered: int, bad: list[int]) -> None:
    """How many lines went well, and which did not."""
    numbers = "、".join(map(str, bad[:20])) + (" 等" if len(bad) > 20 else "")
    note = f"，{len(bad)} 条有误（第 {numbers} 行）" if bad else ""
    typer.echo(f"已分类 {answered} 条{note}。", err=True)


async def _classify(lines: IO[bytes], out: Path, region: str | None) -> tuple[int, list[int]]:
    from api.commandline.offline import ready_services

    async with ready_services() as services:
        target = nullcontext(sys.stdout) if str(out) == "-" else out.open("w", encoding="utf-8")
        with target as answers:
            return await answer_lines(services, lines, answers, region)


async def answer_lines(
    services: "Services", lines: IO[bytes], answers: IO[str], region: str | None
) -> tuple[int, list[int]]:
    """Answers line by line; returns how many were answered and the numbers of those that were not."""
    from api.errors import error_parts

    answered, bad = 0, []
    for number, raw in _numbered(lines):
        entry: dict[str, Any] = {}
        try:
            entry = _parsed(raw)
            _check(entry)
            answer = {"id": entry.get("id")} | await services.triage.triage(
                entry["text"], entry.get("region") or region
            )
            answered += 1
        except Exception as error:  # noqa: BLE001 - one line must not cost the others theirs
            code, _, message = _bad_line(error) or error_parts(error, services)
            answer = {"id": entry.get("id"), "line": number, "error": {"code": code, "message": message}}
            bad.append(number)
            say_failure(f"第 {number} 行：{message}")
        answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
        answers.flush()
        if number % _PROGRESS_EVERY == 0:
            typer.echo(f"已处理 {number} 行", err=True)
    return answered, bad


class _BadLine(Exception):
    pass


def _bad_line(error: Exception) -> tuple[str, int, str] | None:
    return ("bad_line", 422, str(error)) if isinstance(error, _BadLine) else None


def _numbered(lines: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 1; empty ones are passed over, as is usual in JSON Lines."""
    for number, raw in enumerate(lines, start=1):
        if raw.strip(b" \t\r\n\xef\xbb\xbf"):
            yield number, raw


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BadLine("不是 UTF-8 编码") from error
    except (ValueError, RecursionError) as error:
        raise _BadLine("不是有效的 JSON") from error
    if not isinstance(entry, dict):
        raise _BadLine("应当是一个 JSON 对象")
    return entry


def _check(entry: dict[str, Any]) -> None:
    if not isinstance(entry.get("text"), str):
        raise _BadLine("缺少 text，或 text 不是文字")
    if not isinstance(entry.get("region"), str | None):
        raise _BadLine("region 应当是六位区划代码")
