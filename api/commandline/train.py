"""`triage train`: a model for the present data, made the present one."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commandline.failure import CommandFailed, plain_failures

if TYPE_CHECKING:
    from api.preparation.sources import Sources
    from casework.settings import Settings

_EXTRA = "更多训练数据，可以给多个：Rasa YAML，或者自己标注的留言（.jsonl，每行 text、label，可有 situation）"


def train(
    extra: Annotated[
        list[Path] | None,
        typer.Option(
            help="更多训练数据，可以给多个：Rasa YAML，或者自己标注的留言（.jsonl：text、label，可有 situation）"
        ),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="训练数据目录，默认 nlu/data")] = None,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="已有对应现有数据的模型就不再训练")] = False,
    print_model: Annotated[bool, typer.Option("--print-model", help="不训练，只显示当前模型的路径")] = False,
) -> None:
    """Trains in a process of its own and shows how far it is."""
    with plain_failures():
        from api.preparation.job import workshop_of
        from api.preparation.sources import Sources, fingerprint, runtime
        from casework.settings import Settings
        from knowledge import RuleBook, lexicon

        sources = Sources(extra=_existing(extra or []))
        _check_messages(sources.own_messages)
        if data is not None:
            sources = Sources(extra=sources.extra, data=_existing([data])[0])
        settings = Settings()
        mark = fingerprint(sources, lexicon.mark(RuleBook.load()))
        present = workshop_of(settings).shelf.current(mark, runtime(sources))
        if print_model:
            if present is None:
                raise CommandFailed("还没有对应现有数据的模型，请先运行 triage train。")
            typer.echo(present)
        elif present is not None and if_missing:
            typer.echo(f"已有对应现有数据的模型：{present}")
        else:
            typer.echo(f"训练完成：{_train(settings, sources, mark)}")


def _train(settings: "Settings", sources: "Sources", mark: str) -> Path:
    from api.commandline.place import check_data_directory, check_space_for_training
    from api.commandline.terminal import Screen
    from api.preparation.job import training_report, workshop_of
    from api.preparation.training import TrainingFailed, sweep
    from api.preparation.training import train as train_model

    check_data_directory(settings.data_dir)
    check_space_for_training(settings.data_dir)
    workshop = workshop_of(settings)
    sweep(workshop)
    with Screen() as screen:
        try:
            return asyncio.run(train_model(sources, mark, workshop, training_report(screen.report)))
        except TrainingFailed as error:
            raise CommandFailed(f"训练没有成功：{error.reason}。详情见 {error.log}") from error


def _check_messages(files: list[Path]) -> None:
    from nlu.own_messages import BrokenMessages, read_messages

    try:
        for path in files:
            read_messages(path)
    except BrokenMessages as error:
        raise CommandFailed(str(error)) from error


def _existing(paths: list[Path]) -> list[Path]:
    for path in paths:
        if not path.exists():
            raise CommandFailed(f"没有这个文件或目录：{path}")
    return [path.absolute() for path in paths]
