"""Each guard in isolation, on records that no database has seen."""
from datetime import date, timedelta
from decimal import Decimal

import pytest

from housing_portal.registry.enums import PermitKind, PermitStatus
from housing_portal.registry.models import Building, Estate, Organization, PermitBuilding, SalePermit
from tests.transactions import builders
from transactions import guards
from transactions.enums import Origin, PayMethod, PriceBasis, RestrictionKind, SaleKind, Special
from transactions.guards import Limits, SigningCase
from transactions.models import ContractParty, PriceFiling, Room, RoomPrice, RoomRestriction, SaleContract

DAY, BEFORE = date(2026, 5, 20), date(2026, 5, 10)
LIMITS = Limits(today=DAY, price_drop_percent=15)
DEVELOPER = Organization(pk=1, name="锦川开发公司")
ESTATE = Estate(pk=1, record_name="锦川云栖里", developer=DEVELOPER)


def permit(**facts: object) -> SalePermit:
    return SalePermit(**{
        "pk": 1, "number": "（云）房预售证第2024001号", "developer": DEVELOPER, "issued_on": date(2024, 1, 10), **facts
    })


def scope(up_to_floor: int | None = None, **facts: object) -> PermitBuilding:
    return PermitBuilding(permit=permit(**facts), up_to_floor=up_to_floor)


def party(serial: int = 1, share: str = "100", name: str = "周小静", **facts: object) -> ContractParty:
    return ContractParty(**{
        "name": name, "identity": builders.identity(serial), "share": Decimal(share), **facts
    })


def price(unit_price: str, total: str) -> RoomPrice:
    filing = PriceFiling(filed_on=date(2026, 1, 5))
    return RoomPrice(filing=filing, unit_price=Decimal(unit_price), total_price=Decimal(total))


def case(
    *, building: dict[str, object] | None = None, room: dict[str, object] | None = None, **facts: object
) -> SigningCase:
    """Return a case without a fault; ``facts`` are columns of the contract or parts of the case."""
    place = Building(pk=1, estate=ESTATE, number="7#楼", floors_above=18, **(building or {}))
    home = Room(pk=1, building=place, floor=15, number="1502", area=Decimal(100), **(room or {}))
    parts = {name: facts.pop(name) for name in list(facts) if name in SigningCase.__slots__}
    contract = SaleContract(**{
        "room": home, "seller": DEVELOPER, "signed_on": DAY, "delivery_on": date(2027, 10, 31),
        "area_priced": Decimal(100), "unit_price": Decimal(6000), "total_price": Decimal(600000),
        "down_payment": Decimal(600000), "loan_amount": Decimal(0), **facts,
    })
    return SigningCase(**{
        "contract": contract, "buyers": [party()], "permits": [scope()], "price": price("6000", "600000"), **parts
    })


def found(judged: SigningCase) -> list[tuple[str, str]]:
    verdict = guards.examine(judged, LIMITS)
    return [(one.code, getattr(one, "field", "?")) for one in (*verdict.refusals, *verdict.doubts)]


def lien(kind: RestrictionKind, **facts: object) -> RoomRestriction:
    return RoomRestriction(kind=kind, from_on=date(2026, 3, 1), **facts)


PAST = {"origin": Origin.IMPORTED}
LOAN = {"pay_method": PayMethod.LOAN, "down_payment": Decimal(200000), "loan_amount": Decimal(400000)}
DONE = {"completed_on": date(2026, 1, 1), "registered_on": date(2026, 2, 1)}
CASES = {
    "right": (case(), []),
    # permit
    "no permit": (case(permits=[]), [("unpermitted", "room")]),
    "too high": (case(permits=[scope(up_to_floor=14)]), [("above_permitted", "room")]),
    "high enough": (case(permits=[scope(up_to_floor=15)]), []),
    "before the permit": (case(permits=[scope(issued_on=date(2026, 5, 21))]), [("before_permit", "signed_on")]),
    "on the day of the permit": (case(permits=[scope(issued_on=DAY)]), []),
    "revoked": (
        case(permits=[scope(status=PermitStatus.REVOKED, ended_on=DAY)]), [("permit_ended", "room")]
    ),
    "revoked the day after": (case(permits=[scope(ended_on=DAY + timedelta(1))]), []),
    "revoked after the day written into the contract": (
        case(permits=[scope(status=PermitStatus.REVOKED, ended_on=DAY)], signed_on=BEFORE), [("permit_ended", "room")]
    ),
    "history under a permit revoked since": (
        case(permits=[scope(status=PermitStatus.REVOKED, ended_on=DAY)], signed_on=BEFORE, **PAST), []
    ),
    "suspended": (case(permits=[scope(status=PermitStatus.SUSPENDED)]), [("permit_suspended", "room")]),
    "run out": (case(permits=[scope(valid_to=date(2026, 5, 19))]), [("permit_run_out", "room")]),
    "run out, and registered so": (
        case(permits=[scope(status=PermitStatus.EXPIRED, valid_to=date(2026, 5, 19), ended_on=DAY)], signed_on=BEFORE),
        [("permit_ended", "room")],
    ),
    "run out after the day written into the contract": (
        case(permits=[scope(valid_to=date(2026, 5, 19))], signed_on=BEFORE), [("permit_run_out", "room")]
    ),
    "spot without filing": (case(permits=[], building=DONE), []),
    "history before the permit": (case(permits=[scope(issued_on=date(2026, 5, 21))], **PAST), []),
    "history without permit": (case(permits=[], **PAST), [("unpermitted", "room")]),
    # seller
    "other seller": (case(seller=Organization(pk=2, name="别家公司")), [("other_seller", "room")]),
    "seller of the permit": (
        case(seller=Organization(pk=2, name="项目公司"), permits=[scope(developer=Organization(pk=2))]), []
    ),
    "seller suspended": (
        case(seller=Organization(pk=1, name="锦川", signing_suspended_on=DAY)), [("seller_suspended", "room")]
    ),
    "seller suspended after the day written into the contract": (
        case(seller=Organization(pk=1, name="锦川", signing_suspended_on=DAY), signed_on=BEFORE),
        [("seller_suspended", "room")],
    ),
    "history of a seller suspended since": (
        case(seller=Organization(pk=1, name="锦川", signing_suspended_on=DAY), signed_on=BEFORE, **PAST), []
    ),
    "seller suspended later": (
        case(seller=Organization(pk=1, name="锦川", signing_suspended_on=DAY + timedelta(1))), []
    ),
    # room
    "taken": (case(live=SaleContract(contract_no="1", buyer_names="李大山")), [("live_contract", "room")]),
    "freed later": (case(freed_on=DAY + timedelta(1)), [("not_yet_free", "signed_on")]),
    "freed today": (case(freed_on=DAY), []),
    "gone": (case(room={"demolished_on": DAY}), [("demolished", "room")]),
    "sealed": (case(restrictions=[lien(RestrictionKind.SEALED, authority="县法院")]), [("sealed", "room")]),
    "waiting seal": (case(restrictions=[lien(RestrictionKind.WAITING_SEAL)]), [("sealed", "room")]),
    "objection": (case(restrictions=[lien(RestrictionKind.OBJECTION)]), [("restricted", "room")]),
    "administrative": (case(restrictions=[lien(RestrictionKind.ADMINISTRATIVE)]), [("restricted", "room")]),
    "unsellable": (
        case(restrictions=[lien(RestrictionKind.UNSELLABLE, unsellable_reason="kept")]), [("unsellable", "room")]
    ),
    "mortgaged": (case(restrictions=[lien(RestrictionKind.LAND_MORTGAGE)]), [("mortgaged", "room")]),
    "mortgage with consent": (
        case(restrictions=[lien(RestrictionKind.BUILDING_MORTGAGE, creditor_consents=True)]), []
    ),
    # area and price
    "other area": (
        case(area_priced=Decimal(99), unit_price=Decimal("6060.61"), price=None, special=Special.NONE),
        [("other_area", "area_priced"), ("no_filed_price", "?")],
    ),
    "history keeps its area": (
        case(area_priced=Decimal(99), unit_price=Decimal("6060.61"), price=None, **PAST), []
    ),
    "history with more inside than outside": (
        case(price_basis=PriceBasis.INNER, area_priced=Decimal("100.01"), unit_price=Decimal("5999.40"), price=None,
             **PAST), [("inner_beyond_area", "area_priced")]
    ),
    "no inner area": (case(price_basis=PriceBasis.INNER), [("no_inner_area", "price_basis")]),
    "inner area": (
        case(price_basis=PriceBasis.INNER, room={"inner_area": Decimal(80)}, area_priced=Decimal(80),
             unit_price=Decimal(7500)), []
    ),
    "inner too dear": (
        case(price_basis=PriceBasis.INNER, room={"inner_area": Decimal(80)}, area_priced=Decimal(80),
             unit_price=Decimal(7500), price=price("5999", "599900")), [("above_filed_price", "total_price")]
    ),
    "no filed price": (case(price=None, has_prices=True), [("no_filed_price", "unit_price")]),
    "a fen above": (case(price=price("5999.99", "599999")), [("above_filed_price", "unit_price")]),
    "15 % below": (case(price=price("7058.82", "705882")), []),
    "just more than 15 % below": (case(price=price("7058.83", "705883")), [("far_below_filed_price", "?")]),
    "far below and said so": (case(price=price("9000", "900000"), special=Special.DEBT_OFFSET), []),
    # terms
    "a yuan off": (case(total_price=Decimal(600001), down_payment=Decimal(600001)), []),
    "more than a yuan off": (
        case(total_price=Decimal("600001.01"), down_payment=Decimal("600001.01")), [("total_differs", "total_price")]
    ),
    "down payment short": (case(down_payment=Decimal(500000)), [("payment", "down_payment")]),
    "instalments": (case(pay_method=PayMethod.INSTALMENTS, down_payment=Decimal(100000)), []),
    "instalments too high": (
        case(pay_method=PayMethod.INSTALMENTS, down_payment=Decimal(600001)), [("payment", "down_payment")]
    ),
    "loan without bank": (case(**LOAN), [("no_bank", "loan_bank")]),
    "loan": (case(loan_bank=Organization(pk=9, name="农商银行"), **LOAN), []),
    "loan of nothing": (
        case(pay_method=PayMethod.LOAN, loan_bank=Organization(pk=9, name="农商银行")), [("no_loan", "loan_amount")]
    ),
    "loan not asked for": (
        case(down_payment=Decimal(200000), loan_amount=Decimal(400000)), [("loan_unasked", "loan_amount")]
    ),
    "tomorrow": (case(signed_on=DAY + timedelta(1)), [("future", "signed_on")]),
    "a year before the records begin": (
        case(signed_on=date(202, 1, 1), **PAST, permits=[scope(issued_on=date(201, 1, 1))]), [("ancient", "signed_on")]
    ),
    "delivered before": (case(delivery_on=DAY), [("delivery", "delivery_on")]),
    # buyers
    "nobody": (case(buyers=[]), [("no_buyer", "buyers")]),
    "thirds": (case(buyers=[party(1, "33.33"), party(2, "33.33"), party(3, "33.34")]), []),
    "shares short": (case(buyers=[party(1, "50"), party(2, "49.99")]), [("shares", "buyers")]),
    "the same person twice": (case(buyers=[party(1, "50"), party(1, "50")]), [("buyer_twice", "buyer_2_identity")]),
    "nameless": (case(buyers=[party(name="")]), [("no_name", "buyer_1_name")]),
    "a mask for a name": (case(buyers=[party(name="周*静")]), [("masked_name", "buyer_1_name")]),
    "share of nothing": (case(buyers=[party(1, "100"), party(2, "0")]), [("share", "buyer_2_share")]),
    "numberless": (case(buyers=[party(identity="")]), [("no_identity", "buyer_1_identity")]),
    "fifteen digits": (case(buyers=[party(identity="620799900101001")]), [("identity", "buyer_1_identity")]),
    "wrong check digit": (case(buyers=[party(identity="440524188001010015")]), [("identity", "buyer_1_identity")]),
    "30 February": (case(buyers=[party(identity="110105194902300021")]), [("identity", "buyer_1_identity")]),
    "known right": (case(buyers=[party(identity="11010519491231002x")]), []),
    "passport": (case(buyers=[party(identity="E12345678", identity_kind="passport")]), []),
    "company": (case(buyers=[party(identity="91350100M000100Y43", identity_kind="credit_code")]), []),
    "company, wrong": (
        case(buyers=[party(identity="91350100M000100Y44", identity_kind="credit_code")]),
        [("identity", "buyer_1_identity")],
    ),
    "phone": (case(buyers=[party(phone="13800001234")]), []),
    "no phone": (case(buyers=[party(phone="138")]), [("phone", "buyer_1_phone")]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_guard_finds(name: str) -> None:
    judged, expected = CASES[name]
    assert found(judged) == expected


def test_what_is_unpermitted_is_a_violation_and_a_suspended_permit_is_not() -> None:
    outcomes = [
        bool(guards.examine(CASES[name][0], LIMITS).unpermitted)
        for name in ("no permit", "too high", "before the permit", "revoked", "suspended", "sealed")
    ]
    assert outcomes == [True, True, True, True, False, False]


def test_the_kind_of_sale_follows_the_permit_or_the_register() -> None:
    kinds = [guards.sale_kind(judged) for judged in (
        case(), case(permits=[scope(kind=PermitKind.SPOT)]), case(permits=[], building=DONE), case(permits=[])
    )]
    assert kinds == [SaleKind.PRESALE, SaleKind.SPOT, SaleKind.SPOT, SaleKind.PRESALE]


def test_history_signed_before_its_permit_is_marked() -> None:
    later = scope(issued_on=date(2026, 5, 21))
    marks = [guards.is_before_permit(judged) for judged in (case(permits=[later], **PAST), case(**PAST))]
    assert marks == [True, False]


def test_a_converted_presale_leaves_the_spot_filing_in_force() -> None:
    presale = scope(status=PermitStatus.CONVERTED, ended_on=date(2026, 2, 1))
    spot = scope(kind=PermitKind.SPOT, issued_on=date(2026, 2, 1))
    judged = case(permits=[presale, spot])
    assert (guards.covering(judged), found(judged)) == (spot, [])
    earlier = case(permits=[presale, spot], signed_on=date(2026, 1, 31))
    assert (guards.covering(earlier), found(earlier)) == (presale, [])


def test_no_sentence_names_a_buyer_in_full() -> None:
    live = SaleContract(contract_no="6207992026052000001", buyer_names="李大山、周静", status="filed")
    assert guards.taken(live) == (
        "这户已有有效合同 6207992026052000001（已备案，买受人 李*山、周*），须先撤销或注销才能再次签约。"
    )
