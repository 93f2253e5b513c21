"""What the desk asks before it does something to a case: a reason, a text, a choice."""

from nicegui import ui

from api.desk.dialogs import ask, close_row
from api.desk.downloads import Opened
from api.desk.pages.open_case import OpenCase
from api.desk.pieces import area, box, button, field, pairs, text
from api.desk.seat import Page
from casework.case_life import draft
from casework.services.case_view import MoveOffer
from casework.services.ports import Recusal, RecusalDecision

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SEEN = "谁在什么时候为什么查看，都会记入审计。"


async def make_move(case: OpenCase, offer: MoveOffer) -> None:
    """A move: what it rests on, the reason where one must be given, the notice to send."""
    book, row, view = case.page.book, offer.row, case.view
    with ask(row.name) as dialog:
        if not row.stays:
            way = f"{book.case_state(view.case.state).name} → {book.case_state(row.to_state).name}"
            text(way, "soft", tag="p")
        with box("div", "law"):
            if offer.citation is None:
                text("本系统的办理约定，不是法规依据。", tag="p")
            else:
                text(f"{offer.citation.title} {offer.citation.clause}", "law-title", tag="p")
                text(offer.citation.quote, tag="p")
        note = area(row.reason or "说明（可以不写）")
        due = offer.notice and (view.informing or row.named_only)
        notice = area("给登记人的告知（可以修改）", offer.notice) if due else None
        edited = False

        def follow() -> None:
            """The draft takes in the reason while it is typed, until somebody edits the draft itself."""
            if notice is not None and not edited:
                notice.value = draft(book, row, view.case.number, str(note.value or ""), view.case.region)

        def by_hand() -> None:
            nonlocal edited
            edited = True

        note.on("update:model-value", follow, throttle=0.4, leading_events=False)
        if notice is not None:
            notice.on("keydown", by_hand)

        async def move() -> None:
            told = str(notice.value or "") if notice is not None and edited else None
            given = (row.id, str(note.value or ""), view.case.version)
            await case.act(case.page.services.cases.move, f"{row.name}：已办理", *given, notice=told)
            dialog.close()

        close_row(dialog, row.name, case.page.does(move))


async def settle(case: OpenCase, fact_id: str, about: str) -> None:
    """A fact that a line of the acceptance table hangs on."""
    fact = case.page.book.fact(fact_id)
    with ask("核定事实") as dialog:
        text(about, "law", tag="p")
        text(fact.question, tag="p")
        options = {option.value: option.label for option in (*fact.options, fact.unsure)}
        known = case.view.facts.get(fact_id)
        choice = ui.radio(options, value=known if known in options else None).classes("choices")

        async def keep() -> None:
            await case.act(case.page.services.cases.set_fact, "已核定", fact_id, str(choice.value or ""))
            dialog.close()

        close_row(dialog, "核定", case.page.does(keep))


async def assign(case: OpenCase) -> None:
    """Who works on the case."""
    me, held = case.page.staff.name, case.view.case.assigned_to
    everybody = await case.page.io(case.page.services.accounts.officers)
    out = {one.user for one in case.view.recusals if one.decision != "declined"}
    people = {name: words for name, words in everybody.items() if name not in out}
    if "assign" not in case.view.can:
        people = {me: case.name(me)}
    with ask("承办人") as dialog:
        options = {"": "不分派"} | people
        who = ui.select(options, value=held if held in options else "", label="交给谁").props("outlined dense")
        who.classes("field")

        async def give() -> None:
            service = case.page.services.cases
            await case.act(service.assign, "已分派", who.value or None, case.view.case.version)
            dialog.close()

        close_row(dialog, "保存", case.page.does(give))


async def open_reporter(case: OpenCase) -> None:
    """Who filed the case, shown once and for a reason."""
    with ask("查看登记人") as dialog:
        text(_SEEN, "soft", tag="p")
        reason = field("为什么要查看").props("autofocus")

        async def look() -> None:
            service = case.page.services.cases
            identity = await case.page.call(service.open_reporter, case.number, str(reason.value or ""))
            dialog.close()
            with ask("登记人") as shown:
                if identity is None:
                    text("没有登记人的信息。", tag="p")
                else:
                    captions = {one.id: one.caption for one in case.page.book.form(case.view.case.form).fields}
                    # the form speaks to who fills it in: 您的姓名
                    rows = [
                        (captions.get(name, name).removeprefix("您的"), value)
                        for name, value in identity.fields.items()
                    ]
                    pairs(rows + [(token, value) for token, value in identity.tokens.items()])
                text("关闭后不再显示，要看请重新说明理由。", "soft small", tag="p")
                with box("div", "dialog-foot"):
                    button("关闭", shown.close, "first")

        close_row(dialog, "查看", case.page.does(look))


async def declare_recusal(case: OpenCase) -> None:
    """The viewer keeps out of the case."""
    with ask("我要回避") as dialog:
        text("声明以后，这件案件马上从您这里消失，由别人决定是否回避。", tag="p")
        reason = area("为什么要回避")

        async def declare() -> None:
            page = case.page
            await page.call(page.services.cases.declare_recusal, case.number, str(reason.value or ""))
            dialog.close()
            ui.navigate.to("/")

        close_row(dialog, "声明回避", case.page.does(declare), danger=True)


async def ask_recusal(case: OpenCase) -> None:
    """Somebody else is to keep out of the case."""
    with ask("要求他人回避") as dialog:
        text("提出以后，到决定之前，对方看不到这件案件。", tag="p")
        others = {name: words for name, words in case.names.items() if name != case.page.staff.name}
        who = ui.select(others, label="谁").props("outlined dense").classes("field")
        reason = area("为什么应当回避")

        async def demand() -> None:
            given = (str(who.value or ""), str(reason.value or ""))
            await case.act(case.page.services.cases.ask_recusal, "已提出", *given)
            dialog.close()

        close_row(dialog, "提出", case.page.does(demand), danger=True)


async def decide(case: OpenCase, recusal: Recusal, decision: RecusalDecision) -> None:
    """Whether somebody keeps out for good."""
    word, means = {
        "approved": ("同意", "这件案件以后都不再对他出现。"),
        "declined": ("不同意", "这件案件重新对他出现。"),
    }[decision]
    with ask(f"{word} {case.name(recusal.user)} 回避") as dialog:
        text(recusal.reason, "law", tag="p")
        text(means, tag="p")

        async def settle_it() -> None:
            await case.act(case.page.services.cases.decide_recusal, "已决定", recusal.user, decision)
            dialog.close()

        close_row(dialog, word, case.page.does(settle_it))


async def open_file(page: Page, file_id: str) -> None:
    """A file of evidence, for a reason."""
    with ask("下载材料") as dialog:
        text(_SEEN, "soft", tag="p")
        reason = field("为什么要下载").props("autofocus")

        async def fetch() -> None:
            opened = await page.call(page.services.evidence_desk.open, file_id, str(reason.value or ""))
            dialog.close()
            page.hand_over(Opened(opened.name, opened.media_type, opened.pieces))

        close_row(dialog, "下载", page.does(fetch))


async def paper(page: Page, number: str, title: str) -> None:
    """The form of a case as a Word file, without who filed it."""
    await page.call(page.services.cases.copied, number)  # whoever may not see the case any more gets no copy of it
    content = await page.io(lambda: page.services.registrations.document(number, include_reporter=False))
    page.hand_over(Opened(f"{title}_{number}.docx", WORD, iter([content])))
