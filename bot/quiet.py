"""Keep Rasa from phoning home and from writing what people say into logs.

Import this before anything of Rasa: telemetry is decided at import, and its structlog lines carry whole messages at
debug level while
log records carry slot values.
"""

import logging
import os
import warnings

_TALKATIVE = (
    "rasa",
    "rasa_sdk",
    "matplotlib",
    "h5py",
    "tensorflow",
    "absl",
    "jieba",
    "apscheduler",
    "sanic",
    "pykwalify",
)


def hush() -> None:
    """Set the environment and log levels once, before Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    warnings.filterwarnings(
        "ignore", module=r"(rasa|tensorflow|jax|sanic|pkg_resources|google|tensorflow_hub|keras)(\.|$)"
    )
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
