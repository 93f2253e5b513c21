"""Pictures: only the picture is kept, it is no larger than allowed when opened, and it can be opened."""

import io
import warnings

from PIL import Image

from casework.errors import FileRefused
from casework.evidence.file_types import FileType
from casework.evidence.jpeg import strip_jpeg
from casework.evidence.picture_size import PictureSize
from casework.evidence.png import strip_png
from casework.evidence.webp import strip_webp

_OPENED_MAX = 40_000_000
"""Pixels up to which a picture is opened as a trial (some 160 MB); larger ones only where a fraction of that does."""
_DRAWN_MAX = 10 * _OPENED_MAX


def strip_picture(data: bytes, found: FileType, pixels_max: int) -> bytes:
    """The picture without metadata. Raises FileRefused when it is damaged or has too many pixels.

    Sizes are read from its headers and compared before anything is unpacked.
    """
    if found.reader == "png":
        clean, size = strip_png(data, pixels_max)
    else:
        clean, size = strip_jpeg(data) if found.reader == "jpeg" else strip_webp(data)
    if size.pixels > pixels_max:
        raise FileRefused("more pixels than allowed", "file_too_many_pixels")
    _try_to_open(clean, size)
    return clean


def _try_to_open(data: bytes, size: PictureSize) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # measured against our own limit already
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.size != (size.width, size.height):
                    raise FileRefused("two sizes for one picture", "file_damaged")
                if size.reducible:
                    picture.draft(None, (size.width // 8 or 1, size.height // 8 or 1))
                elif size.pixels > _OPENED_MAX or size.pixels * size.scans > _DRAWN_MAX:
                    return
                picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise FileRefused(f"picture does not open: {type(error).__name__}", "file_damaged") from error
