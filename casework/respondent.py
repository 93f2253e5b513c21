"""Names of respondents in a form that tells whether two texts mean the same one."""

from __future__ import annotations

import re
import unicodedata

_NOT_A_NAME = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:省|自治区|自治州|自治县|市|地区|盟|区|县|旗|镇|乡|街道)(?=[\u4e00-\u9fff]{3})"
)
_LEGAL_FORM = re.compile(
    r"(?:(?:股份|责任|有限)*公司|连锁店?|分公司|分店|总店|旗舰店|分院|总院|[一二三四五六七八九十0-9]+店)+$"
)
# Every town has one: without its place such a name means nothing.
_EVERYWHERE = re.compile(
    r"(?:第?[一二三四五六七八九十]+)?"
    r"(?:人民|中心|中医|妇幼|中西医|结合|口腔|儿童|肿瘤|传染病|精神病|职工|社区|卫生|服务|骨科|综合)*"
    r"(?:医院|保健院|卫生院|卫生室|卫生所|卫生服务中心|卫生服务站|门诊部|诊所|药店|药房|医疗保障局|医保局|医保中心)"
)
_DRUGSTORE = re.compile(r"(?:大药房|大药店|药房|医药商店)$")
_CORE_MIN = 3
"""A core shorter than this (“医院”) would make everybody one."""


def name_forms(name: str) -> tuple[str, ...]:
    """The name as written, and its core without place and legal form; empty when nothing of a name is left.

    Width, case, spaces and punctuation make no difference. 某市某区康民大药房有限公司二店 and 康民药店 have one core;
    the 人民医院 of two towns have not.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    whole = _NOT_A_NAME.sub("", plain)
    forms = [whole, _core(_NOT_A_NAME.sub("", _BRACKETS.sub("", plain)))]
    return tuple(dict.fromkeys(form for form in forms if form))


def _core(bare: str) -> str:
    core = _LEGAL_FORM.sub("", bare)
    core = core if len(core) >= _CORE_MIN else bare
    shop = _DRUGSTORE.sub("", core)
    core = shop + "药店" if len(core) > len(shop) >= 2 else core
    while (place := _PLACE.match(core)) and not _EVERYWHERE.fullmatch(core, place.end()):
        core = core[place.end() :]
    return core
