"""GET /api/v1/rules: rows by any word, with their texts, defects and citations."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.casework.builders import rulebook

URL = "/api/v1/rules"


@pytest.fixture(autouse=True)
def real_rules(services: Any) -> None:
    services.rulebook = rulebook()


async def ask(client: httpx.AsyncClient, **params: str | int) -> dict[str, Any]:
    answer = await client.get(URL, params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_word_finds_rows_with_text_and_citation(client: httpx.AsyncClient) -> None:
    found = await ask(client, q="第12条", limit=3)

    first = found["rules"][0]
    assert len(found["rules"]) == 3
    assert found["total"] > 3
    assert found["message"] is None
    assert found["rulebook"] == rulebook().version
    assert (first["id"], first["clause"], first["place"], first["sound"]) == (
        "cq2023-art-12",
        "第十二条",
        "500000",
        True,
    )
    assert first["parts"][0]["verbatim"]
    assert first["words"] == ["第十二条"]
    assert first["citation"].endswith("第十二条，来源 cq2023，规则 cq2023-art-12")


async def test_filters_narrow(client: httpx.AsyncClient) -> None:
    by_source = await ask(client, q="举报", source="xc2022")
    by_place = await ask(client, q="举报", place="500000")

    assert {rule["source"] for rule in by_source["rules"]} == {"xc2022"}
    assert {rule["place"] for rule in by_place["rules"]} == {"500000"}


async def test_a_defective_row_says_so(client: httpx.AsyncClient) -> None:
    found = await ask(client, q="HZ-26")

    power = next(rule for rule in found["rules"] if rule["id"] == "HZ-26")
    assert not power["sound"]
    assert power["faults"]


async def test_our_own_conventions_are_named_so(client: httpx.AsyncClient) -> None:
    found = await ask(client, q="term-review")

    assert "不是法律依据" in found["rules"][0]["citation"]


async def test_nothing_found_and_only_alike_are_told(client: httpx.AsyncClient) -> None:
    none, alike = await ask(client, q="天气预报"), await ask(client, q="复查意见")

    assert (none["rules"], none["message"]) == ([], "没有找到。换个说法，或者少写几个字再试试。")
    assert (alike["whole"], alike["message"]) == (False, "没有一条写到全部的词，下面是相近的。")


@pytest.mark.parametrize(
    "params", [{"q": "字" * 61}, {"place": "12"}, {"limit": 0}, {"limit": 51}, {"limit": "x"}, {"source": "x" * 41}]
)
async def test_nonsense_is_refused_in_chinese(client: httpx.AsyncClient, params: dict[str, Any]) -> None:
    answer = await client.get(URL, params=params)

    assert answer.status_code == 422
    assert answer.json()["error"]["message"].startswith("内容不符合要求")


async def test_one_row_is_still_shown_by_its_id(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{URL}/cq2023-art-12")

    assert answer.json()["id"] == "cq2023-art-12"
