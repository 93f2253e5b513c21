"""What an office program makes of a Word file: LibreOffice's PDF, its words, and pictures of its pages."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

PIXELS_PER_INCH = 50


def pdf_of(source: bytes, directory: Path) -> Path:
    """The Word file as PDF; skips the test where the programs are not installed."""
    soffice = shutil.which("soffice")
    if soffice is None or shutil.which("pdftotext") is None or shutil.which("pdftoppm") is None:
        pytest.skip("needs LibreOffice and poppler: soffice, pdftotext, pdftoppm")
    path = directory / "paper.docx"
    path.write_bytes(source)
    profile = f"-env:UserInstallation=file://{directory / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(directory), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.with_suffix(".pdf")


def words_of(pdf: Path) -> tuple[int, str]:
    """The number of pages, and the words without any space."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    return text.count("\f"), re.sub(r"\s", "", text)


def pictures_of(pdf: Path) -> list[Image.Image]:
    """Each page in grey, at PIXELS_PER_INCH."""
    stem = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(PIXELS_PER_INCH), "-gray", "-png", str(pdf), str(stem)], check=True)
    return [Image.open(path).convert("L") for path in sorted(pdf.parent.glob(f"{stem.name}-*.png"))]


def inked(page: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right and bottom edge of what is printed, in millimetres from the left and upper edge of the sheet."""
    box = page.point(lambda grey: 255 if grey < 200 else 0).getbbox()
    assert box is not None, "an empty page"
    left, top, right, bottom = (round(edge * 25.4 / PIXELS_PER_INCH, 1) for edge in box)
    return left, top, right, bottom
