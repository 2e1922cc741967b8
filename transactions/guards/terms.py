"""Do the terms and the buyers of a contract agree in themselves?"""
from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError

from housing_portal.kit.figures import brief
from housing_portal.registry.identity import validate_identity, validate_phone
from transactions.enums import BY_LOAN, PayMethod, PriceBasis
from transactions.guards.case import Finding, Limits, Refusal, SigningCase
from transactions.guards.people import FULL, repeated, share_fault
from transactions.models import ContractParty, SaleContract

YUAN = Decimal(1)  # how far total price and unit price × area may differ
FIRST_YEAR = 1990  # nothing on record is older: 0202 is a slip of the fingers
HALF_CENT = Decimal("0.005")


def right_total(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """Total price and unit price × area agree to a yuan; a price per room is divided, so rounding counts too."""
    contract = case.contract
    for name in ("area_priced", "unit_price", "total_price"):
        if getattr(contract, name) <= 0:
            label = SaleContract._meta.get_field(name).verbose_name
            yield Refusal("not_positive", name, f"{label}应大于 0。")
    product = contract.unit_price * contract.area_priced
    rounding = contract.area_priced * HALF_CENT if contract.price_basis == PriceBasis.WHOLE else 0
    if abs(product - contract.total_price) > max(YUAN, rounding):
        yield Refusal(
            "total_differs", "total_price",
            f"单价 {brief(contract.unit_price)} 元 × 面积 {contract.area_priced} ㎡ = {product:,.2f} 元，"
            f"与总价 {brief(contract.total_price)} 元相差超过 1 元，请核对。",
        )


def right_payment(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """Down payment and loan make the total price; a loan names its bank."""
    contract = case.contract
    method, down, loan = PayMethod(contract.pay_method), contract.down_payment, contract.loan_amount
    total = contract.total_price
    for name, amount in (("down_payment", down), ("loan_amount", loan)):
        if amount < 0:
            yield Refusal("negative", name, "金额不能是负数。")
    if method in BY_LOAN and loan <= 0:
        yield Refusal("no_loan", "loan_amount", f"付款方式是{method.label}，请填写贷款金额。")
    if method not in BY_LOAN and loan:
        words = f"付款方式是{method.label}，贷款金额应为 0；有贷款的请改付款方式。"
        yield Refusal("loan_unasked", "loan_amount", words)
    if method in BY_LOAN and contract.loan_bank_id is None:
        yield Refusal("no_bank", "loan_bank", f"付款方式是{method.label}，请填写贷款银行。")
    if method == PayMethod.INSTALMENTS:
        if down > total:
            yield Refusal("payment", "down_payment", f"首付款 {brief(down)} 元大于总价 {brief(total)} 元，请核对。")
    elif down + loan != total:
        yield Refusal(
            "payment", "down_payment",
            f"首付 {brief(down)} 元 + 贷款 {brief(loan)} 元 = {brief(down + loan)} 元，应等于总价 {brief(total)} 元。",
        )


def not_in_future(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    signed_on = case.contract.signed_on
    if signed_on > limits.today:
        yield Refusal("future", "signed_on", f"签订日期 {signed_on} 晚于今天，请填写今天或以前的日期。")
    if signed_on.year < FIRST_YEAR:
        yield Refusal("ancient", "signed_on", f"签订日期 {signed_on} 早于 {FIRST_YEAR} 年，请核对年份。")


def right_delivery(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    signed_on, delivery_on = case.contract.signed_on, case.contract.delivery_on
    if delivery_on <= signed_on:
        yield Refusal("delivery", "delivery_on", f"约定交房日期 {delivery_on} 应晚于签订日期 {signed_on}，请核对。")


def right_buyers(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """Every buyer has a name and a right document, none stands twice, and together they own exactly all."""
    if not case.buyers:
        yield Refusal("no_buyer", "buyers", "请至少填写一名买受人。")
        return
    twice = dict(repeated(case.buyers))
    for place, buyer in enumerate(case.buyers, start=1):
        yield from _right_buyer(place, buyer, checks_phone=not case.is_history)
        if place in twice:
            yield Refusal(
                "buyer_twice", f"buyer_{place}_identity",
                f"与第 {twice[place]} 名买受人的证件号码相同，同一人只填一次。",
            )
    if fault := share_fault("买受人", [buyer.share for buyer in case.buyers]):
        yield Refusal("shares", "buyers", fault)


def _right_buyer(place: int, buyer: ContractParty, *, checks_phone: bool) -> Iterator[Finding]:
    if not buyer.name:
        yield Refusal("no_name", f"buyer_{place}_name", f"请填写第 {place} 名买受人的姓名（名称）。")
    elif "*" in buyer.name:
        yield Refusal("masked_name", f"buyer_{place}_name", f"请填写第 {place} 名买受人的完整姓名，不带星号（*）。")
    if not 0 < buyer.share <= FULL:
        yield Refusal("share", f"buyer_{place}_share", "份额应大于 0、不超过 100。")
    if not buyer.identity:
        yield Refusal("no_identity", f"buyer_{place}_identity", f"请填写第 {place} 名买受人的证件号码。")
        return
    try:
        validate_identity(buyer.identity_kind, buyer.identity.reveal())
    except ValidationError as error:
        yield Refusal("identity", f"buyer_{place}_identity", error.messages[0])
    if checks_phone and buyer.phone:
        try:
            validate_phone(buyer.phone.reveal())
        except ValidationError as error:
            yield Refusal("phone", f"buyer_{place}_phone", error.messages[0])
