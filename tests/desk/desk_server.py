"""The whole service without its assistant, as a process: `python -m tests.desk.desk_server DIRECTORY PORT`."""

import socket
import sys
from pathlib import Path

from api.app import create_app
from api.commandline.serve import run
from api.log import log_to_file
from casework.bootstrap import bootstrap
from casework.settings import Settings

if __name__ == "__main__":
    directory, port = Path(sys.argv[1]), int(sys.argv[2])
    log_to_file(directory / "logs")
    listener = socket.create_server(("127.0.0.1", port))
    run(create_app(bootstrap(Settings(data_dir=directory))), listener)
