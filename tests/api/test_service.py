"""What holds for every route: errors, headers, health, OpenAPI, and nothing secret in the log."""

import asyncio
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.errors import error_parts
from api.rate_limit import RateLimit
from api.sentences import error_sentence
from casework.errors import TooManyRequests, TriageError
from tests.api.fakes import EVERY_ERROR, FakeServices, made


def has_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/api/v1/triage", 405), ("PUT", "/", 405)],
)
async def test_an_unknown_address_or_method_is_a_chinese_json_error(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert has_chinese(answer.json()["error"]["message"])


@pytest.mark.parametrize("kind", EVERY_ERROR)
def test_an_error_whose_sentence_the_tables_lack_still_gets_one_in_chinese(kind: type[TriageError]) -> None:
    code, status, message = error_parts(made(kind), FakeServices())

    assert (code, status) == (kind.code, kind.status)
    assert has_chinese(message)
    assert "developer" not in message


async def test_a_row_of_the_rules_is_shown_with_its_source(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/rules/appeal")

    body = answer.json()
    assert (body["title"], body["clause"], body["quote"]) == ("清单（2024年版）", "一", "申诉求决")
    assert body["row"]["plain"] == "想让医保部门解决问题"
    assert "checked_by" not in body["row"]


async def test_a_row_that_does_not_exist_is_a_404(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/rules/A9-9")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_row")


async def test_readiness_is_503_until_a_turn_can_be_answered(client: httpx.AsyncClient, services: FakeServices) -> None:
    services.readiness.ready = False
    before = await client.get("/readyz")
    alive = await client.get("/healthz")
    services.readiness.ready = True
    after = await client.get("/readyz")

    assert [before.status_code, alive.status_code, after.status_code] == [503, 200, 200]


async def test_metrics_count_by_route_pattern_and_never_by_what_was_asked(client: httpx.AsyncClient) -> None:
    await client.get("/api/v1/rules/secret-row")
    await client.get("/some/secret/path")
    await client.post("/api/v1/triage", json={"text": "不给报"})

    text = (await client.get("/metrics")).text

    assert 'route="/api/v1/rules/{row_id}",status="404"' in text
    assert 'triage_texts_total{action="answer"} 1.0' in text
    assert "secret" not in text


async def test_every_answer_tells_the_browser_what_not_to_do(client: httpx.AsyncClient) -> None:
    answers = [await client.get(path) for path in ("/chat/state", "/healthz", "/nowhere", "/")]

    for answer in answers:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Request-ID"]
    assert answers[0].headers["Cache-Control"] == "no-store"


async def test_only_the_embedded_page_may_stand_in_a_frame_and_only_on_the_sites_allowed(
    services: FakeServices,
) -> None:
    app = create_app(services, frame_ancestors=("https://ybj.example",))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://service.test") as client:
        embedded = await client.get("/?embed=1")
        alone = await client.get("/")

    assert "frame-ancestors 'self' https://ybj.example" in embedded.headers["Content-Security-Policy"]
    assert alone.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert "X-Frame-Options" not in embedded.headers


async def test_the_log_has_no_token_no_text_no_address_and_no_query(
    client: httpx.AsyncClient, bearer: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="api")

    await client.get(
        "/chat/events", params={"wait": 0, "q": "秘密问题"}, headers=bearer | {"X-Forwarded-For": "203.0.113.7"}
    )
    await client.post("/api/v1/triage", json={"text": "秘密内容"})
    await client.post("/api/v1/triage", json={"text": ""})

    logged = "".join(record.getMessage() for record in caplog.records if record.name.startswith("api"))
    assert "/chat/events" in logged
    for secret in ("秘密", "token-0", "203.0.113.7", "127.0.0.1"):
        assert secret not in logged


async def test_a_request_id_that_is_given_is_kept_unless_it_is_not_one(client: httpx.AsyncClient) -> None:
    given = await client.get("/healthz", headers={"X-Request-ID": "gateway-12345678"})
    forged = await client.get("/healthz", headers={"X-Request-ID": "a b\tc"})

    assert given.headers["X-Request-ID"] == "gateway-12345678"
    assert forged.headers["X-Request-ID"] != "a b\tc"


# ---------------------------------------------------------------- OpenAPI


def _examples(document: dict[str, Any]) -> list[tuple[str, dict[str, Any], Any]]:
    schemas = document["components"]["schemas"]
    return [(name, schema, example) for name, schema in schemas.items() for example in schema.get("examples", [])]


async def test_every_example_in_the_openapi_document_is_valid(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()

    examples = _examples(document)

    assert {name for name, _, _ in examples} >= {"TriageRequest", "TriageAnswer", "RestMessage", "CitizenMessage"}
    for _name, schema, example in examples:
        jsonschema.validate(example, {**schema, "components": document["components"]})


async def test_openapi_describes_every_route_in_chinese_with_its_errors(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()

    operations = [operation for path in document["paths"].values() for operation in path.values()]

    assert {"/api/v1/triage", "/api/v1/triage/batch", "/webhooks/rest/webhook", "/chat/messages"} <= set(
        document["paths"]
    )
    assert all(has_chinese(operation["summary"]) for operation in operations)
    assert {"400", "413", "422", "500", "503"} <= set(document["paths"]["/api/v1/triage"]["post"]["responses"])
    for operation in operations:
        wrong_shape = operation["responses"].get("422")
        assert wrong_shape is None or "ErrorAnswer" in str(wrong_shape)


# ---------------------------------------------------------------- starting, stopping, limits


async def test_background_work_starts_with_the_service_and_is_stopped_with_it(services: FakeServices) -> None:
    seen: list[str] = []

    async def work() -> None:
        seen.append("started")
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("stopped")

    app = create_app(services, background=[work])
    async with app.router.lifespan_context(app):
        await asyncio.sleep(0)
        assert seen == ["started"]

    assert seen == ["started", "stopped"]
    assert app.state.closing.is_set()


def test_a_rate_refills_with_time_and_forgets_the_longest_idle() -> None:
    now = [0.0]
    rate = RateLimit(burst=2, per_second=1.0, keys=2, now=lambda: now[0])
    rate.take("a")
    rate.take("a")
    with pytest.raises(TooManyRequests):
        rate.take("a")

    now[0] = 1.0
    rate.take("a")
    rate.take("b")
    rate.take("c")

    with pytest.raises(TooManyRequests):
        rate.take("c") or rate.take("c") or rate.take("c")
    rate.take("a")  # forgotten, so full again


def test_an_error_code_without_a_sentence_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        error_sentence("no_such_code")


def test_the_application_needs_no_running_loop_to_be_built(services: FakeServices) -> None:
    assert isinstance(create_app(services), FastAPI)


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz"])
async def test_monitors_that_only_ask_for_headers_are_answered(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.head(path)

    assert answer.status_code == 200
