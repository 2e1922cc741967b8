"""The steps of a finding, each taken with the finding and its photographs before one's eyes."""
from typing import Any

from housing_portal.journal import stages
from housing_portal.journal.forms import DayForm
from housing_portal.journal.pages import ReviewPage, UndoStep
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.forms import ReasonForm
from housing_portal.registry import parameters
from inspections.forms.findings import FixOnsiteForm, PenaltyForm, RecheckForm, ReplyForm, TransferForm
from inspections.models.finding import Finding
from inspections.services import findings as services
from inspections.services import rechecks
from inspections.services.progress import OWN_FOUND, OWN_MENDED, own_mending
from inspections.workflow import FINDING


class FindingStepPage(ReviewPage):
    model = Finding
    workflow = FINDING
    related = ("target__domain", "violation", "inspection")

    def get_facts(self) -> list[tuple[str, Any]]:
        it, last = self.object, stages.standing(self.object)[-1:]
        return [
            ("检查对象", it.target), ("检查日期", it.inspection.on), ("违规情形", it.violation),
            ("问题描述", it.description), ("严重程度", it.get_severity_display()), ("发现日期", it.found_on),
            ("整改期限", it.due_on), ("整改轮次", it.round), ("状态", it.get_status_display()),
            ("最近一步", f"{last[0].get_code_display()} {last[0].on}" if last else None),
        ]


class SecondPerson:
    """Not for whoever has entered that the finding was mended."""

    def get_blocked(self) -> str:
        return OWN_MENDED if own_mending(self.request.user, self.object) else super().get_blocked()


class AnotherFinder(SecondPerson):
    """Nor for whoever has found it: nobody closes his own findings."""

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return super().get_blocked() or (OWN_FOUND if own else "")


class FindingFixOnsite(FindingStepPage):
    step = FINDING.steps["fix_onsite"]
    form_class = FixOnsiteForm

    def get_effects(self) -> list[str]:
        return ["须由另一位同事确认后才算整改完毕。"]

    def perform(self, form: FixOnsiteForm) -> Finding:
        return services.fix_onsite(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingConfirmOnsite(AnotherFinder, FindingStepPage):
    step = FINDING.steps["confirm_onsite"]
    form_class = DayForm

    def get_effects(self) -> list[str]:
        return ["计入即知即改并销号。"]

    def perform(self, form: DayForm) -> Finding:
        return services.confirm_onsite(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingReply(FindingStepPage):
    step = FINDING.steps["reply"]
    form_class = ReplyForm

    def get_effects(self) -> list[str]:
        return ["企业自报不算整改完毕，复查合格后才计入整改率。"]

    def perform(self, form: ReplyForm) -> Finding:
        return rechecks.reply(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingRecheck(SecondPerson, FindingStepPage):
    step = FINDING.steps["recheck"]
    form_class = RecheckForm

    def get_blocked(self) -> str:
        try:
            rechecks.must_have_reply(self.object)
        except ServiceError as error:
            return error.sentence
        return super().get_blocked()

    def get_effects(self) -> list[str]:
        least = parameters.number("recheck_failures_penalty")
        words = ["合格的计入已整改，由登记整改情况以外的人销号；不合格的进入下一轮，须定新的期限。"]
        if self.object.failures + 1 >= least:
            words.append(f"再不合格即达到 {least} 次，建议立案处罚。")
        return words

    def perform(self, form: RecheckForm) -> Finding:
        return rechecks.recheck(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingClose(AnotherFinder, FindingStepPage):
    step = FINDING.steps["close"]
    form_class = DayForm
    done = "已销号。"

    def get_effects(self) -> list[str]:
        return ["计入销号率；通知单所列问题全部销号后，通知单自动办结。"]

    def perform(self, form: DayForm) -> Finding:
        return services.close(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingPenalty(FindingStepPage):
    step = FINDING.steps["penalty"]
    form_class = PenaltyForm

    def get_effects(self) -> list[str]:
        return ["不再计入未整改，单列为立案、移送。"]

    def perform(self, form: PenaltyForm) -> Finding:
        return services.penalty(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingTransfer(FindingPenalty):
    step = FINDING.steps["transfer"]
    form_class = TransferForm

    def perform(self, form: TransferForm) -> Finding:
        return services.transfer(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingWithdraw(FindingStepPage):
    step = FINDING.steps["withdraw"]
    form_class = ReasonForm
    done = "已撤销。"

    def get_effects(self) -> list[str]:
        return [f"{clock.today()} 起不再计入检查问题；截至日更早的报表不变。"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_FINDING if own else super().get_blocked()

    def perform(self, form: ReasonForm) -> Finding:
        return services.withdraw(actor=self.request.user, finding=self.object, reason=form.reason)


class FindingUndo(UndoStep, FindingStepPage):
    step = FINDING.steps["undo"]

    def perform(self, form: ReasonForm) -> Finding:
        return services.undo_step(actor=self.request.user, finding=self.object, reason=form.reason)
