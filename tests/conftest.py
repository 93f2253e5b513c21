"""Shared by all tests: no settings of the machine, no telemetry, and in CI no silent skips."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SERVICE_MARKERS = ("rasa", "e2e", "postgres")

# before any test module imports Rasa or the settings
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
for _name in [name for name in os.environ if name.startswith("TRIAGE_") and not name.startswith("TRIAGE_TEST_")]:
    del os.environ[_name]


@pytest.fixture(autouse=True)
def own_data_directory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees the configured database, keys or models."""
    directory = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("TRIAGE_DATA_DIR", str(directory))
    return directory


@pytest.fixture
def trained_data_directory(own_data_directory: Path) -> Path:
    """A data directory of the test's own, with the model that `make test` trained in TRIAGE_TEST_DATA_DIR."""
    shared = os.environ.get("TRIAGE_TEST_DATA_DIR")
    if not shared or not (Path(shared) / "models" / "current.json").exists():
        pytest.skip("needs a trained model: `make test` trains one and names it in TRIAGE_TEST_DATA_DIR")
    for name in ("models", "language"):
        (own_data_directory / name).symlink_to(Path(shared).absolute() / name)
    return own_data_directory


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever drives a browser is a browser test, wherever it stands.

    A browser on a loaded machine is late now and then: such a test gets a second try, and pytest's last line counts it.
    """
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("e2e")
        item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=2))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running, beside which no asyncio test can run."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """In CI a test of a service must run: what is skipped there would never run anywhere."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("CI") == "true" and any(item.get_closest_marker(name) for name in SERVICE_MARKERS):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"in CI this test must run, but was skipped: {reason}"
    return report
