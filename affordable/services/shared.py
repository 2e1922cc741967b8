"""共有产权住房: built, sold by a share, certified, bought further, bought back (dossier §3.11)."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.enums import SharedStatus
from affordable.models import AffordableProject, Family, Member, SharedHome, SharedSale, SharePurchase
from affordable.models.shared import FULL
from affordable.services.checks import lock_for_entry, lock_record, lock_units
from affordable.workflow import CHECK, ENTER, SHARED
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, keep, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.journal.stages import happen, take_back
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import Sealed, mask_names
from housing_portal.registry.identity import IdentityKind, as_typed, checked_identity, validate_phone

OWN = "个人份额合计（%）"
FACTS = ("home", "family", "share", "price_paid", "contract_no", "sold_on", "cert_no", "cert_on", "bought_back_on",
         "buyback_price", "withdrawn_at")


@dataclass(frozen=True)
class Buyer:
    """Who buys, as typed."""

    name: str
    identity: str | Sealed = field(repr=False)
    identity_kind: str = IdentityKind.ID_CARD
    phone: str | Sealed = field(default="", repr=False)


@transaction.atomic
def register_shared_home(
    *, actor: User, unit: Unit, build_year: int, estate: str, building: str, room: str, area: Decimal,
    project: AffordableProject | None = None,
) -> SharedHome:
    """Register a home that is for sale by shares; ``area`` in ㎡."""
    unit = lock_for_entry(actor, ENTER, unit)
    if project is not None and project.unit_id != unit.pk:
        raise ServiceError({"project": f"项目“{project}”不属于{unit}，请重新选择。"})
    if build_year > clock.today().year:
        raise ServiceError({"build_year": f"建设年份 {build_year} 晚于今年，请核对。"})
    return enter(actor, "登记共有产权住房", SharedHome(
        unit=unit, project=project, build_year=build_year, estate=text.half_width(estate), area=area,
        building=text.half_width(building), room=text.half_width(room),
    ))


@transaction.atomic
def sell_home(
    *, actor: User, home: SharedHome, buyer: Buyer, share: Decimal, price_paid: Decimal, contract_no: str,
    sold_on: date, family: Family | None = None, evidence: Evidence = (),
) -> SharedSale:
    """Enter the sale of a share (percent) for ``price_paid`` yuan; the government holds the rest."""
    must(actor, ENTER)
    facts = _checked(buyer)
    _lock_units(home, facts["identity"])
    home = lock_record(actor, home)
    before = snapshot(home)
    SHARED.enter(home, "sell", actor)
    not_in_future("sold_on", sold_on)
    if sold_on.year < home.build_year:
        raise ServiceError({"sold_on": f"出售日期 {sold_on} 早于建设年份 {home.build_year}，请核对。"})
    last = _before(home)
    if last is not None:
        not_before("sold_on", sold_on, last.bought_back_on, "上次回购日期")
    _must_cost("price_paid", price_paid)
    sale = SharedSale(
        unit=home.unit, home=home, family=family, share=share, price_paid=price_paid, contract_no=contract_no,
        sold_on=sold_on, recorded_by=actor, recorded_at=clock.now(), **facts,
    )
    sale.identity_index = sale.identity.index
    if family is not None:
        _must_belong(sale, family)
    _must_have_nothing_else(sale)
    _keep(actor, "登记出售", sale, {}, evidence)
    if share == FULL:
        home.status = SharedStatus.FULL
    change(actor, "登记出售", home, before)
    return sale


@transaction.atomic
def certify_sale(
    *, actor: User, sale: SharedSale, cert_no: str, cert_on: date, evidence: Evidence = ()
) -> SharedSale:
    """Enter the certificate of title."""
    sale, home, told = _begin(actor, sale, "certify")
    if sale.cert_no:
        raise ServiceError(f"已于 {sale.cert_on} 登记不动产权证 {sale.cert_no}，不能重复登记。")
    if not cert_no.strip():
        raise ServiceError({"cert_no": "请填写不动产权证号。"})
    not_in_future("cert_on", cert_on)
    not_before("cert_on", cert_on, sale.sold_on, "出售日期")
    was = _told(sale)
    sale.cert_no, sale.cert_on, sale.cert_at = cert_no, cert_on, clock.now()
    _keep(actor, "登记办证", sale, was, evidence)
    if home.status == SharedStatus.SOLD:
        home.status = SharedStatus.CERTIFIED
    change(actor, "登记办证", home, told)
    return sale


@transaction.atomic
def buy_share(
    *, actor: User, sale: SharedSale, share: Decimal, price_paid: Decimal, contract_no: str, on: date,
    note: str = "", evidence: Evidence = (),
) -> SharePurchase:
    """Enter that the owner bought more from the government; with 100 percent he has the full title."""
    sale, home, told = _begin(actor, sale, "complete")
    not_in_future("on", on)
    not_before("on", on, sale.sold_on, "出售日期")
    _must_cost("price_paid", price_paid)
    left = FULL - share_of(sale)
    if share > left:
        raise ServiceError({"share": f"政府份额剩 {grouped(left, 2)}%，不能增购 {grouped(share, 2)}%，请核对。"})
    if sale.purchases.standing().filter(contract_no=text.clean(contract_no)).exists():
        raise ServiceError({"contract_no": f"合同 {contract_no} 的增购已登记，请核对。"})
    made = happen(actor, SharePurchase(
        sale=sale, share=share, price_paid=price_paid, contract_no=contract_no, on=on, note=note,
    ))
    if share == left:
        home.status = SharedStatus.FULL
    _keep(actor, "登记增购份额", sale, {OWN: grouped(FULL - left, 2)}, evidence, note,
          {OWN: grouped(FULL - left + share, 2), "增购日期": str(on), "增购价款（元）": grouped(price_paid, 2)})
    change(actor, "登记增购份额", home, told)
    return made


@transaction.atomic
def undo_purchase(*, actor: User, purchase: SharePurchase, reason: str) -> SharedSale:
    """Take a purchase back that was entered in error; not by whoever entered it."""
    must(actor, CHECK)
    sale, home, told = _begin(actor, purchase.sale, "")
    row = sale.purchases.standing().filter(pk=purchase.pk).first()
    if row is None:
        raise ServiceError("这笔增购已撤回，请刷新页面。")
    if actor.is_person(row.recorded_by_id):
        raise ServiceError("这笔增购由您本人登记，撤回须由另一位同事进行。")
    if not (words := text.clean(reason)):
        raise ServiceError({"reason": "请写明原因。"})
    was = share_of(sale)
    take_back(actor, row, words)
    home.status = SharedStatus.CERTIFIED if sale.cert_no else SharedStatus.SOLD
    change(actor, "撤回增购份额", home, told)
    _keep(actor, "撤回增购份额", sale, {OWN: grouped(was, 2)}, (), words, {OWN: grouped(was - row.share, 2)})
    return sale


@transaction.atomic
def buy_back(
    *, actor: User, sale: SharedSale, on: date, buyback_price: Decimal, reason: str, evidence: Evidence = ()
) -> SharedSale:
    """Enter that the government bought the home back, for yuan; it may be sold again. Not by who entered the sale."""
    sale, home, told = _begin(actor, sale, "buy_back")
    if actor.is_person(sale.recorded_by_id):
        raise ServiceError("这套住房由您本人登记出售，回购须由另一位同事登记。")
    if not evidence:
        raise ServiceError({"evidence": "请上传回购协议。"})
    not_in_future("on", on)
    latest = max([sale.sold_on, *filter(None, [sale.cert_on]), *(row.on for row in sale.purchases.standing())])
    not_before("on", on, latest, "最近一次登记的日期")
    was = _told(sale)
    sale.bought_back_on, sale.buyback_price, sale.buyback_at = on, buyback_price, clock.now()
    home.status = SharedStatus.BOUGHT_BACK
    _keep(actor, "登记回购", sale, was, evidence, reason)
    change(actor, "登记回购", home, told)
    return sale


@transaction.atomic
def withdraw_sale(*, actor: User, sale: SharedSale, reason: str) -> SharedSale:
    """Take back a sale that was entered in error; not by who entered it, and not once anything has followed it."""
    sale, home, told = _begin(actor, sale, "withdraw")
    if words := cannot_withdraw(actor, sale):
        raise ServiceError(words)
    if not (reason := text.clean(reason)):
        raise ServiceError({"reason": "请写明原因。"})
    was = _told(sale)
    sale.withdrawn_at = clock.now()
    home.status = SharedStatus.BUILT if _before(home) is None else SharedStatus.BOUGHT_BACK
    _keep(actor, "撤回出售", sale, was, (), reason)
    change(actor, "撤回出售", home, told)
    return sale


def cannot_withdraw(actor: User, sale: SharedSale) -> str:
    """Return why ``actor`` may not take the sale back, or nothing."""
    if sale.cert_no or sale.purchases.standing().exists():
        return "已办证或已增购份额的出售不能撤回；增购登记有误的，请先撤回增购。"
    return "这笔出售由您本人登记，撤回须由另一位同事进行。" if actor.is_person(sale.recorded_by_id) else ""


def ended(sale: SharedSale) -> str:
    """Return why nothing more can be done with a sale, or nothing."""
    if sale.withdrawn_at is not None:
        return "这笔出售已撤回，不能再办理。"
    return "" if sale.bought_back_on is None else f"这套住房已于 {sale.bought_back_on} 回购，不能再办理。"


def share_of(sale: SharedSale) -> Decimal:
    """Return the owner's share in percent, with what he has bought since."""
    return sale.share + sale.purchases.standing().share()


# -- shared steps -------------------------------------------------------------------------------------


def _begin(actor: User, sale: SharedSale, code: str) -> tuple[SharedSale, SharedHome, dict[str, Any]]:
    """Lock unit, home and sale, and check that the step may be taken; the caller says where it leads."""
    home = lock_record(actor, sale.home)
    told = snapshot(home)
    sale = type(sale)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=sale.pk)
    if words := ended(sale):
        raise ServiceError(words)
    if code == "certify":
        must(actor, ENTER)
    elif code:
        # the paper itself changes nothing until the share is full
        was = home.status
        SHARED.enter(home, code, actor)
        home.status = was
    return sale, home, told


def _lock_units(home: SharedHome, identity: Sealed) -> None:
    """Lock the unit of the home and that of the buyer's family, so that no benefit comes up meanwhile."""
    units = Member.objects.current().numbered(identity).values_list("family__unit", flat=True)
    lock_units(Unit.objects.filter(pk__in=[home.unit_id, *units]))


def _before(home: SharedHome) -> SharedSale | None:
    """Return the latest sale that was bought back, if there is one."""
    return home.sales.standing().exclude(bought_back_on=None).order_by("-bought_back_on").first()


def _told(sale: SharedSale) -> dict[str, Any]:
    """Return what the diary keeps of a sale: the buyer's name masked, his number as its trace."""
    return {**snapshot(sale, FACTS), "购房人": mask_names(sale.name), "证件号码": sale.identity.trace}


def _keep(
    actor: User, action: str, sale: SharedSale, before: Mapping[str, Any], evidence: Evidence, reason: str = "",
    after: Mapping[str, Any] | None = None,
) -> None:
    """Store the sale with its proof and its line in the diary; ``after`` tells of what stands in other rows."""
    save_checked(sale)
    keep(actor, sale, evidence)
    record(actor=actor, action=action, label=f"{action}：{sale.home}", obj=sale, reason=reason, before=before,
           after=_told(sale) if after is None else after)


def _must_belong(sale: SharedSale, family: Family) -> None:
    if not Member.objects.current().filter(family=family).numbered(sale.identity).exists():
        raise ServiceError({"family": f"{sale}不是保障对象 {family} 的现有成员，请核对证件号码或改选保障对象。"})


def _must_have_nothing_else(sale: SharedSale) -> None:
    """Refuse a buyer whose family has a benefit, also when nobody has named the family."""
    member = Member.objects.current().numbered(sale.identity).filter(family__benefits__is_current=True).first()
    if member is not None:
        benefit = member.family.benefits.current().get()
        raise ServiceError({"identity": (
            f"{sale}是保障对象 {member.family} 的成员，正在享受{benefit.get_kind_display()}，"
            "不能同时购买共有产权住房；请先办理退出或终止。"
        )})


def _must_cost(name: str, price: Decimal) -> None:
    if price <= 0:
        raise ServiceError({name: "价款应大于 0，请核对。"})


def _checked(buyer: Buyer) -> dict[str, Any]:
    name = text.clean(buyer.name)
    if not name or "*" in name:
        raise ServiceError({"name": "请填写完整姓名，不带星号（*）。"})
    phone = as_typed(buyer.phone)
    at = "identity"
    try:
        number = checked_identity(buyer.identity_kind, buyer.identity)
        at = "phone"
        if phone:
            validate_phone(phone)
    except ValidationError as error:
        raise ServiceError({at: error.messages}) from None
    return {"name": name, "identity_kind": buyer.identity_kind, "identity": number, "phone": phone or None}
