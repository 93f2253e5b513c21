"""What does an operator read when a command cannot go on? One plain line, an exit code that is not 0, no stack trace.

With TRIAGE_DEBUG=1 the stack trace is shown as well.
"""

import errno
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

_BY_ERRNO = {
    errno.ENOSPC: "磁盘已满，请清理后再试",
    errno.EDQUOT: "磁盘配额已用完，请清理后再试",
    errno.EACCES: "没有读写权限",
    errno.EPERM: "没有读写权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是一个目录，需要的是文件",
    errno.ENOTDIR: "路径里有一段不是目录",
    errno.EEXIST: "已经有同名的文件",
    errno.EMFILE: "打开的文件太多",
}
_SQLITE_FULL = ("disk is full", "No space left", "could not extend file")
_SQLITE_READ_ONLY = ("readonly database", "unable to open database", "permission denied")


class CommandFailed(Exception):
    """The command cannot go on, for the reason given in plain Chinese."""


def say_failure(message: str) -> None:
    """Writes the line to standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="bold red", markup=False)


@contextmanager
def plain_failures() -> Iterator[None]:
    """Ends the command with one line for whatever goes wrong inside."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        say_failure("已中断。")
        raise typer.Exit(130) from None
    except Exception as error:  # noqa: BLE001 - the operator gets a sentence, whatever it was
        say_failure(sentence_for(error))
        if os.environ.get("TRIAGE_DEBUG") == "1":
            traceback.print_exc()
        raise typer.Exit(1) from None


def sentence_for(error: Exception) -> str:
    """The one line for an error."""
    from pydantic import ValidationError

    from casework.errors import StoreFault, TriageError
    from knowledge.errors import KnowledgeError, TableError, UnknownRow

    match error:
        case CommandFailed():
            return str(error)
        case TableError():
            place = f"{error.file} 第 {error.line} 行" if error.line else error.file
            return f"规则表有误：{place}，{error.row or '整个文件'}：{error.problem} {error.remedy}"
        case UnknownRow():
            return f"规则库里没有 {error.row_id}。"
        case KnowledgeError():
            return f"规则库有误：{error}"
        case StoreFault():
            return _store_sentence(error)
        case TriageError():
            return f"出错（{error.code}）：{error}"
        case OSError():
            return _os_sentence(error)
        case ValidationError():
            return _settings_sentence(error)
        case _:
            return f"程序出错（{type(error).__name__}）。设 TRIAGE_DEBUG=1 再运行一次可以看到详情。"


def _os_sentence(error: OSError) -> str:
    what = _BY_ERRNO.get(error.errno or 0, error.strerror or type(error).__name__)
    return f"{what}：{error.filename}" if error.filename else f"{what}。"


def _store_sentence(error: Exception) -> str:
    said = str(error)
    if any(words in said for words in _SQLITE_FULL):
        return "磁盘已满，数据库写不进去，请清理后再试。"
    if any(words in said for words in _SQLITE_READ_ONLY):
        return f"数据库打不开或没有写权限：{said}"
    return f"数据库不能使用：{said}"


def _settings_sentence(error: Exception) -> str:
    from pydantic import ValidationError

    assert isinstance(error, ValidationError)
    names = "、".join(f"TRIAGE_{str(problem['loc'][0]).upper()}" for problem in error.errors() if problem["loc"])
    return f"设置有误：{names or error.title}。请检查环境变量。"
