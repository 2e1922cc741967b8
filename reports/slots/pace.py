"""How far a year's task is ahead of the time share or behind it, in percentage points."""
from functools import partial

from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Figure
from reports.catalogue import PROGRAMMES
from reports.documents.phrases import GAP, gap_key, plain_rate
from reports.slots.parts import Answer, Facts, Slot


def _gap(rate: str, facts: Facts, unit: Unit | None) -> Answer:
    value = facts.figures.value(rate, unit)
    if value is None:
        return Answer(None)
    gap = value - facts.figures.time_share.percent
    key = gap_key(rate) if unit is None else f"{gap_key(rate)}@{unit.pk}"
    return Answer(gap, (Figure(plain_rate(abs(gap)), key, GAP),))


SLOTS = tuple(
    Slot(gap_key(one.rate), f"{one.label.removeprefix('其中：')}完成率与序时进度之差", "个百分点", GAP,
         "正数为快于序时，负数为落后", partial(_gap, one.rate))
    for one in PROGRAMMES
)
