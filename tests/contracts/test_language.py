"""What a citizen reads lives in tables, not in code."""

from __future__ import annotations

import re

from tests.contracts.project import ROOT, python_files, strings_in

HAN = re.compile(r"[\u3400-\u9fff]")
# Modules that hold Chinese which is no sentence to a citizen, and what it is.
ALLOWED = {
    "casework/documents/audit_sheet.py": "the heads of a table",
    "casework/documents/safe_sheet.py": "the name of a sheet without one",
    "casework/documents/statistics_sheets.py": "headings of the papers of an office",
    "casework/documents/statistics_word.py": "headings of the papers of an office",
    "casework/services/audit_desk.py": "the reason written into the audit trail",
    "casework/services/backup.py": "the reasons written into the audit trail",
    "casework/services/office.py": "the reasons written into the audit trail",
    "casework/services/statistics.py": "the reason written into the audit trail, names of files",
    "casework/statistics/case_figures.py": "names of the groups that are counted",
    "casework/statistics/spans.py": "names of periods",
    "casework/statistics/summary.py": "names of the groups that are counted",
    "casework/statistics/tables.py": "heads and titles of tables for staff",
    "casework/statistics/times.py": "names of the groups that are counted",
    "casework/services/canned.py": "names of variables, titles at the desk, reasons in the audit trail",
    "casework/suggesting/channel_words.py": "the role of a telephone that is no hotline, and the head of a law's title",
    "casework/suggesting/fitness.py": "words of law, numbers, names and places that are not handed on",
    "bot/embedded.py": "a made-up text the engine is warmed up with",
    "casework/commands.py": "words a question ends with, and words before a field's name",
    "casework/divisions.py": "characters a name is no name with (路 behind 北京, 老城区 of any town)",
    "casework/documents/build_report_form.py": "the annex of the Chongqing rules, drawn word for word",
    "casework/documents/sheet.py": "the native names of fonts",
    "casework/field_check.py": "words that only lead to an answer (我叫, 电话是)",
    "casework/likeness.py": "little words cut off the ends of a stretch two texts share",
    "casework/marks.py": "numerals, and the words days and sums are told in",
    "casework/options.py": "numerals and counters an option can be chosen by",
    "casework/story/decision.py": "words by which a story tells of a decision, and keywords of a form's options",
    "casework/story/names.py": "words beside the name of an office, an institution, a street",
    "casework/story/parts.py": "words by which a clause denies or wishes",
    "casework/story/telling.py": "words by which a story asks, proposes, names a paper",
    "casework/respondent.py": "words for places and forms of business in the name of an institution",
    "casework/reading.py": "words by which a story tells why nothing was granted",
    "casework/redaction.py": "patterns: family names, spoken digits, words before a name",
    "casework/said_day.py": "the words days are told in (去年, 上个月), and a day written out",
    "casework/services/accounts.py": "the reasons written into the audit trail",
    "casework/services/live.py": "the reasons written into the audit trail",
    "casework/services/live_holding.py": "the reasons written into the audit trail",
    "casework/services/live_watch.py": "the reasons written into the audit trail",
    "casework/services/review.py": "the reasons written into the audit trail",
    "casework/services/staff.py": "the reasons written into the audit trail",
    "casework/services/ports/vault.py": "the words inside sealed tokens (wire format)",
    "casework/services/registrations.py": "the reason written into the audit trail",
    "casework/services/models.py": "the reasons written into the audit trail",
    "casework/services/models_serving.py": "the reasons written into the audit trail, and why a model is refused",
    "casework/services/models_work.py": "the reasons written into the audit trail, and why a job ended",
    "casework/services/training_data.py": "the reasons written into the audit trail",
    "casework/services/panel_form.py": "the first word of captions, and the word between groups of fields",
    "casework/services/telephone_filing.py": "how a call is named on the form",
    "casework/services/talk_form.py": "the reasons written into the audit trail",
    "casework/services/telephone_reading.py": "words before a number that is the caller's own",
    "casework/services/say.py": "the token that stands for a receipt code (wire format)",
}


def with_chinese() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in python_files("casework", "actions", "bot")
        if any(HAN.search(text) for text in strings_in(path))
    }


def test_no_sentence_to_a_citizen_stands_in_code() -> None:
    assert with_chinese() - set(ALLOWED) == set()


def test_nothing_is_allowed_that_is_not_needed() -> None:
    assert set(ALLOWED) - with_chinese() == set()


def test_where_chinese_is_allowed_it_is_still_no_sentence() -> None:
    for name in set(ALLOWED) - {"bot/embedded.py", "casework/documents/build_report_form.py"}:
        for text in strings_in(ROOT / name):
            assert not re.search(r"[\u3400-\u9fff]{4,}[。！？]", text), (name, text)
