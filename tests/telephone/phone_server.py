"""The whole service with an assistant that reads by words: `python -m tests.telephone.phone_server DIRECTORY PORT`."""

import socket
import sys
from pathlib import Path

from api.app import create_app
from api.commandline.serve import run
from api.log import log_to_file
from casework.bootstrap import bootstrap
from casework.settings import Settings
from tests.telephone.word_engine import WordEngine

if __name__ == "__main__":
    directory, port = Path(sys.argv[1]), int(sys.argv[2])
    log_to_file(directory / "logs")
    listener = socket.create_server(("127.0.0.1", port))
    services = bootstrap(Settings(data_dir=directory))
    services.engine_slot.engine = WordEngine()
    run(create_app(services), listener)
