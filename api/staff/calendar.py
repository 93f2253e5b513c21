"""GET /desk/calendar/{feed}.ics: what a calendar program subscribes to.

Its secret address is the key, so it is kept in no log (`api.middleware.request_record` writes the pattern of a route).
"""

from fastapi import APIRouter
from fastapi.responses import Response

from api.deps import ServicesDep
from api.open.answers import errors

router = APIRouter(tags=["工作台"])
_HEADERS = {
    "Content-Disposition": 'inline; filename="deadlines.ics"',
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
}


@router.head("/desk/calendar/{feed}.ics", include_in_schema=False)
@router.get(
    "/desk/calendar/{feed}.ics",
    summary="期限日历",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}, "description": "日历文件（iCalendar）"}, **errors(404, 422)},
)
def calendar(services: ServicesDep, feed: str) -> Response:
    """本人名下案件的期限，只有编号和期限。地址在工作台的“日历”里生成和停用。"""
    return Response(services.calendar.feed(feed), media_type="text/calendar; charset=utf-8", headers=_HEADERS)
