"""The chat page, the progress page, their assets, and the script that puts the chat on another site."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).parent / "web"
router = APIRouter(include_in_schema=False)


@router.head("/")
@router.get("/")
async def page() -> FileResponse:
    """The chat page; with ?embed=1 the same page inside a frame."""
    return FileResponse(WEB / "index.html", media_type="text/html; charset=utf-8")


@router.head("/progress")
@router.get("/progress")
async def progress() -> FileResponse:
    """Following up a registration: number and code are typed here and sent in a body, never in an address."""
    return FileResponse(WEB / "progress.html", media_type="text/html; charset=utf-8")


@router.get("/embed.js")
async def embed() -> FileResponse:
    """One script tag on any site: a button and a frame."""
    return FileResponse(WEB / "embed.js", media_type="text/javascript; charset=utf-8")


def assets() -> StaticFiles:
    """Style sheets, scripts and pictures of the page."""
    return StaticFiles(directory=WEB, html=False)
