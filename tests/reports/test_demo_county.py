"""The demonstration county as it stands on 30 June 2026: alive, something of everything, and little that is wrong."""
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db.models import Model
from django.test import override_settings
from openpyxl import load_workbook

from affordable.enums import (
    BatchStatus,
    CommunityStatus,
    FamilyStatus,
    GrantStatus,
    HomeStatus,
    LeaseStatus,
    PaymentStatus,
    PreliminaryStatus,
    ProjectKind,
    ProjectState,
    QuotaStatus,
    RelocationStatus,
    ReviewStatus,
    RoundStatus,
    RuleStatus,
    RuralStatus,
    SharedStatus,
    YardState,
)
from affordable.models import (
    AffordableProject,
    AllocationEntry,
    AllocationRound,
    AnnualReview,
    AuditFinding,
    Compound,
    Family,
    FundingSource,
    Lease,
    Milestone,
    MilestonePlan,
    Objection,
    PayoutCard,
    PreliminaryStep,
    RelocationHousehold,
    RenovationCommunity,
    RentalHome,
    ResettlementQuota,
    RuralHouse,
    SharedHome,
    SharePurchase,
    SubsidyBatch,
    SubsidyGrant,
    SubsidyOmission,
    SubsidyPayment,
    SubsidyRule,
    WorkItem,
)
from affordable.overdue import overdue_matters
from affordable.services import rounds
from housing_portal.accounts.models import User
from housing_portal.accounts.roles import ROLES
from housing_portal.journal.models import Entry
from housing_portal.kit.indicators import Measure, machine
from housing_portal.kit.numbers import validate_credit_code
from housing_portal.kit.scope import Scope, current
from housing_portal.registry.enums import DayKind
from housing_portal.registry.models import CalendarDay, Organization
from presale.enums import (
    AccountStatus,
    AlertStatus,
    ApplicationStatus,
    EntryKind,
    NodeStatus,
    ReconciliationStatus,
    ReleaseStatus,
)
from presale.models import (
    ClosedMonth,
    EscrowAccount,
    EscrowAlert,
    EscrowEvent,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    NodeCertification,
    PermitApplication,
    Reconciliation,
    Refund,
    Release,
)
from reports.behind import IN_LEDGERS, Behind
from reports.catalogue import PROGRAMMES
from reports.compose import compose
from reports.consistency import check
from reports.evaluate import evaluate
from reports.models import Document
from reports.office import paper_for
from reports.workbooks.behind import behind_workbook
from reports.workbooks.programmes import programme_workbook
from tests.reports.blanks import BLANKS, FURTHER
from tests.reports.surfaces import in_pdf, in_workbook, on_page, text_of
from transactions.models import DailyReport, Room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


@pytest.fixture(scope="module")
def told(kept: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Fill the county and return what the command said; it stands, and time stands still, until the module ends."""
    with (
        time_machine.travel("2026-06-30 12:00:00+08:00", tick=False),
        override_settings(VAR_DIR=tmp_path_factory.mktemp("var")),
    ):
        with redirect_stdout(StringIO()) as words:
            call_command("demo")
        yield words.getvalue()


def states(model: type[Model], name: str = "status") -> set[str]:
    return set(model._default_manager.values_list(name, flat=True))


def test_the_county_in_the_middle_of_the_year() -> None:
    figures, warnings = evaluate(current()), check(current())
    assert {p.code: figures.value(p.done) for p in PROGRAMMES} == {
        "shantytown": 548, "old_core": 288, "rental": 97, "continued": 197, "subsidy": 618, "investment": 24008,
    }
    assert {pace.unit.short_name or pace.unit.name: pace.lamp for pace in figures.ranking(PROGRAMMES[0])} == {
        "城关镇": "g", "清溪镇": "g", "县开发公司": "g", "东屏镇": "a", "经开区": "a", "石桥镇": "r", "南麓乡": "r",
        "北沟乡": "n", "县安居公司": "n",
    }
    assert {(w.code, w.subject) for w in warnings} == {
        ("ready_not_started", "南麓乡"), ("investment_before_start", "南麓乡"), ("waiting", "milestones"),
        ("started_without_licence", "projects"), ("partly_signed", "relocation"), ("not_all_started", "communities"),
        ("stock_against_report", "rental"), ("register_not_entered", "subsidy"), ("subsidy_open", "subsidy"),
        ("not_all_certified", "shared"),
    }
    assert set(Milestone.objects.values_list("status", flat=True)) == {"recorded", "confirmed", "returned", "revoked"}
    assert set(AuditFinding.objects.values_list("status", flat=True)) == {"open", "submitted", "closed"}
    assert AffordableProject.objects.count() == 25
    assert [(paper.kind, paper.status) for paper in Document.objects.filter(unit=None).order_by("pk")] == [
        ("bulletin", "draft"), ("work_report", "issued"),
    ]
    codes = Organization.objects.exclude(credit_code=None).values_list("credit_code", flat=True)
    assert [validate_credit_code(code) for code in codes] == [None] * 7
    reports = list(DailyReport.objects.order_by("on"))
    left = [Room.objects.saleable(Scope(report.on, report.cutoff)).stock()["stock_sets"] for report in reports]
    assert [report.stock_sets for report in reports] == left
    assert min(left) > 100
    days = {kind: CalendarDay.objects.filter(kind=kind, on__year=2026).count() for kind in DayKind.values}
    assert (days, CalendarDay.objects.count()) == ({"holiday": 33, "adjusted_workday": 6}, 39)


def test_something_of_everything_in_the_supervised_money() -> None:
    assert states(Release) == set(ReleaseStatus.values)
    assert states(PermitApplication) == set(ApplicationStatus.values)
    assert states(EscrowAccount) == set(AccountStatus.values) - {AccountStatus.CLOSED}
    assert states(Refund) == {"draft", "submitted", "approved", "paid"}
    assert states(NodeCertification) == set(NodeStatus.values) - {NodeStatus.REJECTED}
    assert states(Reconciliation) == set(ReconciliationStatus.values)
    assert states(GuaranteeLetter) == {"proposed", "effective", "ended"}
    assert [freeze.state for freeze in Freeze.objects.order_by("pk")] == ["effective", "effective", "waiting"]
    assert states(LedgerEntry, "kind") == set(EntryKind.values)
    assert Release.objects.unreviewed().count() == 1
    assert str(ClosedMonth.objects.latest("last_day").last_day) == "2026-05-31"
    assert EscrowEvent.objects.count() == 18
    assert states(EscrowAlert) == set(AlertStatus.values)
    assert Counter(EscrowAlert.objects.unclosed().values_list("rule", flat=True)) == {
        "outside_account": 2, "frozen": 2, "expiring": 2, "short_down_payment": 2, "no_down_payment": 2,
        "not_reconciled": 2, "over_ceiling": 1, "gap": 1, "loan_outside": 1, "deduction": 1,
    }


def test_accounts_and_their_sheet(told: str, rf: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = settings.VAR_DIR / "demo-accounts.txt"
    text = sheet.read_text(encoding="utf-8")
    assert told.endswith(text)
    assert oct(sheet.stat().st_mode & 0o777) == "0o600"
    lines = text.splitlines()
    assert lines[2] == "clerk         李文静　经办　住房保障股"
    assert (len(lines), len(lines[-1])) == (14, len("口令：") + 12)

    users = list(User.objects.order_by("pk"))
    assert {role for user in users for role in user.role_codes} == set(ROLES)
    assert {user.must_change_password for user in users} == {False}
    assert signed_in(rf, users, lines[-1].removeprefix("口令：")) == users

    entries = Entry.objects.count()
    call_command("demo")
    names = "、".join(user.username for user in users)
    assert capsys.readouterr().out == f"已是演示数据库。账号：{names}（口令见 {sheet}）\n"
    assert (Entry.objects.count(), sheet.read_text(encoding="utf-8")) == (entries, text)

    call_command("demo", password="demo")
    assert sheet.read_text(encoding="utf-8").splitlines() == [*lines[:-1], "口令：demo"]
    assert signed_in(rf, users, "demo") == users

    sheet.unlink()
    capsys.readouterr()
    call_command("demo")
    assert capsys.readouterr().out == f"已是演示数据库。账号：{names}（口令未留存，可用 --password 重新设置）\n"


def signed_in(rf: Any, users: list[User], password: str) -> list[User | None]:
    return [authenticate(rf.post("/"), username=user.username, password=password) for user in users]


# -- affordable housing ----------------------------------------------------------------------------------------------


def test_projects_with_papers_plans_and_money() -> None:
    assert states(AffordableProject, "kind") == set(ProjectKind.values)
    assert states(AffordableProject, "state") == set(ProjectState.values)
    assert states(PreliminaryStep) == set(PreliminaryStatus.values)
    assert [str(plan.project) for plan in MilestonePlan.objects.behind(current())] == ["石桥粮站片区"]
    arrived = FundingSource.objects.with_arrived(current()).filter(project__name="文昌街片区").order_by("pk")
    assert [(source.kind, int(source.arrived)) for source in arrived] == [
        ("central", 22_000_000), ("province", 5_400_000), ("bond", 42_000_000), ("county", 8_200_000),
    ]


def test_relocation() -> None:
    assert states(RelocationHousehold) == set(RelocationStatus.values)
    assert {yard.no: yard.state for yard in Compound.objects.with_state(current())} == {
        "文昌街 12 号院": YardState.DEMOLISHED, "丝厂家属院": YardState.SIGNED, "老街 3 号院": YardState.PARTLY,
        "老街 7 号院": YardState.PARTLY, "粮站家属楼": YardState.NEGOTIATING, "粮站 2 号院": YardState.SURVEYED,
    }
    assert [str(house.compound) for house in RelocationHousehold.objects.behind(current())] == ["老街 7 号院"]
    assert states(ResettlementQuota) == set(QuotaStatus.values)


def test_communities() -> None:
    communities = RenovationCommunity.objects.with_work(current()).order_by("pk")
    assert Counter(one.status for one in communities) == Counter(CommunityStatus.values)
    assert [str(one) for one in communities.filter(is_in_plan=False)] == ["文化巷单位院"]
    assert [str(one) for one in communities.behind(current())] == ["石桥建材厂小区"]
    assert {str(one): one.work_done * 100 / one.work_budget for one in communities if one.work_budget} == {
        "建设路小区": 100, "机床厂家属院": 100, "供销社小区": 100, "东屏一中家属院": 55, "清溪粮油小区": 0,
        "石桥建材厂小区": 0, "园区职工小区": 0,
    }
    assert WorkItem.objects.count() == 21


def test_rural_houses() -> None:
    assert states(RuralHouse) == set(RuralStatus.values)
    assert [house.village for house in RuralHouse.objects.behind(current())] == ["南麓乡石窑村二组"]


def test_families_and_their_reviews() -> None:
    assert states(Family) == set(FamilyStatus.values)
    assert Counter(Objection.objects.values_list("is_upheld", flat=True)) == {None: 1, True: 1, False: 1}
    assert states(AnnualReview) == set(ReviewStatus.values)
    assert [review.year for review in AnnualReview.objects.overdue(current())] == [2025]
    assert PayoutCard.objects.filter(is_current=False).count() > 0


def test_rental_homes() -> None:
    assert states(RentalHome) == set(HomeStatus.values)
    assert [home.room for home in RentalHome.objects.idle_since_before(current(), 3)] == ["101"]
    assert states(AllocationRound) == set(RoundStatus.values)
    lottery = AllocationRound.objects.get(status=RoundStatus.DRAWN)
    assert rounds.repeat(lottery) == rounds.stored(lottery)
    results = AllocationEntry.objects.filter(round=lottery).values_list("status", flat=True)
    assert Counter(results) == {"signed": 2, "offered": 1, "declined": 1, "unlucky": 2}
    assert states(Lease) == set(LeaseStatus.values)
    assert [lease.months_behind for lease in Lease.objects.in_arrears(current())] == [7]


def test_subsidies() -> None:
    assert states(SubsidyRule) == set(RuleStatus.values)
    assert states(SubsidyGrant) == set(GrantStatus.values)
    assert list(SubsidyBatch.objects.order_by("pk").values_list("year", "quarter", "status")) == [
        (2025, 4, BatchStatus.CLOSED), (2026, 1, BatchStatus.PART_RETURNED), (2026, 2, BatchStatus.COMPUTED),
    ]
    closed, returned, computed = (
        Counter(SubsidyPayment.objects.filter(batch=batch).values_list("status", flat=True))
        for batch in SubsidyBatch.objects.order_by("pk")
    )
    paid, back, clawed = PaymentStatus.PAID, PaymentStatus.RETURNED, PaymentStatus.CLAWED_BACK
    assert (closed, returned, computed) == (
        {paid: 10, back: 1, clawed: 1}, {paid: 11, back: 2}, {PaymentStatus.PENDING: 11},
    )
    assert SubsidyPayment.objects.filter(kind="backpay").count() == 1
    assert states(SubsidyOmission, "reason") == {"no_card", "suspended"}


def test_shared_ownership() -> None:
    assert states(SharedHome) == set(SharedStatus.values)
    assert SharePurchase.objects.count() == 2


def test_one_matter_of_each_kind_is_overdue() -> None:
    assert Counter(matter.kind for matter in overdue_matters(current())) == {
        "计划节点": 1, "前期手续": 1, "征收拆除": 1, "老旧小区": 1, "农村危房": 1, "租赁补贴": 1, "家庭年审": 1,
        "公租房租金": 1,
    }


# -- workbooks ----------------------------------------------------------------------------------------------


BEHIND = ["滞后单位", "滞后项目", "逾期事项"]


def cells(content: bytes, name: str) -> list[list[object]]:
    """Return the rows of a sheet, each without its empty cells."""
    rows = load_workbook(BytesIO(content))[name].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows]


def test_monthly_forms() -> None:
    content = programme_workbook(evaluate(current()), "云岭县住建局")
    assert load_workbook(BytesIO(content)).sheetnames == [
        "棚户区改造", "老旧小区", "保障性租赁住房", "农村危房", "公租房", "租赁补贴"
    ]
    form = cells(content, "棚户区改造")
    assert form[:4] == [
        ["附件1"], ["2026年棚户区改造进展情况表"], ["填报单位（盖章）：云岭县住建局", "截至2026年6月30日"],
        ["序号", "县（市、区）\n责任单位", "年度任务", "开工", "征收签约", "已拆迁", "未拆迁", "正在商谈"],
    ]
    assert form[5] == [1, "城关镇", 420, 25200, 420, 223, 53.1, 2, 10, 1, 5, 1, 5, "——"]
    assert form[10] == [6, "北沟乡", *["——"] * 12]
    assert form[-1][0].endswith("填报日期：2026年6月30日")
    totals = {name: row[1:] for name in ("棚户区改造", "老旧小区", "保障性租赁住房", "农村危房")
              for row in cells(content, name) if row[0] == "合　计"}
    # signed yards 2 = 1 + 1, signed households 16 = 5 + 11
    assert totals == {
        "棚户区改造": [1200, 69100, 1200, 548, 45.67, 2, 16, 1, 5, 1, 11, 1],
        "老旧小区": [7, 9, 580, 4.84, 0.386, 2510, 1350, 5, 3, 50.71, 720, 576],
        "保障性租赁住房": [4400, 140, 17, 12.14, 0],
        "农村危房": [13, 12, 10, 8, 5, 3, 61.54, 38.46, 34.8, 8.4],
    }


@pytest.fixture(scope="module")
def report(told: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """Return the slots of the half year's work report, as the command writes them, and the words of its PDF."""
    pdf, slots = (tmp_path_factory.mktemp("report") / name for name in ("汇报.pdf", "取数.json"))
    asked = ["--period", "2026-06", "--out", str(pdf), "--json", str(slots)]
    call_command("render_document", "work_report", *asked, stdout=StringIO())
    return json.loads(slots.read_text()), in_pdf(pdf.read_bytes())


def test_blanks_of_the_work_report_and_its_three_surfaces(report: tuple[dict[str, Any], str]) -> None:
    (told, words), figures = report, evaluate(current())
    paper = paper_for("work_report", figures.scope.as_of)
    composed = compose(paper, figures)
    assert list(BLANKS) == list(range(1, 64))
    text = text_of(composed.paper)
    assert [blank for blank in (*BLANKS.values(), *FURTHER) if blank not in text] == told["omitted"] == []
    slots = told["slots"]
    printed = {key: slot["text"] for key, slot in slots.items() if slot["printed"]}
    assert [key for key, slot in slots.items() if slot["empty"]] == []
    assert on_page(paper, figures, composed) == printed
    sheet = in_workbook(paper, figures, composed)
    assert {key: (texts, records) for key, (texts, _value, records) in sheet.items()} == {
        key: (slot["text"], slot["record_count"]) for key, slot in slots.items()
    }
    values = {key: f"{value:.6f}" for key, (_, value, _) in sheet.items() if isinstance(value, int | float)}
    assert {key: f"{float(slots[key]['value']):.6f}" for key in values} == values
    assert [one for texts in printed.values() for one in texts.split("、") if one not in words] == []


def test_slots_of_the_work_report_are_the_indicators_and_add_up(report: tuple[dict[str, Any], str]) -> None:
    slots, figures = report[0]["slots"], evaluate(current())
    known = {key: slot for key, slot in slots.items() if key in figures.indicators}
    assert len(known) > 80
    assert {key: slot["value"] for key, slot in known.items()} == {
        key: machine(figures.value(key), figures.indicators[key].unit) for key in known
    }
    sums = {key: slot["sum_of_records"] for key, slot in slots.items() if slot["sum_of_records"] is not None}
    assert {key: str(value) for key, value in sums.items()} == {key: str(slots[key]["value"]) for key in sums}
    measures = [key for key in known if isinstance(figures.indicators[key], Measure)]
    assert [key for key in measures if slots[key]["value"] and key not in sums] == []


def test_list_of_what_is_behind() -> None:
    behind = Behind(evaluate(current()))
    content = behind_workbook(behind, "云岭县住建局")
    sheets = {name: [row for row in cells(content, name) if row[0] in range(1, 999)] for name in BEHIND}
    assert load_workbook(BytesIO(content)).sheetnames == BEHIND
    assert [len(rows) for rows in sheets.values()] == [
        len(behind.units()), len(behind.projects()), len(behind.matters())
    ]
    assert [rows[0] for rows in sheets.values()] == [
        [1, "南麓乡", "棚户区改造开工", 60, 0, "套", 0, -49.59],
        [1, "南麓乡", "南麓集镇片区", "开工", 60, 0, 0, -49.59],
        [1, "清溪镇", "公租房租金", "ZL2025-0003 欠租 7 个月 1,092.00 元", "2025-12-25", 187],
    ]
    assert {one.project.kind for one in behind.projects()} & set(IN_LEDGERS) == set()
