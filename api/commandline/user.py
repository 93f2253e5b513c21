"""`triage user`: the accounts of people who work here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.commandline.failure import CommandFailed, plain_failures

if TYPE_CHECKING:
    from casework.bootstrap import Services

app = typer.Typer(no_args_is_help=True)
ROLES = "agent 坐席、senior_agent 资深坐席、reviewer 审核员、admin 管理员、auditor 审计员"
_Name = Annotated[str, typer.Argument(help="帐号名")]


@app.command("first", help="建立首位管理员 admin，显示一次性密码（已有帐号时不做任何事）。")
def first() -> None:
    """Prints the one-time password once."""
    from api.commandline.serve import first_administrator

    with _services() as services:
        password = first_administrator(services)
    if password is None:
        with plain_failures():
            raise CommandFailed("已经有帐号了，没有新建。")
    typer.echo(f"帐号 admin，一次性密码 {password}（只显示这一次）")


@app.command("create", help="建立帐号，显示一次性密码。")
def create(
    name: _Name,
    role: Annotated[str, typer.Option(help=f"角色：{ROLES}")] = "agent",
    display_name: Annotated[str, typer.Option("--name", help="姓名，显示在工作台上")] = "",
) -> None:
    """Prints the one-time password once; it must be changed at the first sign-in."""
    from casework.services.accounts import OPERATOR
    from casework.services.ports import ROLES as KNOWN

    with _services() as services:
        if role not in KNOWN:
            raise CommandFailed(f"没有角色 {role}。可以用：{ROLES}。")
        password = services.accounts.create(OPERATOR, name, display_name, role)
    typer.echo(f"帐号 {name.strip().lower()}，一次性密码 {password}（只显示这一次，第一次登录时更换）")


@app.command("list", help="列出帐号。")
def show() -> None:
    """One line for each account: name, role, what is special about it, what its user is called."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        users = services.accounts.everybody(OPERATOR)
    for user in users:
        marks = ["停用"] * user.disabled + ["等待更换密码"] * user.must_change + ["动态口令"] * user.totp
        typer.echo("\t".join((user.name, user.role, "、".join(marks) or "正常", user.display_name)))


@app.command("password", help="发放新的一次性密码，原密码和动态口令作废。")
def password(name: _Name) -> None:
    """For who has forgotten theirs: prints the one-time password once."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        given = services.accounts.give_password(OPERATOR, name)
    typer.echo(f"帐号 {name}，一次性密码 {given}（只显示这一次，下次登录时更换）")


@app.command("disable", help="停用帐号；加 --undo 恢复。")
def disable(name: _Name, undo: Annotated[bool, typer.Option("--undo", help="恢复帐号")] = False) -> None:
    """Locks an account, which ends its sessions, or opens it again."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        services.accounts.set_disabled(OPERATOR, name, not undo)
    typer.echo(f"帐号 {name} 已{'恢复' if undo else '停用'}。")


@contextmanager
def _services() -> "Iterator[Services]":
    with plain_failures():
        from casework.bootstrap import bootstrap
        from casework.errors import BadInput
        from casework.settings import Settings

        services = bootstrap(Settings())
        try:
            yield services
        except BadInput as error:
            raise CommandFailed(services.rulebook.reply(error.reply_id)) from error
        finally:
            services.store.close()
