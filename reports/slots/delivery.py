"""保交房 in words (source 002 L15): what became of the estates of high risk."""
from django.db.models import QuerySet

from presale.delivery.enums.estates import HALTED, Risk
from presale.delivery.models import TroubledEstate
from reports.slots.making import NAMED, lines, listed, of_count, of_text
from reports.slots.parts import Answer, Facts, Slot

RATED = "截至日在册的保交房项目；风险等级、施工状态取截至日前最近一次登记"


def _high(facts: Facts) -> QuerySet:
    rows = TroubledEstate.objects.listed(facts.scope).stated(facts.scope).filter(risk_level=Risk.HIGH)
    return rows.select_related("estate").order_by("pk")


def _working(facts: Facts) -> QuerySet:
    return _high(facts).exclude(state__in=HALTED).exclude(state=None)


def _overdue(facts: Facts) -> Answer:
    rows = list(TroubledEstate.objects.listed(facts.scope).overdue(facts.scope).select_related("estate").order_by("pk"))
    return Answer(listed([str(row.estate) for row in rows]), records=lines(rows))


SLOTS: tuple[Slot, ...] = (
    of_count("dv_high_working", "高风险项目中正在施工的", "个", "高风险项目中不停工、不半停工的个数", RATED, _working),
    of_text("dv_overdue_names", "逾期交房楼盘名单", "约定交房日早于截至日、没有全部交付的楼盘，列前两个", NAMED,
            _overdue),
)
