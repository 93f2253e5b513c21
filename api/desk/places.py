"""Every page of the desk: its address, who may open it, where it stands in the rail. A new page is one line here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from nicegui import PageArguments

from api.desk.pages import (
    account,
    accounts,
    agent_figures,
    audit,
    calendar,
    canned,
    case,
    cases,
    compare_page,
    health,
    models,
    phone,
    review,
    rules,
    statistics,
    talk,
    talks,
    training_items,
)
from api.desk.seat import Page
from casework.services.ports import ROLES, Role

Asked = PageArguments
Show = Callable[[Page, Asked], Awaitable[None]]
EVERYBODY: frozenset[Role] = frozenset(ROLES)
ADMINS: frozenset[Role] = frozenset({"admin"})
REVIEWERS: frozenset[Role] = frozenset({"reviewer", "admin"})
HANDLERS: frozenset[Role] = frozenset({"agent", "senior_agent", "admin"})
LOOKERS: frozenset[Role] = frozenset({"senior_agent", "admin", "auditor"})
LOOP: frozenset[Role] = frozenset({"admin", "auditor"})


@dataclass(frozen=True, slots=True)
class Place:
    """One page. `pattern` is its address under /desk; without `words` it is not in the rail.

    `part_of`: the address in the rail that is marked while this page is open, its own where empty.
    """

    pattern: str
    show: Show
    words: str = ""
    icon: str = ""
    roles: frozenset[Role] = EVERYBODY
    part_of: str = ""

    def may_open(self, role: Role) -> bool:
        """Whether somebody of this role may open the page at all; what they may do on it the use cases decide."""
        return role in self.roles


def _alone(show: Callable[[Page], Awaitable[None]]) -> Show:
    return lambda page, _: show(page)


def _asked(show: Callable[[Page, Any], Awaitable[None]]) -> Show:
    return lambda page, asked: show(page, asked.query_parameters)


PLACES: tuple[Place, ...] = (
    Place("/talks", _asked(talks.show), "对话", "talk", roles=HANDLERS),
    Place("/talks/figures", _asked(agent_figures.show), roles=HANDLERS, part_of="/talks"),
    Place(
        "/talks/{conversation}",
        lambda page, asked: talk.show(page, asked.path_parameters["conversation"]),
        roles=HANDLERS,
        part_of="/talks",
    ),
    Place("/phone", _asked(phone.show), "来电", "phone", roles=HANDLERS),
    Place("/", _asked(cases.show), "案件", "cases"),
    Place("/cases/{number}", lambda page, asked: case.show(page, asked.path_parameters["number"]), part_of="/"),
    Place("/rules", _asked(rules.show), "规则", "rules"),
    Place("/canned", _alone(canned.show), roles=HANDLERS, part_of="/talks"),
    Place("/calendar", _alone(calendar.show), "日历", "calendar"),
    Place("/admin/review", _asked(review.show), "审核", "review", roles=REVIEWERS),
    Place("/admin/models", _alone(models.show), "模型", "model", roles=LOOP),
    Place(
        "/admin/models/{candidate}",
        lambda page, asked: compare_page.show(page, asked.path_parameters["candidate"], asked.query_parameters),
        roles=LOOP,
        part_of="/admin/models",
    ),
    Place("/admin/training", _asked(training_items.show), roles=LOOP, part_of="/admin/models"),
    Place("/admin/statistics", _asked(statistics.show), "统计", "chart", roles=LOOKERS),
    Place("/admin/audit", _asked(audit.show), "审计", "audit", roles=LOOP),
    Place("/admin/system", _alone(health.show), "系统", "gear", roles=ADMINS),
    Place("/accounts", _alone(accounts.show), "帐号", "people", roles=ADMINS),
    Place("/me", _alone(account.show), "我的", "me"),
)
"""In the order of the rail."""
