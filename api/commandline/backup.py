"""`triage backup` and `triage restore`: everything of one installation in one file, its keys apart."""

from pathlib import Path
from typing import Annotated

import typer

from api.commandline.failure import CommandFailed, plain_failures, say_failure

_MEGABYTE = 1024 * 1024
_WHY = {
    "exists": "{what} 已经有了，不覆盖。请换一个名字或目录。",
    "not_empty": "数据目录 {what} 不是空的，不覆盖。请用 TRIAGE_DATA_DIR 指一个空目录。",
    "server": "数据库在 {what} 服务器上：请用它自己的办法恢复（pg_restore），再放回 uploads 和 models。",
    "no_database": "{what} 里没有数据库：它是从数据库服务器旁边备份的，请先用 pg_restore 恢复数据库。",
    "no_keys": "没有密钥：备份里的数据是加密的。请用 --keys 指出放密钥的目录。（找过：{what}）",
    "database": "数据库不能备份：{what}",
    "broken": "备份文件不完整或被改过（{what}），什么都没有恢复。",
    "newer": "备份是更新的版本做的（格式 {what}），请先升级本程序。",
}
_SERVER = '数据库在 PostgreSQL 服务器上，不在这个文件里。请同时执行：pg_dump -Fc "$TRIAGE_DATABASE_URL" -f triage.dump'


def backup(
    out: Annotated[Path, typer.Option(help="写到哪个文件，例如 /backup/triage-20261122.tar")],
    keys_out: Annotated[Path | None, typer.Option(help="把密钥另外复制到这个目录；不要和备份放在一处")] = None,
    with_keys: Annotated[bool, typer.Option("--with-keys", help="把密钥也放进同一个文件（不建议）")] = False,
) -> None:
    """Writes the file while the service goes on; says what is in it."""
    with plain_failures():
        from casework.bootstrap import bootstrap, now
        from casework.errors import BackupRefused
        from casework.services.backup import copy_keys, make_backup
        from casework.settings import Settings

        settings = Settings()
        if keys_out is not None and keys_out.resolve() == out.resolve().parent:
            raise CommandFailed("密钥不要和备份放在一处：拿到那里的人就能读到全部内容。请给 --keys-out 另一个目录。")
        services = bootstrap(settings)
        try:
            if keys_out is not None:
                typer.echo(f"密钥 {copy_keys(settings, keys_out)} 个：{keys_out}")
            made = make_backup(settings, services.store, out, now, with_keys=with_keys)
        except BackupRefused as error:
            raise CommandFailed(_WHY[error.why].format(what=error.what)) from error
        finally:
            services.store.close()
        typer.echo(f"备份好了：{out}，{made.files} 个文件，{made.size / _MEGABYTE:.1f} MB。")
        if not made.database:
            typer.echo(_SERVER)
        if made.keys:
            say_failure("注意：密钥也在这个文件里，谁拿到它就能读到全部内容，包括举报人的身份。请当作密钥本身保管。")
        elif keys_out is None:
            typer.echo("没有备份密钥。密钥丢了，备份就打不开：请用 --keys-out 另外保存一次。")


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    keys: Annotated[Path | None, typer.Option(help="放密钥的目录；备份里有密钥时不用给")] = None,
) -> None:
    """Restores into an empty data directory, then opens it once to see that keys and database fit."""
    with plain_failures():
        from casework.bootstrap import bootstrap
        from casework.errors import BackupRefused
        from casework.services.accounts import OPERATOR
        from casework.services.backup import restore_backup
        from casework.services.ports import Opener
        from casework.settings import Settings

        settings = Settings()
        try:
            count = restore_backup(settings, file, keys)
        except BackupRefused as error:
            raise CommandFailed(_WHY[error.why].format(what=error.what)) from error
        services = bootstrap(settings)
        try:
            with services.store.write() as work:
                opener = Opener(OPERATOR.name, OPERATOR.role, "从备份恢复")
                work.audit.write(opener, "backup_restored", "data")
                work.commit()
            found = services.audit_desk.check(OPERATOR)
        finally:
            services.store.close()
        typer.echo(f"恢复好了：{settings.data_dir}，{count} 个文件，数据库和密钥对得上。")
        if found.fault is not None:
            say_failure("审计记录不完整，请执行 triage audit verify 看详情。")
