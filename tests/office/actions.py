"""Every action that the program writes into the audit trail, read off its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from casework.services.ports import EntryKind, RecusalDecision
from casework.services.ports.models import JobKind
from casework.services.ports.review import DecisionKind
from tests.contracts.project import ROOT

_PACKAGES = ("casework", "api", "actions", "bot")
_TEMPLATES: dict[str, tuple[str, ...]] = {
    "citizen_{kind}": get_args(EntryKind),
    "recusal_{decision}": get_args(RecusalDecision),
    "talk_{kind}": ("closed", "given_back"),
    "review_{decision.kind}": get_args(DecisionKind),
    "review_{kind}": get_args(DecisionKind),
    "model_{kind}_started": get_args(JobKind),
    "model_{kind}": ("promoted", "rolled_back"),
}
"""What may stand in the braces of an action that is put together."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def actions_in_the_code() -> dict[str, str]:
    """Action → a file that writes it. Raises ValueError or KeyError for one that cannot be read off."""
    paths = [path for package in _PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    modules = [_Module(path) for path in paths]
    found: dict[str, str] = {}
    for module in modules:
        module.others = modules
        for action in module.actions():
            found.setdefault(action, str(module.path.relative_to(ROOT)))
    return found


class _Module:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._tree = ast.parse(path.read_text("utf-8"))
        self._inside: dict[ast.AST, _Function | None] = {}
        self.others: list[_Module] = []
        self._place(self._tree, None)

    def _place(self, node: ast.AST, function: _Function | None) -> None:
        for child in ast.iter_child_nodes(node):
            self._inside[child] = function
            self._place(child, child if isinstance(child, _Function) else function)

    def actions(self) -> Iterator[str]:
        """Second arguments of `….audit.write(opener, action, subject)`."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write":
                holder = node.func.value
                name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
                if name in ("audit", "_audit"):
                    given = node.args[1] if len(node.args) > 1 else _named(node, "action")
                    yield from self._values(given, self._inside[node])

    def _values(self, given: ast.expr, function: _Function | None, depth: int = 0) -> Iterator[str]:
        match given:
            case ast.Constant(value=str(action)):
                if action:  # an empty one is not written
                    yield action
            case ast.IfExp(body=first, orelse=second):
                yield from self._values(first, function, depth)
                yield from self._values(second, function, depth)
            case ast.JoinedStr():
                template = ast.unparse(given)[2:-1]
                hole = template[template.index("{") : template.index("}") + 1]
                yield from (template.replace(hole, value) for value in _TEMPLATES[template])
            case ast.Subscript(value=ast.Name(id=table)):
                yield from self._of_table(table, depth)
            case ast.Name(id=name) if depth < 4 and function is not None:
                yield from self._of_name(name, function, depth + 1)
            case _:
                raise ValueError(f"{self.path}, line {given.lineno}: cannot read the action {ast.unparse(given)} off")

    def _of_table(self, table: str, depth: int) -> Iterator[str]:
        for node in ast.walk(self._tree):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            named = any(isinstance(target, ast.Name) and target.id == table for target in targets)
            if named and isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                for value in node.value.values:
                    yield from self._values(value, None, depth)

    def _of_name(self, name: str, function: _Function, depth: int) -> Iterator[str]:
        """A parameter: what callers give; a variable: what it was assigned."""
        arguments = [*function.args.args, *function.args.kwonlyargs]
        names = [argument.arg for argument in arguments]
        if name not in names:
            assigned = [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == name for one in node.targets)
            ]
            if not assigned:
                raise ValueError(f"{self.path}: {name} is assigned nowhere in {function.name}")
            for value in assigned:
                yield from self._values(value, function, depth)
            return
        at, called = names.index(name), False
        # a method is called in its own module, a function by whoever imports it
        for module in [self] if names[0] == "self" or function.name.startswith("_") else self.others:
            for node in ast.walk(module._tree):
                if isinstance(node, ast.Call) and _called(node) == function.name:
                    called = True
                    place = at - (isinstance(node.func, ast.Attribute) and names[0] == "self")
                    given = node.args[place] if len(node.args) > place else _named(node, name)
                    yield from module._values(given, module._inside[node], depth)
        if not called:
            raise ValueError(f"{self.path}: nobody calls {function.name}")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _named(node: ast.Call, name: str) -> ast.expr:
    return next(keyword.value for keyword in node.keywords if keyword.arg == name)
