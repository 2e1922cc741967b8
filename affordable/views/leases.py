"""公租房租约."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import EntryStatus, LeaseEnd, LeaseStatus
from affordable.filters.leases import LeaseFilter
from affordable.forms.leases import DeclineForm, EmptyForm, EndForm, LeaseForm, OccupyForm, RenewForm, RentForm
from affordable.models import AllocationEntry, Lease, RentPayment
from affordable.services import leases as services
from affordable.tables.bills import LeaseBillTable, RentTable
from affordable.tables.leases import LeaseTable
from affordable.views.record import LedgerPage, RecordList
from affordable.workflow import CHECK, ENTER, FINANCE, LEASE
from housing_portal.kit import clock, scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, Button, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry import parameters

VIEW = "rental.view"
VIEWS = [("全部", ""), *((state.label, state.value) for state in LeaseStatus)]
SIGN = Step("sign", "签订租约", frozenset({EntryStatus.OFFERED}), "", ENTER)
DECLINE = Step("decline", "放弃配房", frozenset({EntryStatus.OFFERED}), "", ENTER, danger=True)
RUNNING = frozenset({LeaseStatus.SIGNED, LeaseStatus.OCCUPIED})
EMPTY = Step("empty", "登记空置", RUNNING, "", ENTER)
RENEW = Step("renew", "续租", RUNNING, "", CHECK)


class LeaseList(RecordList):
    permission = VIEW
    write_permission = ""
    unmasked_permission = "personal.export"
    title = "公租房租约"
    model = Lease
    table_class = LeaseTable
    filterset_class = LeaseFilter
    template_name = "kit/list_views.html"
    related = ("unit", "home")
    shown = ("applicant", "unit", "home", "to_on", "monthly_rent", "due", "paid", "arrears", "months_behind",
             "ended_on", "status")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_rent(scope.current())

    def get_buttons(self) -> list[Button]:
        own = []
        if self.request.user.can(ENTER):
            own.append(Button("登记原有租约", reverse("affordable:lease_take_over")))
            own.append(Button("导入原有租约", reverse("affordable:lease_import"), "up"))
        return [*super().get_buttons(), *own]

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("due", "paid", "arrears")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class LeasePage(LedgerPage):
    permission = VIEW
    model = Lease
    workflow = LEASE
    related = ("unit", "family", "home", "entry__round", "recorded_by")
    has_files = True
    facts = (
        "unit", "family", "home", "signed_on", "from_on", "to_on", "occupied_on", "area", "rent_standard", "reduction",
        "empty_since", "ended_on", "end_reason", "recorded_by", "recorded_at",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_rent(scope.current())

    def get_chips(self) -> list[Any]:
        return [LeaseStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it, today = self.object, clock.today()
        limit = parameters.number("rent_arrears_months")
        behind = f"已达 {limit} 个月，可解除租约" if it.months_behind >= limit else ""
        empty = Lease.objects.long_empty(today, parameters.number("home_empty_months")).filter(pk=it.pk).exists()
        over = it.status != LeaseStatus.ENDED and it.to_on < today
        return [
            KeyFigure("月租金（元）", grouped(it.monthly_rent, 2), main=True),
            KeyFigure("到期应收（元）", grouped(it.due, 2)), KeyFigure("已缴（元）", grouped(it.paid, 2)),
            KeyFigure("欠租（元）", grouped(it.arrears, 2)), KeyFigure("欠租月数", grouped(it.months_behind), behind),
            KeyFigure("租期止", str(it.to_on), "租期已满，请办理" if over else "连续空置，可收回" if empty else ""),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:lease_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        user, here, own = self.request.user, [self.object.pk], []
        if self.object.status != LeaseStatus.ENDED:
            if user.can(CHECK):
                own.append(Button("续租", reverse("affordable:lease_renew", args=here)))
                own.append(Button("调整租金", reverse("affordable:lease_rent", args=here)))
            if user.can(ENTER):
                own.append(Button("登记空置", reverse("affordable:lease_empty", args=here)))
        return [*own, *super().get_buttons()]

    def get_tables(self) -> list[tuple[str, Table]]:
        now, hidden = scope.current(), () if self.request.user.can(FINANCE) else ("ops",)
        bills = self.object.bills.with_paid(now).order_by("-month", "pk")
        paid = RentPayment.objects.filter(bill__lease=self.object).with_undone()
        rows = paid.select_related("bill", "recorded_by").order_by("-on", "-pk")
        return [
            ("租金账单", LeaseBillTable(bills, orderable=False, exclude=hidden, empty_text="还没有账单")),
            ("租金缴纳", RentTable(rows, orderable=False, exclude=hidden, empty_text="还没有缴纳")),
        ]


class OfEntry(ActionPage):
    """What follows from an offer: the lease or a refusal."""

    model = AllocationEntry

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("round__unit", "family__unit", "home__unit")

    def get_blocked(self) -> str:
        now = self.object.get_status_display()
        return "" if self.object.status in self.step.sources else f"这一户的结果是“{now}”，不能{self.step.label}。"


class LeaseSign(OfEntry):
    step = SIGN
    form_class = LeaseForm
    done = "已签约，房源转为已分配，家庭转为实物配租在保。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": None, "entry": self.object}

    def get_effects(self) -> list[str]:
        it = self.object
        return [f"{it.family} 承租 {it.home}；月租金 = 计租面积 × 租金标准 × 减免系数，四舍五入到分。"]

    def perform(self, form: LeaseForm) -> Lease:
        return services.sign_lease(actor=self.request.user, entry=self.object, **form.cleaned_data)


class EntryDecline(OfEntry):
    step = DECLINE
    form_class = DeclineForm
    done = "已登记放弃。"

    def get_effects(self) -> list[str]:
        most = parameters.number("allocation_declines")
        after = "退出轮候" if parameters.switched_on("allocation_declines_exit") else "排到轮候队尾"
        return [f"{self.object.family} 已放弃 {self.object.family.declined} 次，累计 {most} 次的{after}。"]

    def perform(self, form: DeclineForm) -> AllocationEntry:
        return services.decline_offer(actor=self.request.user, entry=self.object, **form.cleaned_data)


class LeaseStep(ActionPage):
    model = Lease
    workflow = LEASE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("unit", "family__unit", "home__unit")


class LeaseOccupy(LeaseStep):
    step = LEASE.steps["occupy"]
    form_class = OccupyForm
    done = "已登记入住。"

    def perform(self, form: OccupyForm) -> Lease:
        return services.occupy_lease(actor=self.request.user, lease=self.object, **form.cleaned_data)


class LeaseEmpty(LeaseStep):
    """Since when nobody lives in a home that is let."""

    workflow = None
    step = EMPTY
    form_class = EmptyForm
    done = "已登记空置情况。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "empty_since": self.object.empty_since}

    def get_blocked(self) -> str:
        return "" if self.object.status in EMPTY.sources else f"这份租约已于 {self.object.ended_on} 终止。"

    def perform(self, form: EmptyForm) -> Lease:
        return services.note_empty(actor=self.request.user, lease=self.object, **form.cleaned_data)


class LeaseRenew(LeaseStep):
    """Another term for a family that is still entitled."""

    workflow = None
    step = RENEW
    form_class = RenewForm
    done = "已续租。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lease": self.object}

    def get_effects(self) -> list[str]:
        it = self.object
        return [f"原租期至 {it.to_on}，新的租期接续；月租金不变，为 {grouped(it.monthly_rent, 2)} 元。"]

    def get_blocked(self) -> str:
        return "" if self.object.status in RENEW.sources else f"这份租约已于 {self.object.ended_on} 终止。"

    def perform(self, form: RenewForm) -> Lease:
        return services.renew_lease(actor=self.request.user, lease=self.object, **form.cleaned_data)


class LeaseTerminate(LeaseStep):
    step = LEASE.steps["end"]
    form_class = EndForm
    done = "租约已终止，房源收回，保障方式终止。"

    def get_effects(self) -> list[str]:
        left = Lease.objects.with_rent(scope.current()).get(pk=self.object.pk).arrears
        owed = [f"尚欠租金 {grouped(left, 2)} 元，终止后仍须追缴。"] if left else []
        return ["房源恢复待分配，实物配租终止。",
                f"家庭退出保障；“{LeaseEnd.EXCHANGE.label}”的按原轮候起始日期（没有的按原批准日期）重新轮候。", *owed]

    def perform(self, form: EndForm) -> Lease:
        return services.end_lease(actor=self.request.user, lease=self.object, **form.cleaned_data)


class LeaseRent(EditPage):
    """What the rent is worked out from, after a review."""

    permission = CHECK
    title = "调整租金"
    model = Lease
    form_class = RentForm
    done = "已调整，以后生成的账单按新的月租金。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().live().select_related("unit")

    def perform(self, form: RentForm) -> Lease:
        return services.adjust_rent(actor=self.request.user, lease=self.object, **form.cleaned_data)
