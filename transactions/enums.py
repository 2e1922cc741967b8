"""Words and states of the building table and of contracts; the values are those of dossier appendix B."""
from django.db.models import TextChoices


class RoomUse(TextChoices):
    HOME = "home", "成套住宅"
    HOME_PART = "home_part", "非成套住宅"
    SHOP = "shop", "商业"
    OFFICE = "office", "办公"
    PARKING = "parking", "车库车位"
    STORAGE = "storage", "储藏"
    OTHER = "other", "其他"


# Counted as 住宅; 车位 and 储藏 are area of 商品房 but never 住宅套数.
RESIDENTIAL = frozenset({RoomUse.HOME, RoomUse.HOME_PART})
# no 套 of its own: it goes with a home
ANCILLARY = frozenset({RoomUse.PARKING, RoomUse.STORAGE})


class ContractLayer(TextChoices):
    """What the contract layer of a room says; written by services/contracts.py alone, recomputed by ``verify``."""

    NONE = "none", "无合同"
    SIGNED = "signed", "已网签"
    FILED = "filed", "已备案"
    TITLED = "titled", "已办产权"


class RoomState(TextChoices):
    """What a room shows. Derived from four layers (rooms.py); stored nowhere."""

    ON_SALE = "sale", "可售"
    PLEDGED = "pledged", "抵押可售"
    SIGNED = "signed", "已网签"
    FILED = "filed", "已备案"
    TITLED = "titled", "已办产权"
    SEALED = "sealed", "查封"
    RESTRICTED = "restricted", "限制"
    NOT_PERMITTED = "none", "未许可"
    GONE = "gone", "已灭失"

    @property
    def mark(self) -> str:
        """Return the one character that stands in the grid beside the colour."""
        return {"sale": "售", "pledged": "押", "signed": "签", "filed": "备", "titled": "证", "sealed": "封",
                "restricted": "限", "none": "未", "gone": "灭"}[self.value]

    @property
    def chip(self) -> str:
        return {"sale": "green", "pledged": "green", "signed": "blue", "filed": "blue", "titled": "blue",
                "sealed": "red", "restricted": "amber"}.get(self.value, "grey")


class RestrictionKind(TextChoices):
    LAND_MORTGAGE = "land_mortgage", "土地抵押"
    BUILDING_MORTGAGE = "cip_mortgage", "在建工程抵押"
    SEALED = "sealed", "查封"
    PRE_SEALED = "pre_sealed", "预查封"
    WAITING_SEAL = "waiting_seal", "轮候查封"
    ADMINISTRATIVE = "restricted", "行政限制"
    OBJECTION = "objection", "异议登记"
    UNSELLABLE = "unsellable", "不可售"


MORTGAGES = frozenset({RestrictionKind.LAND_MORTGAGE, RestrictionKind.BUILDING_MORTGAGE})
SEALS = frozenset({RestrictionKind.SEALED, RestrictionKind.PRE_SEALED, RestrictionKind.WAITING_SEAL})
COURT_KINDS = SEALS  # need a court and a case number


class UnsellableReason(TextChoices):
    KEPT = "kept", "自持"
    FACILITY = "facility", "配套"
    RESETTLEMENT = "resettlement", "安置"
    CIVIL_DEFENCE = "civil_defence", "人防车位"
    SHOW_FLAT = "show_flat", "样板房"


class RestrictionStatus(TextChoices):
    ACTIVE = "active", "有效"
    RENEWED = "renewed", "已续期"
    RELEASED = "released", "已解除"

    @property
    def chip(self) -> str:
        return {"active": "red"}.get(self.value, "grey")


class PriceStatus(TextChoices):
    SUBMITTED = "submitted", "待复核"
    RETURNED = "returned", "已退回"
    FILED = "filed", "已备案"

    @property
    def chip(self) -> str:
        return {"submitted": "blue", "returned": "amber"}.get(self.value, "green")


class SaleKind(TextChoices):
    PRESALE = "presale", "预售"
    SPOT = "spot", "现售"


class PriceBasis(TextChoices):
    GROSS = "gross", "按建筑面积"
    INNER = "inner", "按套内面积"
    WHOLE = "whole", "按套"


class PayMethod(TextChoices):
    FULL = "full", "一次性付款"
    INSTALMENTS = "instalments", "分期付款"
    LOAN = "loan", "商业贷款"
    FUND = "fund", "公积金贷款"
    MIXED = "mixed", "组合贷款"


BY_LOAN = frozenset({PayMethod.LOAN, PayMethod.FUND, PayMethod.MIXED})


class Special(TextChoices):
    """Deals that are sales but no market prices (pitfall 15)."""

    NONE = "none", "普通"
    RELATIVE = "relative", "亲属间"
    RESETTLEMENT = "resettle", "回迁安置"
    DEBT_OFFSET = "debt_offset", "以房抵款"
    STAFF = "staff", "职工内部"


class ContractStatus(TextChoices):
    DRAFT = "draft", "待网签"
    SIGNED = "signed", "已签未备案"
    FILING = "filing", "备案审核中"
    FILE_FAILED = "file_failed", "备案退回"
    FILED = "filed", "已备案"
    CANCELLING = "cancelling", "注销审核中"
    TITLED = "titled", "已办产权"
    VOIDED = "voided", "网签已撤销"
    CANCELLED = "cancelled", "已注销"

    @property
    def chip(self) -> str:
        return {"draft": "", "signed": "blue", "filing": "blue", "file_failed": "red", "filed": "green",
                "cancelling": "amber", "titled": "green"}.get(self.value, "grey")


# A contract in one of these holds its room: at most one per room, as a constraint of the database.
LIVE = (
    ContractStatus.SIGNED, ContractStatus.FILING, ContractStatus.FILE_FAILED, ContractStatus.FILED,
    ContractStatus.CANCELLING, ContractStatus.TITLED,
)
UNFILED = (ContractStatus.SIGNED, ContractStatus.FILING, ContractStatus.FILE_FAILED)
ENDED = (ContractStatus.VOIDED, ContractStatus.CANCELLED)
WAS_FILED = (ContractStatus.FILED, ContractStatus.CANCELLING, ContractStatus.TITLED, ContractStatus.CANCELLED)
LAYER_OF = {
    **dict.fromkeys(UNFILED, ContractLayer.SIGNED),
    ContractStatus.FILED: ContractLayer.FILED,
    ContractStatus.CANCELLING: ContractLayer.FILED,
    ContractStatus.TITLED: ContractLayer.TITLED,
}


class EndReason(TextChoices):
    AGREED = "agreed", "双方协商解除"
    COURT = "court", "判决、仲裁"
    BUYER_DEFAULT = "buyer_default", "买受人违约"
    SELLER_DEFAULT = "seller_default", "出卖人违约"
    LOAN_REFUSED = "loan_refused", "贷款未批"
    AREA_ERROR = "area_error", "面积误差超限"
    OTHER = "other", "其他"


class EventKind(TextChoices):
    SIGN = "sign", "网签"
    FILE = "file", "备案"
    CHANGE = "change", "变更"
    VOID = "void", "撤销网签"
    CANCEL = "cancel", "注销备案"
    TITLE = "title", "办理产权"


class Origin(TextChoices):
    ENTERED = "entered", "窗口录入"
    IMPORTED = "imported", "历史补录"


class ResaleStatus(TextChoices):
    VERIFIED = "verified", "已核验"
    SIGNED = "signed", "已网签"
    FILED = "filed", "已备案"
    TRANSFERRED = "transferred", "已过户"
    CANCELLED = "cancelled", "已注销"

    @property
    def chip(self) -> str:
        return {"verified": "", "signed": "blue", "filed": "green", "transferred": "green"}.get(self.value, "grey")


RESALE_LIVE = (ResaleStatus.VERIFIED, ResaleStatus.SIGNED, ResaleStatus.FILED)


class ResaleEventKind(TextChoices):
    SIGN = "sign", "网签"
    FILE = "file", "备案"
    CANCEL = "cancel", "注销"
    TRANSFER = "transfer", "过户"


class EscrowChoice(TextChoices):
    SUPERVISED = "supervised", "资金监管"
    WAIVED = "waived", "自行划转（双方书面放弃）"


class FundStatus(TextChoices):
    OPENED = "opened", "已开户"
    FUNDED = "funded", "资金到位"
    TRANSFER_DONE = "transfer_done", "已过户待划付"
    PAID_OUT = "paid_out", "已划付卖方"
    CANCELLED = "cancelled", "待退款"
    REFUNDED = "refunded", "已退买方"

    @property
    def chip(self) -> str:
        return {"opened": "", "funded": "blue", "transfer_done": "amber", "cancelled": "amber"}.get(
            self.value, "green"
        )


class Side(TextChoices):
    SELLER = "seller", "出卖方"
    BUYER = "buyer", "买受方"


class FundEntryKind(TextChoices):
    DEPOSIT = "deposit", "存入"
    PAYOUT = "payout", "划付卖方"
    REFUND = "refund", "退还买方"


class ReportStatus(TextChoices):
    GENERATED = "generated", "已生成"
    CHECKED = "checked", "已核对"
    SUBMITTED = "submitted", "已报送"
    REJECTED = "rejected", "被退回"
    RESUBMITTED = "resubmitted", "已重报"
    ACCEPTED = "accepted", "已接收"

    @property
    def chip(self) -> str:
        return {"generated": "", "checked": "blue", "rejected": "red"}.get(self.value, "green")


class ReportDay(TextChoices):
    """How a day stands in the calendar of reports; a zero report is a report, a missing one is not."""

    ON_TIME = "ok", "已报"
    ZERO = "zero", "零报"
    LATE = "late", "迟报"
    RETURNED = "returned", "退回"
    MISSING = "miss", "未报"
    DUE = "due", "应报"
    NONE = "none", ""

    @property
    def css(self) -> str:
        """Return the class of the day in the calendar."""
        return {"late": "due", "returned": "miss"}.get(self.value, self.value)

    @property
    def chip(self) -> str:
        return {"ok": "green", "zero": "grey", "late": "amber", "due": "amber", "none": ""}.get(self.value, "red")


class Market(TextChoices):
    """The three markets of the daily report."""

    PRESALE = "presale", "预售"
    SPOT = "spot", "现售"
    EXISTING = "existing", "存量房"


class LookupPurpose(TextChoices):
    LOAN = "loan", "贷款"
    PURCHASE = "purchase", "购房资格"
    SUBSIDY = "subsidy", "住房保障审核"
    SCHOOL = "school", "入学"
    FUND = "fund", "公积金提取"
    CASE = "case", "司法、纪检协助"
    OTHER = "other", "其他"


class LookupStatus(TextChoices):
    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "已查询"
    REFUSED = "refused", "不予查询"

    @property
    def chip(self) -> str:
        return {"requested": "blue", "approved": "green"}.get(self.value, "grey")


class BatchKind(TextChoices):
    ROOMS = "rooms", "楼盘表"
    AREAS = "areas", "实测面积"
    PRICES = "prices", "一房一价"
    CONTRACTS = "contracts", "历史合同"


class BatchStatus(TextChoices):
    WAITING = "waiting", "排队"
    RUNNING = "running", "导入中"
    DONE = "done", "已导入"
    REFUSED = "refused", "有错未导入"
    FAILED = "failed", "中断未导入"

    @property
    def chip(self) -> str:
        return {"done": "green", "refused": "red", "failed": "red", "running": "blue"}.get(self.value, "")
