"""Is what was said a value this form field can hold, and how is it written down? Reads the form's field rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from casework.commands import bare
from casework.identity import id_number_fault, phone_fault
from casework.redaction import compact
from casework.said_day import day_said, written
from knowledge import FormField

_SHORT_MAX = 100
_NAME_MAX = 30
_LEAD = re.compile(
    r"^(我叫|我是|我的?(名字|姓名)(是|叫)?|名字(是|叫)|姓名[:：是]?|叫|是|就是|在|电话[:：是]?|手机[:：是]?|身份证号?码?[:：是]?|地址[:：是]?|住在?|家住)[\s:：]*"
)
_NUMERAL = "0-9０-９一二三四五六七八九十百千万两零〇"
# What an answer must hold to be one: people say sums, and days they are unsure of, in many ways; the form keeps them.
_TELLS = {
    "date": re.compile(f"[{_NUMERAL}]|[今昨前去]年|[今昨前]天|上个?(月|周|星期)|月[初中底]|年[初中底]"),
    "amount": re.compile(f"[{_NUMERAL}]"),
    "document_number": re.compile(r"[0-9０-９〇一二三四五六七八九十]"),
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_TOKEN = re.compile(r"〔[^〕]{2,8}〕")
_LONG_NUMBER = re.compile(r"[0-9０-９]{5}")
_HAN_OR_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9〔]")
# Sounds, a keyboard, or small talk: nothing of it is the name of anybody or a place.
_SAYS_NOTHING = re.compile(
    r"[啊哈呵嘿嘻哦噢嗯呃额哇呀唉哎～~，,。！!\s]{2,}|([^\d])\1{3,19}|asdf\w*|qwer\w*|再见|拜拜|谢谢你?|多谢|你好|您好|在吗|哈喽"
)
_NUMBER_SHAPE = re.compile(r"号|字第|[〔\[［【（(]")
_NUMBER_MAX_HAN = 12


@dataclass(frozen=True, slots=True)
class Checked:
    """`value` to keep (sealed tokens stay tokens), or the row of the replies table that says what is wrong."""

    value: str
    fault: str | None = None


def check_value(field: FormField, text: str, opened: str, today: date, max_chars: int) -> Checked:
    """Check one answer. `text` is kept; `opened` (tokens filled in) is looked at for numbers and never kept."""
    said = bare(text)
    if not said or not _HAN_OR_LETTER.search(said) or _SAYS_NOTHING.fullmatch(said):
        return Checked("", "invalid_empty")
    match field.kind:
        case "id_number":
            fault = id_number_fault(compact(bare(_number_in(opened))), today)
            return Checked(_token_in(said), f"invalid_{fault}" if fault else None)
        case "phone":
            fault = phone_fault(compact(bare(_number_in(opened))))
            return Checked(_token_in(said), f"invalid_{fault}" if fault else None)
        case "email":
            return Checked(_token_in(said)) if _EMAIL.search(opened) else Checked("", "invalid_email")
        case "choice":
            option = _option_in(field, said)
            return Checked(option) if option else Checked("", "invalid_choice")
        case "open_choice":
            option = _option_in(field, said)
            # Words of one's own that say more than the option stand on the form as they were said.
            value = option if option and len(said) <= len(option) else said
            return Checked(value) if len(value) <= _SHORT_MAX else Checked("", "invalid_too_long")
        case "date" if (day := day_said(said, today)) is not None:
            return Checked(written(day)) if day <= today else Checked("", "invalid_date_future")
        case "date" | "amount" | "document_number" if len(said) <= _SHORT_MAX:
            sound = _TELLS[field.kind].search(said) and (field.kind != "document_number" or _is_number(said))
            return Checked(said) if sound else Checked("", f"invalid_{field.kind}")
        case "person_name":
            name = _LEAD.sub("", said)
            is_name = name and len(name) <= _NAME_MAX and not _LONG_NUMBER.search(opened)
            return Checked(name) if is_name else Checked("", "invalid_name")
        case "long_text":
            return Checked(text.strip()) if len(text) <= max_chars else Checked("", "invalid_too_long")
        case _:
            value = _LEAD.sub("", said) or said
            return Checked(value) if len(value) <= _SHORT_MAX else Checked("", "invalid_too_long")


def _is_number(said: str) -> bool:
    """False for a title with a year in it: a number is short, or has the brackets or the 号 of one."""
    return bool(_NUMBER_SHAPE.search(said)) or len(re.findall(r"[\u3400-\u9fff]", said)) <= _NUMBER_MAX_HAN


def _option_in(field: FormField, said: str) -> str | None:
    """The one option an answer names; the words themselves count more than words they contain."""
    if said in field.options:
        return said
    named = [option for option in field.options if option in said or said in option]
    named = named or [option for option, words in field.option_words.items() if any(word in said for word in words)]
    return named[0] if len(named) == 1 else None


def strip_lead(text: str) -> str:
    """The answer without the words that only introduce it (“我叫…”, “电话是…”)."""
    return _LEAD.sub("", bare(text)) or bare(text)


def _number_in(opened: str) -> str:
    return _LEAD.sub("", bare(opened))


def _token_in(said: str) -> str:
    """The sealed token alone, when there is one: words around a number do not belong on the form."""
    token = _TOKEN.search(said)
    return token.group() if token else said
