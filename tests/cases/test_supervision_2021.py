"""The supervision notice of April 2021: entered as records, it gives every figure of its text, and shows its slips."""
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from affordable.enums import Program
from affordable.models import (
    AffordableProject,
    AnnualTarget,
    ArrearsPlan,
    AuditFinding,
    ContinuedTask,
    ImportBatch,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    SubsidyProgress,
)
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import content_of
from housing_portal.kit.clock import end_of
from housing_portal.kit.gongwen.paper import run_text
from housing_portal.kit.scope import Scope, current
from reports.cases.loader import Loaded, load_case
from reports.compose import compose
from reports.consistency import check
from reports.evaluate import IndicatorSet, audit_table, evaluate
from reports.models import Document, StatedFigure
from tests.cases.conftest import rows, write_facts
from tests.cases.tables import AUDIT_NAME, PROGRESS_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
AS_OF = date(2021, 4, 23)

FIGURES = {
    "shantytown_target_sets": 4005,
    "old_core_target_sets": 580,
    "rental_target_sets": 60,
    "continued_target_sets": 1500,
    "subsidy_target_households": 3601,
    "investment_target": 129500,
    "shantytown_started_sets": 999,
    "shantytown_start_rate": Decimal("24.94"),
    "old_core_started_sets": 263,
    "old_core_rate": Decimal("45.34"),
    "rental_started_sets": 0,
    "continued_basic_done_sets": 147,
    "continued_basic_done_rate": Decimal("9.80"),
    "subsidy_households": 294,
    "subsidy_amount_wan": Decimal("30.1181"),
    "subsidy_household_rate": Decimal("8.16"),
    "investment_total_wan_derived": 17312,
    "investment_rate": Decimal("13.37"),
    "rental_assigned_sets": 20359,
    "rental_reported_done_sets": 25164,
    "rental_reused_sets": 2619,
    "rental_existing_sets": 21154,
    "arrears_derived": 1391,
    "arrears_arranged_total": 1753,
    "continued_task_sets": 5922,
    "audit_2016_open_total": 10,
    "audit_2017_open_total": 50,
    "audit_open_total": 60,
    "time_elapsed_share": Decimal("30.96"),
}


@pytest.fixture
def figures(loaded: Loaded) -> IndicatorSet:
    return evaluate(current(AS_OF))


# -- figures -------------------------------------------------------------------------------------------


def test_every_figure_of_the_text(figures: IndicatorSet) -> None:
    assert {key: figures.value(key) for key in FIGURES} == FIGURES


def test_findings_by_class_and_by_unit_are_the_same_rows(figures: IndicatorSet) -> None:
    table = audit_table(figures, 2017)
    assert dict(zip(table.categories, table.totals, strict=True)) == {
        "应配未配公租房": 9, "未办理竣工验收手续": 17, "未办理产权登记": 2, "未取得用地批准等手续": 14,
        "资金拨付慢造成闲置": 3, "未完成开工任务或开工不达标准": 4, "公租房闲置三年以上": 1,
    }
    assert {unit.name: total for unit, _, total in table.rows if total} == {
        "离石区": 12, "孝义市": 2, "汾阳市": 7, "文水县": 3, "交城县": 3, "兴县": 1, "石楼县": 4, "岚县": 4,
        "方山县": 10, "中阳县": 1, "交口县": 2, "市本级": 1,
    }


def test_zero_is_a_record_and_silence_is_none(figures: IndicatorSet) -> None:
    by_unit = {unit.name: figures.value("investment_total_wan_derived", unit) for unit in figures.units}
    assert by_unit == {
        "离石区": 0, "孝义市": 3500, "汾阳市": None, "文水县": None, "交城县": 10, "兴县": 1800, "临县": None,
        "柳林县": 9190, "石楼县": None, "岚县": None, "方山县": 1200, "中阳县": 650, "交口县": 962, "经开区": 0,
    }


def test_nothing_was_known_before_it_was_entered(loaded: Loaded) -> None:
    figures = evaluate(Scope(AS_OF, end_of(AS_OF)))
    assert figures.value("shantytown_started_sets") == 0
    assert figures.value("shantytown_target_sets") is None


def annexes(figures: IndicatorSet) -> list[dict[str, list[str]]]:
    """Return the rows of both annexes of the bulletin by the name of their unit, 合计 last."""
    tables = [one.blocks[0] for one in compose(Document.objects.get(), figures).paper.attachments]
    return [{run_text(row[1]): [run_text(cell) for cell in row[2:]] for row in table.rows} for table in tables]


def test_the_annexes_of_the_notice_come_out_of_its_records(figures: IndicatorSet) -> None:
    progress, summary = annexes(figures)
    assert list(progress) == [*(unit.name for unit in figures.units), "合　计"]
    assert progress["合　计"] == [
        "2", "4005", "580", "999", "263", "24.94", "60", "0", "0.00", "1500", "147", "9.80", "3601", "294", "30.1181",
        "8.16", "", "129500", "17312", "13.37", "",
    ]
    assert {name: row[3] for name, row in progress.items() if row[3] not in ("0", "——")} == {
        "柳林县": "263", "孝义市": "736", "合　计": "999"}
    assert {name: row[16] for name, row in progress.items() if row[16].isdigit()} == {
        "柳林县": "1", "交城县": "1"}
    assert list(summary) == [*(unit.name for unit in figures.reporting_units), "合　计"]
    assert summary["合　计"] == [
        "1391", "1753", "", "10", "9", "17", "2", "14", "3", "4", "1", "60", "5922", "——", "", "2", "", "", ""]
    assert summary["方山县"] == [
        "——", "250", "2022年12月31日", "0", "1", "9", *["0"] * 5, "10", "——", "——", "部分", "0", *["——"] * 3]
    assert [name for name, row in summary.items() if row[14] == "困难"] == ["交城县", "岚县"]


# -- warnings ------------------------------------------------------------------------------------------


def test_everything_that_does_not_fit_is_flagged_with_both_numbers(loaded: Loaded) -> None:
    found = {(w.code, w.subject, w.left, w.right) for w in check(current(AS_OF))}
    assert found == {
        ("stated", "investment_total_wan_derived/", 17342, 17312),
        ("stated", "audit_2017_category_units/应配未配公租房", 5, 6),
        ("stated", "shantytown_projects/", 10, 2),
        ("stated", "rental_projects/", 1, 0),
        ("ready_not_started", "方山县", 180, 0),
        ("arranged_against_arrears", "rental", 1753, 1391),
        ("arrears_covered", "rental", 14, 9),
        ("investment_before_start", "兴县", 1800, 0),
        ("investment_before_start", "中阳县", 650, 0),
        ("investment_before_start", "方山县", 1200, 0),
        ("targets_add_up", "shantytown", 4005, 2115),
        ("targets_add_up", "old_core", 580, 200),
        ("targets_add_up", "continued", 1500, 0),
        ("targets_add_up", "subsidy", 3601, 0),
        ("targets_add_up", "investment", 129500, 0),
    }


# -- records -------------------------------------------------------------------------------------------


def test_one_record_per_fact(loaded: Loaded) -> None:
    assert {model: model.objects.count() for model in (
        AnnualTarget, Milestone, InvestmentRecord, SubsidyProgress, ArrearsPlan, AuditFinding, ContinuedTask,
        AffordableProject, ProgressNote, ImportBatch, Document,
    )} == {
        AnnualTarget: 11, Milestone: 3, InvestmentRecord: 9, SubsidyProgress: 3, ArrearsPlan: 10, AuditFinding: 60,
        ContinuedTask: 9, AffordableProject: 2, ProgressNote: 2, ImportBatch: 2, Document: 1,
    }


def test_the_tables_add_nothing_to_the_facts_and_keep_their_difference(loaded: Loaded) -> None:
    batches = {batch.file_name: (batch.created, batch.differences) for batch in ImportBatch.objects.all()}
    assert batches == {
        PROGRESS_NAME: (0, [{
            "indicator": "investment_total_wan_derived", "label": "完成投资", "unit": "万元",
            "stated": 17342, "derived": 17312,
        }]),
        AUDIT_NAME: (0, []),
    }
    assert loaded.notices == [f"{PROGRESS_NAME} 合计行“完成投资”写 17342万元，各行之和 17312万元。"]


def test_starts_are_proven_by_their_own_part_and_confirmed_by_somebody_else(loaded: Loaded) -> None:
    milestones = list(Milestone.objects.order_by("pk"))
    assert {(m.recorded_by.username, m.confirmed_by.username) for m in milestones} == {("case.clerk", "case.checker")}
    for milestone in milestones:
        proofs = Attachment.objects.filter(object_type="affordable.milestone", object_id=milestone.pk)
        assert [proof.name for proof in proofs.order_by("pk")] == [f"{milestone.unit.name}.json"]
        stated = json.loads(content_of(proofs.get()))
        assert (stated["unit"], stated["sets"]) == (milestone.unit.name, milestone.sets)


def test_the_whole_case_stays_with_the_paper(loaded: Loaded) -> None:
    files = Attachment.objects.filter(object_type="reports.document")
    assert [file.name for file in files.order_by("pk")] == ["facts.json", PROGRESS_NAME, AUDIT_NAME]


def test_the_people_of_the_case_cannot_sign_in(loaded: Loaded) -> None:
    assert {user.username: user.has_usable_password() for user in User.objects.all()} == {
        "system.setup": False, "case.clerk": False, "case.checker": False,
    }


def test_units_stand_in_the_order_of_the_list_under_their_short_names_too(loaded: Loaded, facts: dict) -> None:
    assert [unit.name for unit in Unit.objects.responsible()] == facts["units"]
    aliases = {unit.name: [a.name for a in unit.aliases.all()] for unit in Unit.objects.prefetch_related("aliases")}
    assert {name: found for name, found in aliases.items() if name in ("柳林县", "离石区", "兴县", "临县", "岚县")} == {
        "柳林县": ["柳林"], "离石区": ["离石"], "兴县": [], "临县": [], "岚县": [],
    }


def test_the_draft_carries_the_printed_number_and_its_basis(loaded: Loaded) -> None:
    paper = Document.objects.get()
    assert (paper.number, paper.issuer, paper.basis_doc.number, paper.target_doc.number, paper.campaign_groups) == (
        "吕房保办发〔2021〕8号", "市住房保障办", "吕房保办发〔2021〕7号", "吕房保办发〔2021〕6号", 2,
    )
    assert [c for c in paper.assessment + paper.problems + paper.measures if c.isdigit()] == []


def test_the_journal_says_which_date_was_assumed(loaded: Loaded) -> None:
    label = Entry.objects.get(action="导入案例").label
    assert label == "导入案例 003_0c8fd61590991f0b.txt：新增 96 项。目标下达日期原文未写，按 2021-01-01 登记"


def test_printed_figures_say_where_they_stand(loaded: Loaded) -> None:
    five = StatedFigure.objects.get(indicator="audit_2017_category_units", subject="应配未配公租房")
    assert (five.value, five.source) == ("5", "吕房保办发〔2021〕8号第25行")


# -- loading again -------------------------------------------------------------------------------------


def test_a_second_load_changes_nothing(loaded: Loaded, case_folder: Path) -> None:
    before = rows()
    again = load_case(case_folder)
    assert (again.created, again.unchanged) == (0, loaded.created)
    assert rows() == before


def test_a_changed_fact_does_not_overwrite_a_record(folder: Path, facts: dict) -> None:
    facts["city_targets"]["shantytown_start_sets"] = 4000
    with pytest.raises(ValidationError) as refusal:
        load_case(write_facts(folder, facts))
    assert refusal.value.messages == [
        "全市 2021 年棚户区改造开工任务：系统中已登记 4005，facts.json 写 4000。请核对后在页面上更正，或改正文件。"
    ]
    assert AnnualTarget.objects.get(unit__name="全市", program=Program.SHANTYTOWN).quantity == 4005


def test_every_rule_holds_afterwards(loaded: Loaded, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    assert capsys.readouterr().out.splitlines()[-1] == "193 条规则全部符合。"
