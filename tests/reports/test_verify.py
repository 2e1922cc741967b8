"""Every rule of ``verify`` is broken once, behind the back of services, constraints and triggers, and must notice."""
import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import CheckConstraint, Model

from affordable import services
from affordable.models import (
    AnnualTarget,
    AuditFinding,
    ImportBatch,
    InvestmentRecord,
    Milestone,
    RentalStock,
    SubsidyProgress,
)
from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry, NumberSequence
from housing_portal.journal.services import storage_path
from housing_portal.kit import clock
from reports.models import Document, IssuedCopy
from reports.rules.diary import DIARY_RULES
from reports.rules.table import TABLE_RULES
from reports.verify import RULES, verify
from tests import strict
from tests.material import pdf_bytes

DAY = date(2026, 6, 30)
Break = Callable[["County"], object]


class County:
    """A few records of each kind, all in order, and ways to spoil them."""

    def __init__(self, office: Any, clerk: User, chief: User) -> None:
        self.office, self.clerk, self.chief = office, clerk, chief
        self.town, self.other = office.townships[:2]
        self.year = DAY.year
        self.main = self.target("shantytown", 100)
        self.part = self.target("shantytown_old", 40)
        self.revision = services.revise_target(
            actor=clerk, target=self.main, quantity=120, issued_on=DAY, reason="上级调增"
        )
        self.milestone = services.confirm_milestone(actor=chief, milestone=services.record_milestone(
            actor=clerk, unit=self.town, kind="shantytown", code="started", actual_on=DAY, sets=50, old_core_sets=20,
            evidence=[("开工令.pdf", pdf_bytes("verify"))],
        ))
        self.investment = services.record_investment(
            actor=clerk, unit=self.town, as_of=DAY, amount_cum=Decimal(1000)
        )
        self.subsidy = services.record_subsidy(
            actor=clerk, unit=self.town, as_of=DAY, quarter=1, households_cum=5, amount_cum=Decimal(500)
        )
        self.stock = services.record_stock(
            actor=clerk, unit=office.whole, as_of=DAY, period_from=2008, period_to=2015, assigned_sets=90,
            reported_done_sets=100, reused_sets=10, existing_sets=80,
        )
        self.finding = services.list_finding(actor=clerk, audit_year=2025, unit=self.town, listed_on=DAY)
        self.paper = Document.objects.create(
            title="通报", issuer="县住房保障办", mark="县住房保障办文件", prefix="云房保办发", addressees="各乡镇",
            imprint_office="县住房保障办", as_of=DAY, issued_on=DAY, drafted_by=clerk, drafted_at=clock.now(),
        )
        Entry.objects.create(
            actor=clerk, actor_name=clerk.name, unit=clerk.unit, action="起草", label="起草",
            object_type="reports.document", object_id=self.paper.pk,
        )

    def target(self, program: str, quantity: int) -> AnnualTarget:
        return services.issue_target(
            actor=self.clerk, unit=self.town, year=self.year, program=program, quantity=quantity,
            issued_on=date(self.year, 1, 1),
        )

    def issue(self, number: int = 1) -> IssuedCopy:
        """Issue the paper as far as rows go."""
        NumberSequence.objects.create(prefix=self.paper.prefix, year=self.year, last=number)
        spoil(self.paper, status="issued", number=f"{self.paper.prefix}〔{self.year}〕1号", signed_by=self.chief)
        return IssuedCopy.objects.create(
            document=self.paper, pdf=b"paper", data_cutoff=clock.now(), issued_at=clock.now(), figures={}, warnings=[],
            sha256=hashlib.sha256(b"paper").hexdigest(),
        )


def spoil(row: Model, **values: object) -> int:
    """Change a row without asking anybody; return its number."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    return row.pk


def disarm() -> None:
    """Take triggers and check constraints away, as a hand in the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in (AnnualTarget, Milestone, RentalStock, AuditFinding, Document):
                for constraint in model._meta.constraints:
                    if isinstance(constraint, CheckConstraint):
                        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{constraint.name}"')
    strict.drop_triggers()


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def county(office: Any, clerk: User, chief: User) -> County:
    return County(office, clerk, chief)


@pytest.fixture
def disarmed(county: County) -> Iterator[County]:
    disarm()
    yield county
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def breaches() -> dict[str, list[str]]:
    """Return the breaches by rule, without that of the triggers, which every test takes away.

    What any table promises, and the diary says, is broken along with nearly everything: see test_tampering.
    """
    found = {result.rule: result.breaches for result in verify() if result.breaches}
    general = {"只增表的触发器齐全", *TABLE_RULES, *DIARY_RULES}
    return {rule: said for rule, said in found.items() if rule not in general}


def test_records_in_order_break_nothing(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [*(f"符合　{rule}" for rule in RULES), f"{len(RULES)} 条规则全部符合。"]


def test_a_breach_ends_the_command_with_an_error(disarmed: County, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("verify")
    assert (str(refusal.value), refusal.value.returncode) == (f"{len(RULES)} 条规则中有 1 条被违反。", 1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[lines.index("违反　只增表的触发器齐全") + 1] == (
        "　　　缺少触发器 affordable_annualtarget_no_delete，请运行 python manage.py migrate --skip-checks"
    )


def proof(county: County) -> Attachment:
    return Attachment.objects.get(object_type="affordable.milestone", object_id=county.milestone.pk)


def test_a_missing_proof(disarmed: County) -> None:
    spoil(proof(disarmed), object_id=0)
    assert breaches() == {
        "已复核的里程碑有证明材料，录入与复核是两个人": [f"{disarmed.milestone}：没有证明材料"]
    }


def test_a_proof_whose_file_was_changed(disarmed: County) -> None:
    path = storage_path(proof(disarmed).sha256)
    stored = Path(default_storage.path(path))
    content = stored.read_bytes()
    stored.chmod(0o600)
    stored.write_bytes(content + b"!")
    try:
        found = breaches()
    finally:
        stored.write_bytes(content)
    fault = "附件“开工令.pdf”的内容与登记的摘要不符"
    assert found == {
        "已复核的里程碑有证明材料，录入与复核是两个人": [f"{disarmed.milestone}：{fault}"], "附件未被改动": [fault]
    }


def test_a_proof_whose_file_is_gone(disarmed: County) -> None:
    spoil(proof(disarmed), sha256="0" * 64)
    fault = "附件“开工令.pdf”的文件不存在"
    assert breaches() == {
        "已复核的里程碑有证明材料，录入与复核是两个人": [f"{disarmed.milestone}：{fault}"], "附件未被改动": [fault]
    }


def test_a_table_whose_file_was_not_kept(disarmed: County) -> None:
    batch = ImportBatch.objects.create(
        kind="进展情况表", file_name="表.xlsx", sha256="1" * 64, as_of=DAY, unit=disarmed.clerk.unit,
        recorded_by=disarmed.clerk, recorded_at=clock.now(),
    )
    assert breaches() == {
        "附件未被改动": ["导入批次 表.xlsx（截至 2026-06-30）：没有保存原文件"],
        "每条记录都有操作日志": [f"表格导入 {batch.pk}：操作日志中没有登记"],
    }


def issued_with_other_bytes(county: County) -> None:
    spoil(county.issue(), pdf=b"another paper")


def two_levels_of_subsidy(county: County) -> None:
    spoil(county.subsidy, unit=county.office.whole)
    services.record_subsidy(actor=county.clerk, unit=county.other, as_of=DAY, quarter=1)
    SubsidyProgress.objects.filter(unit=county.other).update(households_cum=3)


def two_levels_of_investment(county: County) -> None:
    project = services.create_project(
        actor=county.clerk, unit=county.other, kind="shantytown", name="东街", plan_year=2026
    )
    services.record_investment(
        actor=county.clerk, unit=county.other, as_of=DAY, amount_cum=Decimal(5), project=project
    )
    InvestmentRecord.objects.filter(project=project).update(unit=county.town)


def an_undiarised_record(county: County) -> int:
    plan = services.record_arrears_plan(actor=county.clerk, unit=county.town, as_of=DAY, arranged_sets=3)
    Entry.objects.filter(object_type="affordable.arrearsplan", object_id=plan.pk).delete()
    return plan.pk


# what is done, the rule that notices, and its sentence, in which # stands for the number that was returned
CASES: dict[str, tuple[Break, str, str]] = {
    "a target below its part": (
        lambda c: spoil(c.part, quantity=130),
        "其中数不大于主项",
        "城关镇 2026 年棚户区改造开工（其中：老旧城区）：其中数 130 大于主项 120",
    ),
    "a start below its part": (
        lambda c: spoil(c.milestone, old_core_sets=60),
        "其中数不大于主项",
        "城关镇 开工 50 套（2026-06-30）：其中老旧城区 60 套大于总数",
    ),
    "one person for both": (
        lambda c: spoil(c.milestone, confirmed_by=c.clerk),
        "已复核的里程碑有证明材料，录入与复核是两个人",
        "城关镇 开工 50 套（2026-06-30）：复核人就是录入人",
    ),
    "a gap in the revisions": (
        lambda c: spoil(c.revision, revision=3),
        "年度目标版次连续，逐版接续",
        "城关镇 2026 年棚户区改造开工：版次应为 1—2 且每版接续上一版",
    ),
    "a revision of nothing": (
        lambda c: spoil(c.revision, supersedes=None),
        "年度目标版次连续，逐版接续",
        "城关镇 2026 年棚户区改造开工：版次应为 1—2 且每版接续上一版",
    ),
    "a revision before its time": (
        lambda c: spoil(c.revision, issued_on=date(2025, 12, 31)),
        "年度目标版次连续，逐版接续",
        "城关镇 2026 年棚户区改造开工：后一版的下达日期早于前一版",
    ),
    "a finding of a unit without a row": (
        lambda c: spoil(c.town, is_responsible=False),
        "审计问题分类别与分单位相等，序号连续",
        "2025 年审计：分单位 0 个，分类别 1 个，总数 1 个",
    ),
    "a gap in the serials": (
        lambda c: spoil(c.finding, serial=2),
        "审计问题分类别与分单位相等，序号连续",
        "2025 年审计 城关镇：序号不连续",
    ),
    "a stock that does not add up": (
        lambda c: spoil(c.stock, existing_sets=95),
        "公租房四数勾稽",
        "云岭县全域 2008—2015 年公租房：上报完成 − 盘活 − 实有 = -5，应不小于 0",
    ),
    "a sum beside its parts": (
        two_levels_of_investment,
        "合计与分项不重复登记",
        "城关镇 2026 年完成投资：既有单位合计又有分项目",
    ),
    "a whole beside its units": (
        two_levels_of_subsidy, "合计与分项不重复登记",
        "2026 年租赁补贴：既有全域合计又有分单位",
    ),
    "a number without a paper": (
        lambda c: NumberSequence.objects.create(prefix="公文：云房保办发", year=2026, last=1),
        "发文字号连续",
        "云房保办发〔2026〕1号 已取号，没有对应的公文",
    ),
    "a paper that was changed": (
        issued_with_other_bytes, "印发件未被改动",
        "云房保办发〔2026〕1号：印发件与登记的 SHA-256 不符",
    ),
    "a start without its confirmer": (
        lambda c: spoil(c.milestone, confirmed_by=None),
        "状态与办理人、时间相符",
        "里程碑 #：状态是已复核，经办人或时间不齐，或由同一人办理",
    ),
    "a revocation without a time": (
        lambda c: spoil(c.milestone, status="revoked"),
        "状态与办理人、时间相符",
        "里程碑 #：状态是已撤销，经办人或时间不齐，或由同一人办理",
    ),
    "a closed finding without a day": (
        lambda c: spoil(c.finding, status="closed", submitted_by=c.clerk, closed_by=c.chief, closed_at=clock.now()),
        "状态与办理人、时间相符",
        "审计问题 #：状态是已销号，经办人或时间不齐，或由同一人办理",
    ),
    "a record that nobody told": (
        an_undiarised_record, "每条记录都有操作日志",
        "欠账落实 #：操作日志中没有登记",
    ),
    "a day after its entry": (
        lambda c: spoil(c.investment, as_of=date(2999, 1, 1)),
        "发生日期不晚于录入日期",
        "完成投资 #：2999-01-01 晚于录入日期",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_rule_notices(disarmed: County, name: str) -> None:
    spoil_it, rule, sentence = CASES[name]
    number = spoil_it(disarmed)
    assert breaches() == {rule: [sentence.replace("#", str(number))]}


def test_an_issued_paper_without_its_copy(disarmed: County) -> None:
    disarmed.issue()
    IssuedCopy.objects.all().delete()
    assert breaches() == {"印发件未被改动": ["云房保办发〔2026〕1号：已印发，没有印发件"]}


def test_a_copy_of_a_paper_that_was_not_issued(disarmed: County) -> None:
    disarmed.issue()
    spoil(disarmed.paper, status="draft")
    assert breaches() == {"印发件未被改动": ["通报：有印发件，状态却不是已印发"]}


def test_a_paper_signed_by_its_drafter(disarmed: County) -> None:
    disarmed.issue()
    spoil(disarmed.paper, signed_by=disarmed.clerk)
    assert breaches() == {"公文各环节由不同的人办理": [
        f"公文 {disarmed.paper.pk}：状态是已印发，经办人或时间不齐，或由同一人办理"
    ]}


def test_an_issued_paper_in_order(disarmed: County) -> None:
    disarmed.issue()
    assert breaches() == {}
