"""共有产权住房: the register of homes, each home with its sales, and the steps of a sale."""
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from affordable.enums import SharedStatus
from affordable.filters.shared import SharedHomeFilter
from affordable.forms.shared import BuyBackForm, CertificateForm, PurchaseForm, SharedHomeForm, SharedSaleForm
from affordable.models import SharedHome, SharedSale, SharePurchase
from affordable.models.shared import FULL
from affordable.services import shared as services
from affordable.tables.shared import PurchaseTable, SharedHomeTable, SharedSaleTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from affordable.workflow import CHECK, ENTER, SHARED
from housing_portal.journal.history import attachments_of
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, KeyFigure
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

VIEW = "rental.view"


class SharedHomeList(RecordList):
    permission = VIEW
    write_permission = ENTER
    title = "共有产权住房"
    model = SharedHome
    table_class = SharedHomeTable
    filterset_class = SharedHomeFilter
    related = ("unit",)
    create_url, create_label = "affordable:shared_create", "登记住房"


class SharedHomeCreate(RecordCreate):
    permission = ENTER
    title = "登记共有产权住房"
    model = SharedHome
    form_class = SharedHomeForm
    list_url = "affordable:shared_list"

    def perform(self, form: SharedHomeForm) -> SharedHome:
        return services.register_shared_home(actor=self.request.user, **form.cleaned_data)


class SharedHomePage(LedgerPage):
    permission = VIEW
    model = SharedHome
    related = ("unit", "project", "recorded_by")
    facts = ("unit", "project", "build_year", "area", "recorded_by")

    def get_chips(self) -> list[Any]:
        return [SharedStatus(self.object.status)]

    def get_buttons(self) -> list[Button]:
        sell = SHARED.steps["sell"]
        if self.object.status not in sell.sources or not self.request.user.can(sell.permission):
            return []
        return [Button(sell.label, reverse("affordable:shared_sell", args=[self.object.pk]), style="primary")]

    def get_figures(self) -> list[KeyFigure]:
        """Return whose the home is now: of a home that is not sold, or was bought back, all is the government's."""
        sale = self.object.sales.running().first()
        own = services.share_of(sale) if sale else Decimal(0)
        owner = [KeyFigure("购房人", mask_names(sale.name), url=sale.get_absolute_url())] if sale else []
        return [
            KeyFigure("个人份额（%）", grouped(own, 2), main=True), KeyFigure("政府份额（%）", grouped(FULL - own, 2)),
            *owner,
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        sales = SharedSaleTable(self.object.sales.all(), orderable=False, empty_text="还没有出售")
        return [("出售", sales)]


class SharedSell(CreatePage):
    permission = ENTER
    title = "登记出售"
    model = SharedSale
    form_class = SharedSaleForm
    list_url = "affordable:shared_list"

    @cached_property
    def home(self) -> SharedHome:
        return get_object_or_404(SharedHome.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"登记出售：{self.home}"

    def get_cancel_url(self) -> str:
        return self.home.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form: SharedSaleForm) -> SharedSale:
        return services.sell_home(actor=self.request.user, home=self.home, **form.cleaned_data)


class SharedSalePage(LedgerPage):
    permission = VIEW
    model = SharedSale
    related = ("unit", "home", "family", "recorded_by")
    has_files = True
    facts = ("contract_no", "sold_on", "price_paid", "family", "identity_kind", "identity", "phone", "cert_no",
             "cert_on", "bought_back_on", "buyback_price", "withdrawn_at", "recorded_by")

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return [(str(self.object.home), self.object.home.get_absolute_url())]

    def get_title(self) -> str:
        ended = "（已撤回）" if self.object.withdrawn_at else ""
        return f"{self.object.home} {mask_names(self.object.name)}{ended}"

    def get_chips(self) -> list[Any]:
        it = self.object
        if it.withdrawn_at:
            return []
        return [SharedStatus.BOUGHT_BACK if it.bought_back_on else SharedStatus(it.home.status)]

    def get_figures(self) -> list[KeyFigure]:
        own = services.share_of(self.object)
        return [
            KeyFigure("个人份额（%）", grouped(own, 2), main=True), KeyFigure("政府份额（%）", grouped(FULL - own, 2)),
            KeyFigure("首次份额（%）", grouped(self.object.share, 2)),
        ]

    def get_buttons(self) -> list[Button]:
        it, user = self.object, self.request.user
        if services.ended(it):
            return []
        full = it.home.status == SharedStatus.FULL
        wanted = (
            ("shared_certify", "登记办证", ENTER, not it.cert_no), ("shared_buy", "登记增购份额", ENTER, not full),
            ("shared_buy_back", "登记回购", CHECK, True),
            ("shared_withdraw", "撤回出售", CHECK, not services.cannot_withdraw(user, it)),
        )
        return [
            Button(label, reverse(f"affordable:{name}", args=[it.pk]),
                   style="danger-line" if permission == CHECK else "plain")
            for name, label, permission, fits in wanted if fits and user.can(permission)
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = self.object.purchases.standing().select_related("recorded_by")
        hidden = () if self.request.user.can(CHECK) and not services.ended(self.object) else ("ops",)
        return [("增购份额", PurchaseTable(rows, orderable=False, exclude=hidden, empty_text="没有增购"))]


class SaleStep(ActionPage):
    """A step of a sale; ``step`` says whose it is."""

    model = SharedSale
    template_name = "journal/review.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("unit", "home", "family")

    def get_blocked(self) -> str:
        return services.ended(self.object)

    def get_facts(self) -> list[tuple[str, Any]]:
        it, own = self.object, services.share_of(self.object)
        return [
            ("住房", it.home), ("购房人", mask_names(it.name)), ("合同编号", it.contract_no),
            ("出售日期", str(it.sold_on)), ("个人份额（%）", grouped(own, 2)),
            ("政府份额（%）", grouped(FULL - own, 2)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = {"facts": self.get_facts(), "attachments": attachments_of(self.object)}
        return super().get_context_data(**{"parts": parts, **kwargs})


class SharedCertify(SaleStep):
    step = SHARED.steps["certify"]
    form_class = CertificateForm
    done = "已登记不动产权证。"

    def get_blocked(self) -> str:
        return super().get_blocked() or (
            f"已于 {self.object.cert_on} 登记不动产权证。" if self.object.cert_no else ""
        )

    def get_effects(self) -> Sequence[str]:
        return ["“全部办理了产权证”只在每套已售住房都有证号时成立。"]

    def perform(self, form: Form) -> SharedSale:
        return services.certify_sale(actor=self.request.user, sale=self.object, **form.cleaned_data)


class SharedBuy(SaleStep):
    step = Step("complete", "登记增购份额", SHARED.steps["complete"].sources, SharedStatus.FULL, ENTER)
    form_class = PurchaseForm
    done = "已登记增购份额。"

    def get_effects(self) -> Sequence[str]:
        return ["个人份额与政府份额合计始终为 100%；达到 100% 即取得全部产权。"]

    def perform(self, form: Form) -> SharedSale:
        return services.buy_share(actor=self.request.user, sale=self.object, **form.cleaned_data).sale


class SharedUndo(ActionPage):
    """Take back a purchase that was entered in error."""

    model = SharePurchase
    step = Step("undo", "撤回增购", frozenset(), "", CHECK, needs_reason=True, danger=True)
    done = "已撤回增购。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().standing().select_related("sale__home", "sale__unit", "recorded_by")

    def get_effects(self) -> Sequence[str]:
        it = self.object
        return [f"{it.sale.home} {it.on} 增购的 {grouped(it.share, 2)}% 不再计入个人份额，撤回留有记录。"]

    def get_cancel_url(self) -> str:
        return self.object.sale.get_absolute_url()

    def perform(self, form: Form) -> SharedSale:
        return services.undo_purchase(actor=self.request.user, purchase=self.object, reason=form.reason)


class SharedBuyBack(SaleStep):
    step = SHARED.steps["buy_back"]
    form_class = BuyBackForm
    done = "已登记回购，这套住房可以再次出售。"

    def get_effects(self) -> Sequence[str]:
        return ["购房人的份额全部收归政府，从回购日期起不再计入已分配的套数和户数。"]

    def perform(self, form: BuyBackForm) -> SharedSale:
        return services.buy_back(actor=self.request.user, sale=self.object, **form.cleaned_data)


class SharedWithdraw(SaleStep):
    step = SHARED.steps["withdraw"]
    form_class = ReasonForm
    done = "已撤回出售，这套住房可以重新登记。"

    def get_blocked(self) -> str:
        return super().get_blocked() or services.cannot_withdraw(self.request.user, self.object)

    def get_effects(self) -> Sequence[str]:
        return ["用于登记有误的出售：从现在起不再计入已分配的套数和户数，已经取数的报表不变，撤回留有记录。"]

    def perform(self, form: ReasonForm) -> SharedSale:
        return services.withdraw_sale(actor=self.request.user, sale=self.object, reason=form.reason)
