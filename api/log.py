"""How does the service write its log? One JSON line per event, through the standard library.

Its processors are its own: the engine silences structlog as a whole (Rasa's lines carry whole messages), but not this.
What may be logged: codes, routes, times, ids of requests. Never a text, a token, an address or an exception's message.
"""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

_MEGABYTE = 1024 * 1024


def service_log(name: str) -> Any:
    """The logger of a module of the service."""
    return structlog.wrap_logger(
        logging.getLogger(name),
        wrapper_class=structlog.stdlib.BoundLogger,
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def log_to_file(directory: Path) -> Path:
    """Writes to service.log in `directory` (10 MB, five old ones kept); the terminal is for sentences only."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "service.log"
    to_file = RotatingFileHandler(path, maxBytes=10 * _MEGABYTE, backupCount=5, encoding="utf-8")
    to_file.setFormatter(logging.Formatter("%(message)s"))
    for name in ("actions", "api", "bot", "casework", "nlu", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [to_file]
        logger.setLevel(logging.INFO if name == "api" else logging.WARNING)
        logger.propagate = False
    # what libraries warn their developers of is nothing an operator can act on
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").propagate = False
    # sets its own level and handler at import, so a level set before would not last
    logging.getLogger("jieba").disabled = True
    # at debug level these write what passes through them
    for name in ("sse_starlette", "multipart", "python_multipart"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return path
