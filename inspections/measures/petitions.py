"""信访投诉 (dossier §4.5, §5 row 19): of what was accepted this year how much is closed, how content people are."""
from collections.abc import Callable

from django.db.models import QuerySet

from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope
from inspections.enums.petitions import PetitionCategory, PetitionDeed
from inspections.models.petition import Petition
from inspections.querysets.petitions import RATINGS, PetitionQuerySet

YEAR = "本年收到；含截至日当日"
ACCEPTED = "本年受理；含截至日当日"
CONTENT = (PetitionDeed.CONTENT, PetitionDeed.MOSTLY)
Records = Callable[[Scope], QuerySet]


def _received(scope: Scope) -> PetitionQuerySet:
    return Petition.objects.received_in(scope)


def _accepted(scope: Scope) -> PetitionQuerySet:
    return Petition.objects.accepted_in(scope)


def _of_category(category: str) -> Records:
    return lambda scope: _received(scope).filter(category=category)


def _count(key: str, label: str, formula: str, basis: str, records: Records) -> Measure:
    return Measure(key, label, "件", formula, basis, records, grouped=False, related=("estate",))


MEASURES = (
    _count("pet_received", "信访件次", "本年收到的信访件", f"{YEAR}；重复信访每次都计", _received),
    Measure("pet_matters", "信访事项", "项", "本年收到的信访事项", f"{YEAR}；同一事项的重复信访只计一次",
            lambda scope: Petition.objects.matters(scope), grouped=False, related=("estate",)),
    *(
        _count(f"pet_category_{kind.value}", f"其中：{kind.label}", "该类信访件次", YEAR, _of_category(kind))
        for kind in PetitionCategory
    ),
    _count("pet_group", "集体访", "人数 5 人及以上的信访件次", YEAR, lambda scope: _received(scope).groups()),
    _count("pet_accepted", "信访受理", "本年受理的信访件", ACCEPTED, _accepted),
    _count("pet_closed", "信访办结", "本年受理、已办结的信访件", f"{ACCEPTED}；申请复查、复核的仍计入",
           lambda scope: _accepted(scope).reached(scope, PetitionDeed.CLOSED)),
    _count("pet_rated", "信访已评价", "本年受理、已登记评价的信访件", f"{ACCEPTED}；未评的不计",
           lambda scope: _accepted(scope).reached(scope, *RATINGS)),
    _count("pet_content", "信访满意和基本满意", "本年受理、评价为满意或基本满意的信访件", ACCEPTED,
           lambda scope: _accepted(scope).reached(scope, *CONTENT)),
    _count("pet_overdue", "信访逾期", "告知、办结、复查、复核时限已过仍未办的信访件", "历年收到；按截至日的工作日历",
           lambda scope: Petition.objects.overdue(scope)),
)
RATES = (
    Rate("pet_close_rate", "信访办结率", "办结 ÷ 受理", "件", "pet_closed", "pet_accepted"),
    Rate("pet_content_rate", "信访满意率", "（满意 + 基本满意）÷ 已评价", "未评的不入分母", "pet_content", "pet_rated"),
)
