"""The three power lists: complete, verbatim, and honest about what is wrong with them (DOMAIN 17-25)."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from knowledge import FlowChart, Power, PowerList, PowerStep, RuleBook
from knowledge.sound import WHOLE_FIELD, is_sound, sound_basis, sound_column, sound_steps
from tests.knowledge.power_texts import expected, fingerprint, jilin_document, text_of, xiangcheng_document


def of(book: RuleBook, source: str) -> list[Power]:
    return [power for power in book.powers if power.source == source]


def power(book: RuleBook, power_id: str) -> Power:
    row = book.row(power_id)
    assert isinstance(row, Power)
    return row


def power_list(book: RuleBook, list_id: str) -> PowerList:
    row = book.row(list_id)
    assert isinstance(row, PowerList)
    return row


def everything_in(row: Power) -> str:
    """All text of a row but the words about its defects."""
    parts = [row.name, row.sub_item or "", row.office or "", *row.basis, *row.fields.values()]
    parts += [text for step in row.steps for text in (step.name, step.text, step.office or "")]
    limits = (row.promised_limit, row.statutory_limit, row.basis_limit)
    parts += [limit for limit in limits if limit]
    return re.sub(r"\s+", "", "|".join(parts))


# ---------------------------------------------------------------- counts


def test_the_jilin_list_has_its_seventeen_items_in_order(book: RuleBook) -> None:
    ids = [row.id for row in of(book, "jl2022")]

    assert ids == [f"JL22-{number}" for number in range(1, 18)]


def test_the_hongze_list_has_rows_1_to_48_and_53_to_58(book: RuleBook) -> None:
    ids = [row.id for row in of(book, "hz")]

    assert ids == [f"HZ-{number}" for number in (*range(1, 49), *range(53, 59))]
    assert len(ids) == 54


def test_the_xiangcheng_list_has_25_tables_with_133_steps(book: RuleBook) -> None:
    tables = of(book, "xc2022")

    assert Counter(row.id.split("-")[1] for row in tables) == {
        "CF": 6,
        "QZ": 1,
        "JF": 6,
        "JC": 5,
        "QR": 3,
        "JL": 1,
        "QT": 3,
    }
    assert len(tables) == 25
    assert sum(len(row.steps) for row in tables) == 133


def test_the_xiangcheng_list_has_seven_flow_charts_and_the_jilin_list_three_titles(book: RuleBook) -> None:
    charts = book.flow_charts

    assert [chart.id for chart in charts if chart.source == "xc2022"] == [f"XC-FLOW-{n}" for n in range(1, 8)]
    assert [bool(chart.boxes) for chart in charts if chart.source == "jl2022"] == [False, False, False]
    assert sum(chart.source == "jl2022" for chart in charts) == 3


def test_each_list_says_how_many_powers_it_holds(book: RuleBook) -> None:
    held = {row.id: row.listed for row in book.power_lists}

    assert held == {"JL22-LIST": 17, "HZ-LIST": 54, "XC-LIST": 25}
    for row in book.power_lists:
        assert row.listed == len(of(book, row.source))


# ---------------------------------------------------------------- verbatim


def test_every_row_is_verbatim_by_the_hash_of_its_source(book: RuleBook) -> None:
    wanted = expected()["rows"]

    found = {row.id: fingerprint(text_of(row)) for row in book.powers}

    assert {row_id for row_id in wanted if found.get(row_id) != wanted[row_id]} == set()
    assert found.keys() == wanted.keys()


def test_the_rows_put_together_are_the_whole_jilin_document(book: RuleBook) -> None:
    charts = [chart for chart in book.flow_charts if chart.source == "jl2022"]

    document = jilin_document(of(book, "jl2022"), charts)

    assert fingerprint(document) == expected()["documents"]["jl2022"]


def test_the_rows_put_together_are_the_whole_xiangcheng_document(book: RuleBook) -> None:
    document = xiangcheng_document(power_list(book, "XC-LIST"), of(book, "xc2022"))

    assert fingerprint(document) == expected()["documents"]["xc2022"]


def test_the_boxes_of_the_flow_charts_are_verbatim(book: RuleBook) -> None:
    charts = [chart for chart in book.flow_charts if chart.source == "xc2022"]
    # three lines stand outside the drawings: two labels of the first, one sentence of the fifth
    outside = {"XC-FLOW-1": 2, "XC-FLOW-5": 1}

    boxes = "".join("".join(chart.boxes[outside.get(chart.id, 0) :]) for chart in charts)

    assert fingerprint(boxes) == expected()["documents"]["xc2022-flowcharts"]


def test_steps_taken_out_of_a_column_are_words_of_that_column(book: RuleBook) -> None:
    for row in (*of(book, "jl2022"), *of(book, "hz")):
        bare = re.sub(r"\s+", "", "".join(row.fields.values()))

        for step in row.steps:
            assert re.sub(r"\s+", "", step.text) in bare, (row.id, step.text)
            assert re.sub(r"\s+", "", step.name) in bare, (row.id, step.name)


def test_the_evidence_of_every_defect_stands_in_its_row(book: RuleBook) -> None:
    for row in book.powers:
        text = everything_in(row)

        for defect in row.defects:
            assert re.sub(r"\s+", "", defect.evidence) in text, (row.id, defect.evidence)


def test_no_html_is_left_in_any_row(book: RuleBook) -> None:
    for row in book.powers:
        assert not re.search(r"</?[a-z]", everything_in(row)), row.id


# ---------------------------------------------------------------- DOMAIN 17: telephones, offices, addresses


def test_xiangcheng_uses_one_service_number_for_penalties_and_another_for_services(book: RuleBook) -> None:
    for row in of(book, "xc2022"):
        service, complaint = row.phones
        enforcing = row.kind in ("行政处罚", "行政强制", "行政检查")

        assert service.role == "服务电话"
        assert service.number == ("0394-4662166" if enforcing else "0394-4267309"), row.id
        assert (complaint.role, complaint.number) == ("投诉电话", "0394-4662166")


def test_the_jilin_number_is_a_supervision_number_and_no_hotline(book: RuleBook) -> None:
    phones = {(phone.role, phone.number) for row in of(book, "jl2022") for phone in row.phones}

    assert phones == {("监督电话", "0431-80575919")}


def test_hongze_has_no_telephone_no_address_and_no_limit_of_its_own(book: RuleBook) -> None:
    for row in of(book, "hz"):
        assert row.phones == ()
        assert row.address is None
        assert (row.promised_limit, row.statutory_limit) == (None, None)


def test_no_row_of_one_place_carries_a_telephone_office_or_address_of_another(book: RuleBook) -> None:
    owners: dict[str, set[str]] = {}

    for row in book.powers:
        offices = (row.office, row.address, *(step.office for step in row.steps))
        for value in (*(phone.number for phone in row.phones), *(one for one in offices if one)):
            owners.setdefault(value, set()).add(row.place)

    assert [value for value, places in owners.items() if len(places) > 1] == []


def test_every_row_belongs_to_the_place_of_its_source(book: RuleBook) -> None:
    rows: list[Power | FlowChart | PowerList] = [*book.powers, *book.flow_charts, *book.power_lists]

    for row in rows:
        assert row.place == book.source(row.source).place


# ---------------------------------------------------------------- DOMAIN 18: kinds of limits


def test_xiangcheng_penalties_have_only_a_statutory_limit(book: RuleBook) -> None:
    for row in of(book, "xc2022"):
        if row.kind == "行政处罚":
            assert row.promised_limit is None
            assert row.statutory_limit == "30个工作日，复杂的延长至3个月，特别重大的原则上不超过6个月"


def test_the_15_days_of_xc_qr_1_are_statutory_and_not_promised(book: RuleBook) -> None:
    row = power(book, "XC-QR-1")

    assert (row.promised_limit, row.statutory_limit) == (None, "15日审核")


@pytest.mark.parametrize(("power_id", "limit"), [("XC-JF-3", "30日"), ("XC-QR-3", "15日")])
def test_calendar_days_stay_calendar_days(book: RuleBook, power_id: str, limit: str) -> None:
    row = power(book, power_id)

    assert row.promised_limit == limit
    assert row.statutory_limit is None


def test_the_agreement_of_a_hospital_in_xiangcheng_has_no_limit(book: RuleBook) -> None:
    row = power(book, "XC-QR-2")

    assert (row.promised_limit, row.statutory_limit, row.basis_limit) == (None, None, None)
    assert all(step.promised_limit is None and step.statutory_limit is None for step in row.steps)


def test_daily_and_none_are_not_limits(book: RuleBook) -> None:
    for row in of(book, "xc2022"):
        limits = [row.promised_limit, row.statutory_limit]
        limits += [limit for step in row.steps for limit in (step.promised_limit, step.statutory_limit)]

        assert not {"日常", "无"}.intersection(limit for limit in limits if limit), row.id
    assert power(book, "XC-JC-1").fields["承诺时限"] == "日常"
    assert power(book, "XC-JF-1").fields["法定时限"] == "无"


def test_the_audit_of_xiangcheng_has_its_limits_step_by_step(book: RuleBook) -> None:
    row = power(book, "XC-JC-5")

    assert (row.promised_limit, row.statutory_limit) == (None, None)
    assert [(step.name, step.promised_limit, step.statutory_limit) for step in row.steps] == [
        ("受理", "3工作日", "3工作日"),
        ("审查", "30工作日", None),
        ("决定", "10工作日", "10工作日"),
        ("送达", "10工作日", "10工作日"),
        ("事后监管", None, None),
        ("", None, None),
    ]


def test_hongze_limits_stand_only_in_the_basis_column(book: RuleBook) -> None:
    limits = {row.id: row.basis_limit for row in of(book, "hz") if row.basis_limit}

    assert set(limits) == {"HZ-27", "HZ-28", "HZ-37", "HZ-38", "HZ-39", "HZ-44"}
    for power_id, words in (
        ("HZ-27", "30个工作日"),
        ("HZ-28", "30个工作日"),
        ("HZ-37", "5个工作日"),
        ("HZ-38", "5个工作日"),
        ("HZ-39", "5个工作日"),
        ("HZ-44", "二个月"),
    ):
        bare = re.sub(r"\s+", "", limits[power_id])
        assert words in bare
        assert bare in re.sub(r"\s+", "", "".join(power(book, power_id).basis))


def test_no_basis_limit_is_given_for_other_places(book: RuleBook) -> None:
    assert [row.id for row in book.powers if row.basis_limit and row.source != "hz"] == []


# ---------------------------------------------------------------- DOMAIN 19-22


def test_tender_penalties_in_hongze_have_another_office_than_all_other_penalties(book: RuleBook) -> None:
    offices = {row.id: row.office for row in of(book, "hz") if row.kind == "行政处罚"}

    assert offices.pop("HZ-13") == "待遇保障科（医药服务管理科）"
    assert set(offices.values()) == {"基金监督和法规科"}


@pytest.mark.parametrize("number", [16, 17, 18])
def test_hongze_gives_price_supervision_to_the_market_regulator(book: RuleBook, number: int) -> None:
    assert "市场监管部门负责医药价格监督检查" in power(book, f"HZ-{number}").fields["履责方式"]


def test_xiangcheng_knows_prices_only_as_a_means_of_fund_fraud(book: RuleBook) -> None:
    about_prices = [row.id for row in of(book, "xc2022") if row.kind == "行政处罚" and "价格" in row.name]

    assert about_prices == ["XC-CF-5"]
    assert "骗取医保基金支出" in power(book, "XC-CF-5").name


def test_collecting_a_reward_within_two_working_days_is_recorded_as_doubtful_and_never_quoted(book: RuleBook) -> None:
    row = power(book, "HZ-26")

    assert [defect.kind for defect in row.defects if defect.evidence == "2个工作日"] == ["doubtful_figure"]
    assert not row.quotable
    assert not any("2个工作日" in step.text for step in sound_steps(row))
    assert any("2个工作日" in step.text for step in row.steps)


def test_collecting_a_reward_in_xiangcheng_takes_one_month(book: RuleBook) -> None:
    collect = power(book, "XC-JL-1").steps[-1]

    assert (collect.name, collect.promised_limit, collect.statutory_limit) == ("领取", "1个月", "1个月")


# ---------------------------------------------------------------- DOMAIN 23: what is missing


def test_hongze_rows_49_to_52_are_recorded_as_missing(book: RuleBook) -> None:
    row = power_list(book, "HZ-LIST")

    assert row.missing == ("49", "50", "51", "52")
    assert "missing_rows" in {defect.kind for defect in row.defects}


def test_the_jilin_list_has_no_service_of_an_agency(book: RuleBook) -> None:
    kinds = {row.kind for row in of(book, "jl2022")}

    assert kinds == {"行政处罚", "行政检查", "行政检查和行政处罚", "行政强制", "其他行政职权"}


# ---------------------------------------------------------------- DOMAIN 24: shifted columns, wrong cities, lost words

SHIFTED = (37, 38, 39, 44, 45, 46, 47, 48)


def test_exactly_the_shifted_rows_of_hongze_are_recorded_as_shifted(book: RuleBook) -> None:
    shifted = [row.id for row in of(book, "hz") if any(one.kind == "shifted_columns" for one in row.defects)]

    assert shifted == [f"HZ-{number}" for number in SHIFTED]


@pytest.mark.parametrize("number", SHIFTED)
def test_a_shifted_row_keeps_its_office_and_gives_no_text_to_quote(book: RuleBook, number: int) -> None:
    row = power(book, f"HZ-{number}")

    assert row.fields["承担或行使机构"] == "—"
    assert row.office == row.fields["追责情形"] == "医保中心"
    assert not row.quotable
    assert sound_steps(row) == ()
    assert sound_column(row, "履责方式") == ""


def test_every_row_that_names_a_foreign_city_says_so_and_does_not_give_out_that_basis(book: RuleBook) -> None:
    for row in of(book, "hz"):
        foreign = "淮南" in everything_in(row) or "南京" in everything_in(row)

        assert foreign == any(defect.kind == "wrong_place" for defect in row.defects), row.id
        assert foreign == (int(row.number) in range(42, 49))
        if foreign:
            assert not row.quotable


def test_no_basis_given_out_in_hongze_names_a_foreign_city(book: RuleBook) -> None:
    for row in of(book, "hz"):
        assert not re.search("南京|淮南", "".join(sound_basis(row))), row.id


def test_two_months_for_settling_with_hospitals_rest_on_a_misnamed_paper_and_are_not_given_out(book: RuleBook) -> None:
    assert not is_sound(power(book, "HZ-44"), "basis_limit")


def test_every_sentence_that_lost_its_have_is_recorded_and_left_out(book: RuleBook) -> None:
    lost = re.compile(r"[，,、]\s*权(申|依法)|执法人员和当事人(的)?直接利害关系")
    rows = [row for row in of(book, "hz") if lost.search(row.fields["履责方式"])]

    assert [row.number for row in rows] == ["13", *(str(number) for number in range(19, 27))]
    for row in rows:
        assert "dropped_character" in {defect.kind for defect in row.defects}
        assert not row.quotable
        assert not lost.search(sound_column(row, "履责方式")), row.id


def test_the_same_faults_in_the_bases_are_left_out_too(book: RuleBook) -> None:
    for power_id, words in (("HZ-12", "效治理"), ("HZ-41", "略结余"), ("HZ-14", "、条件的定点零售药店")):
        row = power(book, power_id)

        assert words in everything_in(row)
        assert words not in re.sub(r"(有效治理|略有结余)", "", "".join(sound_basis(row)))


def test_a_truncated_number_of_a_state_council_order_is_recorded(book: RuleBook) -> None:
    damaged = re.compile(r"令第?(七|九)\d|令75号")

    for row in of(book, "hz"):
        has = bool(damaged.search("".join(row.basis)))
        assert has == any(one.kind == "damaged_number" and "basis" in one.fields for one in row.defects), row.id


def test_the_steps_of_transfer_in_hongze_are_a_copy_and_not_given_out(book: RuleBook) -> None:
    certificate, transfer = power(book, "HZ-57"), power(book, "HZ-58")

    assert certificate.steps == transfer.steps
    assert sound_steps(certificate) == certificate.steps
    assert sound_steps(transfer) == ()


# ---------------------------------------------------------------- DOMAIN 25 and the faults of Xiangcheng


def test_the_xiangcheng_catalogue_claims_24_and_lists_25(book: RuleBook) -> None:
    row = power_list(book, "XC-LIST")
    counts = [int(found) for line in row.catalogue for found in re.findall(r"（(\d)项）", line)]

    assert (row.claimed, row.listed) == (24, 25)
    assert sum(counts) == 25
    assert "（共24项）" in row.catalogue
    assert "count_mismatch" in {defect.kind for defect in row.defects}


def test_the_generic_flow_chart_of_xiangcheng_gives_the_bureau_no_power_over_persons(book: RuleBook) -> None:
    chart = book.row("XC-FLOW-3")

    assert isinstance(chart, FlowChart)
    assert not chart.quotable
    generic = [defect.evidence for defect in chart.defects if defect.kind == "generic_template"]
    assert any(words.startswith("限制公民人身自由") for words in generic)
    assert any(words.startswith("冻结存款") for words in generic)
    for row in of(book, "xc2022"):
        assert "人身自由" not in everything_in(row)
        assert "冻结" not in everything_in(row)


def test_no_flow_chart_is_quoted_since_its_arrows_are_lost(book: RuleBook) -> None:
    assert not any(chart.quotable for chart in book.flow_charts)


def test_one_document_under_two_numbers_is_recorded_on_every_row_that_cites_it(book: RuleBook) -> None:
    for row in of(book, "xc2022"):
        cites = re.search(r"豫政办【2016】19[46]号", "".join(row.basis))
        assert bool(cites) == any("豫政办" in one.evidence for one in row.defects if one.kind == "conflict"), row.id


def test_the_catalogue_names_that_differ_from_the_tables_are_recorded(book: RuleBook) -> None:
    differing = {row.id for row in of(book, "xc2022") if row.fields["目录名称"] != row.name}

    assert differing == {"XC-JC-2", "XC-QR-2"}
    for power_id in differing:
        assert "name_mismatch" in {defect.kind for defect in power(book, power_id).defects}


def test_civil_affairs_is_still_named_in_the_basis_of_medical_assistance(book: RuleBook) -> None:
    row = power(book, "XC-JF-6")

    assert any(one.kind == "conflict" and "民政部门直接办理" in one.evidence for one in row.defects)
    assert [step.office for step in row.steps][:3] == ["镇（办）民政所", "项城市医疗救助中心", "市医疗保障局"]


def test_the_jilin_duty_to_hand_over_is_not_quoted_where_it_is_worded_as_a_failure(book: RuleBook) -> None:
    faulty = [row for row in of(book, "jl2022") if "移送有关部门而未依法移送的" in row.fields["责任事项"]]

    assert [row.number for row in faulty] == [str(number) for number in range(9, 16)]
    for row in faulty:
        assert not row.quotable
        assert "移送责任" not in {step.name for step in sound_steps(row)}


# ---------------------------------------------------------------- what may be quoted


def test_a_row_with_a_serious_defect_is_never_marked_quotable(book: RuleBook) -> None:
    mild = {"numbering", "name_mismatch", "repeated_text", "missing_value", "count_mismatch", "missing_rows"}

    rows: list[Power | FlowChart] = [*book.powers, *book.flow_charts]

    for row in rows:
        if any(defect.kind not in mild for defect in row.defects):
            assert not row.quotable, row.id


def test_no_text_given_out_as_sound_holds_the_evidence_of_a_defect_of_its_field(book: RuleBook) -> None:
    def texts(steps: tuple[PowerStep, ...]) -> str:
        return re.sub(r"\s+", "", "".join(step.name + step.text for step in steps))

    for row in book.powers:
        for defect in row.defects:
            words = re.sub(r"\s+", "", defect.evidence)
            if "steps" in defect.fields:
                assert words not in texts(sound_steps(row)), (row.id, words)
            if "basis" in defect.fields:
                for basis in sound_basis(row):
                    assert words not in re.sub(r"\s+", "", basis), (row.id, words)


def test_a_defect_that_names_a_field_is_found_in_one_entry_of_that_field(book: RuleBook) -> None:
    for row in book.powers:
        entries = {"steps": [step.name + step.text for step in row.steps], "basis": list(row.basis)}
        entries.update({heading: text.split("\n") for heading, text in row.fields.items()})
        for defect in row.defects:
            words = re.sub(r"\s+", "", defect.evidence)
            if defect.kind in WHOLE_FIELD:
                continue
            for field in set(defect.fields) & entries.keys():
                found = any(words in re.sub(r"\s+", "", text) for text in entries[field])
                assert found, (row.id, field, words)


def test_a_sound_row_gives_out_everything(book: RuleBook) -> None:
    row = power(book, "XC-CF-1")

    assert row.defects == ()
    assert row.quotable
    assert sound_steps(row) == row.steps
    assert sound_basis(row) == row.basis


def test_the_limit_of_a_new_application_is_not_given_for_a_change_of_data(book: RuleBook) -> None:
    assert not is_sound(power(book, "HZ-39"), "basis_limit")
    assert is_sound(power(book, "HZ-28"), "basis_limit")
