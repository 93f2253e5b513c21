"""`triage serve`: the page at once, the assistant as soon as it can, and a clean end."""

import asyncio
import os
import socket
import sys
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from api.commandline.failure import plain_failures

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.commandline.terminal import Screen
    from api.preparation.job import Preparation
    from casework.bootstrap import Services

_TIME_TO_FINISH_REQUESTS = 5


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认 127.0.0.1；0.0.0.0 表示所有网卡")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口，默认 8000")] = None,
) -> None:
    """Serves until SIGTERM or Ctrl-C."""
    with plain_failures():
        code = _serve(host, port)
    # threads inside TensorFlow cannot be asked to end; everything of ours has
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _serve(host: str | None, port: int | None) -> int:
    from api.commandline.place import check_data_directory, check_space_for_training, listen
    from api.commandline.terminal import Screen
    from api.log import log_to_file
    from bot.quiet import hush
    from casework.settings import Settings

    settings = Settings()
    host, port = host or settings.host, port or settings.port
    check_data_directory(settings.data_dir)
    listener = listen(host, port)
    hush()
    log_to_file(settings.data_dir / "logs")
    with Screen() as screen:
        from casework.bootstrap import bootstrap, install

        services = bootstrap(settings)
        install(services)
        app, preparation = build(services, screen)
        if not settings.rasa_url and preparation.present_model() is None:
            check_space_for_training(settings.data_dir)
        password = first_administrator(services)
        greet(screen, host, listener.getsockname()[1], services, password)
        run(app, listener)
        services.store.close()
    return 1 if preparation.failure else 0


def build(services: "Services", screen: "Screen") -> "tuple[FastAPI, Preparation]":
    """The application and the job that makes its assistant ready."""
    from api.app import create_app
    from api.citizen.sweeping import sweep_files
    from api.desk.pages.review_minute import collect_reviews
    from api.office_tasks import sweep_office
    from api.preparation.following import following
    from api.preparation.job import Preparation
    from api.settings import ServiceSettings
    from knowledge import lexicon

    preparation = Preparation(
        services.settings,
        lexicon.mark(services.rules),
        services.readiness,
        services.engine_slot,
        report=screen.report,
        following=None if services.settings.rasa_url else following(services),
    )
    app = create_app(
        services,
        frame_ancestors=ServiceSettings().embed_sites.split(),
        background=[
            preparation.run,
            services.worker.run,
            services.live_watch.run,
            lambda: sweep_files(services.evidence),
            lambda: sweep_office(services.office),
            lambda: collect_reviews(services.review),
        ],
        finish=services.conversations.settle,
    )
    return app, preparation


def first_administrator(services: "Services") -> str | None:
    """The one-time password of `admin` on an installation without users, else None."""
    with services.store.write() as work:
        password = work.users.create_first_administrator()
        work.commit()
    return password


def greet(screen: "Screen", host: str, port: int, services: "Services", password: str | None) -> None:
    """Prints where everything is."""
    anywhere = host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
    shown = "127.0.0.1" if anywhere else f"[{host}]" if ":" in host else host
    base = f"http://{shown}:{port}"
    lines = [
        ("群众对话页面", f"{base}/"),
        ("工作台", f"{base}/desk/"),
        ("接口说明", f"{base}/api/v1/openapi.json"),
        ("运行状况", f"{base}/readyz"),
        ("数据目录", str(services.settings.data_dir)),
    ]
    if password:
        lines.append(("首位管理员", f"admin，一次性密码 {password}（只显示这一次，第一次登录工作台时更换）"))
    if anywhere:
        lines.insert(1, ("其他机器", f"用这台机器的地址和端口 {port} 打开"))
    for name, value in lines:
        screen.console.print(f"{name}：{value}", markup=False)


def run(app: "FastAPI", listener: socket.socket) -> None:
    """Serves the application on the socket until a signal comes."""
    import uvicorn

    class Server(uvicorn.Server):
        """Ends event streams at the first signal, everything at the second; does not raise the signal again."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if self.should_exit:
                self.force_exit = True
            self.should_exit = True
            loop.call_soon_threadsafe(app.state.closing.set)

    config = uvicorn.Config(
        app,
        ws="wsproto",  # the desk speaks WebSocket, and Sanic holds `websockets` at a version uvicorn cannot use
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_TIME_TO_FINISH_REQUESTS,
        timeout_keep_alive=30,
    )
    server = Server(config)
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        runner.run(server.serve(sockets=[listener]))
