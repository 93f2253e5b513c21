"""Is this a resident identity number that could have been issued? (GB 11643: 17 digits and a check character)"""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_number_fault(number: str, today: date) -> str | None:
    """None when the number is sound, otherwise which reply says what is wrong.

    Returns one of `id_number_length`, `id_number_characters`, `id_number_birthday`, `id_number_checksum`: suffixes of
    rows of the
    replies table (`invalid_<suffix>`).
    """
    if len(number) != 18:
        return "id_number_length"
    if not (number[:17].isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        return "id_number_characters"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "id_number_birthday"
    if not date(1880, 1, 1) <= born <= today:
        return "id_number_birthday"
    if (
        _CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11]
        != number[17]
    ):
        return "id_number_checksum"
    return None


def phone_fault(number: str) -> str | None:
    """None for a mobile number of 11 digits or a landline with its area code, otherwise `phone`."""
    digits = number.replace("-", "")
    mobile = len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"
    landline = digits.startswith("0") and 10 <= len(digits) <= 12 and digits[1] != "0"
    return None if digits.isdigit() and (mobile or landline) else "phone"
