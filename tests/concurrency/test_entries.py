"""Records entered by several people at once: each waits for the others between its check and its write."""
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.db.models import F

from affordable import services
from affordable.enums import MilestoneCode, MilestoneStatus, Program, ProjectKind
from affordable.imports import commit_import
from affordable.models import (
    AffordableProject,
    AnnualTarget,
    AuditFinding,
    ImportBatch,
    InvestmentRecord,
    Milestone,
)
from affordable.services import projects
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from tests.affordable.imports.tables import progress_table
from tests.concurrency.conftest import Meeting
from tests.material import pdf_bytes
from tests.races import Deed, at_once

DAY = date(2026, 4, 23)
TABLE = progress_table([("城关镇", {"started": 80})])
PROOF = [("开工令.pdf", pdf_bytes("开工令"))]
ADJUSTED = (
    "这个目标刚刚被他人调整，请刷新后在最新的版本上调整。；这个单位本年度的该项任务已下达；如需变动，请用“调整目标”。"
)
LISTED = "这个单位本审计年度的序号已用。"

pytestmark = pytest.mark.django_db(transaction=True)


# -- the same table, read in twice ----------------------------------------------------------------------


def imports(clerk: User, other: User) -> list[Deed]:
    """Return two people's imports of the same table."""
    return [partial(commit_import, actor=actor, data=TABLE, filename="进展情况表.xlsx") for actor in (clerk, other)]


def imported() -> tuple[int, int]:
    return Milestone.objects.count(), ImportBatch.objects.count()


def test_the_same_table_is_imported_once(clerk: User, person: Callable[..., User], meeting: Meeting) -> None:
    meeting(Milestone)
    assert at_once(*imports(clerk, person("clerk"))) == ["", ""]
    assert imported() == (1, 1)


# -- a milestone has one second person ------------------------------------------------------------------


@pytest.fixture
def milestone(clerk: User, town: Unit) -> Milestone:
    return services.record_milestone(
        actor=clerk, unit=town, kind=ProjectKind.SHANTYTOWN, code=MilestoneCode.STARTED, actual_on=DAY, sets=40,
        evidence=PROOF,
    )


@pytest.fixture
def chiefs(person: Callable[..., User]) -> list[User]:
    return [person("chief"), person("chief")]


def confirmations(milestone: Milestone, chiefs: list[User]) -> list[Deed]:
    return [partial(services.confirm_milestone, actor=chief, milestone=milestone) for chief in chiefs]


def decisions(milestone: Milestone, chiefs: list[User]) -> list[Deed]:
    """Return one chief's confirmation and the other's return."""
    confirm, back = chiefs
    return [
        partial(services.confirm_milestone, actor=confirm, milestone=milestone),
        partial(services.return_milestone, actor=back, milestone=milestone, reason="照片看不清"),
    ]


def test_two_chiefs_confirm_one_milestone(milestone: Milestone, chiefs: list[User], meeting: Meeting) -> None:
    meeting(Milestone)
    assert at_once(*confirmations(milestone, chiefs)) == [
        "", "当前状态是“已复核”，不能“复核通过”（须为：待复核）。请刷新页面查看最新状态。"
    ]
    [entry] = Entry.objects.filter(action="复核通过")
    milestone.refresh_from_db()
    assert (milestone.status, milestone.confirmed_by_id) == (MilestoneStatus.CONFIRMED, entry.actor_id)


def test_one_confirms_and_one_returns(milestone: Milestone, chiefs: list[User], meeting: Meeting) -> None:
    meeting(Milestone)
    answers = at_once(*decisions(milestone, chiefs))
    milestone.refresh_from_db()
    now, too_late = {
        MilestoneStatus.CONFIRMED: ("已复核", "退回"), MilestoneStatus.RETURNED: ("已退回", "复核通过"),
    }[milestone.status]
    assert answers == ["", f"当前状态是“{now}”，不能“{too_late}”（须为：待复核）。请刷新页面查看最新状态。"]
    assert Entry.objects.filter(action__in=["复核通过", "退回"]).count() == 1


# -- targets: one chain, and no part above its whole ----------------------------------------------------


@pytest.fixture
def target(clerk: User, town: Unit) -> Callable[[Program, int], AnnualTarget]:
    return lambda program, quantity: services.issue_target(
        actor=clerk, unit=town, year=2026, program=program, quantity=quantity, issued_on=date(2026, 1, 5)
    )


def revisions(clerk: User, *changes: tuple[AnnualTarget, int]) -> list[Deed]:
    return [
        partial(services.revise_target, actor=clerk, target=target, quantity=quantity, issued_on=DAY, reason="上级调整")
        for target, quantity in changes
    ]


def in_force() -> dict[str, int]:
    """Return the quantity of the latest revision of each program."""
    return dict(AnnualTarget.objects.filter(successor=None).order_by("pk").values_list("program", "quantity"))


def test_a_target_has_one_successor(clerk: User, target: Callable, meeting: Meeting) -> None:
    first = target(Program.SHANTYTOWN, 100)
    meeting(AnnualTarget)
    assert at_once(*revisions(clerk, (first, 110), (first, 120))) == [
        "", "这一版已调整为第 2 版，请在最新一版上调整。"
    ]
    chain = AnnualTarget.objects.order_by("revision").values_list("revision", "supersedes")
    assert list(chain) == [(1, None), (2, first.pk)]


def part_and_whole(clerk: User, target: Callable) -> list[Deed]:
    """Return two revisions that are right each, and wrong together: the whole down to 50, the part up to 60."""
    whole, part = target(Program.SHANTYTOWN, 100), target(Program.SHANTYTOWN_OLD, 40)
    return revisions(clerk, (whole, 50), (part, 60))


def test_part_and_whole_are_revised_one_after_the_other(clerk: User, target: Callable, meeting: Meeting) -> None:
    deeds = part_and_whole(clerk, target)
    meeting(AnnualTarget)
    answers = at_once(*deeds)
    assert (answers, in_force()) in [
        (["", "“棚户区改造开工”50 套小于其中项“棚户区改造开工（其中：老旧城区）”60 套，请核对，或先调整其中项。"],
         {Program.SHANTYTOWN: 100, Program.SHANTYTOWN_OLD: 60}),
        (["", "“棚户区改造开工（其中：老旧城区）”60 套大于主项“棚户区改造开工”50 套，请核对，或先调整主项。"],
         {Program.SHANTYTOWN: 50, Program.SHANTYTOWN_OLD: 40}),
    ]


# -- serials of findings --------------------------------------------------------------------------------


def listings(clerk: User, town: Unit) -> list[Deed]:
    return [partial(services.list_finding, actor=clerk, audit_year=2025, unit=town, listed_on=DAY)] * 4


def serials() -> list[int]:
    return list(AuditFinding.objects.order_by("serial").values_list("serial", flat=True))


def test_serials_of_findings_have_no_gap(clerk: User, town: Unit, meeting: Meeting) -> None:
    meeting(AuditFinding, people=4)
    assert at_once(*listings(clerk, town)) == ["", "", "", ""]
    assert serials() == [1, 2, 3, 4]


# -- cumulative investment ------------------------------------------------------------------------------


def investments(clerk: User, *statements: tuple[Unit, AffordableProject | None]) -> list[Deed]:
    """Return statements of 9.19 million each, as of the same day."""
    return [
        partial(services.record_investment, actor=clerk, unit=unit, project=project, as_of=DAY,
                amount_cum=Decimal("9190000.00"))
        for unit, project in statements
    ]


@pytest.fixture
def project(clerk: User, town: Unit) -> AffordableProject:
    return services.create_project(
        actor=clerk, unit=town, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026
    )


def test_the_same_statement_is_kept_once(clerk: User, town: Unit, meeting: Meeting) -> None:
    meeting(InvestmentRecord)
    assert at_once(*investments(clerk, (town, None), (town, None))) == ["", ""]
    assert InvestmentRecord.objects.count() == 1


def test_the_whole_and_a_unit_exclude_each_other(clerk: User, office: object, town: Unit, meeting: Meeting) -> None:
    meeting(InvestmentRecord)
    answers = at_once(*investments(clerk, (office.whole, None), (town, None)))
    [row] = InvestmentRecord.objects.select_related("unit")
    assert answers == ["", f"{row.unit} 2026 年已登记完成投资的数字，全域汇总与各单位只能登记一种，以免重复计算。"]


def test_projects_and_their_sum_exclude_each_other(
    clerk: User, town: Unit, project: AffordableProject, meeting: Meeting
) -> None:
    meeting(InvestmentRecord)
    answers = at_once(*investments(clerk, (town, project), (town, None)))
    [row] = InvestmentRecord.objects.all()
    how = "按项目" if row.project_id else "按单位合计"
    assert answers == ["", f"城关镇 2026 年已{how}登记投资，请继续{how}登记，以免重复计算。"]


# -- projects change places -----------------------------------------------------------------------------


@pytest.fixture
def moves(clerk: User, town: Unit, town2: Unit, patience: float) -> list[Deed]:
    """Return two edits that give each of two units the project of the other; they meet when both lock their project."""
    place = threading.Barrier(2)

    def wait(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        answer = execute(sql, params, many, context)
        if sql.endswith('FOR NO KEY UPDATE OF "affordable_affordableproject"'):
            with suppress(threading.BrokenBarrierError):
                place.wait(patience)
        return answer

    def move(project: AffordableProject, unit: Unit) -> None:
        with connection.execute_wrapper(wait):
            services.edit_project(actor=clerk, project=project, unit=unit)

    facts = {"actor": clerk, "kind": ProjectKind.SHANTYTOWN, "plan_year": 2026}
    one, other = (services.create_project(unit=unit, name=f"{unit}片区", **facts) for unit in (town, town2))
    return [partial(move, one, town2), partial(move, other, town)]


def test_two_moves_do_not_wait_for_each_other(moves: list[Deed]) -> None:
    assert at_once(*moves) == ["", ""]
    places = AffordableProject.objects.order_by("pk").values_list("name", "unit__name")
    assert list(places) == [("城关镇片区", "东屏镇"), ("东屏镇片区", "城关镇")]


def move_and_record(clerk: User, project: AffordableProject, town2: Unit) -> list[Deed]:
    """Return a project's move to another unit, and its first milestone, entered by somebody who saw it before."""
    return [
        partial(services.edit_project, actor=clerk, project=project, unit=town2),
        partial(services.record_milestone, actor=clerk, unit=project.unit, project=project, kind=project.kind,
                code=MilestoneCode.STARTED, actual_on=DAY, sets=40, evidence=PROOF),
    ]


def astray() -> int:
    """Return how many milestones are of another unit than their project."""
    return Milestone.objects.exclude(unit=F("project__unit")).count()


def test_a_milestone_is_of_the_unit_of_its_project(
    clerk: User, project: AffordableProject, town2: Unit, meeting: Meeting
) -> None:
    meeting(AffordableProject, Milestone)
    assert at_once(*move_and_record(clerk, project, town2)) in (
        ["", "项目已登记进展、说明或审计问题，不能再改责任单位；如确属登错，请新建项目后重新登记。"],
        ["", "项目“东关片区”刚刚被他人修改，请刷新后核对。"],
    )
    assert astray() == 0


@pytest.mark.parametrize(
    ("enter", "facts"),
    [
        (services.record_milestone, {"kind": ProjectKind.SHANTYTOWN, "code": MilestoneCode.STARTED, "actual_on": DAY,
                                     "sets": 40, "evidence": PROOF}),
        (services.record_investment, {"as_of": DAY, "amount_cum": Decimal("9190000.00")}),
        (services.record_note, {"kind": ProjectKind.SHANTYTOWN, "as_of": DAY, "text": "正在征收"}),
        (services.list_finding, {"audit_year": 2025, "listed_on": DAY}),
    ],
)
def test_a_project_seen_before_its_move_takes_nothing(
    enter: Callable, facts: dict, clerk: User, project: AffordableProject, town2: Unit
) -> None:
    services.edit_project(actor=clerk, project=project, unit=town2)
    with pytest.raises(ServiceError) as refusal:
        enter(actor=clerk, unit=project.unit, project=project, **facts)
    assert refusal.value.message_dict == {"project": ["项目“东关片区”刚刚被他人修改，请刷新后核对。"]}


# -- the negative control -------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.usefixtures("no_locks")
class TestWithoutLocks:
    """With the locks taken away, everything above goes wrong."""

    @pytest.fixture
    def patience(self) -> float:
        return 30  # nobody is held up, so all arrive

    def test_the_table_is_imported_twice(self, clerk: User, person: Callable[..., User], meeting: Meeting) -> None:
        meeting(Milestone)
        assert at_once(*imports(clerk, person("clerk"))) == ["", ""]
        assert imported() == (2, 2)

    def test_both_chiefs_confirm(self, milestone: Milestone, chiefs: list[User], meeting: Meeting) -> None:
        meeting(Milestone)
        assert at_once(*confirmations(milestone, chiefs)) == ["", ""]
        assert Entry.objects.filter(action="复核通过").count() == 2

    def test_it_is_confirmed_and_returned(self, milestone: Milestone, chiefs: list[User], meeting: Meeting) -> None:
        meeting(Milestone)
        assert at_once(*decisions(milestone, chiefs)) == ["", ""]

    def test_only_the_constraint_refuses_a_second_successor(
        self, clerk: User, target: Callable, meeting: Meeting
    ) -> None:
        first = target(Program.SHANTYTOWN, 100)
        meeting(AnnualTarget)
        assert at_once(*revisions(clerk, (first, 110), (first, 120))) == ["", ADJUSTED]

    def test_the_part_is_above_its_whole(self, clerk: User, target: Callable, meeting: Meeting) -> None:
        deeds = part_and_whole(clerk, target)
        meeting(AnnualTarget)
        assert at_once(*deeds) == ["", ""]
        assert in_force() == {Program.SHANTYTOWN: 50, Program.SHANTYTOWN_OLD: 60}

    def test_all_take_the_same_serial(self, clerk: User, town: Unit, meeting: Meeting) -> None:
        meeting(AuditFinding, people=4)
        assert at_once(*listings(clerk, town)) == ["", LISTED, LISTED, LISTED]
        assert serials() == [1]

    def test_the_statement_is_kept_twice(self, clerk: User, town: Unit, meeting: Meeting) -> None:
        meeting(InvestmentRecord)
        assert at_once(*investments(clerk, (town, None), (town, None))) == ["", ""]
        assert InvestmentRecord.objects.count() == 2

    def test_the_whole_and_a_unit_are_both_stated(
        self, clerk: User, office: object, town: Unit, meeting: Meeting
    ) -> None:
        meeting(InvestmentRecord)
        assert at_once(*investments(clerk, (office.whole, None), (town, None))) == ["", ""]
        assert InvestmentRecord.objects.count() == 2

    def test_a_project_and_the_sum_are_both_stated(
        self, clerk: User, town: Unit, project: AffordableProject, meeting: Meeting
    ) -> None:
        meeting(InvestmentRecord)
        assert at_once(*investments(clerk, (town, project), (town, None))) == ["", ""]
        assert InvestmentRecord.objects.count() == 2

    def test_the_milestone_stays_behind(
        self, clerk: User, project: AffordableProject, town2: Unit, meeting: Meeting
    ) -> None:
        meeting(AffordableProject, Milestone)
        assert at_once(*move_and_record(clerk, project, town2)) == ["", ""]
        assert astray() == 1


@pytest.mark.postgres
def test_moves_without_an_order_of_locks_end_in_a_circle(moves: list[Deed], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "lock_units", lambda units: None)
    assert at_once(*moves) == ["", "OperationalError"]
