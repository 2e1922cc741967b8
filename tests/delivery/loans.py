"""Special loans of an invented county on their way, taken there by the services; amounts in 元."""
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Estate, Organization
from presale.delivery.models.estates import RiskRating, TroubledEstate
from presale.delivery.models.loans import LoanAllocation, LoanDraw, LoanUse, SpecialLoan
from presale.delivery.services import loans, uses
from tests.transactions import builders as market

SIGNED, DAY = date(2026, 1, 12), date(2026, 3, 2)
_serials = count(1)


@dataclass(frozen=True)
class People:
    """Who works on loans; the chief takes back, never what he entered."""

    clerk: User
    finance: User
    deputy: User
    chief: User


def yuan(amount: str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def organization(name: str, kind: OrganizationKind) -> Organization:
    return Organization.objects.filter(name=name).first() or market.organization(name, kind)


def troubled(by: User, of: Estate | None = None, **facts: object) -> TroubledEstate:
    """Return an estate of the ledger on the list of special loans."""
    of = of or market.estate(f"云栖{next(_serials)}里")
    listed_on = facts.setdefault("listed_on", date(2024, 6, 1))
    one = TroubledEstate.objects.create(**{
        "estate": of, "developer": of.developer, "total_floor_area": Decimal(60_000), "on_loan_list": True,
        "contract_delivery_on": date(2024, 12, 31), "recorded_by": by,
        "recorded_at": clock.end_of(listed_on), **facts,
    })
    RiskRating.objects.create(estate=one, on=listed_on, code="high", recorded_by=by, recorded_at=one.recorded_at)
    return one


def loan(who: People, amount: str | int = 100_000_000, **facts: object) -> SpecialLoan:
    return loans.register_loan(**{
        "actor": who.finance, "lender": organization("国家开发银行云岭分行", OrganizationKind.BANK),
        "borrower": organization("云岭城乡发展集团", OrganizationKind.PLATFORM),
        "contract_no": f"云借{next(_serials):03}", "amount": yuan(amount), "rate": Decimal("2.80"),
        "signed_on": SIGNED, "due_on": date(2029, 1, 11), **facts,
    })


def allocated(
    who: People, amount: str | int = 20_000_000, of: SpecialLoan | None = None, to: TroubledEstate | None = None,
    on: date = SIGNED,
) -> LoanAllocation:
    return loans.allocate(
        actor=who.finance, loan=of or loan(who), estate=to or troubled(who.clerk), on=on, amount=yuan(amount),
        paper=f"云专借办〔2026〕{next(_serials)}号",
    )


def drawn(who: People, allocation: LoanAllocation, amount: str | int, on: date = DAY) -> LoanDraw:
    return loans.record_draw(
        actor=who.finance, allocation=allocation, on=on, amount=yuan(amount), voucher=f"JZ{next(_serials)}"
    )


def funded(who: People, arrived: str | int = 10_000_000) -> LoanAllocation:
    """Return an allocation of 20 million of which ``arrived`` lies on the special account."""
    allocation = allocated(who)
    drawn(who, allocation, arrived)
    return allocation


def facts(amount: str | int = 1_000_000, on: date = DAY, **changes: object) -> dict[str, object]:
    """Return what an application says."""
    return {
        "applied_on": on, "covers": "sold_homes", "purpose": "works", "progress_basis": "3#楼封顶，监理签认",
        "payee": organization("云岭建工有限公司", OrganizationKind.CONTRACTOR), "payee_bank": "云岭农商银行城关支行",
        "payee_account": "621000000001", "amount": yuan(amount), **changes,
    }


def applied(who: People, allocation: LoanAllocation, amount: str | int = 1_000_000, on: date = DAY) -> LoanUse:
    return uses.apply_use(actor=who.clerk, allocation=allocation, **facts(amount, on))


def checked(who: People, use: LoanUse, on: date = DAY) -> LoanUse:
    return uses.check_use(actor=who.finance, use=use, on=on)


def approved(who: People, use: LoanUse, on: date = DAY) -> LoanUse:
    return uses.approve_use(actor=who.deputy, use=checked(who, use, on), on=on)


def paid(who: People, allocation: LoanAllocation, amount: str | int = 1_000_000, on: date = DAY) -> LoanUse:
    use = approved(who, applied(who, allocation, amount, on), on)
    return uses.pay_use(actor=who.finance, use=use, on=on, voucher=f"FK{next(_serials)}")
