"""The invariants of shared ownership: parts of a whole, states that the rows give, days in their order."""
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from django.db.models import F

from affordable.enums import SharedStatus
from affordable.models import SharedHome, SharedSale, SharePurchase
from affordable.models.shared import FULL
from housing_portal.kit.figures import grouped
from reports.querysets import sizes

Sentences = Iterator[str]


def shares_are_parts_of_a_whole() -> Sentences:
    """First share and what was bought since come to no more than 100 percent; the rest is the government's."""
    for sale, share in _shares().items():
        if share > FULL:
            yield f"共有产权出售 {sale}：个人份额合计 {grouped(share, 2)}%，大于 100%"


def states_are_those_of_rows() -> Sentences:
    """A home is built, sold, certified, wholly owned or bought back as its sales and their shares say."""
    shares = _shares()
    sales: dict[int, list[tuple[int, str, object]]] = {}
    rows = SharedSale.objects.standing().order_by("pk").values_list("home", "pk", "cert_no", "bought_back_on")
    for home, *facts in rows:
        sales.setdefault(home, []).append(tuple(facts))
    for home, state in SharedHome.objects.order_by("pk").values_list("pk", "status"):
        led = _state(sales.get(home, []), shares)
        if state != led:
            yield f"共有产权住房 {home}：状态为{SharedStatus(state).label}，按出售和份额应为{led.label}"


def days_follow_each_other() -> Sentences:
    """Nothing happens before the sale or after the buy-back, and a home is sold anew after it was bought back."""
    bought = SharePurchase.objects.standing().order_by("pk")
    for late in (bought.filter(on__lt=F("sale__sold_on")), bought.filter(on__gt=F("sale__bought_back_on"))):
        yield from (f"共有产权出售 {pk}：增购日期不在出售与回购之间" for pk in late.values_list("sale", flat=True))
    rows = SharedSale.objects.standing().order_by("home", "pk").values_list("home", "sold_on", "bought_back_on")
    for (home, _sold, back), (same, sold, _back) in pairwise(rows):
        if home == same and (back is None or sold < back):
            yield f"共有产权住房 {home}：{sold} 再次出售，上次回购日期为 {back or '无'}"
    for pk in SharedSale.objects.exclude(unit=F("home__unit")).order_by("pk").values_list("pk", flat=True):
        yield f"共有产权出售 {pk}：责任单位与住房不一致"


def _shares() -> dict[int, Decimal]:
    """Return sale → percent of the owner."""
    bought = sizes(SharePurchase.objects.standing(), "sale", "share")
    nothing = (0, Decimal(0))
    return {pk: share + bought.get(pk, nothing)[1] for pk, share in SharedSale.objects.order_by("pk").values_list(
        "pk", "share")}


def _state(sales: list[tuple[int, str, object]], shares: dict[int, Decimal]) -> SharedStatus:
    """Return where a home stands after its sales, the last of which counts."""
    if not sales:
        return SharedStatus.BUILT
    sale, certificate, back = sales[-1]
    if back is not None:
        return SharedStatus.BOUGHT_BACK
    if shares[sale] >= FULL:
        return SharedStatus.FULL
    return SharedStatus.CERTIFIED if certificate else SharedStatus.SOLD


SHARED_RULES: dict[str, Callable[[], Sentences]] = {
    "共有产权个人份额合计不大于 100%": shares_are_parts_of_a_whole,
    "共有产权状态与出售、份额、办证相符": states_are_those_of_rows,
    "共有产权出售、增购、回购日期先后相符": days_follow_each_other,
}
