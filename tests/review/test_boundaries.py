"""What a reviewer reads beside a situation: the boundary to what it is most easily taken for."""

from __future__ import annotations

import pytest

from api.desk.pages.review_choices import choices
from tests.casework.builders import rulebook


def beside(intent: str) -> str:
    button = str(choices(rulebook())).split(f'data-intent="{intent}"')[1].split("</button>")[0]
    return button.split('data-beside="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("intent", "says"),
    [
        ("A2-1", "已有具体决定的归后者；没有决定、只是不办不答复的归这里"),
        ("A2-5", "因备案引起的报销金额争议归 A2-7"),
        ("A2-8", "是生孩子的待遇"),
        ("A2-9", "是医疗救助"),
        ("A2-10", "是长期护理保险"),
        ("B1-1", "医保经办机构本身也可以是被举报人"),
        ("B2-1", "医保经办机构不给办参保归 A2-2 或 A2-1"),
        ("C1-1", "是还没申请"),
        ("D-2", "只有别的情形都不合适时才用"),
        ("consult_chronic", "您是对办理结果不服，还是只想问问政策"),
        ("oos_pension", "还是别的部门管的"),
    ],
)
def test_the_narrowest_boundary_is_shown(intent: str, says: str) -> None:
    assert says in beside(intent)


def test_no_situation_or_topic_stands_without_a_boundary_and_none_names_our_papers() -> None:
    book = rulebook()
    for intent in [*(row.id for row in book.situations), *(row.id for row in book.topics)]:
        assert beside(intent)
        assert "DOMAIN" not in beside(intent)
        assert "下面哪一种" not in beside(intent)
