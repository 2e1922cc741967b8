"""保交房问题: of all estates, and every step of one."""
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal import stages
from housing_portal.journal.forms import ProvedDayForm
from housing_portal.journal.pages import ReviewPage, UndoStep
from housing_portal.kit import clock, scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.problems import AMOUNTS, ProblemStatus
from presale.delivery.filters.problems import ProblemFilter
from presale.delivery.forms.problems import AmountForm, ProblemEditForm, ProblemForm, SolveForm
from presale.delivery.models import DeliveryProblem
from presale.delivery.services import problems as services
from presale.delivery.tables.problems import ProblemAmountTable, ProblemStepTable, ProblemTable
from presale.delivery.views.parts import DeliveryList, DeliveryPage, OfEstate, crumbs_to
from presale.delivery.workflow import PROBLEM, RECORD

RELATED = ("estate__estate", "recorded_by")


class ProblemList(DeliveryList):
    """Amounts are never added up here: one estate may have several problems, and gaps and wages are two things."""

    title = "问题清单"
    model = DeliveryProblem
    table_class = ProblemTable
    filterset_class = ProblemFilter
    related = RELATED
    empty_text = "没有符合条件的问题；在项目页登记问题"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_amount(scope.current())

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount") if self.query.get("kind") else {}


class ProblemCreate(OfEstate):
    model = DeliveryProblem
    form_class = ProblemForm

    def perform(self, form: ProblemForm) -> DeliveryProblem:
        return services.find_problem(actor=self.request.user, estate=self.estate, **form.cleaned_data)


class ProblemEdit(EditPage):
    permission = RECORD
    model = DeliveryProblem
    form_class = ProblemEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def perform(self, form: ProblemEditForm) -> DeliveryProblem:
        return services.edit_problem(actor=self.request.user, problem=self.object, **form.cleaned_data)


class ProblemRestate(ActionPage):
    """The amount as it was found later."""

    model = DeliveryProblem
    step = Step("amount", "调整金额", frozenset(), "", RECORD)
    form_class = AmountForm
    done = "已登记金额。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def get_effects(self) -> list[str]:
        return ["从截至日期起按新金额计；截至日更早的数字不变。"]

    def get_blocked(self) -> str:
        return "" if services.has_amount(self.object) else "这个问题不涉及金额，或者已经报解决，不能调整金额。"

    def perform(self, form: AmountForm) -> DeliveryProblem:
        return services.restate_amount(actor=self.request.user, problem=self.object, **form.cleaned_data)


class ProblemPage(DeliveryPage):
    model = DeliveryProblem
    workflow = PROBLEM
    related = RELATED
    edit_url, edit_permission = "delivery:problem_edit", RECORD
    facts = ("kind", "missing_permits", "detail", "found_on", "recorded_by", "recorded_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_amount(scope.current())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.object.estate)

    def get_chips(self) -> list[Any]:
        return [ProblemStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        closed = next((one.on for one in stages.standing(it) if one.code == ProblemStatus.CLOSED), None)
        days = ((closed or clock.today()) - it.found_on).days
        amount = [] if it.amount is None else [KeyFigure("涉及金额（元）", grouped(it.amount, 2), main=True)]
        return [*amount, KeyFigure("办理（天）", grouped(days), f"{closed} 销号" if closed else "未销号")]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:problem_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        if self.object.status not in (ProblemStatus.OPEN, ProblemStatus.DOING):
            self.edit_url = ""
        buttons = super().get_buttons()
        if services.has_amount(self.object) and self.request.user.can(RECORD):
            buttons.append(Button("调整金额", reverse("delivery:problem_amount", args=[self.object.pk])))
        return buttons

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        yield "办理进度", ProblemStepTable(steps, orderable=False, empty_text="还没有办理"), ""
        if self.object.kind in AMOUNTS:
            amounts = self.object.amounts.standing().select_related("recorded_by").order_by("-on", "-pk")
            yield "涉及金额", ProblemAmountTable(amounts, orderable=False), ""


class ProblemStepPage(ReviewPage):
    model = DeliveryProblem
    workflow = PROBLEM
    form_class = ProvedDayForm
    related = RELATED

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_amount(scope.current())

    def get_facts(self) -> list[tuple[str, Any]]:
        it, last = self.object, stages.standing(self.object)[-1:]
        return [
            ("项目", it.estate), ("问题类型", it.get_kind_display()), ("具体情况", it.detail),
            ("涉及金额（元）", None if it.amount is None else grouped(it.amount, 2)),
            ("缺少的手续", it.missing_permits), ("发现日期", str(it.found_on)), ("状态", it.get_status_display()),
            ("最近一步", f"{last[0].get_code_display()} {last[0].on} {last[0].note}" if last else None),
        ]


class ProblemTakeUp(ProblemStepPage):
    step = PROBLEM.steps["take_up"]

    def perform(self, form: ProvedDayForm) -> DeliveryProblem:
        return services.take_up(actor=self.request.user, problem=self.object, **form.cleaned_data)


class ProblemSolve(ProblemStepPage):
    step = PROBLEM.steps["solve"]
    form_class = SolveForm

    def get_effects(self) -> list[str]:
        return ["由另一位同事核实后销号；销号以前仍计为未解决。"]

    def perform(self, form: SolveForm) -> DeliveryProblem:
        return services.solve(actor=self.request.user, problem=self.object, **form.cleaned_data)


class ProblemClose(ProblemStepPage):
    step = PROBLEM.steps["close"]
    done = "已销号。"

    def get_blocked(self) -> str:
        own = stages.entered_by(self.request.user, self.object, {ProblemStatus.SOLVED})
        return services.OWN_SOLVED if own else super().get_blocked()

    def perform(self, form: ProvedDayForm) -> DeliveryProblem:
        return services.close(actor=self.request.user, problem=self.object, **form.cleaned_data)


class ProblemReopen(ProblemStepPage):
    step = PROBLEM.steps["reopen"]
    form_class = ReasonForm
    done = "已退回。"

    def perform(self, form: ReasonForm) -> DeliveryProblem:
        return services.send_back(actor=self.request.user, problem=self.object, reason=form.reason)


class ProblemUndo(UndoStep, ProblemStepPage):
    step = PROBLEM.steps["undo"]

    def perform(self, form: ReasonForm) -> DeliveryProblem:
        return services.undo_step(actor=self.request.user, problem=self.object, reason=form.reason)
