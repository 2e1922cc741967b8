"""What is done with a daily report: taken, checked, sent, sent back, accepted."""
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from housing_portal.kit import clock
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import ActionPage, CreatePage
from transactions import daily as reporting
from transactions.forms.daily import GenerateForm, ResubmitForm, SubmitForm
from transactions.models import DailyReport
from transactions.services import daily as services
from transactions.views.daily import REGENERATE, frozen, matrix
from transactions.workflow import DAILY, RECORD

ONE_DAY = timedelta(days=1)


class DailyGenerate(CreatePage):
    permission = RECORD
    title = "生成日报"
    model = DailyReport
    form_class = GenerateForm
    list_url = "transactions:daily_calendar"
    submit_label = "生成"
    done = "已按当日合同事项生成，请核对。"

    def get_initial(self) -> dict[str, Any]:
        asked = clean_query(self.request.GET).get("on", "")
        return {**super().get_initial(), "on": asked or clock.today() - ONE_DAY}

    def perform(self, form: GenerateForm) -> DailyReport:
        return services.generate_report(actor=self.request.user, **form.cleaned_data)


class DailyStep(ActionPage):
    """A step taken with the figures before one's eyes."""

    model = DailyReport
    workflow = DAILY
    template_name = "transactions/daily_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=matrix(self.object, frozen(self.object)), **kwargs)


class DailyRegenerate(DailyStep):
    workflow = None
    step = REGENERATE
    done = "已重新取数，请另一位同事核对。"

    def get_effects(self) -> Sequence[str]:
        return [
            f"按此刻已录入的事项重新取数，成为第 {self.object.revision + 1} 版；现有各行留存。",
            "取数后须重新核对、报送。",
        ]

    def get_blocked(self) -> str:
        if self.object.status in services.AGAIN:
            return ""
        return f"日报{self.object.get_status_display()}，不能重新取数；此后补录的事项列在“报后补录”。"

    def perform(self, form: Any) -> DailyReport:
        return services.regenerate_report(actor=self.request.user, report=self.object, reason=form.reason)


class DailyCheck(DailyStep):
    step = DAILY.steps["check"]
    done = "已核对，可以报送。"

    def get_effects(self) -> Sequence[str]:
        return ["六行各格与取数时刻已录入的合同事项逐格相符；点数字可查看其中的合同。", "核对后不能再重新取数。"]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "这份日报由您本人生成，须由另一位同事核对。"
        if super().get_blocked() == "" and reporting.differences(self.object):
            return "日报与取数时刻的合同事项不一致（取数时有事项正在录入），请先重新取数。"
        return super().get_blocked()

    def perform(self, form: Any) -> DailyReport:
        return services.check_report(actor=self.request.user, report=self.object)


class DailySubmit(DailyStep):
    step = DAILY.steps["submit"]
    form_class = SubmitForm
    done = "已登记报送，报表已封存。"

    def get_initial(self) -> dict[str, Any]:
        latest = DailyReport.objects.exclude(channel="").order_by("-on").first()
        return {**super().get_initial(), "channel": latest.channel if latest else ""}

    def get_effects(self) -> Sequence[str]:
        due = self.object.due_at.astimezone(clock.SHANGHAI)
        return [
            f"报送时限 {due:%Y-%m-%d %H:%M}，{'已过时限，按迟报登记' if clock.now() > due else '现在报送为按时'}。",
            "生成的报表随即封存；以后的撤销、补录都不改它。",
        ]

    def perform(self, form: SubmitForm) -> DailyReport:
        return services.submit_report(actor=self.request.user, report=self.object, **form.cleaned_data)


class DailyReject(DailyStep):
    step = DAILY.steps["reject"]
    done = "已登记被退回。"

    def get_effects(self) -> Sequence[str]:
        return ["数字无误的直接重新报送；数字有误的先补录、重新取数并再次核对。"]

    def perform(self, form: Any) -> DailyReport:
        return services.reject_report(actor=self.request.user, report=self.object, reason=form.reason)


class DailyResubmit(DailySubmit):
    step = DAILY.steps["resubmit"]
    form_class = ResubmitForm
    done = "已登记重报。"

    def get_effects(self) -> Sequence[str]:
        return ["数字不变，报表与首次报送的相同；数字有误的请先重新取数。"]

    def perform(self, form: ResubmitForm) -> DailyReport:
        return services.resubmit_report(actor=self.request.user, report=self.object, **form.cleaned_data)


class DailyAccept(DailyStep):
    step = DAILY.steps["accept"]
    done = "已登记接收。"

    def get_effects(self) -> Sequence[str]:
        return ["接收后不能再退回。"]

    def perform(self, form: Any) -> DailyReport:
        return services.accept_report(actor=self.request.user, report=self.object)
