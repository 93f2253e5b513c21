"""Institutions and offices: the names the language model's rules mark, and names that a cue announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from nlu.facts.found import Fact

_LABELS: Final = frozenset({"institution", "office"})
# 单位名称写恒通劳务, 药店叫益生堂: the name ends at the next sign or particle
_ANNOUNCED: Final = re.compile(
    r"(?:(?:医院|药店|药房|诊所|公司|门诊|单位|厂子?|店|超市)(?:的)?(?:名字|名称|全称)?(?:就?叫做?|名叫|名为|名字是|名称是|是叫)|"
    r"(?:单位名称|被举报单位|店名|医院名称|药店名称|单位)(?:是|为|写|[:：])+)"
    r"\s*(?P<name>[\u4e00-\u9fffa-z0-9×]{2,20}?)(?=$|[\s,，.。;；、!！?？()（）]|的|里|在|从|老是|天天|经常)"
)
_NOT_A_NAME: Final = re.compile(r"^(?:什么|啥|不|没|我|他|她|你|它|这|那|哪|一|个|跳过|定点|协议|正规|私人|国家)")


def find_organisations(doc: Doc) -> Iterator[Fact]:
    """Facts of the types institution and office in a document of the language model (made of normalised text)."""
    text = doc.text
    for entity in doc.ents:
        if entity.label_ in _LABELS:
            yield Fact(entity.label_, entity.text, entity.start_char, entity.end_char)
    for match in _ANNOUNCED.finditer(text):
        if not _NOT_A_NAME.match(match.group("name")):
            yield Fact("institution", match.group("name"), match.start("name"), match.end("name"))
