"""What is asked for, which papers are at hand, what is proposed, how far it reaches, who speaks."""

from __future__ import annotations

import re

from casework.story.parts import clauses, sentences

_ASKS = re.compile(
    r"(?:我的|我们的|本人的?)(?:请求|诉求|要求)(?:就?是|[:：])?|"
    r"(?:(?<=[，,；;：:。])|^)(?:现|特|因此|所以|故|在此)?(?:我|我们|本人)?(?:请求|要求|恳请)|(?:我|我们|本人)(?:请求|要求|恳请)|"
    r"(?:我|我们)?希望(?!.{0,4}(?:公开|能邮|寄))|请(?:他们|你们|贵局|局里|中心|复议机关|上级|领导)|"
    r"请(?=[^，。]{0,8}(?:重新|撤销|退还|补发|补报))|(?:就|只|还是)?(?:想|要)让(?:他们|你们|[\u4e00-\u9fff]{0,6}(?:局|中心))"
)
# Without a verb of doing it is a wish for attention, which every letter has.
_DOES = re.compile(
    r"撤销|撤掉|重新|变更|改成|改为|退还|退回|退给|补给|补发|补报|补办|补缴|报给|报了|报销|支付|发放|发给|认定|核算|受理|办理|履行|"
    r"恢复|赔|返还|纠正|更正|接上|转移|同等|复查|给我们?(?!明示|答复|回复|一个|解释|说法)"
)
_POLITE = re.compile(r"[，,；;\s]*(?:(?:十分|万分|非常)?(?:感谢|谢谢)|盼复|盼望|此致|敬礼|望.{0,4}回复).*$")
_ASKED_OF_US = re.compile(r"(?:他|她|院方|窗口|医院|医生|单位|他们|人家|文件|规定|中心|对方).{0,3}$")
_REQUEST_MAX, _ITEM_MAX = 120, 14

# What proves something, by how its name ends: 决定书, 化验单, 低保证, 通话记录
_PAPER = re.compile(
    r"[证单书表册本票据历方图]$|复印件$|原件$|照片$|录音$|录像$|视频$|截图$|记录$|明细$|小结$|清单$|证明$|说明$|流水$|合同$|协议$|回执$|"
    r"短信$|通知$|答复$|报告$|户口页$|病历$"
)
_ITEMS = re.compile(r"、|和|以及|还有|外加|跟|与|及|，")
_BEFORE_ITEM = re.compile(
    r"^.*?(?:有|能提供|可以提供|能给|留着|存着|保存着?|拿着|带着|材料[有是:：]|把|(?<=[\u4e00-\u9fff])那[份张])"
)
_AT_HAND = re.compile(
    r"(?:都|还|也|我|我们|手里|手上|家里|这里|这边|全部|均).{0,4}(?:有|留着|存着|保存着?|带着|在)(?:$|[，,。；;！!])|"
    r"(?:我|我们|手里|手上|家里)(?:这里|这边|手里)?(?:还|都|也)?(?:有|留着|留了|存着|存了|保存|能提供|可以提供)|"
    r"(?:都|全部|均)(?:在我|有|留着|保存着|带着|能提供|可以提供|能给|交(?:上去|给|了))|"
    r"^(?:能|可以)(?:提供|给你们|发给)|(?:随|跟)申请|一并(?:提交|附上|交)|附后|拍了|录了|截了?图|留着|保存着|打印出来"
)
_AFTER_ITEMS = re.compile(
    r"(?:我|我们|全部|全|都|也|还|均|一直|随时|在我|手里|这里|家里|这边)*(?:有|留着|存着|保存着?|带着|在我?手里|在|可以提供|能提供|能给|"
    r"交上去.*|交给.*|交了.*|打印出来.*|随申请.*|一并.*|附后.*)$"
)
_NOT_AT_HAND = re.compile(
    r"没有?(?:$|给|开|任何|留|存|拿|证据|票据|发票)|(?:要求|让|叫)(?:我|我们|他)?.{0,4}(?:提供|出示|补)|不给"
)
_GOES_ON = re.compile(r"还有|以及|另外有|外加|也有|连")
_LITTLE = re.compile(
    r"^(?:他们|她们|我们|这些|那些|这?[两几]年的?|[两几][次份张]|[还也都有我他她那这一份张把给了的是叫全随])+(?:[发开]的)?|[的了]$"
)

_PROPOSES = re.compile(
    r"建议|希望|盼着|能不能|可不可以|能否|是不是(?:能|可以)|行不行|要是能|可以(?:改|学|让|把|先|贴)|最好|"
    r"我觉得(?:可以|应该)|不妨|应当?该?(?:让|把|给|改)|也可以"
)
_REACH = re.compile(r"全(国|省|自治区|市|州|县|区|乡|镇)(?!统|性)")
_SCALE = {"国": "全国", "省": "全省", "自治区": "全省", "市": "全市", "州": "全市", "县": "全县", "区": "全县"}

_UNIT = re.compile(
    r"我们是?(?:一)?(?:家|个).{0,12}(?:医院|诊所|药店|药房|公司|企业|门诊部|厂|护理院|护理站)|"
    r"(?:我|本)(?:院|店|公司|单位|司|所|厂|企业)(?!门口|附近|旁)|"
    r"我们(?:医院|诊所|药店|药房|公司|企业|门诊部|厂|院|店)(?:是|想|申请|被|收到|不服|按|的员工|一共|有)"
)
KIN = (
    r"父亲|母亲|爸爸?|妈妈?|爹|娘|爷爷|奶奶|姥姥|姥爷|外公|外婆|公公|婆婆|岳父|岳母|老公|老婆|丈夫|妻子|爱人|老伴|媳妇|"
    r"儿子|女儿|孩子|孙子|孙女|哥哥?|姐姐?|弟弟?|妹妹?|叔叔?|伯伯?|舅舅?|姑姑?|姨妈?|侄"
)
_PERSON = re.compile(
    rf"我(?:的|家|们家)?(?:随|跟|陪|替|帮)?(?:{KIN})|(?:^|[，。！])(?:老伴|爱人|媳妇|女儿|儿子|孩子|母亲|父亲)|本人(?!签字)|"
    r"我是一?[名个位](?!体)(?!.{0,10}(?:经营者|老板|店主|负责人))|我自己|我家|我们家|个人申请|普通(?:老百姓|市民|患者|居民)|"
    r"我(?:\S{0,8})(?:住院|退休|辞职|怀孕|生(?:了|孩子))"
)


def request(story: str) -> str:
    """What the story asks the office to do, from the asking word to the end of the sentence; the last one said."""
    for sentence in reversed(sentences(story)):
        for match in _ASKS.finditer(sentence):
            # Only so much is looked at that a text without full stops stays cheap.
            start = match.start()
            asked = _POLITE.sub("", sentence[start : start + 2 * _REQUEST_MAX]).strip("。！!？?")
            theirs = _ASKED_OF_US.search(sentence[max(0, start - 10) : start])
            if not theirs and len(asked) <= _REQUEST_MAX and _DOES.search(asked):
                return asked
    return ""


def papers(story: str) -> str:
    """The papers and pictures the story says are at hand, as it names them."""
    held: list[str] = []
    before, listed = False, ""
    for clause in clauses(story):
        here = not _NOT_AT_HAND.search(clause) and bool(_AT_HAND.search(clause) or (before and _GOES_ON.match(clause)))
        if here:
            # “残疾证、病历，全部可以提供”: the list stands in the clause before.
            items = _items(clause) or ([] if _NOT_AT_HAND.search(listed) else _items(listed))
            held += items
        before, listed = here, clause
    return "、".join(dict.fromkeys(held))


def _items(clause: str) -> list[str]:
    """What a clause lists that is a paper by its name, without the words of having in front and behind."""
    bare = _AFTER_ITEMS.sub("", clause)
    items = (_LITTLE.sub("", _BEFORE_ITEM.sub("", item)) for item in _ITEMS.split(bare))
    return [item for item in items if 2 <= len(item) <= _ITEM_MAX and _PAPER.search(item)]


def proposal(story: str) -> str:
    """The sentences that say how it could be better, each from the clause on that proposes."""
    pieces = []
    for sentence in sentences(story):
        match = _PROPOSES.search(sentence)
        if match:
            start = max(sentence.rfind(sign, 0, match.start()) for sign in "，,；;")
            pieces.append(sentence[start + 1 :].strip())
    return "".join(pieces)


def reach(story: str) -> str:
    """全国, 全省, 全市 or 全县 where the story speaks of one of them only."""
    scales = {_SCALE[match.group(1)] for match in _REACH.finditer(story) if match.group(1) in _SCALE}
    return scales.pop() if len(scales) == 1 else ""


def speaker(story: str) -> str:
    """`insured` for a person, `employer` for a unit, as far as a form's choice between the two needs it."""
    unit, one = _UNIT.search(story) is not None, _PERSON.search(story) is not None
    if unit == one:
        return ""
    return "employer" if unit else "insured"
