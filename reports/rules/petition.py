"""The invariants of petitions: states follow from steps, two persons where two are needed, numbers without a gap."""
from collections import defaultdict
from collections.abc import Callable, Iterator

from inspections.enums.petitions import PetitionDeed, PetitionStatus, Satisfaction
from inspections.models.petition import Petition, PetitionStep
from inspections.services.petition_marks import RATED, REACHED

Sentences = Iterator[str]
BLOCK = 2_000
D = PetitionDeed
# what one has drawn up → what somebody else must have decided after it
DECIDED = {D.ASKED: {D.GRANTED, D.DENIED}, D.DRAFTED: {D.SIGNED, D.RETURNED, D.CLOSED}}


def _steps() -> dict[int, list[tuple[str, int]]]:
    """Return petition → its standing steps as (deed, who), in order."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = PetitionStep.objects.standing().order_by("pk").values_list("petition", "code", "recorded_by")
    for petition, code, who in rows.iterator(BLOCK):
        found[petition].append((code, who))
    return found


def states_follow_from_steps() -> Sentences:
    """State and satisfaction are those of the last standing step that gives one."""
    steps = _steps()
    rows = Petition.objects.order_by("pk").values_list("pk", "number", "status", "satisfaction")
    for pk, number, status, satisfaction in rows.iterator(BLOCK):
        codes = [code for code, _who in reversed(steps[pk])]
        right = next((REACHED[code] for code in codes if code in REACHED), PetitionStatus.REGISTERED)
        if status != right:
            yield f"信访件 {number}：状态为{PetitionStatus(status).label}，按办理进度应为{right.label}"
        rating = Satisfaction(next((code for code in codes if code in RATED), Satisfaction.NONE))
        if satisfaction != rating:
            yield f"信访件 {number}：满意度为{Satisfaction(satisfaction).label}，按办理进度应为{rating.label}"


def decisions_are_anothers() -> Sentences:
    """Who asked for time or drafted a reply has not decided on it; who registered it has not turned it away."""
    registered = dict(Petition.objects.order_by("pk").values_list("pk", "recorded_by"))
    numbers = dict(Petition.objects.order_by("pk").values_list("pk", "number"))
    for petition, steps in _steps().items():
        last: dict[str, int] = {}
        for code, who in steps:
            drawn_up = next((deed for deed, decisions in DECIDED.items() if code in decisions), None)
            own = registered[petition] if code == D.REJECTED else last.get(drawn_up)
            if own == who:
                yield f"信访件 {numbers[petition]}：“{D(code).label}”与经办为同一人"
            last[code] = who


def extensions_are_granted_once() -> Sentences:
    """The law knows one extension of a petition."""
    twice = [petition for petition, steps in _steps().items() if [code for code, _who in steps].count(D.GRANTED) > 1]
    numbers = Petition.objects.filter(pk__in=twice).order_by("pk").values_list("number", flat=True)
    yield from (f"信访件 {number}：延期超过一次" for number in numbers)


def numbers_have_no_gap() -> Sentences:
    """Of every year the numbers run from 1 to how many there are."""
    found: dict[str, set[int]] = defaultdict(set)
    for number in Petition.objects.order_by("pk").values_list("number", flat=True).iterator(BLOCK):
        head, _dash, tail = number.rpartition("-")
        found[head].add(int(tail))
    for head, taken in sorted(found.items()):
        missing = set(range(1, max(taken) + 1)) - taken
        if missing:
            yield f"信访编号 {head}：缺第 {'、'.join(map(str, sorted(missing)))} 号"


def matters_have_one_first() -> Sentences:
    """What repeats a petition repeats the first one, not a repeat of it."""
    rows = Petition.objects.filter(repeats__repeats__isnull=False).order_by("pk")
    yield from (f"信访件 {number}：首次来件本身是重复件" for number in rows.values_list("number", flat=True))


PETITION_RULES: dict[str, Callable[[], Sentences]] = {
    "信访件的状态与办理进度相符": states_follow_from_steps,
    "信访的审签、延期、不予受理由他人决定": decisions_are_anothers,
    "信访件只延期一次": extensions_are_granted_once,
    "信访编号连续": numbers_have_no_gap,
    "重复信访归到首次来件": matters_have_one_first,
}
