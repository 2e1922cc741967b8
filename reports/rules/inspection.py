"""The invariants of inspections: two who were there, signed by another of them, ties kept, draws repeated."""
from collections.abc import Callable, Iterator, Mapping

from django.db.models import F, Q

from housing_portal.kit.clock import SHANGHAI
from inspections.enums.inspections import CampaignStatus, DrawStatus, InspectionStatus
from inspections.models.campaign import Campaign, Screening
from inspections.models.draw import FEWEST_INSPECTORS, RandomDraw
from inspections.models.inspection import Inspection, InspectionMember
from inspections.models.inspector import InspectorTie
from inspections.services import draws
from inspections.services.inspectors import firms_of

Sentences = Iterator[str]
BLOCK = 2_000


def two_inspectors_each() -> Sentences:
    """An inspection that counts has at least two inspectors, who had a certificate on the day."""
    for row in Inspection.objects.valid().with_people().filter(people__lt=FEWEST_INSPECTORS).order_by("pk"):
        yield f"检查 {row.pk}：检查人员只有 {row.people} 名"
    lapsed = InspectionMember.objects.filter(inspector__valid_to__lt=F("inspection__on"))
    for pk in lapsed.order_by("pk").values_list("inspection", flat=True):
        yield f"检查 {pk}：检查人员的执法证在检查当日已过期"


def logs_are_signed_by_another_who_was_there() -> Sentences:
    """Signed logs were signed by the leader or an inspector who has not entered them; void ones by somebody else."""
    rows = Inspection.objects.exclude(signed_by=None).prefetch_related("members__inspector").order_by("pk")
    for row in rows.iterator(BLOCK):
        there = {row.leader_id, *(member.inspector.user_id for member in row.members.all())}
        if row.signed_by_id not in there:
            yield f"检查 {row.pk}：日志签字人没有参加检查"
    own = Q(signed_by=F("recorded_by")) | Q(voided_by=F("recorded_by"))
    for pk in Inspection.objects.filter(own).order_by("pk").values_list("pk", flat=True):
        yield f"检查 {pk}：签字或作废由登记人本人办理"


def nobody_inspects_where_tied() -> Sentences:
    """No inspector or leader had a tie, known when the inspection was entered, to the firm on the day."""
    ties: dict[tuple[int, int], list[InspectorTie]] = {}
    for tie in InspectorTie.objects.select_related("inspector").order_by("pk"):
        ties.setdefault((tie.inspector.user_id, tie.organization_id), []).append(tie)
    rows = Inspection.objects.valid().select_related("target__estate").prefetch_related("members__inspector")
    for row in rows.order_by("pk").iterator(BLOCK):
        people = {row.leader_id, *(member.inspector.user_id for member in row.members.all())}
        found = [tie for user in people for firm in firms_of(row.target) for tie in ties.get((user, firm), ())]
        if any(_binds(tie, row) for tie in found):
            yield f"检查 {row.pk}：参加人员与被检查企业有回避关系"


def draws_repeat() -> Sentences:
    """Seed and list lead to the stored result; list and draw are two persons'."""
    for drawing in RandomDraw.objects.filter(status=DrawStatus.DRAWN).order_by("pk"):
        if draws.list_digest(drawing) != drawing.list_digest:
            yield f"{drawing}：名单与编制时的校验值不一致"
        elif draws.repeat(drawing) != draws.stored(drawing):
            yield f"{drawing}：按种子重演的结果与登记的不一致"
        if drawing.drawn_by_id == drawing.recorded_by_id:
            yield f"{drawing}：名单编制人自己抽取"


def drawn_targets_are_the_inspected_ones() -> Sentences:
    """An inspection that comes from a draw went to the target that was drawn, for the campaign of the draw."""
    wrong = ~Q(drawn__target=F("target")) | ~Q(drawn__draw__campaign=F("campaign")) | Q(drawn__is_chosen=False)
    for pk in Inspection.objects.exclude(drawn=None).filter(wrong).order_by("pk").values_list("pk", flat=True):
        yield f"检查 {pk}：与双随机抽取的结果不符"


def campaigns_hold_their_own() -> Sentences:
    """Inspections of a campaign are of its domain and not before its start; a closed one has no log left to sign."""
    rows = Inspection.objects.valid().exclude(campaign=None)
    astray = ~Q(target__domain=F("campaign__domain")) | Q(on__lt=F("campaign__starts_on"))
    for pk in rows.filter(astray).order_by("pk").values_list("pk", flat=True):
        yield f"检查 {pk}：不属于专项的检查领域或早于专项开始"
    left = Q(inspections__status=InspectionStatus.RECORDED)
    for row in Campaign.objects.filter(left, status=CampaignStatus.CLOSED).order_by("pk").distinct():
        yield f"专项 {row.pk}：已结束，但还有没签字的日志"


def screened_totals_never_fall() -> Sentences:
    """What a campaign has screened is stated cumulatively."""
    last: dict[tuple[int, str], int] = {}
    for row in Screening.objects.standing().order_by("campaign", "what", "on", "pk"):
        key = (row.campaign_id, row.what)
        if row.screened < last.get(key, 0):
            yield f"排查统计 {row.pk}：{row.on} 的累计数小于前一次"
        last[key] = row.screened


def _binds(tie: InspectorTie, row: Inspection) -> bool:
    """Tell whether a tie stood in the way: a day later declared for the past is no fault of the inspection."""
    known = tie.recorded_at.astimezone(SHANGHAI) <= row.recorded_at.astimezone(SHANGHAI)
    return known and tie.from_on <= row.on and (tie.to_on is None or row.on <= tie.to_on)


INSPECTION_RULES: Mapping[str, Callable[[], Sentences]] = {
    "检查须有两名以上持有效执法证的人员": two_inspectors_each,
    "检查日志由参加检查的另一人签字": logs_are_signed_by_another_who_was_there,
    "检查人员回避有利害关系的企业": nobody_inspects_where_tied,
    "双随机抽取可按种子重演": draws_repeat,
    "双随机检查与抽取结果一致": drawn_targets_are_the_inspected_ones,
    "专项与其检查相符": campaigns_hold_their_own,
    "排查统计累计数不减少": screened_totals_never_fall,
}
