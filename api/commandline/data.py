"""`triage data report`: what are the training texts like, and is there anything in them to refuse?"""

import typer

from api.commandline.evaluate import PASS_THROUGH
from api.commandline.failure import plain_failures

app = typer.Typer(no_args_is_help=True)


@app.callback()
def data() -> None:
    """Keeps `report` a subcommand although it is the only one."""


@app.command("report", help="训练语料的数量、长度、多样性和重复；--foreign FILE 检查有没有抄来的句子。", **PASS_THROUGH)
def report(context: typer.Context) -> None:
    """Hands every argument on to nlu.data_report."""
    with plain_failures():
        from nlu.data_report import main

        raise typer.Exit(main(context.args))
