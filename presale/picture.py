"""What the page of an account draws: how far each building has come, and the balance at the end of each month."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from housing_portal.kit import clock
from housing_portal.kit.charts import Mark
from housing_portal.kit.figures import grouped, in_unit
from presale.available import WHOLE, percent
from presale.enums import BuildingKind, Granularity, NodeForm
from presale.models import EscrowAccount, LedgerEntry, NodeCertification, QuotaVersion, RuleNode

MONTHS = 12
BEFORE = "首个节点前"


@dataclass(frozen=True)
class Stop:
    """A node on the bar: ``kind`` is done, now or todo; ``held`` is the amount to be retained there, in 万元."""

    label: str
    held: str
    share: str
    note: str
    kind: str


@dataclass(frozen=True)
class Bar:
    building: str
    quota: str
    stops: Sequence[Stop]


def bars(account: EscrowAccount, quotas: Sequence[QuotaVersion]) -> list[Bar]:
    """Return a bar for each building of ``account``; without a quota there is nothing to show."""
    places = list(account.places.filter(is_current=True).select_related("building").order_by("building__number_key"))
    nodes = list(account.rules.nodes.order_by("seq"))
    certified = {
        (one.building_id, one.node): one.certified_on
        for one in NodeCertification.objects.certified().filter(building__in=[place.building_id for place in places])
    }
    drawn = []
    for place in places:
        quota = _quota(account, quotas, place.building_id)
        if quota is not None:
            own = [node for node in nodes if node.building_kind == place.kind]
            own = own or [node for node in nodes if node.building_kind == BuildingKind.ANY]
            days = {node.code: certified.get((place.building_id, node.code)) for node in own}
            stops = _stops(own, quota.amount, account.rules.form, days)
            drawn.append(Bar(str(place), grouped(in_unit(quota.amount, "万元"), 2), stops))
    return drawn


def curve(account: EscrowAccount) -> list[Mark]:
    """Return the balance at the end of each of the last months, in 万元; the current month as it stands now.

    Counted back from what the account holds, so that only a year of its entries is read.
    """
    months = _months_to(clock.today())
    net = dict(LedgerEntry.objects.filter(account=account, booked_on__gte=months[0]).net_by_month())
    balance, marks = account.balance, []
    for month in reversed(months):
        is_open = account.opened_on is not None and month >= account.opened_on.replace(day=1)
        marks.insert(0, Mark(f"{month:%y-%m}", in_unit(balance, "万元") if is_open else None))
        balance -= net.get(month, Decimal(0))
    return marks


def _months_to(today: date) -> list[date]:
    """Return the first days of the last months, the current one last."""
    count = today.year * 12 + today.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(count - MONTHS + 1, count + 1)]


def _quota(account: EscrowAccount, quotas: Sequence[QuotaVersion], building: int) -> QuotaVersion | None:
    own = {quota.building_id: quota for quota in quotas}
    return own.get(building if account.granularity == Granularity.BUILDING else None)


def _stops(nodes: Sequence[RuleNode], quota: Decimal, form: str, days: dict[str, date | None]) -> list[Stop]:
    """Return the stops in order; the last certified node is where the building stands, whatever lies before it."""
    reached = max((index for index, node in enumerate(nodes) if days[node.code]), default=-1)
    stops = [_stop(BEFORE, quota, WHOLE, "", "now" if reached < 0 else "done")]
    for index, node in enumerate(nodes):
        share = node.share if form == NodeForm.RETAIN else WHOLE - node.share
        day = days[node.code]
        note = f"{day} 核验" if day else "未单独核验" if index < reached else "待核验"
        kind = "done" if index < reached else "now" if index == reached else "todo"
        stops.append(_stop(node.get_code_display(), quota, share, note, kind))
    return stops


def _stop(label: str, quota: Decimal, share: int, note: str, kind: str) -> Stop:
    held = grouped(in_unit(quota * share / WHOLE, "万元"), 2)
    return Stop(label, held, f"留存 {percent(share)}", note, kind)
