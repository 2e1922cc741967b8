"""一页纸: all that is known of one estate of 保交房, on one A4; escrow and petitions come from their own areas."""
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.kit import clock
from housing_portal.kit.figures import NO_VALUE, Ratio, grouped, in_unit
from housing_portal.kit.pages import DayPage
from housing_portal.kit.scope import Scope
from housing_portal.registry.services.months import scope_at
from inspections.enums.petitions import PetitionCategory
from inspections.models.petition import Petition
from presale.delivery.enums.estates import Risk, WorkState
from presale.delivery.models import DeliveryProblem, PlanMeasure, Promise, TroubledEstate
from presale.delivery.picture import pictured
from presale.delivery.register import delay_of
from presale.models import EscrowAccount
from presale.services.position import position

MOST = 5
Lines = list[tuple[str, str, str]]


class EstateSheet(DayPage):
    permission = "delivery.view"
    template_name = "reports/estate_sheet.html"

    @cached_property
    def scope(self) -> Scope:
        return scope_at(self.day)

    @cached_property
    def estate(self) -> TroubledEstate:
        """Return the estate as it stood in the ledger on the day; off the ledger there is no sheet."""
        visible = pictured(self.scope).visible_to(self.request.user)
        return get_object_or_404(visible.select_related("builder_unit", "general_contractor", "taskforce"),
                                 pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{self.estate} 一页纸"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.estate), self.estate.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it = self.estate
        problems = DeliveryProblem.objects.open_at(self.scope).filter(estate=it).with_amount(self.scope)
        promises = Promise.objects.counted(self.scope).filter(estate=it).order_by("-on", "-pk")
        measures = PlanMeasure.objects.in_force_at(self.scope).filter(plan__estate=it).select_related("plan")
        own = {
            "as_of": self.day, "estate": it,
            "chips": [Risk(it.risk_level), *([WorkState(it.state)] if it.state else [])],
            "facts": self.facts(), "homes": self.homes(), "money": self.money(),
            "problems": problems.order_by("kind", "pk")[:MOST], "problem_count": problems.count(),
            "promises": promises[:MOST], "promise_count": promises.count(),
            "measures": measures.order_by("due_on", "pk")[:MOST], "measure_count": measures.count(),
            "petitions": self.petitions(),
            "petition_url": f"{reverse('inspections:petition_list')}?estate={it.estate_id}",
        }
        return super().get_context_data(**{**own, **kwargs})

    def facts(self) -> list[tuple[str, str]]:
        it, delay = self.estate, delay_of(self.estate, self.scope)
        return [
            ("开发企业", str(it.developer)), ("建设单位", str(it.builder_unit or "——")),
            ("总包单位", str(it.general_contractor or "——")), ("总建筑面积", f"{grouped(it.total_floor_area, 2)} ㎡"),
            ("清单来源", it.sources), ("约定交房日", str(it.contract_delivery_on)),
            ("预计交房日", str(it.expected_on or "未承诺")), ("延期", f"{delay:,} 天"),
            ("施工状态自", str(it.state_on or "——")),
            ("完成工程量", NO_VALUE if it.percent is None else f"{it.percent} %"),
            ("责任专班", str(it.taskforce or "——")), ("包案领导", it.lead_county_leader or "——"),
        ]

    def homes(self) -> Lines:
        it = self.estate
        area = NO_VALUE if it.sold_area is None else grouped(it.sold_area, 2)
        return [
            ("已售", _sets(it.sold_sets), "套"), ("已售面积", area, "㎡"), ("应交付", _sets(it.due_sets), "套"),
            ("已交付", _sets(it.delivered), "套"), ("未交付", _sets(it.undelivered), "套"),
            ("交房率", str(Ratio(it.delivered, it.due_sets)), "%"), ("预交房", _sets(it.pre_handed), "套"),
            ("违规交房", _sets(it.wrongful), "套"), ("已办证", _sets(it.titled), "套"),
        ]

    def money(self) -> Lines:
        it = self.estate
        accounts = EscrowAccount.objects.visible_to(self.request.user).supervised().filter(estate=it.estate_id)
        workings = [position(account) for account in accounts.order_by("pk")]
        now = "（现在）" if self.day < clock.today() else ""
        escrow = [
            (f"监管余额{now}", _wan(sum((one.balance for one in workings), Decimal(0))), "万元"),
            (f"可拨付{now}", _wan(sum((one.available for one in workings), Decimal(0))), "万元"),
        ] if workings else [("预售监管账户", "没有", "")]
        return [
            *escrow, ("借款批准", _wan(it.approved), "万元"), ("借款到账", _wan(it.arrived), "万元"),
            ("借款拨付", _wan(it.paid), "万元"), ("借款账上余额", _wan(it.left), "万元"),
            ("借款未还本金", _wan(it.owed), "万元"), ("资金缺口", _wan(it.gap), "万元"),
        ]

    def petitions(self) -> Lines:
        """Return how many petitions about the estate had come by the day."""
        known = Petition.objects.visible_to(self.request.user).filter(
            estate=self.estate.estate_id, received_on__lte=self.day, recorded_at__lte=self.scope.cutoff
        )
        late = known.filter(category=PetitionCategory.LATE)
        return [("信访", f"{known.count():,}", "件"), ("其中逾期交房类", f"{late.count():,}", "件")]


def _sets(value: int | None) -> str:
    return NO_VALUE if value is None else f"{value:,}"


def _wan(value: Decimal) -> str:
    return grouped(in_unit(value, "万元"), 2)
