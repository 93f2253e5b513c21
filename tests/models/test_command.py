"""`triage models` as an operator sees it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from api.commandline import models as command
from api.commandline.main import app
from casework.errors import TriageError
from tests.models.loop import BASE, Loop

RUN = CliRunner()


class Wired:
    """As much of the services as the command uses."""

    def __init__(self, loop: Loop) -> None:
        self.models, self.model_work, self.worker, self.rulebook = loop.service, loop.work, loop.queue, loop.book


@pytest.fixture(autouse=True)
def wired(quick: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def services() -> Iterator[Wired]:
        from api.commandline.failure import CommandFailed, plain_failures

        with plain_failures():
            try:
                yield Wired(quick)
            except TriageError as error:
                raise CommandFailed(quick.book.reply(error.reply_id, **error.slots)) from error

    monkeypatch.setattr(command, "_services", services)
    monkeypatch.setattr(command, "_LOOK_EVERY", 0.01)


def test_the_list_says_what_serves_and_what_is_marked(quick: Loop) -> None:
    assert "还没有模型" in RUN.invoke(app, ["models", "list"]).output
    item = quick.item(1)
    name = quick.candidate(items=[item.id])
    with quick.store.write() as work:
        work.models.taint([item.id])
        work.commit()

    lines = RUN.invoke(app, ["models", "list"]).output.splitlines()

    assert any(BASE in line and "正在服务" in line for line in lines)
    assert any(name in line and "用过已删除的数据 1 条" in line for line in lines)


def test_promoting_and_rolling_back(quick: Loop) -> None:
    name = quick.candidate()
    refused = RUN.invoke(app, ["models", "promote", name])
    assert refused.exit_code == 1
    quick.compared(name)

    assert f"现在的模型：{name}" in RUN.invoke(app, ["models", "promote", name]).output
    assert f"现在的模型：{BASE}" in RUN.invoke(app, ["models", "rollback", "答错举报"]).output


def test_the_gates_reasons_are_listed_and_an_override_waits(quick: Loop) -> None:
    name = quick.candidate()
    quick.compared(name, "举报识别率下降", "错判代价上升")

    refused = RUN.invoke(app, ["models", "promote", name])
    asked = RUN.invoke(app, ["models", "promote", name, "--override", "新政策"])

    assert refused.exit_code == 1
    assert "- 举报识别率下降" in refused.output + (refused.stderr if refused.stderr_bytes else "")
    assert "等另一位管理员" in asked.output
    assert quick.served() is None


def test_a_training_that_fails_says_why(quick: Loop) -> None:
    before = quick.queue.put

    def fail(job_id: str) -> None:
        before(job_id)
        quick.work.claim(job_id)
        quick.work.finish(job_id, "failed", "训练没有成功：没有数据")

    quick.queue.put = fail  # type: ignore[method-assign]

    result = RUN.invoke(app, ["models", "train", "--reason", "试"])

    assert result.exit_code == 1
    assert "训练没有成功" in result.output + (result.stderr if result.stderr_bytes else "")


def test_shadow_is_set_shown_and_ended(quick: Loop) -> None:
    name = quick.candidate()

    assert f"影子运行：{name}，读过 0 条" in RUN.invoke(app, ["models", "shadow", name]).output
    assert "没有模型" in RUN.invoke(app, ["models", "shadow", "--off"]).output


def test_there_is_no_such_model(quick: Loop) -> None:
    result = RUN.invoke(app, ["models", "compare", "nothing"])

    assert result.exit_code == 1
