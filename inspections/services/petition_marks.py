"""What is noted beside the way of a petition: how content the petitioner was, and that a step was a mistake."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import change, lock, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.workflow import Step
from inspections.enums.petitions import ANSWERED, PetitionDeed, PetitionStatus, Satisfaction
from inspections.models.petition import Petition, PetitionStep
from inspections.workflow import HEAR, PETITION

D, P = PetitionDeed, PetitionStatus
RATE = Step("rate", "登记评价", frozenset(ANSWERED), "", HEAR)
# the state in which a deed leaves a petition
REACHED = {
    D.ACCEPTED: P.ACCEPTED, D.TRANSFERRED: P.TRANSFERRED, D.REJECTED: P.REJECTED, D.OBJECTED: P.REGISTERED,
    D.ASSIGNED: P.HANDLING, D.ASKED: P.EXTENDED, D.GRANTED: P.HANDLING, D.DENIED: P.HANDLING, D.DRAFTED: P.DRAFTED,
    D.RETURNED: P.HANDLING, D.SIGNED: P.SIGNED, D.SERVED: P.REPLIED, D.CLOSED: P.CLOSED, D.REVIEW: P.REVIEW,
    D.REVIEWED: P.REVIEWED, D.RECHECK: P.RECHECK, D.FINAL: P.FINAL,
}
RATED = frozenset({D.CONTENT, D.MOSTLY, D.DISCONTENT})
TOLD_HOW = "答复由您本人拟定：评价由信访人告知的，请在说明中写明何时、以何种方式告知，否则由另一位同事登记。"


@transaction.atomic
def rate(*, actor: User, petition: Petition, on: date, satisfaction: str, note: str = "") -> Petition:
    """Enter how content the petitioner is; whoever drafted the reply says how the petitioner told it."""
    must(actor, HEAR)
    petition = lock(petition)
    before = snapshot(petition)
    if words := cannot_rate(petition):
        raise ServiceError(words)
    if satisfaction not in RATED:
        raise ServiceError({"satisfaction": "请选择满意、基本满意或不满意。"})
    if stages.entered_by(actor, petition, {D.DRAFTED}) and not text.clean(note):
        raise ServiceError({"note": TOLD_HOW})
    served = petition.steps.standing().get(code=D.SERVED)
    not_in_future("on", on)
    not_before("on", on, served.on, "答复送达日期")
    petition.satisfaction = satisfaction
    stages.happen(actor, PetitionStep(petition=petition, code=satisfaction, on=on, note=note))
    return change(actor, RATE.label, petition, before, reason=note, also={"发生日期": ("", str(on))})


def cannot_rate(petition: Petition) -> str:
    """Return why no rating can be entered now, or nothing."""
    if petition.status not in ANSWERED:
        return "答复送达之后才能登记评价。"
    if petition.satisfaction != Satisfaction.NONE:
        return f"已登记评价“{petition.get_satisfaction_display()}”，更正请先撤回这一步。"
    return ""


@transaction.atomic
def undo_step(*, actor: User, petition: Petition, reason: str) -> Petition:
    """Take the last step back; not by whoever entered it. Figures of earlier cut-offs keep it."""
    petition, before = stages.begin(actor, petition, PETITION, "undo")
    if words := stages.cannot_undo(actor, petition):
        raise ServiceError(words)
    *earlier, last = stages.standing(petition)
    stages.take_back(actor, last, stages.must_say(reason))
    codes = [step.code for step in earlier]
    petition.status = next((REACHED[code] for code in reversed(codes) if code in REACHED), P.REGISTERED)
    petition.satisfaction = next((code for code in reversed(codes) if code in RATED), Satisfaction.NONE)
    return change(actor, PETITION.steps["undo"].label, petition, before, reason=reason,
                  also={"撤回的步骤": (f"{last.get_code_display()} {last.on}", "")})
