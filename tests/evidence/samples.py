"""Real small files: pictures by Pillow, sound and film by hand."""

import io
import struct
import time
import wave
import zipfile
from typing import Any

from PIL import Image, PngImagePlugin

SECRETS = (b"HUAWEI Mate", b"2026:03:02 09:15:00", b"Zhang San", b"+43.8868+125.3245/", b"Canary")
"""What must be gone afterwards."""


def picture(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Every pixel differs from its neighbours."""
    image = Image.new("RGB", size)
    image.putdata([(x * 3 % 256, y * 5 % 256, (x + y) * 7 % 256) for y in range(size[1]) for x in range(size[0])])
    return image


def exif(orientation: int | None = 6) -> Image.Exif:
    """What a telephone writes: device, time, person, place."""
    found = Image.Exif()
    if orientation is not None:
        found[0x0112] = orientation
    found[0x010F] = "HUAWEI Mate"
    found[0x0132] = "2026:03:02 09:15:00"
    found[0x013B] = "Zhang San"
    place = found.get_ifd(0x8825)
    place.update({1: "N", 2: (43.0, 53.0, 12.5), 3: "E", 4: (125.0, 19.0, 28.2)})
    return found


def jpeg(*, orientation: int | None = 6, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    out = io.BytesIO()
    picture(size).save(out, "JPEG", exif=exif(orientation), comment=b"Canary in a comment", **options)
    return out.getvalue()


def png(*, orientation: int | None = 6, mode: str = "RGB", **options: Any) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Zhang San")
    texts.add_itxt("XML:com.adobe.xmp", "<x>Canary</x>")
    texts.add_text("Comment", "Canary " * 50, zip=True)
    out = io.BytesIO()
    picture().convert(mode).save(out, "PNG", exif=exif(orientation), pnginfo=texts, **options)
    return out.getvalue()


def webp(*, orientation: int | None = 6, **options: Any) -> bytes:
    out = io.BytesIO()
    picture().save(out, "WEBP", exif=exif(orientation).tobytes(), xmp=b"<x>Canary</x>", **options)
    return out.getvalue()


def archive(text: bytes = b"hidden") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("hidden.txt", text)
    return out.getvalue()


def pdf(extra: bytes = b"") -> bytes:
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" + extra
    )
    return body + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def scanned_pdf() -> bytes:
    """A PDF as a scanner's program makes it."""
    out = io.BytesIO()
    scanned = time.gmtime(1_772_442_900)  # a fixed moment: two calls must give the same bytes
    picture((200, 150)).save(out, "PDF", author="Zhang San", creationDate=scanned, modDate=scanned)
    return out.getvalue()


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(struct.pack("<800h", *(number * 31 % 2000 for number in range(800))))
    info = b"INFOIART" + struct.pack("<I", 10) + b"Zhang San\0"
    tail = b"LIST" + struct.pack("<I", len(info)) + info
    data = out.getvalue() + tail
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def avi() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    header = b"hdrl" + chunk(b"avih", bytes(56)) + chunk(b"IDIT", b"2026:03:02 09:15:00")
    body = b"AVI " + chunk(b"LIST", header) + chunk(b"LIST", b"INFO" + chunk(b"IART", b"Zhang San\0"))
    body += chunk(b"LIST", b"movi" + chunk(b"00dc", b"frame of the film")) + chunk(b"idx1", bytes(16))
    return chunk(b"RIFF", body)


def mp3(*, tags: bool = True) -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44.1 kHz: 417 bytes
    title = b"TPE1" + struct.pack(">IH", 10, 0) + b"\0Zhang San"
    head = b"ID3\x03\0\0" + bytes((0, 0, 0, len(title))) + title
    tail = b"TAG" + b"Zhang San".ljust(125, b"\0")
    return head + frame * 4 + tail if tags else frame * 4


def aac() -> bytes:
    length = 40
    frame = bytes((0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5 | 0x1F, 0xFC))
    return (frame + bytes(length - 7)) * 4


def amr() -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 10


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def track(handler: bytes, name: bytes = b"") -> bytes:
    times = struct.pack(">IIIII", 0, 3_855_000_000, 3_855_000_001, 1, 0) + bytes(60)
    head = box(b"hdlr", bytes(8), handler, bytes(12), name + b"\0")
    return box(b"trak", box(b"tkhd", times), box(b"mdia", box(b"mdhd", times), head), box(b"udta", box(b"name", name)))


def mp4(brand: bytes = b"isom", handlers: tuple[bytes, ...] = (b"vide", b"soun"), *, wide: bool = False) -> bytes:
    """A film with its place (ISO 6709), device and times, as telephones write it."""
    place = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", 18, 0x15C7), b"+43.8868+125.3245/"))
    meta = box(b"meta", bytes(4), b"HUAWEI Mate")
    times = struct.pack(">IIIII", 0, 3_855_000_000, 3_855_000_001, 1000, 5000) + bytes(80)
    index = box(b"moov", box(b"mvhd", times), *(track(one, b"Zhang San") for one in handlers), place, meta)
    film = b"\0\0\0\1mdat" + struct.pack(">Q", 16 + 500) + b"f" * 500 if wide else box(b"mdat", b"f" * 500)
    return box(b"ftyp", brand, bytes(4), brand) + box(b"free", b"Canary") + film + index + box(b"uuid", b"Canary" * 4)
