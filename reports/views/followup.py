"""约谈, 督查结论, 复核 and 整改核查 of a matter: each entered on a page of its own, the last one taken back."""
from collections.abc import Sequence
from typing import Any

from housing_portal.kit.forms import Form, ReasonForm
from reports.forms.followup import (
    ConclusionForm,
    MendingCheckForm,
    ReviewDecisionForm,
    ReviewRequestForm,
    TalkForm,
)
from reports.models import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, SupervisionItem, Talk
from reports.models.followup import Followup
from reports.services import followup as services
from reports.views.supervision_steps import ItemStepPage
from reports.workflow import FOLLOW_UP


class FollowupPage(ItemStepPage):
    workflow = None
    kind: type[Followup]
    done = "已登记。"

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        talk, conclusion = services.last_of(it, services.TALK), services.last_of(it, (Conclusion,))
        lines = super().get_facts()
        if talk:
            lines.append(("上次约谈", f"{talk.on} {talk.talked_to}：{talk.promise}（承诺期限 {talk.promised_by}）"))
        if conclusion:
            lines += [("督查结论", conclusion.text), ("结论送达日期", conclusion.delivered_on),
                      ("申请复核期限", conclusion.ask_by), ("整改期限", it.mend_by)]
        if it.decide_by:
            lines += [("异议理由", services.last_of(it, (ReviewRequest,)).grounds), ("复核决定期限", it.decide_by)]
        return lines

    def get_blocked(self) -> str:
        return services.why_not(self.request.user, self.object, self.kind)

    def perform(self, form: Form) -> SupervisionItem:
        values = dict(form.cleaned_data)
        evidence = values.pop("evidence")
        services.follow_up(actor=self.request.user, item=self.object, fact=self.kind(**values), evidence=evidence)
        return self.object


class ItemTalk(FollowupPage):
    step, kind, form_class = FOLLOW_UP["talk"], Talk, TalkForm

    def get_effects(self) -> list[str]:
        return ["承诺期限之前不再催办；到期仍未落实的，提示再次列入通报，通报中写明约谈和承诺。"]


class ItemConclude(FollowupPage):
    step, kind, form_class = FOLLOW_UP["conclude"], Conclusion, ConclusionForm

    def get_effects(self) -> list[str]:
        return ["自送达之日起 30 日内可以申请复核（自然日，送达当日不计），期限从此固定。"]


class ItemReview(FollowupPage):
    step, kind, form_class = FOLLOW_UP["review"], ReviewRequest, ReviewRequestForm

    def get_effects(self) -> list[str]:
        return ["自申请之日起 30 日内作出复核决定；决定之前不能办结。"]


class ItemDecide(FollowupPage):
    step, kind, form_class = FOLLOW_UP["decide"], ReviewDecision, ReviewDecisionForm

    def get_effects(self) -> list[str]:
        return ["变更结论的，以变更后的结论和整改期限为准；原结论保留。"]


class ItemCheck(FollowupPage):
    step, kind, form_class = FOLLOW_UP["check"], MendingCheck, MendingCheckForm

    def get_effects(self) -> list[str]:
        return ["认定已落实的，事项可以核定办结；未落实的，按再次整改期限继续核查。"]


class FollowupUndo(ItemStepPage):
    workflow = None
    form_class = ReasonForm
    kinds: Sequence[type[Followup]]
    done = "已撤回。"

    def get_effects(self) -> list[str]:
        last = services.last_of(self.object, self.kinds)
        return [f"撤回 {last.on} 的{last._meta.verbose_name}；原登记和撤回原因留在操作日志中。"] if last else []

    def get_blocked(self) -> str:
        return services.cannot_take_back(self.request.user, self.object, self.kinds)

    def perform(self, form: ReasonForm) -> SupervisionItem:
        services.take_back_last(actor=self.request.user, item=self.object, kinds=self.kinds, reason=form.reason)
        return self.object


class TalkUndo(FollowupUndo):
    step, kinds = FOLLOW_UP["talk_undo"], services.TALK


class InspectUndo(FollowupUndo):
    step, kinds = FOLLOW_UP["inspect_undo"], services.INSPECTION
