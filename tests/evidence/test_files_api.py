"""The upload API, over the real use cases and without a network."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.limits import load_limits
from casework.bootstrap import Services, bootstrap, now
from casework.errors import StorageFull
from casework.sealing.files import SealedFiles
from casework.settings import Settings
from knowledge import RuleBook
from tests.evidence import samples

BASE = "/api/v1/chat/files"
PIECE = load_limits().file_chunk_bytes


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    return RuleBook.load()


@pytest.fixture
def services(tmp_path: Path, rules: RuleBook) -> Iterator[Services]:
    wired = bootstrap(Settings(data_dir=tmp_path), rules)
    yield wired
    wired.store.close()


@pytest.fixture
def app(services: Services) -> FastAPI:
    return create_app(services)


@pytest.fixture
async def client(app: FastAPI, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    token = services.conversations.open(None).token
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://service.test", trust_env=False, headers=headers
    ) as made:
        yield made


async def begun(client: httpx.AsyncClient, size: int, name: str = "a.jpg", base: str = BASE, **more: Any) -> str:
    answer = await client.post(base, json={"name": name, "size": size, "client_id": str(uuid4())} | more)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["offset"], answer.json()["chunk_bytes"]) == (0, PIECE)
    return str(answer.json()["id"])


async def piece(
    client: httpx.AsyncClient, file_id: str, offset: int, data: bytes, base: str = BASE, **headers: str
) -> httpx.Response:
    kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    return await client.patch(f"{base}/{file_id}", content=data, headers=kind | headers)


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an error; its sentence is Chinese."""
    error = answer.json()["error"]
    assert any("\u4e00" <= char <= "\u9fff" for char in error["message"]), error
    assert "{" not in error["message"]
    return answer.status_code, error["code"]


async def test_a_picture_goes_up_in_pieces(client: httpx.AsyncClient) -> None:
    data = samples.jpeg(size=(400, 300), quality=95)
    file_id = await begun(client, len(data), "票据.jpg")

    first = await piece(client, file_id, 0, data[:5000])
    asked = await client.head(f"{BASE}/{file_id}")
    last = await piece(client, file_id, 5000, data[5000:])

    assert (first.status_code, first.headers["Upload-Offset"], first.content) == (204, "5000", b"")
    assert (asked.status_code, asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (
        200, "5000", str(len(data)),
    )  # fmt: skip
    kept = last.json()
    assert (last.status_code, kept["id"], kept["name"], kept["kind"], kept["state"]) == (
        200, file_id, "票据.jpg", "picture", "kept",
    )  # fmt: skip
    assert kept["size"] < len(data)
    assert kept["notes"] == ["照片里的拍摄地点、时间、手机型号等信息已经去掉，画面没有改动。"]


async def test_a_piece_as_large_as_was_offered_fits_and_a_larger_one_does_not(client: httpx.AsyncClient) -> None:
    file_id = await begun(client, 3 * PIECE, "a.pdf")

    large = await piece(client, file_id, 0, b"%PDF-1.4\n".ljust(PIECE + 1, b" "))
    fitting = await piece(client, file_id, 0, b"%PDF-1.4\n".ljust(PIECE, b" "))

    assert refused(large) == (413, "body_too_large")
    assert (fitting.status_code, fitting.headers["Upload-Offset"]) == (204, str(PIECE))


async def test_other_paths_keep_their_limit(client: httpx.AsyncClient) -> None:
    answer = await client.post(BASE, content=b"x" * (load_limits().body_bytes + 1))

    assert refused(answer) == (413, "body_too_large")


async def test_a_piece_at_the_wrong_place_is_told_the_right_one(client: httpx.AsyncClient) -> None:
    data = samples.amr()
    file_id = await begun(client, len(data))
    await piece(client, file_id, 0, data[:100])

    answer = await piece(client, file_id, 50, data[50:])

    assert refused(answer) == (409, "wrong_offset")
    assert answer.headers["Upload-Offset"] == "100"


async def test_a_line_that_breaks_within_a_piece_takes_nothing_of_it(client: httpx.AsyncClient, app: FastAPI) -> None:
    data = samples.amr()
    file_id = await begun(client, len(data))
    arriving = [
        {"type": "http.request", "body": data[:150], "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"} | dict(client.headers)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PATCH", "scheme": "http",
        "path": f"{BASE}/{file_id}", "raw_path": b"", "query_string": b"", "root_path": "",
        "server": ("service.test", 80), "client": None,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    statuses = []

    async def receive() -> Any:
        return arriving.pop(0)

    async def send(message: Any) -> None:
        statuses.append(message.get("status"))

    await app(scope, receive, send)

    assert statuses[0] == 400
    assert (await client.head(f"{BASE}/{file_id}")).headers["Upload-Offset"] == "0"
    assert (await piece(client, file_id, 0, data)).status_code == 200


async def test_after_a_lost_answer_an_empty_piece_brings_it_again(client: httpx.AsyncClient) -> None:
    data = samples.amr()
    file_id = await begun(client, len(data), "通话.amr")
    before = await piece(client, file_id, 0, data)

    asked = await client.head(f"{BASE}/{file_id}")
    again = await piece(client, file_id, len(data), b"")

    assert asked.headers["Upload-Offset"] == asked.headers["Upload-Length"] == str(len(data))
    assert (again.status_code, again.json()) == (200, before.json())


async def test_the_same_client_id_gets_the_same_upload(client: httpx.AsyncClient) -> None:
    data, asked = samples.amr(), {"name": "a.amr", "size": len(samples.amr()), "client_id": str(uuid4())}
    first = await client.post(BASE, json=asked)
    await piece(client, first.json()["id"], 0, data[:70])

    again = await client.post(BASE, json=asked)

    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["id"], again.json()["offset"]) == (first.json()["id"], 70)


@pytest.mark.parametrize(("size", "code"), [(0, "file_empty"), (2 * 1024**3, "file_larger_than_any")])
async def test_nothing_and_too_much_are_refused_before_a_byte_is_sent(
    client: httpx.AsyncClient, size: int, code: str
) -> None:
    answer = await client.post(BASE, json={"name": "a.mp4", "size": size, "client_id": str(uuid4())})

    assert refused(answer) == (422, code)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (samples.archive(bytes(5_000_000)), "file_archive"),
        (samples.mp4() + samples.archive(), "file_disguised"),
        (samples.jpeg()[:-500], "file_damaged"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file_heic"),
    ],
)
async def test_a_refused_file_is_gone(client: httpx.AsyncClient, data: bytes, code: str) -> None:
    file_id = await begun(client, len(data))

    answer = await piece(client, file_id, 0, data[:PIECE])

    assert refused(answer) == (422, code)
    assert (await client.head(f"{BASE}/{file_id}")).status_code == 404
    assert (await client.get(BASE)).json()["files"] == []


async def test_what_is_said_of_a_limit_has_its_figures(client: httpx.AsyncClient) -> None:
    answer = await client.post(BASE, json={"name": "a.mp4", "size": 10**12, "client_id": str(uuid4())})

    assert "一个文件最大 300 MB" in answer.json()["error"]["message"]


async def test_the_list_says_what_there_is_and_what_there_may_be(client: httpx.AsyncClient) -> None:
    data = samples.amr()
    first, second = await begun(client, len(data), "一.amr"), await begun(client, len(data), "二.amr")
    await piece(client, first, 0, data)
    await piece(client, second, 0, data[:33])

    answer = (await client.get(BASE)).json()

    assert [(one["name"], one["kind"], one["state"], one["received"], one["number"]) for one in answer["files"]] == [
        ("一.amr", "audio", "kept", len(data), None),
        ("二.amr", None, "receiving", 33, None),
    ]
    assert answer["limits"]["files_max"] == 20
    assert {"kind": "picture", "bytes": 30 * 1024 * 1024} in answer["limits"]["kinds"]
    assert "最多 20 个" in answer["hint"]


async def test_a_file_can_be_taken_back(client: httpx.AsyncClient) -> None:
    file_id = await begun(client, 100)

    answer = await client.delete(f"{BASE}/{file_id}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert refused(await client.delete(f"{BASE}/{file_id}")) == (404, "file_unknown")


@pytest.mark.parametrize("base", [BASE, "/api/v1/follow-up/files"])
async def test_without_the_right_token_there_is_nothing(client: httpx.AsyncClient, base: str) -> None:
    file_id = await begun(client, 100)
    for headers in ({"Authorization": "Bearer nobody"}, {"Authorization": ""}):
        answers = [
            await client.post(base, json={"name": "a", "size": 1, "client_id": str(uuid4())}, headers=headers),
            await client.get(base, headers=headers),
            await client.delete(f"{base}/{file_id}", headers=headers),
            await piece(client, file_id, 0, b"x", base, **headers),
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert (await client.head(f"{base}/{file_id}", headers=headers)).status_code == 401


async def test_another_conversation_does_not_find_it(client: httpx.AsyncClient, services: Services) -> None:
    file_id = await begun(client, 100)
    other = {"Authorization": f"Bearer {services.conversations.open(None).token}"}

    assert (await client.head(f"{BASE}/{file_id}", headers=other)).status_code == 404
    assert refused(await piece(client, file_id, 0, b"x", **other)) == (404, "file_unknown")


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "application/json"}, {"Upload-Offset": "-1"}, {"Upload-Offset": "many"}]
)
async def test_a_piece_of_the_wrong_shape_is_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    file_id = await begun(client, 100)

    assert (await piece(client, file_id, 0, b"x", **headers)).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"size": -1}, {"size": "large"}, {"client_id": "1"}, {"name": None}, {"name": "x" * 1001}]
)
async def test_an_announcement_of_the_wrong_shape_is_refused(client: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    asked = {"name": "a", "size": 1, "client_id": str(uuid4())} | wrong

    assert refused(await client.post(BASE, json=asked)) == (422, "invalid_request")


async def test_an_id_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.head(f"{BASE}/..%2F..%2Fkeys")).status_code in (404, 422)
    assert (await client.delete(f"{BASE}/{uuid4()}")).status_code == 404


async def test_a_full_disk_is_said_in_words_and_with_when_to_come_back(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFull("full")

    file_id = await begun(client, 100)
    monkeypatch.setattr(SealedFiles, "append", full)

    answer = await piece(client, file_id, 0, samples.amr()[:100])

    assert refused(answer) == (503, "storage_full")
    assert answer.headers["Retry-After"]


async def test_who_has_number_and_code_hands_in_more(client: httpx.AsyncClient, services: Services) -> None:
    with services.store.write() as work:
        conversation = work.conversations.create(None)
        work.commit()
    values = {"report_content": "虚构住院", "respondent_org": "某某医院"}
    number = services.registrations.register(conversation.id, values, None, "r1", True, now())
    with services.store.write() as work:
        token = work.follow_up.open(number, 30)
        work.commit()
    base, bearer = "/api/v1/follow-up/files", {"Authorization": f"Bearer {token}"}
    client.headers.update(bearer)
    data = samples.pdf()

    file_id = await begun(client, len(data), "王五的清单.pdf", base)
    kept = (await piece(client, file_id, 0, data, base)).json()
    fixed = await client.delete(f"{base}/{file_id}")

    assert (kept["name"], kept["number"]) == ("材料1.pdf", number)
    assert refused(fixed) == (403, "file_fixed")
    assert [one["id"] for one in (await client.get(base)).json()["files"]] == [file_id]


async def test_too_many_calls_are_slowed_down(services: Services) -> None:
    few = replace(load_limits(), file_calls_burst=3, file_calls_per_second=0.0001)
    transport = httpx.ASGITransport(app=create_app(services, limits=few))
    headers = {"Authorization": f"Bearer {services.conversations.open(None).token}"}

    async with httpx.AsyncClient(transport=transport, base_url="http://service.test", headers=headers) as client:
        answers = [await client.get(BASE) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["Retry-After"]
