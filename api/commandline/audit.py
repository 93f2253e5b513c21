"""`triage audit verify`: is the audit trail whole?"""

import typer

from api.commandline.failure import CommandFailed, plain_failures

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `verify` a subcommand: `audit` will have more."""


@app.command("verify", help="检查审计记录是否完整、有没有被改过。")
def verify() -> None:
    """Recomputes the chain; exit code 1 when a line was changed or is missing."""
    with plain_failures():
        from casework.bootstrap import bootstrap
        from casework.settings import Settings

        services = bootstrap(Settings())
        with services.store.read() as work:
            result = work.audit.verify()
        services.store.close()
        if result.broken_at is not None:
            raise CommandFailed(f"审计记录在第 {result.broken_at} 条断开：{result.what}")
        typer.echo(f"审计记录完整，共 {result.checked} 条。")
