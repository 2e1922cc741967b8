"""逐套交付 (dossier §5, 12): delivered in due form against what is due, and this year's against the year's task.

The denominator is 已售应交付套数, never the total of sets (pitfall 36); 预交房 and 违规交房 count apart.
"""
from django.db.models import QuerySet

from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.handover import BuildingReadiness, DeliveryTask, UnitDelivery
from presale.delivery.querysets.estates import TroubledEstateQuerySet
from presale.delivery.querysets.handover import HandoverQuerySet
from transactions.enums import ANCILLARY
from transactions.models import SaleContract

ROOM, CONTRACT = ("estate", "room__building"), ("room__building",)
FORMAL = "在册保交房项目；签收日期不早于楼幢竣工备案日期；预交房、违规交房不计，车位、储藏间不是套"


def _handovers(scope: Scope) -> HandoverQuerySet:
    return UnitDelivery.objects.on_ledger(TroubledEstate.objects.listed(scope))


def _due(scope: Scope) -> TroubledEstateQuerySet:
    """Return the estates of the ledger that have said what is due: with the others no rate can be told."""
    return TroubledEstate.objects.listed(scope).with_figures(scope).filter(due_sets__isnull=False)


def ready(scope: Scope) -> QuerySet:
    """Return the sold rooms of the ledger in buildings that may be handed over."""
    buildings = BuildingReadiness.objects.ready(scope).values("building")
    estates = TroubledEstate.objects.listed(scope).values("estate")
    sold = SaleContract.objects.held_at(scope).exclude(use__in=ANCILLARY)
    return sold.filter(building__in=buildings, estate__in=estates)


MEASURES = (
    Measure("handover_sets", "已交付", "套", "正式交付的套数", FORMAL, lambda scope: _handovers(scope).formal(scope),
            grouped=False, related=ROOM),
    Measure("handover_of_due", "已交付（已报应交付的项目）", "套", "正式交付的套数",
            f"{FORMAL}；没有报应交付的项目不计",
            lambda scope: UnitDelivery.objects.on_ledger(_due(scope)).formal(scope), grouped=False, related=ROOM),
    Measure("handover_area", "已交付面积", "万平方米", "Σ 正式交付房屋的建筑面积", FORMAL,
            lambda scope: _handovers(scope).formal(scope), "area", grouped=False, related=ROOM),
    Measure("handover_left_sets", "未交付", "套", "Σ（已售应交付 − 已交付）", "在册保交房项目；没有报应交付的项目不计",
            _due, "undelivered", grouped=False, related=("estate",)),
    Measure("handover_year_task", "本年交付任务", "套", "本年在执行的任务套数", "全县任务；没有全县任务的按各项目相加",
            lambda scope: DeliveryTask.objects.of_county(scope), "sets", zero_when_empty=False, grouped=False,
            related=("estate__estate",)),
    Measure("handover_year_sets", "本年已交付", "套", "本年正式交付的套数", f"{FORMAL}；1 月 1 日至截至日签收",
            lambda scope: _handovers(scope).formal_in_year(scope), grouped=False, related=ROOM),
    Measure("handover_ready_sets", "具备交付条件", "套", "条件已复核、有竣工备案的楼幢中已售的套数",
            "在册保交房项目；水电气暖和消防已通过或不涉及；含已经交付的", ready, grouped=False, related=CONTRACT),
    Measure("handover_noticed_sets", "已通知交房", "套", "登记过交房通知的套数", "在册保交房项目；含已经交付的",
            lambda scope: _handovers(scope).reached(scope, "noticed"), grouped=False, related=ROOM),
    Measure("handover_pre_sets", "预交房", "套", "已预交房、还没有正式交付的套数", "在册保交房项目；不计入已交付",
            lambda scope: _handovers(scope).pre_handed(scope), grouped=False, related=ROOM),
    Measure("handover_refused_sets", "无正当理由拒收", "套", "登记过拒收的套数", "在册保交房项目；后来签收的仍计入",
            lambda scope: _handovers(scope).reached(scope, "refused"), grouped=False, related=ROOM),
    Measure("handover_wrongful_sets", "违规交房", "套", "没有竣工备案或早于备案签收的套数",
            "全县所有楼盘；按登记或重新认定时的竣工备案日期判断",
            lambda scope: UnitDelivery.objects.wrongful(scope), grouped=False, related=ROOM),
    Measure("handover_titled_sets", "交付后已办证", "套", "登记办证的套数", "在册保交房项目",
            lambda scope: _handovers(scope).titled(scope), grouped=False, related=ROOM),
)
RATES = (
    Rate("handover_rate", "交房率", "已交付 ÷ 已售应交付", "套；分母不是总套数；没有报应交付的项目不计",
         "handover_of_due", "dv_due_sets"),
    Rate("handover_year_rate", "本年交付任务完成率", "本年已交付 ÷ 本年交付任务", "套", "handover_year_sets",
         "handover_year_task"),
    Rate("handover_title_rate", "办证率", "交付后已办证 ÷ 已交付", "套", "handover_titled_sets", "handover_sets"),
)
