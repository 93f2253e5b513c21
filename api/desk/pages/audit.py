"""审计: who saw, changed and exported what, when and why. What is asked for stands in the address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from api.audit_words import ACTIONS, GROUPS, NAMES, check_words
from api.audit_words import ROLES as OTHER_ROLES
from api.desk.dialogs import ask, close_row
from api.desk.downloads import Opened
from api.desk.pieces import area, box, button, link, nothing, text
from api.desk.roles import ROLES
from api.desk.seat import Page
from api.desk.still import Still, still
from api.desk.still import show as put
from casework.services.ports import AuditEntry
from casework.services.ports.audit import AuditQuery
from casework.services.statistics import EXCEL

PER_PAGE = 100
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_CASE = re.compile(r"([A-Z]{2}\d{12})(?::|$)")
_LONGEST = 60
_SUBJECTS = {
    "desk": "工作台", "audit": "审计记录", "training": "训练数据", "models": "模型", "office_name": "单位名称",
    "office_phone": "单位电话", "conversation_days": "对话保存天数", "audit_days": "审计记录保存天数",
    "data": "全部数据",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for. `what`: an action, or a group of them."""

    who: str = ""
    what: str = ""
    about: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        """What an address asks for; whatever makes no sense is left out."""
        number, what = query.get("page", "1"), query.get("what", "")
        return cls(
            who=query.get("who", "").strip()[:_LONGEST],
            what=what if what in ACTIONS or what in GROUPS else "",
            about=query.get("about", "").strip()[:_LONGEST],
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            page=int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 100_000 else 1,
        )

    def address(self, page: int = 1) -> str:
        """The address of another page of the same lines."""
        names = ("who", "what", "about", "since", "until", "page")
        said = {name: getattr(self, name) for name in names} | {"page": page}
        plain = Wanted()
        return "/desk/admin/audit?" + urlencode(
            {name: value for name, value in said.items() if value != getattr(plain, name)}
        )

    def query(self) -> AuditQuery:
        """The same in the words of the use case."""
        actions = (self.what,) if self.what in ACTIONS else tuple(GROUPS[self.what][1]) if self.what else ()
        return AuditQuery(
            actor=self.who,
            actions=actions,
            about=self.about,
            since=_midnight(self.since) if self.since else None,
            until=_midnight(self.until) + timedelta(days=1) if self.until else None,
            offset=(self.page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The page."""
    wanted = Wanted.of(query)
    found = await page.call(page.services.audit_desk.page, wanted.query())
    names = await page.io(page.services.accounts.names)
    actors = await page.call(page.services.audit_desk.actors)
    with box("div", "sheet list"):
        with box("div", "sheet-head"):
            text("审计", tag="h1")
            text(f"{found.total:,} 条", "soft num")
            text("", "grow")
            button("检查有没有被改过", page.does(lambda: _check(page)))
            button("导出（xlsx）", page.does(lambda: _export(page, wanted, names)))
        put(_filters(wanted, actors, names))
        with box("section", "panel", aria_label="审计记录"):
            if found.lines:
                put(_table(found.lines, names), "scroll")
            else:
                nothing("没有这样的记录。换一个条件试试。")
        _pages(wanted, found.total)


def _filters(wanted: Wanted, actors: Sequence[str], names: Mapping[str, str]) -> Still:
    people = [("", "所有人"), *((name, names.get(name, NAMES.get(name, name))) for name in actors)]
    kinds = [_option("", "所有动作", wanted.what)]
    for group, (words, named) in GROUPS.items():
        inside = [_option(group, f"所有{words}", wanted.what)]
        inside += [_option(action, called, wanted.what) for action, called in named.items()]
        kinds.append(still("optgroup", *inside, label=words))
    return still(
        "form",
        still("label", "谁", still("select", *(_option(*one, wanted.who) for one in people), name="who")),
        still("label", "做了什么", still("select", *kinds, name="what")),
        still(
            "label",
            "关于",
            still("input", name="about", value=wanted.about, maxlength="60", placeholder="编号、帐号的开头"),
        ),
        still("label", "从", still("input", type_="date", name="since", value=wanted.since)),
        still("label", "到", still("input", type_="date", name="until", value=wanted.until)),
        still("button", "查找", classes="btn first", type_="submit"),
        still("a", "全部", classes="btn quiet", href="/desk/admin/audit"),
        id_="audit-find-form",
        classes="asked",
        role="search",
    )


def _option(value: str, words: str, chosen: str) -> Still:
    return still("option", words, value=value, **({"selected": "selected"} if value == chosen else {}))


def _table(lines: tuple[AuditEntry, ...], names: Mapping[str, str]) -> Still:
    heads = ("序号", "时间", "谁", "做了什么", "关于", "理由")
    return still(
        "table",
        still("thead", still("tr", *(still("th", words) for words in heads))),
        still("tbody", *(_row(line, names) for line in lines)),
        classes="table audit",
    )


def _row(line: AuditEntry, names: Mapping[str, str]) -> Still:
    about = _SUBJECTS.get(line.subject, line.subject)
    if case := _CASE.match(line.subject):
        about = still("a", line.subject, href=f"/desk/cases/{case.group(1)}", classes="num")
    role = ROLES.get(line.role, OTHER_ROLES.get(line.role, line.role))
    return still(
        "tr",
        still("td", f"{line.sequence}", classes="num soft"),
        still("td", _when(line), classes="num"),
        still("td", _name(line, names), still("span", role, classes="soft small role")),
        still("td", ACTIONS.get(line.action, line.action)),
        still("td", about, classes="about"),
        still("td", line.reason, classes="reason"),
        tabindex="-1",
        data_row="",
    )


def _when(line: AuditEntry) -> str:
    return f"{line.at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _name(line: AuditEntry, names: Mapping[str, str]) -> str:
    return names.get(line.actor, NAMES.get(line.actor, line.actor))


def exported(names: Mapping[str, str], line: AuditEntry) -> tuple[str, ...]:
    """One line as it stands in the file."""
    role = ROLES.get(line.role, OTHER_ROLES.get(line.role, line.role))
    action = ACTIONS.get(line.action, line.action)
    return (
        str(line.sequence), _when(line), _name(line, names), line.actor, role, action, line.subject, line.reason,
    )  # fmt: skip


async def _check(page: Page) -> None:
    found = await page.call(page.services.audit_desk.check)
    with ask("审计记录完整" if found.fault is None else "审计记录有问题") as dialog:
        text(check_words(found), tag="p")
        if found.fault is not None:
            text("请保留现场，不要再改动数据库，用最近的备份对照，并报告负责人。", "law", tag="p")
        with box("div", "dialog-foot"):
            button("知道了", dialog.close, "first")


async def _export(page: Page, wanted: Wanted, names: Mapping[str, str]) -> None:
    with ask("导出审计记录") as dialog:
        text("按现在的条件导出，最多 50,000 条。这次导出本身也会记下来。", "soft", tag="p")
        reason = area("为什么导出").props("autofocus")

        async def export() -> None:
            query = replace(wanted.query(), offset=0)
            make = page.services.audit_desk.export
            content = await page.call(make, query, partial(exported, names), reason.value or "")
            dialog.close()
            day = datetime.now(_SHANGHAI)
            page.hand_over(Opened(f"审计记录{day:%Y%m%d}.xlsx", EXCEL, iter([content])))

        close_row(dialog, "导出", page.does(export))


def _pages(wanted: Wanted, total: int) -> None:
    last = max(1, -(-total // PER_PAGE))
    if last == 1:
        return
    with box("nav", "pages", aria_label="翻页"):
        if wanted.page > 1:
            link("上一页", wanted.address(wanted.page - 1), "btn plain")
        text(f"第 {wanted.page} 页，共 {last} 页", "soft num")
        if wanted.page < last:
            link("下一页", wanted.address(wanted.page + 1), "btn plain")


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat() if len(words) == 10 else ""
    except ValueError:
        return ""


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), _SHANGHAI)
