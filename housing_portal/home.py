"""工作台: what waits for the reader, what was done lately, and how far the year has come."""
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from affordable.models import (
    AffordableProject,
    AllocationRound,
    AnnualReview,
    AnnualTarget,
    ArrearsPlan,
    AuditFinding,
    ContinuedTask,
    Family,
    ImportBatch,
    InvestmentRecord,
    Lease,
    Milestone,
    ProgressNote,
    RelocationHousehold,
    RenovationCommunity,
    RentalHome,
    RentalStock,
    RuralHouse,
    SubsidyBatch,
    SubsidyGrant,
    SubsidyProgress,
)
from housing_portal.accounts.models import User
from housing_portal.accounts.roles import PERMISSIONS
from housing_portal.journal.models import Entry
from housing_portal.kit import clock, periods
from housing_portal.kit.figures import NO_VALUE, grouped
from housing_portal.kit.pages import Page
from housing_portal.todos import piles
from inspections.models import Campaign, CreditRecord, Finding, Inspection, Petition, RandomDraw, RectificationNotice
from presale.delivery.models import DeliveryProblem, EstatePlan, LoanUse, SpecialLoan, TroubledEstate
from presale.models import EscrowAccount, EscrowAlert, PermitApplication, Refund, Release
from reports import catalogue, scopes
from reports.calendar import Month, month_before
from reports.catalogue import Programme
from reports.evaluate import IndicatorSet, Pace
from reports.models import Document, SupervisionItem

LATEST = 8
WEEKDAYS = "一二三四五六日"
# records whose page needs no more than their number, by the permission that opens it
OPENED = {
    "affordable.view": (
        AffordableProject, AnnualTarget, ArrearsPlan, AuditFinding, ContinuedTask, ImportBatch, InvestmentRecord,
        Milestone, ProgressNote, RelocationHousehold, RenovationCommunity, RentalStock, RuralHouse, SubsidyProgress,
    ),
    "rental.view": (AllocationRound, AnnualReview, Family, Lease, RentalHome, SubsidyBatch, SubsidyGrant),
    "presale.view": (EscrowAccount, EscrowAlert, PermitApplication, Refund, Release),
    "inspections.view": (Campaign, CreditRecord, Finding, Inspection, RandomDraw, RectificationNotice),
    "petitions.view": (Petition,),
    "delivery.view": (DeliveryProblem, EstatePlan, LoanUse, SpecialLoan, TroubledEstate),
    "reports.view": (Document, SupervisionItem),
}
PAGES = {model._meta.label_lower: (model, permission) for permission, models in OPENED.items() for model in models}
SHORTCUTS = (
    ("登记里程碑", "affordable:milestone_create", "plus", "affordable.record"),
    ("月度填报", "affordable:project_month", "edit", "affordable.record"),
    ("受理保障申请", "affordable:family_create", "people", "rental.record"),
    ("新增合同", "transactions:contract_create", "sign", "transactions.record"),
    ("楼盘表", "transactions:estate_list", "table", "transactions.view"),
    ("导入报表", "affordable:import", "up", "affordable.import"),
    ("目标进展", "reports:dashboard", "chart", "reports.view"),
    ("商品房市场", "transactions:market", "chart", "transactions.view"),
    ("监管总览", "presale:overview", "shield", "presale.view"),
    ("保交房总览", "reports:delivery", "key", "delivery.view"),
    ("检查总览", "inspections:overview", "check", "inspections.view"),
    ("滞后与逾期", "reports:behind", "flag", "reports.view"),
    ("公文", "reports:document_list", "doc", "reports.view"),
    ("导出进展表", "reports:progress_workbook", "dl", "reports.view"),
    ("用户", "accounts:user_list", "people", "accounts.manage"),
    ("科室单位", "accounts:unit_list", "db", "accounts.manage"),
    ("操作日志", "journal:entry_list", "table", "journal.view"),
)
MOST_SHORTCUTS = 8
# what leaders see of the whole county at one glance
COUNTY = ("investment_rate", "filed_net_area_year", "escrow_balance", "handover_year_rate", "check_open_all",
          "pet_overdue")
LEADER = "reports.accept"
RECORDING = [code for code in PERMISSIONS if code.endswith(".record")]


@dataclass(frozen=True)
class Course:
    """How one programme of the year stands."""

    programme: Programme
    pace: Pace
    url: str


def courses(user: User) -> tuple[IndicatorSet, list[Course]]:
    """Return the figures of today in the scope of ``user`` and the programmes that have a target."""
    figures = IndicatorSet(scopes.scope_for(user, clock.today()))
    found = [
        Course(programme, figures.pace(programme), reverse("reports:figure", args=[programme.rate]))
        for programme in catalogue.PROGRAMMES
    ]
    return figures, [course for course in found if course.pace.target is not None]


@dataclass(frozen=True)
class Glance:
    """One figure of the county with its measure; ``url`` opens its records."""

    label: str
    text: str
    measure: str
    url: str


def county(figures: IndicatorSet) -> list[Glance]:
    """Return the figures of the strip, in their unit of display."""
    found = []
    for key in COUNTY:
        one, value = figures.indicators[key], figures.value(key)
        text = NO_VALUE if value is None else grouped(value, one.places)
        measure = one.unit if value is not None else ""
        found.append(Glance(one.label, text, measure, reverse("reports:figure", args=[key])))
    return found


def records_himself(user: User) -> bool:
    """Tell whether ``user`` enters records: then his own deeds are what he looks for."""
    return any(user.can(code) for code in RECORDING)


def recent(user: User) -> list[tuple[Entry, str]]:
    """Return what was done lately to records that ``user`` may open, with their addresses; of a clerk, by himself."""
    kinds = [kind for kind, (_, permission) in PAGES.items() if user.can(permission)]
    entries = Entry.objects.visible_to(user).filter(object_type__in=kinds)
    if records_himself(user):
        entries = entries.filter(actor__in=user.accounts)
    entries = entries[:LATEST]
    return [(entry, PAGES[entry.object_type][0](pk=entry.object_id).get_absolute_url()) for entry in entries]


class HomePage(Page, TemplateView):
    """The page one starts from."""

    permission = ""
    title = "工作台"
    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, clock.today()
        tabs = piles(user)
        figures, programmes = courses(user) if user.can("reports.view") else (None, [])
        chosen = next((pile for pile in tabs if pile.key == self.request.GET.get("tab")), None)
        pile = chosen or next((pile for pile in tabs if pile.count), tabs[0])
        pile.is_whole = "all" in self.request.GET
        return super().get_context_data(
            **kwargs,
            day=f"{periods.written(today)}　星期{WEEKDAYS[today.weekday()]}",
            year=today.year,
            piles=tabs,
            pile=pile,
            shortcuts=[item for item in SHORTCUTS if user.can(item[3])][:MOST_SHORTCUTS],
            share=figures and figures.time_share.percent,
            courses=programmes,
            county=county(figures) if figures and user.can(LEADER) and user.sees_everything else [],
            month=Month(user, *month_before(today)),
            can_open_journal=user.can("journal.view"),
            recent_title="我最近办理" if records_himself(user) else "最近办理",
            recent=recent(user),
        )
