"""The calendar address: a person's deadlines for whoever has the secret, nothing for anybody else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from casework.errors import FeedUnknown
from tests.casework.builders import rulebook

SECRET = "not-a-secret-anybody-has-been-given"


class Given:
    """Answers with the calendar that was put in, for the secret above."""

    def feed(self, secret: str) -> bytes:
        if secret != SECRET:
            raise FeedUnknown("unknown")
        return b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture(autouse=True)
def calendar_of_the_desk(services: Any) -> None:
    services.calendar = Given()
    services.rulebook = rulebook()


async def test_the_address_gives_a_calendar_that_is_kept_nowhere(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/desk/calendar/{SECRET}.ics")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"BEGIN:VCALENDAR")


async def test_a_program_may_first_ask_whether_it_is_there(client: httpx.AsyncClient) -> None:
    assert (await client.head(f"/desk/calendar/{SECRET}.ics")).status_code == 200


@pytest.mark.parametrize("secret", ["x" * 43, "guess" * 8, "short", "y" * 3000, "%F0%9F%92%A9"])
async def test_any_other_address_is_not_found(client: httpx.AsyncClient, secret: str) -> None:
    answer = await client.get(f"/desk/calendar/{secret}.ics")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "feed_unknown")
    assert secret not in answer.text


async def test_the_secret_stands_in_no_log(client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]) -> None:
    await client.get(f"/desk/calendar/{SECRET}.ics")
    await client.get(f"/desk/calendar/{'y' * 43}.ics")

    written = capsys.readouterr()
    assert SECRET not in written.out + written.err
    assert "y" * 43 not in written.out + written.err
