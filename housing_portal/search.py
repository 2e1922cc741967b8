"""Global search: one box for numbers and names of everything that has a page; grouped, and within one's scope."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from affordable.models import (
    AffordableProject,
    AnnualTarget,
    AuditFinding,
    Family,
    Milestone,
    ProgressNote,
    RenovationCommunity,
)
from affordable.querysets import owners
from housing_portal.accounts.models import Unit, User
from housing_portal.kit.filters import SearchFilter, clean_query
from housing_portal.kit.pages import Page
from housing_portal.registry.models import Estate, Organization, PolicyDoc, SalePermit
from inspections.models import Finding, InspectionTarget, Petition, RectificationNotice
from presale.delivery.models import SpecialLoan, TroubledEstate
from presale.models import PermitApplication
from reports.models import Document, SupervisionItem
from transactions.models import ExistingHomeContract, SaleContract

MOST = 5


@dataclass(frozen=True)
class Kind:
    """What can be found: in which fields one looks, how a hit is written, and the list that shows all hits."""

    label: str
    permission: str
    rows: Callable[[User], QuerySet]
    fields: Sequence[str]
    note: Callable[[Any], str]
    list_url: str
    url: Callable[[Any], str] = lambda row: row.get_absolute_url()
    # where a word inside a text cannot be looked for among a million rows: the whole number alone
    whole: bool = False

    def find(self, user: User, query: str) -> QuerySet:
        """Return what ``user`` may see and matches ``query``."""
        rows = self.rows(user)
        if self.whole:
            return rows.filter(reduce(or_, (Q(**{field: query}) for field in self.fields)))
        return SearchFilter(self.fields).filter(rows, query).distinct()


@dataclass(frozen=True)
class Hits:
    """What one kind of record has to offer."""

    label: str
    count: int
    rows: Sequence[tuple[str, str, str]]
    more: str


def _visible(model: type[Model], *related: str) -> Callable[[User], QuerySet]:
    return lambda user: model.objects.visible_to(user).select_related(*related)


def _current(model: type[Model], *related: str) -> Callable[[User], QuerySet]:
    return lambda user: model.objects.visible_to(user).current().select_related(*related)


def _targets_of(unit: Unit) -> str:
    return f"{reverse('affordable:target_list')}?unit={unit.pk}"


KINDS = (
    Kind("依据文件", "registry.view", _visible(PolicyDoc), ["number", "title", "issuer"],
         lambda doc: doc.issuer, "registry:policy_list"),
    Kind("公文", "reports.view", _visible(Document), ["number", "title"],
         lambda doc: f"{doc.number or '未编号'}　{doc.get_status_display()}", "reports:document_list"),
    Kind("督办事项", "reports.view", _visible(SupervisionItem, "unit"), ["title", "requirement", "unit__name"],
         lambda it: f"{it.unit}　{it.get_status_display()}", "reports:supervision_list"),
    Kind("责任单位", "affordable.view", owners, ["name", "short_name", "aliases__name"],
         lambda unit: f"{unit.get_kind_display()}　{unit.name}", "affordable:target_list", _targets_of),
    Kind("网签合同", "transactions.view", _visible(SaleContract, "estate"), ["contract_no", "filing_no"],
         lambda it: f"{it.estate} {it.room_label}　{it.get_status_display()}", "transactions:contract_list",
         whole=True),
    Kind("存量房合同", "transactions.view", _visible(ExistingHomeContract), ["contract_no", "filing_no", "verify_code"],
         lambda it: f"{it.address}　{it.get_status_display()}", "transactions:resale_list", whole=True),
    Kind("楼盘", "registry.view", _current(Estate, "developer"), ["record_name", "promo_name", "developer__name"],
         lambda it: str(it.developer), "registry:estate_list"),
    Kind("销售许可", "registry.view", _visible(SalePermit, "estate"), ["number", "number_key"],
         lambda it: f"{it.estate}　{it.get_status_display()}", "registry:permit_list"),
    Kind("许可申请", "presale.view", _visible(PermitApplication, "estate"), ["number", "estate__record_name"],
         lambda it: f"{it.estate}　{it.title}　{it.get_status_display()}", "presale:application_list"),
    Kind("项目", "affordable.view", _visible(AffordableProject, "unit"), ["name", "undertaker__name"],
         lambda it: f"{it.unit}　{it.get_kind_display()}　{it.plan_year} 年下达", "affordable:project_list"),
    Kind("老旧小区", "affordable.view", _visible(RenovationCommunity, "unit"), ["name"],
         lambda it: f"{it.unit}　{it.plan_year} 年　{it.get_status_display()}", "affordable:community_list"),
    Kind("里程碑", "affordable.view", _visible(Milestone, "unit", "project"), ["project__name", "building", "note"],
         lambda it: f"{it.project or it.get_kind_display()}　{it.building}　{it.get_status_display()}",
         "affordable:milestone_list"),
    Kind("年度目标", "affordable.view", _visible(AnnualTarget, "unit", "policy_doc"),
         ["policy_doc__number", "policy_doc__title", "reason"],
         lambda it: f"第 {it.revision} 版　{it.policy_doc or ''}", "affordable:target_list"),
    Kind("保障对象", "rental.view", _visible(Family, "unit"), ["number"],
         lambda it: f"{it.unit}　{it.get_category_display()}　{it.get_status_display()}", "affordable:family_list"),
    Kind("保交房项目", "delivery.view", _visible(TroubledEstate, "estate", "developer"),
         ["estate__record_name", "estate__promo_name", "developer__name"], lambda it: str(it.developer),
         "delivery:estate_list"),
    Kind("专项借款", "delivery.view", _visible(SpecialLoan, "lender"), ["contract_no", "lender__name"],
         lambda it: str(it.lender), "delivery:loan_list"),
    Kind("检查对象", "inspections.view", _visible(InspectionTarget, "domain"), ["name"],
         lambda it: f"{it.domain}　{it.get_kind_display()}", "inspections:target_list"),
    Kind("整改通知单", "inspections.view", _visible(RectificationNotice, "target"), ["number", "target__name"],
         lambda it: f"{it.target}　{it.get_status_display()}", "inspections:notice_list"),
    Kind("检查问题", "inspections.view", _visible(Finding, "target", "violation"), ["description", "target__name"],
         lambda it: f"{it.target}　{it.get_status_display()}", "inspections:finding_list"),
    Kind("信访投诉", "petitions.view", _visible(Petition, "estate"), ["number", "title"],
         lambda it: f"{it.get_category_display()}　{it.get_status_display()}", "inspections:petition_list"),
    Kind("审计问题", "affordable.view", _visible(AuditFinding, "unit", "category"), ["title", "project__name"],
         lambda it: f"{it.category or '未分类'}　{it.get_status_display()}　{it.title}", "affordable:finding_list"),
    Kind("情况说明", "affordable.view", _visible(ProgressNote, "unit"), ["text", "project__name"],
         lambda it: it.text, "affordable:note_list"),
    Kind("机构", "registry.view", _current(Organization), ["name", "short_name", "credit_code"],
         lambda it: it.credit_code or "", "registry:organization_list"),
)


def find(user: User, query: str) -> list[Hits]:
    """Return what ``user`` may see and contains every word of ``query``, by kind; kinds without a hit are left out."""
    found = (_hits(kind, user, query) for kind in KINDS if user.can(kind.permission))
    return [hits for hits in found if hits.count]


def _hits(kind: Kind, user: User, query: str) -> Hits:
    rows = kind.find(user, query)
    shown = [(str(row), kind.note(row), kind.url(row)) for row in rows[:MOST]]
    return Hits(kind.label, rows.count(), shown, f"{reverse(kind.list_url)}?{urlencode({'q': query})}")


class SearchPage(Page, TemplateView):
    """The answer to the box in the head of every page."""

    permission = ""
    title = "搜索"
    template_name = "search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = clean_query(self.request.GET).get("q", "").strip()
        groups = find(self.request.user, query) if query else []
        total = sum(hits.count for hits in groups)
        return super().get_context_data(**kwargs, query=query, groups=groups, total=total)
