"""What the model pages ask before something is done: a reason, a time, a second look."""

from __future__ import annotations

from nicegui import ui

from api.desk.dialogs import ask, close_row
from api.desk.pages.models_loop import Loop
from api.desk.pieces import area, box, text
from casework.services.ports.models import JobView, Overview, PendingPromotion, Schedule

DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


async def retrain(loop: Loop) -> None:
    """A new candidate is trained."""
    with ask("重新训练") as dialog:
        text("审核里新定好的消息先自动收下，再用项目数据和全部训练数据训练一个候选模型，通常要几分钟。", tag="p")
        text("训练在后台进行，群众照常得到回答；训练好的模型不会自动启用，要先比较、再由您决定。", "soft", tag="p")
        reason = area("为什么要重新训练").props("autofocus")

        async def start() -> None:
            await loop.act(loop.service.start_training, "已开始训练", str(reason.value or ""))
            dialog.close()

        close_row(dialog, "开始训练", loop.page.does(start))


async def cancel_job(loop: Loop, job: JobView) -> None:
    """A job is stopped."""
    what = "训练" if job.kind == "train" else "比较"
    with ask(f"取消{what}") as dialog:
        text(f"到现在为止的{what}作废，正在服务的模型不受影响。", tag="p")

        async def stop() -> None:
            await loop.act(loop.service.cancel, "正在停止")
            dialog.close()

        close_row(dialog, f"取消{what}", loop.page.does(stop), danger=True)


async def set_schedule(loop: Loop, schedule: Schedule) -> None:
    """When training starts by itself."""
    with ask("定期训练") as dialog:
        text("到时间自动训练一个候选模型。自动训练的模型也不会自动启用。", tag="p")
        on = ui.switch("定期训练", value=schedule.on)
        with box("div", "row"):
            day = ui.select(dict(enumerate(DAYS)), value=schedule.weekday, label="哪一天").props("outlined dense")
            hours = {hour: f"{hour:02d}:00" for hour in range(24)}
            hour = ui.select(hours, value=schedule.hour, label="几点").props("outlined dense")

        async def keep() -> None:
            chosen = Schedule(bool(on.value), int(day.value), int(hour.value))
            await loop.act(loop.service.set_schedule, "已保存", chosen)
            dialog.close()

        close_row(dialog, "保存", loop.page.does(keep))


async def promote(loop: Loop, candidate: str, version: int) -> None:
    """A candidate that the gate lets through begins to serve; `version`: of what serves, as it was shown."""
    with ask("启用这个模型") as dialog:
        text(candidate, "ml-mark", tag="p")
        text("从下一条消息起由它回答，正在回答的消息不会中断。不满意可以随时一键退回。", tag="p")

        async def go() -> None:
            await loop.act(loop.service.promote, "已启用", candidate, seen=version)
            dialog.close()

        close_row(dialog, "启用", loop.page.does(go))


async def override(loop: Loop, candidate: str, reasons: tuple[str, ...], version: int) -> None:
    """A candidate that the gate refuses: a reason, and a second administrator."""
    with ask("越过检查启用") as dialog:
        text("检查没有通过：", tag="p")
        with box("ul", "law stack"):
            for reason in reasons:
                text(reason, tag="li")
        text("写明理由后，要等另一位管理员同意才会启用。申请、同意和理由都记入审计。", tag="p")
        why = area("为什么仍要启用").props("autofocus")

        async def demand() -> None:
            given = {"override": str(why.value or ""), "seen": version}
            await loop.act(loop.service.promote, "已提出，等另一位管理员同意", candidate, **given)
            dialog.close()

        close_row(dialog, "提出申请", loop.page.does(demand), danger=True)


async def second(loop: Loop, request: PendingPromotion) -> None:
    """The second administrator agrees."""
    with ask("同意越过检查启用") as dialog:
        text(f"{loop.who(request.asked_by)} 的理由：", tag="p")
        text(request.reason, "law", tag="p")
        text("同意以后马上启用，您和申请人的名字都记入审计。", tag="p")

        async def agree() -> None:
            await loop.act(loop.service.second, "已启用", request.id)
            dialog.close()

        close_row(dialog, "同意并启用", loop.page.does(agree), danger=True)


async def decline(loop: Loop, request: PendingPromotion) -> None:
    """The request is turned down, or taken back by who made it."""
    own = request.asked_by == loop.page.staff.name
    word = "撤回申请" if own else "不同意"
    with ask(word) as dialog:
        text("候选模型不会启用，仍留在列表里。", tag="p")

        async def close() -> None:
            await loop.act(loop.service.second, "已撤回" if own else "已回绝", request.id, agree=False)
            dialog.close()

        close_row(dialog, word, loop.page.does(close), danger=True)


async def roll_back(loop: Loop, overview: Overview) -> None:
    """The model before serves again."""
    with ask("退回上一个模型") as dialog:
        text(f"退回到 {overview.rollback_to}，几秒内生效，正在回答的消息不会中断。", tag="p")
        reason = area("为什么要退回").props("autofocus")

        async def back() -> None:
            await loop.act(loop.service.rollback, "已退回", str(reason.value or ""))
            dialog.close()

        close_row(dialog, "退回", loop.page.does(back), danger=True)


async def shadow(loop: Loop, candidate: str | None) -> None:
    """A candidate begins or ends to read live messages without answering."""
    if candidate is None:
        await loop.act(loop.service.shadow, "影子运行已停止", None)
        return
    with ask("影子运行") as dialog:
        text("这个候选模型旁读真实的消息，只比较、不回答。群众看不到它，回答仍由现在的模型给出。", tag="p")
        text(candidate, "ml-mark", tag="p")

        async def begin() -> None:
            await loop.act(loop.service.shadow, "影子运行已开始", candidate)
            dialog.close()

        close_row(dialog, "开始", loop.page.does(begin))


async def compare(loop: Loop, candidate: str) -> None:
    """Measures a candidate beside what serves."""
    await loop.act(loop.service.compare, "已开始比较，大约要一两分钟", candidate)


async def discard(loop: Loop, candidate: str) -> None:
    """A model that nobody needs is deleted."""
    with ask("删除模型") as dialog:
        text(candidate, "ml-mark", tag="p")
        text("文件、比较结果和影子运行的记录一起删除，不能恢复。", tag="p")

        async def drop() -> None:
            await loop.act(loop.service.discard, "已删除", candidate)
            dialog.close()

        close_row(dialog, "删除", loop.page.does(drop), danger=True)
