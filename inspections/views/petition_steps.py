"""Every step of a petition, taken with what was registered before one's eyes."""
from typing import Any

from housing_portal.journal import pages, stages
from housing_portal.journal.forms import DayForm, ProvedDayForm
from housing_portal.journal.pages import UndoStep, with_reason
from housing_portal.kit.forms import Form, ReasonForm
from inspections import petition_clock as law
from inspections.enums.petitions import PetitionDeed
from inspections.forms.petitions import (
    AssignForm,
    DraftForm,
    ExtendForm,
    GrantForm,
    OpinionForm,
    RateForm,
    RejectForm,
    SaidForm,
    ToldForm,
    TransferForm,
    WhyForm,
)
from inspections.models.petition import Petition
from inspections.services import petition_marks
from inspections.services import petitions as services
from inspections.workflow import PETITION


class PetitionStepPage(pages.ReviewPage):
    """``deed`` is the service behind the step; ``drawn_up`` the deed that somebody else must have entered."""

    model = Petition
    workflow = PETITION
    related = ("estate", "organization")
    form_class = ProvedDayForm
    deed: Any
    drawn_up: tuple[PetitionDeed, str] | None = None

    def get_facts(self) -> list[tuple[str, Any]]:
        it, steps = self.object, stages.standing(self.object)
        due = law.settling_due(steps)
        return [
            ("信访编号", it.number), ("诉求", it.title), ("渠道", it.get_channel_display()),
            ("收到日期", str(it.received_on)), ("类别", it.get_category_display()), ("楼盘", it.estate),
            ("被反映单位", it.organization), ("人数（人）", it.persons), ("承办单位", it.handler or None),
            ("包案领导", it.leader or None), ("答复意见书文号", it.reply_no or None), ("办结期限", due and str(due)),
            ("状态", it.get_status_display()),
            ("最近一步", f"{steps[-1].get_code_display()} {steps[-1].on}　{steps[-1].note}" if steps else None),
        ]

    def get_blocked(self) -> str:
        if self.drawn_up and stages.entered_by(self.request.user, self.object, {self.drawn_up[0]}):
            return self.drawn_up[1]
        return super().get_blocked()

    def perform(self, form: Form) -> Petition:
        return type(self).deed(actor=self.request.user, petition=self.object, **form.cleaned_data)


class PetitionAccept(PetitionStepPage):
    step = PETITION.steps["accept"]
    form_class = ToldForm
    deed = staticmethod(services.accept)

    def get_effects(self) -> list[str]:
        return [f"自受理之日起 {law.HANDLE_DAYS} 日内办结，告知日期计入 {law.NOTICE_DAYS} 日时限。"]


class PetitionTransfer(PetitionStepPage):
    step = PETITION.steps["transfer"]
    form_class = TransferForm

    def get_effects(self) -> list[str]:
        return [f"对方可在 {law.OBJECTION_WORKDAYS} 个工作日内提出异议，异议成立的退回本单位重新决定。"]

    def perform(self, form: TransferForm) -> Petition:
        return services.transfer(actor=self.request.user, petition=self.object, **with_reason(form))


class PetitionReject(PetitionStepPage):
    step = PETITION.steps["reject"]
    form_class = RejectForm
    deed = staticmethod(services.reject)

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_REGISTERED if own else super().get_blocked()


class PetitionObject(PetitionStepPage):
    step = PETITION.steps["object"]
    form_class = SaidForm
    deed = staticmethod(services.object_to_transfer)

    def get_effects(self) -> list[str]:
        return [f"退回已登记状态，{law.NOTICE_DAYS} 日告知期限从退回之日重新起算。"]


class PetitionAssign(PetitionStepPage):
    step = PETITION.steps["assign"]
    form_class = AssignForm
    deed = staticmethod(services.assign)


class PetitionExtend(PetitionStepPage):
    step = PETITION.steps["extend"]
    form_class = ExtendForm
    deed = staticmethod(services.extend)

    def get_effects(self) -> list[str]:
        return ["由另一位负责人批准后延长，原期限仍然显示；待批期间时限照常计算。"]


class PetitionGrant(PetitionStepPage):
    step = PETITION.steps["grant"]
    form_class = GrantForm
    deed = staticmethod(services.grant)
    drawn_up = (PetitionDeed.ASKED, services.OWN_ASKED)

    def get_effects(self) -> list[str]:
        asked = [step.days for step in stages.standing(self.object) if step.code == PetitionDeed.ASKED][-1:]
        return [f"办结期限延长 {days} 日。" for days in asked]


class PetitionDeny(PetitionStepPage):
    step = PETITION.steps["deny"]
    form_class = WhyForm
    deed = staticmethod(services.deny)
    drawn_up = (PetitionDeed.ASKED, services.OWN_ASKED)


class PetitionDraft(PetitionStepPage):
    step = PETITION.steps["draft"]
    form_class = DraftForm
    deed = staticmethod(services.draft)
    done = "已拟定，由另一位同事审签。"


class PetitionSign(PetitionStepPage):
    step = PETITION.steps["sign"]
    form_class = DayForm
    deed = staticmethod(services.sign)
    drawn_up = (PetitionDeed.DRAFTED, services.OWN_DRAFTED)


class PetitionReturn(PetitionStepPage):
    step = PETITION.steps["return"]
    form_class = WhyForm
    deed = staticmethod(services.return_draft)
    drawn_up = (PetitionDeed.DRAFTED, services.OWN_DRAFTED)


class PetitionServe(PetitionStepPage):
    step = PETITION.steps["serve"]
    deed = staticmethod(services.serve)

    def get_effects(self) -> list[str]:
        return [f"办结时限以送达之日计算；信访人可自收到之日起 {law.APPEAL_DAYS} 日内申请复查。"]


class PetitionClose(PetitionStepPage):
    step = PETITION.steps["close"]
    form_class = DayForm
    deed = staticmethod(services.close)
    drawn_up = (PetitionDeed.DRAFTED, services.OWN_DRAFTED)


class PetitionReview(PetitionStepPage):
    step = PETITION.steps["review"]
    deed = staticmethod(services.ask_review)


class PetitionOpine(PetitionStepPage):
    step = PETITION.steps["opine"]
    form_class = OpinionForm
    deed = staticmethod(services.opine)


class PetitionRecheck(PetitionStepPage):
    step = PETITION.steps["recheck"]
    deed = staticmethod(services.ask_recheck)


class PetitionConclude(PetitionStepPage):
    step = PETITION.steps["conclude"]
    form_class = OpinionForm
    deed = staticmethod(services.conclude)

    def get_effects(self) -> list[str]:
        return ["复核终结：同一事实和理由再次提出的，登记时不再受理，有新事实的除外。"]


class PetitionRate(PetitionStepPage):
    step = petition_marks.RATE
    workflow = None
    form_class = RateForm
    deed = staticmethod(petition_marks.rate)
    done = "已登记评价。"

    def get_blocked(self) -> str:
        return petition_marks.cannot_rate(self.object)


class PetitionUndo(UndoStep, PetitionStepPage):
    step = PETITION.steps["undo"]

    def perform(self, form: ReasonForm) -> Petition:
        return petition_marks.undo_step(actor=self.request.user, petition=self.object, reason=form.reason)
