"""A finished paper as an answer: a Word file to keep, not to show."""

import urllib.parse

from fastapi import Response

from api.ports import WordFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_answer(file: WordFile) -> Response:
    """The file as an attachment; browsers that cannot read the encoded name get the registration number."""
    disposition = f"attachment; filename=\"{file.number}.docx\"; filename*=UTF-8''{urllib.parse.quote(file.name)}"
    return Response(file.content, media_type=WORD, headers={"Content-Disposition": disposition})
