"""GET /api/v1/divisions: one level at a time, or by what was typed; ambiguities are told."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.casework.builders import rulebook

URL = "/api/v1/divisions"


@pytest.fixture(autouse=True)
def real_sentences(services: Any) -> None:
    services.rulebook = rulebook()


async def ask(client: httpx.AsyncClient, **params: str) -> dict[str, Any]:
    answer = await client.get(URL, params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_without_a_question_the_provinces_are_listed(client: httpx.AsyncClient) -> None:
    found = await ask(client)

    assert len(found["divisions"]) == 34
    assert found["divisions"][0] == {
        "code": "110000", "name": "北京市", "level": "province",
        "full_name": "北京市", "path": ["北京市"], "has_more": True,
    }  # fmt: skip
    assert found["message"] is None


async def test_one_goes_down_level_by_level_to_the_county(client: httpx.AsyncClient) -> None:
    cities = {one["name"]: one["code"] for one in (await ask(client, parent="320000"))["divisions"]}
    counties = {one["name"]: one for one in (await ask(client, parent=cities["淮安市"]))["divisions"]}

    assert counties["洪泽区"] == {
        "code": "320813", "name": "洪泽区", "level": "county", "has_more": False,
        "full_name": "江苏省淮安市洪泽区", "path": ["江苏省", "淮安市", "洪泽区"],
    }  # fmt: skip


async def test_a_municipality_lists_its_districts_at_once(client: httpx.AsyncClient) -> None:
    found = (await ask(client, parent="500000"))["divisions"]

    assert len(found) == 38
    assert {one["level"] for one in found} == {"county"}


async def test_a_name_two_places_have_is_told(client: httpx.AsyncClient) -> None:
    found = await ask(client, q="朝阳区")

    assert [one["code"] for one in found["divisions"][:2]] == ["110105", "220104"]
    assert found["message"] == "叫“朝阳区”的地方有2个，请选是哪一个。"


async def test_with_its_city_the_name_is_clear(client: httpx.AsyncClient) -> None:
    found = await ask(client, q="长春市 朝阳区", parent="500000")

    assert [one["code"] for one in found["divisions"]] == ["220104"]
    assert found["message"] is None


async def test_what_is_nowhere_gets_a_sentence_and_no_error(client: httpx.AsyncClient) -> None:
    found = await ask(client, q="没有这个县")

    assert found["divisions"] == []
    assert "没有找到" in found["message"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"parent": "999999"}, "unknown_region"),
        ({"parent": "22"}, "invalid_request"),
        ({"q": "长" * 51}, "invalid_request"),
    ],
)
async def test_a_wrong_question_gets_its_error_in_chinese(
    client: httpx.AsyncClient, params: dict[str, str], code: str
) -> None:
    answer = await client.get(URL, params=params)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


async def test_the_answer_may_be_kept_for_a_day(client: httpx.AsyncClient) -> None:
    assert (await client.get(URL)).headers["Cache-Control"] == "public, max-age=86400"
