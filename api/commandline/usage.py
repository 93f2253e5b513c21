"""What does an operator read who wrote a command wrongly? One Chinese line with what is wrong."""

from __future__ import annotations

import re
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from api.commandline.failure import say_failure

_USAGE: type[Exception] = next(one for one in typer.BadParameter.__mro__ if one.__name__ == "UsageError")
"""Typer's own class for whatever is wrong with the words of a command; it has no public name."""
_CHINESE = re.compile(r"[一-鿿]")


class PlainUsage(TyperGroup):
    """The commands of `triage`: a wrong word ends with one line and exit code 2."""

    def main(self, *words: Any, **more: Any) -> Any:
        """Runs the command that was asked for."""
        if not more.get("standalone_mode", True):
            return super().main(*words, **more)
        more["standalone_mode"] = False
        try:
            ended = super().main(*words, **more)
        except _USAGE as error:
            if type(error).__name__ != "NoArgsIsHelpError":  # the help stands there already
                say_failure(usage_sentence(error))
            sys.exit(2)
        except typer.Abort:
            say_failure("已中断。")
            sys.exit(1)
        sys.exit(ended if isinstance(ended, int) else 0)


def usage_sentence(error: Any) -> str:
    """The one line for a UsageError."""
    context = getattr(error, "ctx", None)
    path = context.command_path.removeprefix(context.find_root().command_path) if context is not None else ""
    return f"{_problem(error)}。用法见 triage{path} -h"


def _problem(error: Any) -> str:
    message = str(error.message or "")
    if _CHINESE.search(message):
        return message.rstrip("。")
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有选项 {error.option_name}"
        case "MissingParameter":
            return f"缺少 {_name(error)}"
        case "BadOptionUsage":
            return f"选项 {error.option_name} 的写法不对"
        case "BadParameter":
            return f"{_name(error)} 的值不对"
    if command := re.match(r"No such command '(.*)'", message):
        return f"没有命令 {command[1]}"
    if extra := re.match(r"Got unexpected extra arguments? ?\(.*?\) \((.*)\)|Got unexpected .*? \((.*)\)", message):
        return f"多写了 {extra[1] or extra[2]}"
    return "命令写得不对"


def _name(error: Any) -> str:
    """The option or argument that is meant, as it is written."""
    if error.param is None:
        return "参数"
    written = [one for one in error.param.opts if one.startswith("--")]
    return written[0] if written else f"“{error.param.name}”"
