"""What a page sends and gets about files, as OpenAPI."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from casework.services.evidence_words import ShownFile

_KIND = Literal["picture", "pdf", "audio", "video"]


class AnnouncedFile(BaseModel):
    """A file that is about to be sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "票据.jpg",
                    "size": 2480133,
                    "client_id": "0b6f7a52-3f0e-4c55-9d3a-1f5f0a1c2b3d",
                    "number": None,
                }
            ]
        }
    )

    name: str = Field(max_length=1000)
    size: int = Field(description="字节数", ge=0, le=2**53)
    client_id: UUID = Field(description="由页面生成；重发时不变，接着原来的传")
    number: str | None = Field(
        default=None, max_length=40, description="登记之后补交的，写登记编号；不写就随下一次登记"
    )


class FileBegun(BaseModel):
    """Where to send the pieces."""

    id: str
    offset: int = Field(description="已经收到的字节数")
    chunk_bytes: int = Field(description="一段最多多少字节")


class FileKept(BaseModel):
    """A file that has arrived."""

    id: str
    name: str
    kind: _KIND | None
    size: int
    state: Literal["receiving", "kept"]
    notes: list[str] = Field(description="对这个文件做了什么、要注意什么")


class ListedFile(FileKept):
    """A file in the list."""

    received: int = Field(description="已经收到的字节数")
    number: str | None = Field(description="属于哪个登记；还没登记为空")


class KindLimit(BaseModel):
    """How large a file of a kind may be."""

    kind: _KIND
    bytes: int


class FileLimits(BaseModel):
    """How much may be handed in."""

    files_max: int
    total_bytes: int
    kinds: list[KindLimit]
    accept: str = Field(description="放进文件选择框的 accept")


class FileList(BaseModel):
    """All files, and how many more there may be."""

    files: list[ListedFile]
    limits: FileLimits
    hint: str


def described(file: ShownFile) -> dict[str, Any]:
    """A file as JSON."""
    return {
        "id": file.id,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "received": file.received,
        "state": file.state,
        "number": file.number,
        "notes": list(file.notes),
    }
