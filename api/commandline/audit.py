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
        from api.audit_words import check_words
        from casework.bootstrap import bootstrap
        from casework.services.accounts import OPERATOR
        from casework.settings import Settings

        services = bootstrap(Settings())
        try:
            found = services.audit_desk.check(OPERATOR)
        finally:
            services.store.close()
        if found.fault is not None:
            raise CommandFailed(check_words(found))
        typer.echo(check_words(found))
