"""The ledger: estates, what is said of them, problems, plans, task forces, meetings, financing."""
from collections.abc import Iterable

from django.urls import URLPattern, path
from django.views import View

from presale.delivery.forms.facts import FORMS
from presale.delivery.views import budgets, estates, facts, financing, meetings, plans, problems, register, taskforces


def _steps(place: str, noun: str, views: dict[str, type[View]]) -> Iterable[URLPattern]:
    """Return the addresses of the steps of a record."""
    return (path(f"{place}/<int:pk>/{code}/", view.as_view(), name=f"{noun}_{code}") for code, view in views.items())


def _facts() -> Iterable[URLPattern]:
    """Return two addresses per kind of row: of an estate it is entered, by itself it is taken back."""
    for kind in FORMS:
        name = kind._meta.model_name
        yield path(f"estates/<int:pk>/{name}/new/", facts.FactCreate.as_view(model=kind), name=f"{name}_create")
        yield path(f"{name}/<int:pk>/undo/", facts.FactUndo.as_view(model=kind), name=f"{name}_undo")


urlpatterns = [
    path("estates/", estates.EstateList.as_view(), name="estate_list"),
    path("estates/register/", register.Register.as_view(), name="register"),
    path("estates/new/", estates.EstateCreate.as_view(), name="estate_create"),
    path("estates/<int:pk>/", estates.EstatePage.as_view(), name="estate_detail"),
    *_steps("estates", "estate", {
        "edit": estates.EstateEdit, "remove": estates.EstateRemove, "undo": estates.EstateUndo,
    }),
    *_facts(),
    path("funds/", facts.FundList.as_view(), name="fund_list"),
    path("problems/", problems.ProblemList.as_view(), name="problem_list"),
    path("estates/<int:pk>/problems/new/", problems.ProblemCreate.as_view(), name="problem_create"),
    path("problems/<int:pk>/", problems.ProblemPage.as_view(), name="problem_detail"),
    *_steps("problems", "problem", {
        "edit": problems.ProblemEdit, "amount": problems.ProblemRestate, "take_up": problems.ProblemTakeUp,
        "solve": problems.ProblemSolve, "close": problems.ProblemClose, "reopen": problems.ProblemReopen,
        "undo": problems.ProblemUndo,
    }),
    path("plans/", plans.PlanList.as_view(), name="plan_list"),
    path("estates/<int:pk>/plans/new/", plans.PlanCreate.as_view(), name="plan_create"),
    path("plans/<int:pk>/", plans.PlanPage.as_view(), name="plan_detail"),
    *_steps("plans", "plan", {
        "edit": plans.PlanEdit, "submit": plans.PlanSubmit, "review": plans.PlanReview, "return": plans.PlanReturn,
        "approve": plans.PlanApprove, "reject": plans.PlanReject,
    }),
    path("measures/", plans.MeasureList.as_view(), name="measure_list"),
    path("plans/<int:pk>/measures/new/", plans.MeasureCreate.as_view(), name="measure_create"),
    path("measures/<int:pk>/", plans.MeasurePage.as_view(), name="measure_detail"),
    *_steps("measures", "measure", {
        "edit": plans.MeasureEdit, "remove": plans.MeasureRemove, "finish": plans.MeasureFinish,
        "undo": plans.MeasureUndo,
    }),
    path("taskforces/", taskforces.TaskForceList.as_view(), name="taskforce_list"),
    path("taskforces/new/", taskforces.TaskForceCreate.as_view(), name="taskforce_create"),
    path("taskforces/<int:pk>/", taskforces.TaskForcePage.as_view(), name="taskforce_detail"),
    path("taskforces/<int:pk>/edit/", taskforces.TaskForceEdit.as_view(), name="taskforce_edit"),
    path("taskforces/<int:pk>/assessments/new/", taskforces.AssessmentCreate.as_view(), name="assessment_create"),
    path("assessments/<int:pk>/", taskforces.AssessmentPage.as_view(), name="assessment_detail"),
    *_steps("assessments", "assessment", {
        "confirm": taskforces.AssessmentConfirm, "void": taskforces.AssessmentVoid,
    }),
    path("meetings/", meetings.MeetingList.as_view(), name="meeting_list"),
    path("meetings/new/", meetings.MeetingCreate.as_view(), name="meeting_create"),
    path("meetings/<int:pk>/", meetings.MeetingPage.as_view(), name="meeting_detail"),
    path("meetings/<int:pk>/undo/", meetings.MeetingUndo.as_view(), name="meeting_undo"),
    path("meetings/<int:pk>/decisions/new/", meetings.DecisionCreate.as_view(), name="decision_create"),
    path("decisions/", meetings.DecisionList.as_view(), name="decision_list"),
    path("decisions/<int:pk>/", meetings.DecisionPage.as_view(), name="decision_detail"),
    *_steps("decisions", "decision", {"resolve": meetings.DecisionResolve, "undo": meetings.DecisionUndo}),
    path("financing/", financing.FinancingList.as_view(), name="financing_list"),
    path("estates/<int:pk>/financing/new/", financing.FinancingCreate.as_view(), name="financing_create"),
    path("financing/<int:pk>/", financing.FinancingPage.as_view(), name="financing_detail"),
    *_steps("financing", "financing", {
        "grant": financing.FinancingGrant, "refuse": financing.FinancingRefuse, "undo": financing.FinancingUndo,
    }),
    path("budgets/", budgets.BudgetList.as_view(), name="budget_list"),
    path("budgets/new/", budgets.BudgetCreate.as_view(), name="budget_create"),
    path("budgets/<int:pk>/", budgets.BudgetPage.as_view(), name="budget_detail"),
    path("budgets/<int:pk>/undo/", budgets.BudgetUndo.as_view(), name="budget_undo"),
]
