"""系统: how the installation is doing, what the office sets, who is signed in. Administrators only."""

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from nicegui import ui

from api.desk.pages.settings import show_sessions, show_settings
from api.desk.pieces import box, button, panel, text
from api.desk.seat import Page
from api.desk.times import today
from casework.services.health import Health
from casework.services.ports.models import JobView

State = Literal["good", "care", "bad"]
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_GIGABYTE, _MEGABYTE = 1024**3, 1024**2
_LITTLE, _TOO_LITTLE = 5 * _GIGABYTE, _GIGABYTE
_BACKUP_DAYS, _BACKUP_LATE = 2, 8
_HOLIDAYS_SOON = 60
_QUEUE = {"waiting": "等人工", "held": "人工处理中", "bot": "助手在答", "closed": "已结束"}
_JOB = {"queued": "排队", "running": "进行中", "done": "完成", "failed": "失败", "cancelled": "已取消"}
_KIND = {"train": "训练", "compare": "比较"}
_STATE = {"good": "正常", "care": "留意", "bad": "要处理"}


async def show(page: Page) -> None:
    """The page."""
    await _System(page).show()


class _System:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._rules = ""

    async def show(self) -> None:
        await self._page.call(self._page.services.office.settings)  # who may not see them sees no part of the page
        with box("div", "sheet"):
            with box("div", "sheet-head"):
                text("系统", tag="h1")
                text("", "grow")
                button("重新检查规则表", self._page.does(self._check_rules))
                button("刷新", self._page.does(self._again))
            await self._health()
            await show_sessions(self._page)
            await show_settings(self._page)

    @ui.refreshable_method
    async def _health(self) -> None:
        services = self._page.services
        found = await self._page.call(services.health.view, services.readiness)
        with panel("运行状况", f"{datetime.now(_SHANGHAI):%H:%M} 看的"), box("div", "health"):
            for one in (*_running(found), *_kept(found), *self._checked(found)):
                _one(*one)

    def _checked(self, found: Health) -> tuple[tuple[State, str, str, str], ...]:
        rules: tuple[State, str, str, str] = (
            "good", "规则表", f"{found.rules:,} 行，启动时检查通过", f"版本 {found.rulebook}"
        )  # fmt: skip
        if self._rules:
            rules = ("bad", "规则表", "检查没有通过", self._rules)
        return (_holidays(found), rules)

    async def _again(self) -> None:
        self._health.refresh()

    async def _check_rules(self) -> None:
        self._rules = await self._page.call(self._page.services.health.check_rules)
        self._health.refresh()
        ui.notify("规则表没有问题。" if not self._rules else "规则表有问题，见下面。", position="bottom")


def _one(state: State, name: str, value: str, note: str) -> None:
    with box("div", f"health-one {state}"):
        with box("div", "health-name"):
            text(name)
            if state != "good":
                text(f"　{_STATE[state]}", "cinnabar-ink" if state == "bad" else "ochre-ink")
        text(value, "health-value", tag="div")
        if note:
            text(note, "health-note", tag="div")


def _running(found: Health) -> tuple[tuple[State, str, str, str], ...]:
    since = f"{found.model_since.astimezone(_SHANGHAI):%Y-%m-%d %H:%M} 训练" if found.model_since else ""
    model: tuple[State, str, str, str] = (
        ("good", "模型", found.model, since) if found.ready else ("bad", "模型", "还不能回答", found.message)
    )
    waiting = found.queue.get("waiting", 0)
    others = "，".join(
        f"{words} {found.queue.get(state, 0):,}" for state, words in _QUEUE.items() if state != "waiting"
    )
    queue: tuple[State, str, str, str] = ("good" if waiting < 10 else "care", "排队", f"等人工 {waiting:,} 件", others)
    return (model, queue, _job(found.job))


def _job(job: JobView | None) -> tuple[State, str, str, str]:
    if job is None:
        return ("good", "后台任务", "还没有过", "")
    at = job.ended_at or job.started_at or job.created_at
    note = job.error or job.step or f"{at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}"
    return ("bad" if job.state == "failed" else "good", "后台任务", f"{_KIND[job.kind]}：{_JOB[job.state]}", note)


def _kept(found: Health) -> tuple[tuple[State, str, str, str], ...]:
    low: State = "bad" if found.disk_free < _TOO_LITTLE else "care" if found.disk_free < _LITTLE else "good"
    disk = f"还剩 {found.disk_free / _GIGABYTE:.1f} GB"
    lost = [key.name for key in found.keys if not key.present]
    open_keys = [key.name for key in found.keys if key.present and not key.private]
    keys: tuple[State, str, str, str] = ("good", "密钥", f"{len(found.keys)} 个都在", "只有本程序的用户能读")
    if lost:
        keys = ("bad", "密钥", f"缺少 {'、'.join(lost)}", "没有密钥，重启以后数据打不开；请马上从备份放回。")
    elif open_keys:
        keys = ("bad", "密钥", f"别人能读 {'、'.join(open_keys)}", "请执行 chmod 600。")
    sweep = f"{found.last_sweep.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}" if found.last_sweep else "启动后两分钟第一次"
    return (
        (low, "磁盘", disk, f"共 {found.disk_total / _GIGABYTE:.0f} GB"),
        ("good", "数据库", f"{found.database_bytes / _MEGABYTE:,.1f} MB", ""),
        _backup(found.last_backup),
        keys,
        ("good", "到期清理", sweep, "每天一次"),
    )


def _backup(last: datetime | None) -> tuple[State, str, str, str]:
    if last is None:
        return ("care", "备份", "还没有备份过", "在服务器上执行 triage backup --out 文件")
    days = (datetime.now(UTC) - last).days
    state: State = "good" if days < _BACKUP_DAYS else "care" if days < _BACKUP_LATE else "bad"
    ago = "今天或昨天" if days < _BACKUP_DAYS else f"{days} 天以前"
    return (state, "备份", f"{last.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}", ago)


def _holidays(found: Health) -> tuple[State, str, str, str]:
    if found.holidays_until is None:
        return ("bad", "放假安排", "没有今年的", "期限都只能预计；请升级 chinesecalendar。")
    left = (found.holidays_until - today()).days
    note = "" if left > _HOLIDAYS_SOON else "国务院公布明年安排以后，请升级 chinesecalendar；之前明年的期限标作预计。"
    return ("good" if left > _HOLIDAYS_SOON else "care", "放假安排", f"到 {found.holidays_until:%Y-%m-%d}", note)
