"""Keys, envelopes and secrets."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.sealing.envelope import OVERHEAD, Sealer
from casework.sealing.faults import KeyFault, Tampered
from casework.sealing.keyring import Keyring, add_key
from casework.sealing.secret_words import Argon2Hasher, new_password, new_receipt_code, new_token, token_hash

SEALER = Sealer(Keyring.random())
PLACE = "events:c-1:1:payload"


@given(st.binary(max_size=2000), st.text(max_size=50).filter(lambda text: text.isprintable()))
def test_what_was_sealed_opens_in_its_place(value: bytes, place: str) -> None:
    assert SEALER.open(SEALER.seal(value, place), place) == value


def test_sealing_hides_the_value_and_never_repeats_itself() -> None:
    value = "身份证号在这里".encode()

    first, second = SEALER.seal(value, PLACE), SEALER.seal(value, PLACE)

    assert value not in first
    assert first != second
    assert len(first) == len(value) + OVERHEAD


@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(SEALER.seal(b"content", PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises((Tampered, KeyFault)):
        SEALER.open(bytes(sealed), PLACE)


@pytest.mark.parametrize("length", [0, 1, OVERHEAD - 1])
def test_a_ciphertext_cut_short_is_noticed(length: int) -> None:
    with pytest.raises(Tampered, match="cut short"):
        SEALER.open(SEALER.seal(b"", PLACE)[:length], PLACE)


def test_a_ciphertext_moved_to_another_row_does_not_open() -> None:
    sealed = SEALER.seal(b"content", "registrations:JB1:content")

    with pytest.raises(Tampered, match="belongs elsewhere"):
        SEALER.open(sealed, "registrations:JB2:content")


def test_another_key_is_named_and_so_is_the_place_it_was_looked_for(tmp_path: Path) -> None:
    other = Sealer(Keyring.load_or_create(tmp_path / "content.key"))

    with pytest.raises(KeyFault, match=r"sealed with key [0-9a-f]{16}.*content\.key.*put back"):
        other.open(SEALER.seal(b"content", PLACE), PLACE)


def test_a_renewed_key_seals_new_data_and_still_opens_the_old(tmp_path: Path) -> None:
    path = tmp_path / "content.key"
    before = Sealer(Keyring.load_or_create(path))
    old = before.seal(b"old", PLACE)

    after = Sealer(add_key(path))
    new = after.seal(b"new", PLACE)

    assert after.open(old, PLACE) == b"old"
    assert after.open(new, PLACE) == b"new"
    with pytest.raises(KeyFault):
        before.open(new, PLACE)


def test_rewrapping_moves_a_value_to_the_current_key_without_its_old_one(tmp_path: Path) -> None:
    path = tmp_path / "content.key"
    old = Sealer(Keyring.load_or_create(path)).seal(b"value", PLACE)
    renewed = Sealer(add_key(path))

    moved = renewed.rewrap(old, PLACE)

    only_new = Sealer(Keyring((renewed.keyring.current,), "new key only"))
    assert only_new.open(moved, PLACE) == b"value"


def test_fingerprints_ignore_spacing_and_width_and_differ_by_place_and_key() -> None:
    same = {SEALER.fingerprint(value, "c-1") for value in ("13800000000", "138 0000 0000", "１３８００００００００")}
    other = Sealer(Keyring.random())

    assert len(same) == 1
    assert SEALER.fingerprint("13800000000", "c-2") not in same
    assert other.fingerprint("13800000000", "c-1") not in same


def test_a_key_file_is_made_for_its_owner_only_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "content.key"

    made = Keyring.load_or_create(path)

    assert Keyring.load_or_create(path).keys == made.keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_of_many_starts_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "content.key"

    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: Keyring.load_or_create(path), range(16)))

    assert len({ring.keys for ring in rings}) == 1


def test_a_key_file_that_others_may_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "content.key"
    Keyring.load_or_create(path)
    path.chmod(0o644)

    with pytest.raises(KeyFault, match="chmod 600"):
        Keyring.load(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"0011223344556677 AAAA\n", "line 1 is damaged"),
        (b"not a key\n", "line 1 is damaged"),
        ("钥匙".encode(), "cannot be read"),
    ],
)
def test_a_damaged_key_file_is_refused_with_file_and_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "content.key"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(KeyFault, match=said) as caught:
        Keyring.load(path)
    assert str(path) in str(caught.value)


def test_one_wrong_letter_in_a_key_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "content.key"
    Keyring.load_or_create(path)
    text = path.read_text()
    at = text.index(" ") + 5
    path.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])

    with pytest.raises(KeyFault, match="damaged"):
        Keyring.load(path)


def test_receipt_codes_are_sixteen_digits_and_tokens_long_and_all_differ() -> None:
    codes = {new_receipt_code() for _ in range(200)}
    tokens = {new_token() for _ in range(200)}
    passwords = {new_password() for _ in range(200)}

    assert all(len(code) == 16 and code.isascii() and code.isdigit() for code in codes)
    assert all(len(token) >= 43 for token in tokens)
    assert len(codes) == len(tokens) == len(passwords) == 200
    assert token_hash("a") != token_hash("b")


def test_argon2id_knows_the_right_secret_and_nothing_else() -> None:
    hasher = Argon2Hasher(memory_kib=64, passes=1)
    stored = hasher.hash("1234567890123456")

    assert stored.startswith("$argon2id$")
    assert hasher.verify(stored, "1234567890123456")
    assert not hasher.verify(stored, "1234567890123457")
    assert not hasher.verify(None, "1234567890123456")
    assert not hasher.verify("damaged", "1234567890123456")
    assert hasher.hash("1234567890123456") != stored
