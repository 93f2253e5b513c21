"""The desk over a model loop that never trains, as a process: `python -m tests.desk.loop_server DIRECTORY PORT`."""

import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from api.app import create_app
from api.commandline.serve import run
from api.log import log_to_file
from casework.bootstrap import bootstrap
from casework.settings import Settings
from tests.desk.fake_loop import FakeItems, FakeModels

if __name__ == "__main__":
    directory, port = Path(sys.argv[1]), int(sys.argv[2])
    log_to_file(directory / "logs")
    listener = socket.create_server(("127.0.0.1", port))
    fakes: dict[str, Any] = {"models": FakeModels(directory), "training_data": FakeItems(directory)}
    services = replace(bootstrap(Settings(data_dir=directory)), **fakes)
    run(create_app(services), listener)
