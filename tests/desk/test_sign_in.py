"""Coming in and going out: passwords, forms of other sites, the end of a session."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api.desk.doors import Doors
from casework.errors import TooManyRequests
from tests.desk.conftest import Desk, sign_in
from tests.desk.people import PASSWORD

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.url, timeout=30) as opened:
        yield opened


def form(client: httpx.Client, **fields: str) -> dict[str, str]:
    """The fields, with the hidden one of the form as this client was shown it."""
    page = client.get("/desk/sign-in").text
    return {"key": page.split('name="key" value="')[1].split('"')[0], **fields}


def come_in(client: httpx.Client, name: str) -> httpx.Response:
    return client.post("/desk/sign-in", data=form(client, name=name, password=PASSWORD), headers=OURS)


def test_without_a_session_every_page_leads_to_the_sign_in(client: httpx.Client) -> None:
    for path in ("/desk/", "/desk/cases/JB202601010001", "/desk/accounts", "/desk/no/such/page"):
        answer = client.get(path)

        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in"), path


def test_the_short_address_of_the_administrators_leads_into_the_desk_once(client: httpx.Client) -> None:
    short = client.get("/admin/models?x=1")
    inside = client.get("/desk/admin/models")

    assert short.headers["location"] == "/desk/admin/models?x=1"
    assert inside.headers["location"] == "/desk/sign-in"


def test_the_socket_of_the_desk_is_shut_without_a_session_and_for_other_sites(client: httpx.Client) -> None:
    path = "/desk/_nicegui_ws/socket.io/?EIO=4&transport=polling"

    without = client.get(path, headers=OURS)
    come_in(client, "wang.li")
    from_elsewhere = client.get(path, headers={"Sec-Fetch-Site": "cross-site"})
    old_browser_elsewhere = client.get(path, headers={"Origin": "https://evil.example"})
    ours = client.get(path, headers=OURS)

    assert [one.status_code for one in (without, from_elsewhere, old_browser_elsewhere)] == [403, 403, 403]
    assert ours.status_code == 200


def test_an_address_of_the_library_is_no_way_around_the_sign_in(client: httpx.Client) -> None:
    made_up = "/desk/_nicegui/no/such/file"

    without = client.get(made_up)
    come_in(client, "wang.li")
    page = client.get(made_up)
    script = re.search(r'/desk/_nicegui/[^"]+\.js', client.get("/desk/").text)
    assert script is not None
    file = client.get(script.group())

    assert [(one.status_code, one.text) for one in (without, page)] == [(404, "")] * 2
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in file.headers["cache-control"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: httpx.Client) -> None:
    answer = come_in(client, "zhao.yi")

    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "desk_session=" in cookie
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/desk"))


def test_of_a_session_only_the_hash_is_kept(desk: Desk, client: httpx.Client) -> None:
    come_in(client, "sun.gui")
    token = client.cookies["desk_session"]

    kept = b"".join(file.read_bytes() for file in desk.directory.glob("triage.db*"))
    assert token.encode() not in kept
    assert PASSWORD.encode() not in kept


def test_a_wrong_password_an_unknown_name_and_a_wrong_code_read_the_same(client: httpx.Client) -> None:
    answers = [
        client.post("/desk/sign-in", data=form(client, name=name, password=password), headers=OURS)
        for name, password in (("zhao.yi", "wrong password"), ("nobody.here", PASSWORD))
    ]

    sentences = {answer.text.split('role="alert">')[1].split("<")[0] for answer in answers}
    assert {answer.status_code for answer in answers} == {401}
    assert len(sentences) == 1


def test_the_form_of_another_site_signs_nobody_in(client: httpx.Client) -> None:
    fields = form(client, name="wang.li", password=PASSWORD)

    elsewhere = client.post("/desk/sign-in", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    by_origin = client.post("/desk/sign-in", data=fields, headers={"Origin": "https://evil.example"})
    without_key = client.post("/desk/sign-in", data=fields | {"key": "guessed"}, headers=OURS)

    assert {answer.status_code for answer in (elsewhere, by_origin, without_key)} == {403}
    assert "desk_session" not in client.cookies


def test_after_a_few_tries_an_account_has_to_wait_and_others_have_not(client: httpx.Client) -> None:
    fields = form(client, name="boss", password="not this one")

    answers = [client.post("/desk/sign-in", data=fields, headers=OURS) for _ in range(7)]

    assert [one.status_code for one in answers] == [401] * 6 + [429]
    assert "试的次数太多了" in answers[-1].text
    assert come_in(client, "qian.an").status_code == 303


def test_a_flood_of_made_up_names_makes_no_tries_forgotten() -> None:
    doors = Doors()
    for _ in range(6):
        doors.try_as("boss")

    for number in range(2000):
        with contextlib.suppress(TooManyRequests):  # one of them may share the slot
            doors.try_as(f"nobody{number}")

    with pytest.raises(TooManyRequests):
        doors.try_as(" Boss")


def test_what_was_typed_as_a_name_comes_back_as_text_only(client: httpx.Client) -> None:
    name = '"><script>alert(1)</script>'

    answer = client.post("/desk/sign-in", data=form(client, name=name, password="x"), headers=OURS)

    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_signing_out_ends_the_session_in_the_store(desk: Desk, client: httpx.Client) -> None:
    come_in(client, "wang.li")
    token = client.cookies["desk_session"]

    client.post("/desk/sign-out", headers=OURS)

    again = httpx.get(f"{desk.url}/desk/", cookies={"desk_session": token})
    assert again.headers["location"] == "/desk/sign-in"


def test_another_site_signs_nobody_out(desk: Desk, client: httpx.Client) -> None:
    come_in(client, "wang.li")

    answer = client.post("/desk/sign-out", headers={"Sec-Fetch-Site": "cross-site"})

    assert "set-cookie" not in answer.headers
    assert client.get("/desk/").status_code == 200


def test_the_first_administrator_must_change_the_password_before_anything_else(
    desk: Desk, open_desk: Callable[..., Any]
) -> None:
    with desk.services.store.write() as work:
        once = work.users.add("first", "新来的", "admin")
        work.commit()
    page = open_desk(None)

    sign_in(page, "first", once or "")
    page.wait_for_selector("#again")
    page.goto(f"{desk.url}/desk/accounts")
    page.wait_for_url("**/desk/password")
    for name, value in (("old", once), ("new", "a new horse every day"), ("again", "a new horse every day")):
        page.fill(f"#{name}", value)
    page.click("button")

    page.wait_for_selector(".place .sheet")
    assert page.inner_text(".who-name") == "新来的"


def test_a_session_that_ends_takes_the_page_with_it(desk: Desk, open_desk: Callable[..., Any]) -> None:
    page = open_desk("sun.gui", "me")

    with desk.services.store.write() as work:
        work.staff_sessions.end_all_of("sun.gui")
        work.commit()
    page.get_by_role("button", name="开启动态口令").click()

    page.wait_for_url("**/desk/sign-in")
