"""督办 in figures: what runs, what is late, what was handed over and settled this year (dossier §4.6)."""
from django.db.models import QuerySet

from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope
from reports.enums import AWAITED, RUNNING, SupervisionStatus
from reports.models import SupervisionItem

STOOD = "按截至日已登记的步骤；自然日，期限当日不算逾期"


def running(scope: Scope) -> QuerySet:
    """Return what was handed over and not settled by the day."""
    return SupervisionItem.objects.stood_at(scope).filter(stood__in=RUNNING)


def _late(scope: Scope) -> QuerySet:
    return SupervisionItem.objects.stood_at(scope).filter(stood__in=AWAITED, owed_on__lt=scope.as_of)


def _fed_back(scope: Scope) -> QuerySet:
    return SupervisionItem.objects.stood_at(scope).filter(stood=SupervisionStatus.FEEDBACK)


def _handed_over(scope: Scope) -> QuerySet:
    return SupervisionItem.objects.stepped_in_year(scope, SupervisionStatus.ISSUED)


def _settled(scope: Scope) -> QuerySet:
    return _handed_over(scope).stood_at(scope).filter(stood=SupervisionStatus.ACCEPTED)


MEASURES = (
    Measure("supervised_running", "在办督办事项", "项", "已交办、尚未办结的个数", STOOD, running),
    Measure("supervised_late", "其中：逾期", "项", "应签收、反馈或办结而期限已过的个数", STOOD, _late),
    Measure("supervised_fed_back", "其中：待核定反馈", "项", "已反馈、尚未核定的个数", STOOD, _fed_back),
    Measure("supervised_year", "本年交办督办事项", "项", "本年交办的个数", "1 月 1 日至截至日交办", _handed_over),
    Measure("supervised_settled_year", "其中：本年交办、已办结", "项", "本年交办、已核定办结的个数",
            "1 月 1 日至截至日交办", _settled),
)
RATES = (
    Rate("supervised_settled_rate", "督办办结率", "本年交办已办结 ÷ 本年交办", "项；往年交办的不计",
         "supervised_settled_year", "supervised_year"),
)
