"""Which way up was a picture taken? The one thing of EXIF that is kept, because the picture is wrong without it."""

import struct

_TAG, _SHORT = 0x0112, 3
_UPRIGHT = 1


def read_orientation(tiff: bytes) -> int:
    """The orientation (1 to 8) in a block of EXIF, 1 when there is none or the block is damaged."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return _UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for number in range(min(entries, 200)):
            tag, kind, count, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * number)
            if (tag, kind, count) == (_TAG, _SHORT, 1):
                return int(value) if 1 <= value <= 8 else _UPRIGHT
    except struct.error:
        pass
    return _UPRIGHT


def only_orientation(orientation: int) -> bytes:
    """A block of EXIF that says this and nothing else; empty for an upright picture."""
    if orientation == _UPRIGHT:
        return b""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _TAG, _SHORT, 1, orientation, 0, 0)
