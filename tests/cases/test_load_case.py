"""Loading any case: other numbers and units, bad files, tables that disagree, databases that are in use."""
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from affordable.enums import Program
from affordable.models import (
    AnnualTarget,
    ArrearsPlan,
    ContinuedTask,
    ImportBatch,
    InvestmentRecord,
    RentalStock,
    SubsidyProgress,
)
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit.scope import current
from reports.cases.loader import load_case
from reports.evaluate import evaluate
from reports.models import StatedFigure
from tests.cases import tables
from tests.cases.conftest import rows, write_case, write_facts

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], object]


def alone(folder: Path, facts: dict[str, Any]) -> Path:
    """Return a folder of its own with these facts and no tables."""
    target = folder / "alone"
    target.mkdir()
    return write_facts(target, facts)


# -- other numbers and units ---------------------------------------------------------------------------


def test_another_county_with_other_numbers(tmp_path: Path) -> None:
    load_case(write_facts(tmp_path, {
        "source": "别的通报.txt",
        "authority": {"issuer": "云川市住房保障办", "number_prefix": "云房保办发", "as_of": "2022-06-30"},
        "units": ["云岭县", "溪山区"],
        "city_targets": {"shantytown_start_sets": 300, "investment_yuan": "1234567.89"},
        "unit_targets": {"云岭县": {"shantytown_start_sets": 100}, "溪山": {"shantytown_start_sets": 200}},
        "started": {"云岭县": {"sets": 130}, "溪山区": {"sets": 0}},
        "investment_wan": {"云岭": 12.3456, "溪山区": None},
        "subsidy": {
            "units_that_paid_q1": ["溪山区"], "units_that_paid_q2": ["云岭县"],
            "split_by_unit": {"云岭县": {"households": 7, "amount_wan": 1.5}},
        },
    }))
    figures = evaluate(current(date(2022, 6, 30)))
    keys = ("shantytown_started_sets", "shantytown_start_rate", "investment_total_wan_derived", "subsidy_households")
    assert [figures.value(key) for key in keys] == [130, Decimal("43.33"), Decimal("12.3456"), 7]
    assert list(SubsidyProgress.objects.order_by("unit__order").values_list("unit__name", "quarter")) == [
        ("云岭县", 2), ("溪山区", 1),
    ]
    assert StatedFigure.objects.count() == 0


def test_what_is_expected_is_never_read(tmp_path: Path, facts: dict[str, Any]) -> None:
    loaded = load_case(alone(tmp_path, {**facts, "expected": {"shantytown_started_sets": "随便写"}}))
    assert evaluate(current(date(2021, 4, 23))).value("shantytown_started_sets") == 999
    assert loaded.notices == []


def test_what_is_not_known_is_named(tmp_path: Path, facts: dict[str, Any]) -> None:
    loaded = load_case(alone(tmp_path, {**facts, "weather": "晴"}))
    assert loaded.notices == ["facts.json 中的“weather”不是已知的内容，没有导入。"]


@pytest.mark.parametrize("key", ["period", "assigned_sets", "reported_done_sets", "reused_2017_sets"])
def test_a_stock_stated_in_part_is_not_entered_and_named(tmp_path: Path, facts: dict[str, Any], key: str) -> None:
    facts["public_rental_history"][key] = None
    loaded = load_case(alone(tmp_path, facts))
    assert loaded.notices == [
        "facts.json 中的 public_rental_history 没有写全任务年度、下达任务、上报完成、盘活和实有，历年公租房没有登记。"
    ]
    assert (RentalStock.objects.count(), ArrearsPlan.objects.count()) == (0, 10)
    assert load_case(tmp_path / "alone").created == 0


def test_a_push_without_its_day_and_a_start_without_its_number(tmp_path: Path, facts: dict[str, Any]) -> None:
    facts["continued_push"]["cutoff"] = None
    facts["started"]["孝义市"]["sets"] = None
    loaded = load_case(alone(tmp_path, facts))
    assert loaded.notices == ["facts.json 中的 continued_push 没有写开工截止日（cutoff），续建攻坚没有登记。"]
    assert ContinuedTask.objects.count() == 0
    assert evaluate(current(date(2021, 4, 23))).value("shantytown_started_sets") == 263


def test_a_list_of_printed_figures_beside_the_facts_comes_first(tmp_path: Path, facts: dict[str, Any]) -> None:
    folder = alone(tmp_path, facts)
    (folder / "stated_figures.json").write_text(json.dumps({"figures": [
        {"line": 9, "label": "投资占比", "indicator": "investment_rate", "unit": "%", "value": 13.40},
    ]}), encoding="utf-8")
    load_case(folder)
    listed = StatedFigure.objects.filter(source__endswith="行")
    assert list(listed.values_list("indicator", "value", "source")) == [
        ("investment_rate", "13.4", "吕房保办发〔2021〕8号第9行")
    ]


def test_short_forms_that_mean_two_units_are_no_alias(tmp_path: Path) -> None:
    load_case(write_facts(tmp_path, {
        "authority": {"issuer": "云川市住房保障办", "number_prefix": "云房保办发", "as_of": "2022-06-30"},
        "units": ["云岭县", "云岭区", "溪山区", "江县"],
    }))
    assert {unit.name: [alias.name for alias in unit.aliases.all()] for unit in Unit.objects.responsible()} == {
        "云岭县": [], "云岭区": [], "溪山区": ["溪山"], "江县": [],
    }


# -- bad files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "sentence"), [
    (b'{"a": 1,', "facts.json 不是有效的 JSON 文件：第 1 行第 9 列附近有误，请核对逗号、引号和括号。"),
    (b'{"a": NaN}', "facts.json 不是 UTF-8 编码的 JSON 文件，或含有 NaN 之类的值，请重新保存。"),
    ("{\"a\": \"县\"}".encode("gbk"), "facts.json 不是 UTF-8 编码的 JSON 文件，或含有 NaN 之类的值，请重新保存。"),
    (b"[1, 2]", "facts.json 的最外层应为对象 {…}。"),
    (b"{}", "facts.json.authority.issuer 应为文字，现为 空，请改正后重新导入。"),
])
def test_a_broken_file_ends_with_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "facts.json").write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("load_case", tmp_path)
    assert str(refusal.value) == sentence


def test_a_missing_file_ends_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("load_case", tmp_path / "无")
    assert str(refusal.value) == f"找不到文件 {tmp_path / '无' / 'facts.json'}，请核对目录。"


@pytest.mark.parametrize(("change", "sentence"), [
    (lambda f: f["investment_wan"].update({"孝义市": -1}),
     "facts.json.investment_wan.孝义市 应为不小于 0 的金额，现为 -1，请改正后重新导入。"),
    (lambda f: f["investment_wan"].update({"孝义市": 0.0000001}),
     "facts.json.investment_wan.孝义市 应为精确到分的万元数（最多六位小数），现为 \"1E-7\"，请改正后重新导入。"),
    (lambda f: f["started"].update({"孝义市": {"sets": "很多"}}),
     "facts.json.started.孝义市.sets 应为不小于 0 的整数，现为 \"很多\"，请改正后重新导入。"),
    (lambda f: f["started"].update({"孝义市": {"sets": True}}),
     "facts.json.started.孝义市.sets 应为不小于 0 的整数，现为 true，请改正后重新导入。"),
    (lambda f: f["started"].update({"孝义市": {"sets": 5, "of_which_old_core": 6}}),
     "facts.json.started.孝义市.of_which_old_core 应为不大于开工套数 5 的整数，现为 6，请改正后重新导入。"),
    (lambda f: f["authority"].update({"as_of": "2021年4月"}),
     "facts.json.authority.as_of 应为日期，例如 2021-04-23，现为 \"2021年4月\"，请改正后重新导入。"),
    (lambda f: f.update({"units": []}), "facts.json.units 应为责任单位名称的列表，现为 []，请改正后重新导入。"),
    (lambda f: f.update({"units": ["离石区", "离石区"]}),
     "facts.json.units 应为不重复的列表，现为 [\"离石区\", \"离石区\"]，请改正后重新导入。"),
    (lambda f: f.update({"unit_targets": [1]}), "facts.json.unit_targets 应为对象 {…}，现为 [1]，请改正后重新导入。"),
    (lambda f: f["city_targets"].update({"trees": 5}),
     "facts.json.city_targets.trees 应为已知的任务（shantytown_start_sets、shantytown_old_core_start_sets、"
     "public_rental_new_sets、continued_basic_done_sets、subsidy_households、investment_yuan），"
     "现为 5，请改正后重新导入。"),
    (lambda f: f["public_rental_history"].update({"period": "二〇〇八"}),
     "facts.json.public_rental_history.period 应为起止年份，例如 2008-2015，现为 \"二〇〇八\"，请改正后重新导入。"),
    (lambda f: f["investment_wan"].update({"孝仪市": 5}),
     "facts.json 中的单位“孝仪市”不在责任单位名单（units）里，是否为“孝义市”？"),
    (lambda f: f["audit_2017_open"].update({"未办理产权证登记": {"孝义市": 1}}),
     "facts.json 中的审计问题类别“未办理产权证登记”不在类别表里，是否为“未办理产权登记”？"),
    (lambda f: f["unit_targets"].update({"离石区": {"shantytown_start_sets": 5, "shantytown_old_core_start_sets": 6}}),
     "“棚户区改造开工（其中：老旧城区）”6 套大于主项“棚户区改造开工”5 套，请核对，或先调整主项。"),
    (lambda f: f["authority"].update({"number": "吕房保办发〔2021）8号"}),
     "发文字号“吕房保办发〔2021）8号”不合规范：应为“机关代字〔年份〕序号号”，用六角括号〔〕，年份四位，序号不加“第”、不编虚位，"
     "例如 云房保办发〔2026〕8号。"),
])
def test_a_wrong_fact_is_named_and_nothing_is_entered(
    tmp_path: Path, facts: dict[str, Any], change: Change, sentence: str
) -> None:
    change(facts)
    with pytest.raises(ValidationError) as refusal:
        load_case(alone(tmp_path, facts))
    assert refusal.value.messages == [sentence]
    assert (Unit.objects.count(), User.objects.count(), Entry.objects.count()) == (0, 0, 0)


# -- tables --------------------------------------------------------------------------------------------


def test_a_table_that_is_no_workbook_stops_the_load(folder: Path) -> None:
    (folder / tables.PROGRESS_NAME).write_bytes(b"nonsense")
    with pytest.raises(CommandError) as refusal:
        call_command("load_case", folder)
    assert str(refusal.value) == (
        f"“{tables.PROGRESS_NAME}”不是 Excel 工作簿；请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再上传。"
    )
    assert Unit.objects.count() == 0


def test_a_table_with_a_bad_cell_stops_the_load(folder: Path, facts: dict[str, Any]) -> None:
    facts["investment_wan"]["孝义市"] = "许多"
    (folder / tables.PROGRESS_NAME).write_bytes(tables.progress_table(facts))
    with pytest.raises(ValidationError) as refusal:
        load_case(folder)
    assert [message.split("；")[0] for message in refusal.value.messages] == [
        f"{tables.PROGRESS_NAME}：第 8 行 Q 列「累计完成」：“许多”不是金额"
    ]
    assert Unit.objects.count() == 0


@pytest.mark.parametrize("change", [
    lambda facts: facts["investment_wan"].update({"柳林县": 9000}),
    lambda facts: facts["investment_wan"].update({"离石区": 5}),
    lambda facts: facts["started"].update({"柳林县": {"sets": 300, "of_which_old_core": 263}}),
    lambda facts: facts["started"].update({"柳林县": {"sets": 200, "of_which_old_core": 200}}),
    lambda facts: facts["unit_targets"].update({"方山县": {"shantytown_start_sets": 190}}),
], ids=["investment", "zero", "more", "fewer", "target"])
def test_facts_win_over_a_table_that_disagrees(folder: Path, facts: dict[str, Any], change: Change) -> None:
    change(facts)
    write_facts(folder, facts)
    loaded = load_case(folder)
    assert [note.split("，")[0] for note in loaded.notices] == [f"{tables.PROGRESS_NAME} 与 facts.json 不一致"]
    assert [batch.file_name for batch in ImportBatch.objects.all()] == [tables.AUDIT_NAME]
    figures, started = evaluate(current(date(2021, 4, 23))), facts["started"]
    assert figures.value("investment_total_wan_derived") == sum(facts["investment_wan"].values())
    assert figures.value("shantytown_started_sets") == sum(fact["sets"] for fact in started.values())
    again = load_case(folder)
    assert (again.created, again.notices) == (0, loaded.notices)


def test_a_table_adds_what_the_facts_leave_out(folder: Path, facts: dict[str, Any]) -> None:
    del facts["investment_wan"]["交口县"]
    load_case(write_facts(folder, facts))
    added = InvestmentRecord.objects.get(unit__name="交口县")
    assert (added.amount_cum, added.basis) == (Decimal(9620000), "reported")


# -- known already -------------------------------------------------------------------------------------


def test_a_dry_run_leaves_nothing(folder: Path) -> None:
    before = rows()
    assert load_case(folder, dry_run=True).created == 96
    assert rows() == before


def test_a_portal_in_use_keeps_its_whole_and_its_people(
    office: Any, sysadmin: User, folder: Path, facts: dict[str, Any]
) -> None:
    load_case(folder)
    assert AnnualTarget.objects.get(program=Program.CONTINUED_DONE).unit == office.whole
    assert Unit.objects.filter(kind="whole").count() == 1
    setup = User.objects.get(username="system.setup")
    assert (setup.unit, setup.has_usable_password(), setup.role_codes) == (office.bureau, False, {"sysadmin"})
    assert Entry.objects.get(action="建立系统账号").label == "建立系统账号：系统设置"
    assert {unit.name for unit in Unit.objects.responsible()} == {
        *facts["units"], *(unit.name for unit in office.townships)
    }


def test_the_command_says_what_it_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    difference = f"提示：{tables.PROGRESS_NAME} 合计行“完成投资”写 17342万元，各行之和 17312万元。"
    for options, words in (
        ({"dry_run": True}, "试运行，未保存：新增 96 项，已有未变 0 项。"),
        ({}, "新增 96 项，已有未变 0 项。"),
        ({}, "没有变化，96 项都已登记。"),
    ):
        call_command("load_case", folder, **options)
        assert capsys.readouterr().out.splitlines() == [difference, words]


def test_the_tables_of_a_folder_are_read_in_the_order_of_their_names(folder: Path, facts: dict[str, Any]) -> None:
    write_case(folder, facts)
    (folder / "说明.xlsx").write_bytes(b"not an attachment")
    load_case(folder)
    assert [batch.file_name for batch in ImportBatch.objects.order_by("pk")] == [
        tables.PROGRESS_NAME, tables.AUDIT_NAME
    ]
