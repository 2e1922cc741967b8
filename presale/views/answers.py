"""What the bank said of a line in question: written down at one desk, confirmed at another."""
from typing import Any

from django.db.models import QuerySet

from housing_portal.kit.pages import ActionPage
from housing_portal.kit.workflow import Step
from presale.enums import IN_QUESTION, AnswerChoice
from presale.forms.statements import AnswerForm
from presale.models import LineAnswer, StatementLine
from presale.services import answers as services
from presale.services.refusals import noted
from presale.workflow import ANSWER, VERIFY

ANSWER_LINE = Step("answer", "答复冲突", frozenset(IN_QUESTION), "", VERIFY)
OUTCOME = {
    AnswerChoice.ACCEPT: "本行为准：同号的另一行作废；已入账的，原流水冲正，收入按本行重新入账，支出留在待入账。",
    AnswerChoice.KEEP: "原内容为准：本行作废，监管流水不变。",
}


class LineAnswerCreate(ActionPage):
    model = StatementLine
    step = ANSWER_LINE
    form_class = AnswerForm
    done = "已登记银行答复，请另一位同事复核。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")

    def get_effects(self) -> list[str]:
        return [self.object.note, *(f"“{choice.label}”：{words}" for choice, words in OUTCOME.items()),
                "登记后不动账，由另一位同事复核后生效。"]

    def get_blocked(self) -> str:
        return services.why_not(self.object)

    def perform(self, form: AnswerForm) -> StatementLine:
        services.answer_line(actor=self.request.user, line=self.object, **form.cleaned_data)
        return self.object


class AnswerStep(ActionPage):
    model = LineAnswer
    workflow = ANSWER

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("line__account__estate", "recorded_by")

    def get_blocked(self) -> str:
        own = services.OWN if self.request.user.is_person(self.object.recorded_by_id) else ""
        return super().get_blocked() or own

    def stated(self) -> list[str]:
        it = self.object
        return [f"银行答复（{it.document}）：{it.get_choice_display()}。{it.reason}", OUTCOME[it.choice]]


class AnswerConfirm(AnswerStep):
    step = ANSWER.steps["confirm"]
    done = "已复核，答复生效。"

    def get_effects(self) -> list[str]:
        return [*self.stated(), "受影响日期的对账须重新办理。"]

    def perform(self, form: Any) -> LineAnswer:
        with noted(self.request.user, "复核冲突答复", self.object.line):
            return services.confirm_answer(actor=self.request.user, answer=self.object)


class AnswerReturn(AnswerStep):
    step = ANSWER.steps["return"]
    done = "已退回，冲突重新待答复。"

    def get_effects(self) -> list[str]:
        return [self.stated()[0], "答复不生效，这一行重新待答复。"]

    def perform(self, form: Any) -> LineAnswer:
        return services.return_answer(actor=self.request.user, answer=self.object, reason=form.reason)
