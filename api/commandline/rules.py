"""`triage rules check` and `triage rules show ID`: are the rule tables sound, and what does a row say?"""

import json
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from api.commandline.evaluate import PASS_THROUGH
from api.commandline.failure import CommandFailed, plain_failures

app = typer.Typer(no_args_is_help=True)


@app.command("check", help="检查所有规则表；--seeds DIR 还与来源文件逐字核对。", **PASS_THROUGH)
def check(context: typer.Context) -> None:
    """Hands every argument on to knowledge.check."""
    with plain_failures():
        from knowledge.check import main

        raise typer.Exit(main(context.args))


@app.command("show", help="显示规则库的一行：来源、条款、原文和全部内容。")
def show(
    row_id: Annotated[str, typer.Argument(metavar="ID", help="例如 A2-7")],
    on: Annotated[str | None, typer.Option("--date", help="按哪一天有效的规则，例如 2026-01-31；默认今天")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
) -> None:
    """Shows one row as it is in force on a day."""
    with plain_failures():
        from api.open.rules import rule_answer
        from knowledge import RuleBook

        answer = rule_answer(RuleBook.load().as_of(_day(on)), row_id)
        if as_json:
            typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        until = answer["effective_to"] or "今"
        typer.echo(f"{answer['id']}  {answer['title']} {answer['clause']}")
        typer.echo(f"有效期：{answer['effective_from']} 至 {until}")
        if answer["quote"]:
            typer.echo(f"原文：{answer['quote']}")
        typer.echo(json.dumps(answer["row"], ensure_ascii=False, indent=2))


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandFailed(f"日期应写成 2026-01-31 的样子，不是“{text}”。") from error
