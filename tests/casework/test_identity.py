"""Identity numbers and telephones are checked in plain steps, each with its own reason."""

from datetime import date

import pytest

from casework.identity import id_number_fault, phone_fault

TODAY = date(2026, 11, 22)


def with_check_character(first_17: str) -> str:
    """An identity number whose arithmetic holds, of a region code (999999) that was never given to any place."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(first_17, weights, strict=True)) % 11
    return first_17 + "10X98765432"[rest]


def test_a_number_whose_arithmetic_holds_is_taken() -> None:
    assert id_number_fault(with_check_character("99999919500101001"), TODAY) is None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "id_number_length"),
        ("9999991950010100", "id_number_length"),
        ("9999991950010100AB", "id_number_characters"),
        ("99999919501301001X", "id_number_birthday"),
        ("99999920300101001X", "id_number_birthday"),
    ],
)
def test_a_false_number_is_told_what_is_wrong_with_it(number: str, fault: str) -> None:
    assert id_number_fault(number, TODAY) == fault


def test_one_wrong_digit_is_noticed() -> None:
    sound = with_check_character("99999919500101001")
    wrong = sound[:16] + ("2" if sound[16] != "2" else "3") + sound[17]

    assert id_number_fault(wrong, TODAY) == "id_number_checksum"


@pytest.mark.parametrize("number", ["13800138000", "0100-5550123", "01005550123"])
def test_mobiles_and_landlines_with_area_code_are_telephones(number: str) -> None:
    assert phone_fault(number) is None


@pytest.mark.parametrize("number", ["", "12345", "1380013800", "138001380001", "电话"])
def test_other_numbers_are_not(number: str) -> None:
    assert phone_fault(number) == "phone"
