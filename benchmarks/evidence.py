"""How long does a file take? A film sealed piece by piece and kept, photographs cleaned and tried.

    python -m benchmarks.evidence

Everything runs in a directory of its own, on SQLite, through the use case that serves the page, without HTTP.
"""

import io
import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from PIL import Image

from api.limits import load_limits
from casework.bootstrap import Services, bootstrap
from casework.services.evidence import Holder
from casework.settings import Settings

_FILM_MB = 100
_PHOTOS = (("12", (4000, 3000)), ("50", (8160, 6144)), ("108", (12000, 9000)))


def main() -> None:
    """Prints one line per kind of file."""
    with tempfile.TemporaryDirectory() as place:
        services = bootstrap(Settings(data_dir=Path(place)))
        holder = services.evidence.of_chat(services.conversations.open(None).token)
        _report(f"film, {_FILM_MB} MB", *_send(services, holder, "film.mp4", _film()))
        for megapixels, size in _PHOTOS:
            data = _photo(size)
            name = f"photograph, {megapixels} megapixels, {len(data) / 2**20:.1f} MB"
            _report(name, *_send(services, holder, "photograph.jpg", data))
        services.store.close()


def _send(services: Services, holder: Holder, name: str, data: bytes) -> tuple[list[float], float]:
    """Seconds per piece, and for the last one, with which the file is judged and kept."""
    size, seconds = load_limits().file_chunk_bytes, []
    file, _ = services.evidence.begin(holder, name, len(data), str(uuid4()))
    while file.state == "receiving":
        begun = time.perf_counter()
        file = services.evidence.append(holder, file.id, file.received, data[file.received : file.received + size])
        seconds.append(time.perf_counter() - begun)
    return seconds[:-1], seconds[-1]


def _report(name: str, pieces: list[float], last: float) -> None:
    middle = f"{statistics.median(pieces) * 1000:.0f} ms a piece" if pieces else "one piece"
    print(f"{name}: {middle} (p50), judged and kept in {last:.2f} s")


def _box(kind: bytes, body: bytes) -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def _film() -> bytes:
    handler = _box(b"hdlr", bytes(8) + b"vide" + bytes(13))
    index = _box(b"moov", _box(b"trak", _box(b"mdia", handler)))
    return _box(b"ftyp", b"isom" + bytes(4)) + _box(b"mdat", bytes(_FILM_MB * 2**20)) + index


def _photo(size: tuple[int, int]) -> bytes:
    held = io.BytesIO()
    Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB").save(held, "JPEG", quality=85)
    return held.getvalue()


if __name__ == "__main__":
    main()
