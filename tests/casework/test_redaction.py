"""Personal numbers leave a text before anything reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.redaction import compact, find_sensitive, replace_sensitive

# 18 digits whose check character is wrong: nobody has this number.
FALSE_ID = "110105194912310021"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("请打13800138000", "phone", "13800138000"),
        ("电话 138 0013 8000，谢谢", "phone", "13800138000"),
        ("电话138-0013-8000", "phone", "13800138000"),
        ("手机１３８００１３８０００", "phone", "13800138000"),
        ("打一三八零零一三八零零零找我", "phone", "13800138000"),
        ("+86 13800138000", "phone", "13800138000"),
        ("座机0100-5550123", "phone", "0100-5550123"),
        (f"身份证{FALSE_ID}", "id_number", FALSE_ID),
        ("身份证 110105 19491231 002x", "id_number", "11010519491231002X"),
        ("邮箱 who@example.com。", "email", "who@example.com"),
        ("卡号6222020200112233445", "bank_card", "6222020200112233445"),
        ("我叫张三，今年七十", "name", "张三"),
        ("姓名：李小明 住在县城", "name", "李小明"),
    ],
)
def test_personal_data_is_found_however_it_is_typed(text: str, kind: str, value: str) -> None:
    found = find_sensitive(text)

    assert [(one.kind, one.value) for one in found] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "花了138001元，2023年3月交的",
        "打了12345和12393都没用",
        "渝医保发〔2023〕27号",
        "我叫王大爷给我办的",
        "登记编号JB202611220001",
        "",
    ],
)
def test_amounts_hotlines_and_document_numbers_are_left_alone(text: str) -> None:
    assert find_sensitive(text) == ()


def test_each_stretch_is_replaced_by_its_own_token_and_the_rest_stays() -> None:
    text = f"我叫张三，电话13800138000，身份证{FALSE_ID}。"
    found = find_sensitive(text)

    sealed = replace_sensitive(text, {one: f"〔{one.kind}〕" for one in found})

    assert sealed == "我叫〔name〕，电话〔phone〕，身份证〔id_number〕。"


@given(st.text(max_size=300))
def test_found_stretches_lie_in_the_text_in_order_and_never_overlap(text: str) -> None:
    found = find_sensitive(text)

    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, found, strict=False))
    assert replace_sensitive(text, {}) == text


def test_a_number_is_written_on_the_form_without_separators() -> None:
    assert compact("１３８ ００１３ ８０００") == "13800138000"
    assert compact("11010519491231002x") == "11010519491231002X"
