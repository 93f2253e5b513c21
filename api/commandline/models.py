"""`triage models`: the loop from corrections to a better model, for whoever has the command line of the machine."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commandline.failure import CommandFailed, plain_failures

if TYPE_CHECKING:
    from casework.bootstrap import Services
    from casework.services.ports.models import Comparison, Interval, JobView, Promoted

app = typer.Typer(no_args_is_help=True)
_Model = Annotated[str, typer.Argument(help="模型名，见 triage models list")]
_STATES = {
    "serving": "正在服务",
    "previous": "可以回退到",
    "candidate": "候选",
    "retired": "用过",
    "broken": "文件损坏",
}
_LOOK_EVERY = 1.0
_EXAMPLES = 20


@app.command("list", help="列出模型：正在服务的、候选的、以前的。")
def show() -> None:
    """One line for each model."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        overview = services.models.overview(OPERATOR)
    views = [*([overview.serving] if overview.serving else []), *overview.candidates]
    if not views:
        typer.echo("还没有模型。请先运行 triage serve 或 triage train。")
    for view in views:
        marks = [_STATES[view.state]]
        if view.tainted:
            marks.append(f"用过已删除的数据 {view.tainted} 条")
        if view.verdict is not None:
            marks.append("比较通过" if view.verdict.passes else "比较未通过")
        moment = view.card.trained_at.strftime("%Y-%m-%d %H:%M")
        typer.echo("\t".join((view.name, "、".join(marks), moment, f"本单位数据 {view.card.own_items} 条")))
    typer.echo(f"训练数据 {overview.items} 条，其中 {overview.new_items} 条还没有模型学过")


@app.command("train", help="用现有数据和本单位的训练数据训练一个候选模型，不改变正在服务的模型。")
def train(reason: Annotated[str, typer.Option(help="为什么训练，记入模型卡片")] = "") -> None:
    """Waits for the end and shows how far it is; Ctrl-C cancels."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        job = _followed(services, services.models.start_training(OPERATOR, reason))
    typer.echo(f"训练完成，候选模型：{job.result}\n下一步：triage models compare {job.result}")


@app.command("compare", help="把候选模型与正在服务的模型比较。")
def compare(
    model: _Model,
    out: Annotated[Path | None, typer.Option(help="把混淆矩阵和可靠性图写到这个目录")] = None,
) -> None:
    """Figures of both, what changes, and what the gate says; exit code 1 when it refuses."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        _followed(services, services.models.compare(OPERATOR, model))
        comparison = services.models.comparison(OPERATOR, model)
        if comparison is None:
            raise CommandFailed("没有比较结果。")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            for name in comparison.pictures:
                (out / f"{name}.png").write_bytes(services.models.picture(OPERATOR, model, name))
    typer.echo("\n".join(_described(comparison)))
    if not comparison.verdict.passes:
        raise typer.Exit(1)


@app.command("promote", help="让候选模型上线；正在运行的服务会在几秒内换上它。")
def promote(
    model: _Model,
    override: Annotated[
        str | None, typer.Option(help="比较未通过时仍要上线的理由，还要另一位管理员在工作台上复核")
    ] = None,
) -> None:
    """Past the gate at once; against it a second administrator has to agree at the desk."""
    from casework.errors import GateRefused
    from casework.services.accounts import OPERATOR

    with _services() as services:
        try:
            done = asyncio.run(services.models.promote(OPERATOR, model, override))
        except GateRefused as error:
            raise CommandFailed("不能上线：\n" + "\n".join(f"- {reason}" for reason in error.reasons)) from error
    if done.pending is not None:
        typer.echo(f"已提出申请（编号 {done.pending.id}），等另一位管理员在工作台上复核。")
    else:
        typer.echo(_changed(done))


@app.command("rollback", help="回退到之前的模型。")
def rollback(reason: Annotated[str, typer.Argument(help="为什么回退")]) -> None:
    """The model before serves again."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        typer.echo(_changed(asyncio.run(services.models.rollback(OPERATOR, reason))))


@app.command("shadow", help="让候选模型跟着读真实消息而不回答；不给模型名就显示结果。")
def shadow(
    model: Annotated[str | None, typer.Argument(help="模型名")] = None,
    off: Annotated[bool, typer.Option("--off", help="停止")] = False,
) -> None:
    """Reading along happens in the worker of the running service."""
    from casework.services.accounts import OPERATOR

    with _services() as services:
        if model is not None or off:
            services.models.shadow(OPERATOR, None if off else model)
        view = services.models.overview(OPERATOR).shadow
        services.worker.stop()
    if view is None:
        typer.echo("没有模型在影子运行。")
        return
    share = "还没有" if view.agreement is None else f"{view.agreement:.1%}"
    typer.echo(f"影子运行：{view.candidate}，读过 {view.scored} 条，一致 {share}")
    for one in view.differences[:_EXAMPLES]:
        typer.echo(f"{one.at:%m-%d %H:%M}\t{one.serving} → {one.candidate}")


@contextmanager
def _services() -> Iterator["Services"]:
    with plain_failures():
        from casework.bootstrap import bootstrap, install
        from casework.errors import TriageError
        from casework.settings import Settings

        services = bootstrap(Settings())
        install(services)
        try:
            services.models.adopt()
            yield services
        except TriageError as error:
            words = services.rulebook.reply(error.reply_id, **error.slots)
            raise CommandFailed(words) from error
        finally:
            services.worker.stop()
            services.store.close()


def _followed(services: "Services", job_id: str) -> "JobView":
    """Waits for a job and shows how far it is; the worker is this command's own unless a service has one."""
    from api.commandline.terminal import Screen
    from api.preparation.progress import Progress
    from casework.services.accounts import OPERATOR

    with Screen() as screen:
        try:
            while True:
                job = services.model_work.job(job_id)
                if job is None or not job.runs:
                    break
                if job.progress is not None:
                    screen.report(job.step, Progress(job.step, job.progress, job.seconds_left))
                services.worker.wake()
                time.sleep(_LOOK_EVERY)
        except KeyboardInterrupt:
            services.models.cancel(OPERATOR)
            raise CommandFailed("已经取消。") from None
    if job is None or job.state != "done":
        raise CommandFailed(job.error if job is not None and job.error else "任务已经取消。")
    return job


def _described(comparison: "Comparison") -> Iterator[str]:
    yield f"{comparison.serving}（正在服务） → {comparison.candidate}（候选）"
    for one in comparison.sets:
        yield f"\n{one.title}（{one.count} 条，其中 {one.trained_on} 条候选模型学过）"
        for name, figure in (
            ("答对", one.accuracy),
            ("情形答对", one.situation_accuracy),
            ("举报识别", one.report_recall),
        ):
            if figure is not None:
                yield f"  {name}\t{_share(figure)}"
        if one.cost is not None:
            gap = f"差 {one.cost.low:+.3f} 至 {one.cost.high:+.3f}"
            yield f"  错判代价\t{one.cost.serving:.3f} → {one.cost.candidate:.3f}（{gap}）"
        if one.serving_ece is not None and one.candidate_ece is not None:
            yield f"  校准误差\t{one.serving_ece:.3f} → {one.candidate_ece:.3f}"
        for pair in one.categories:
            if pair.count:
                yield f"  F1 {pair.category}\t{pair.serving_f1:.3f} → {pair.candidate_f1:.3f}（{pair.count} 条）"
    yield f"\n每条用时\t{comparison.latency.serving:.1f} → {comparison.latency.candidate:.1f} 毫秒"
    better = [one.better for one in comparison.changed]
    yield f"答案有变化 {len(better)} 条：变对 {better.count(True)}，变错 {better.count(False)}"
    for changed in comparison.changed[:_EXAMPLES]:
        mark = {True: "＋", False: "－", None: "　"}[changed.better]
        yield f"  {mark} {changed.where}\t{changed.truth}\t{changed.serving} → {changed.candidate}"
    yield "\n可以上线" if comparison.verdict.passes else "\n不能上线："
    yield from (f"- {reason}" for reason in comparison.verdict.reasons)
    yield from (f"（{note}）" for note in comparison.verdict.notes)


def _share(figure: "Interval") -> str:
    gap = f"差 {figure.low * 100:+.1f} 至 {figure.high * 100:+.1f} 个百分点"
    return f"{figure.serving:.1%} → {figure.candidate:.1%}（{gap}）"


def _changed(done: "Promoted") -> str:
    return f"现在的模型：{done.pointer.model}（之前：{done.pointer.previous}）。正在运行的服务会在几秒内换上。"
