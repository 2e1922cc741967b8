"""What the office has on its desk: contracts on their way, restrictions, a look-up, an attempt without permit."""
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry import services as registry
from housing_portal.registry.identity import IdentityKind
from housing_portal.registry.models import Building, Organization
from reports.demo import market_names, pictures
from reports.demo.office import Office
from reports.demo.place import BANK
from transactions.enums import (
    ContractLayer,
    EndReason,
    LookupPurpose,
    PayMethod,
    PriceBasis,
    RestrictionKind,
    RoomUse,
    Special,
    UnsellableReason,
)
from transactions.models import ContractParty, Room, SaleContract
from transactions.services import changes, contracts, endings, filing, lookups, restrictions, rooms
from transactions.services.buyers import Buyer

SEED = 7_061
PAPER = [("申请书.png", pictures.site(901))]


def act(office: Office) -> None:
    """Leave something in every state."""
    desk = Desk(office.clerk, office.chief, office.organizations[BANK])
    desk.contracts()
    desk.restrict()
    desk.look_up()
    desk.attempt()


class Desk:
    """The clerk's deeds of the last days, on rooms with a price on file."""

    def __init__(self, clerk: User, chief: User, bank: Organization) -> None:
        self.clerk, self.chief, self.bank, self.today = clerk, chief, bank, clock.today()
        self.rng = Random(SEED)  # noqa: S311 - invented names, no secrets
        free = Room.objects.filter(contract_layer=ContractLayer.NONE, contracts=None, use=RoomUse.HOME)
        priced = free.filter(prices__isnull=False, building__permits__issued_on__lt=self.today - timedelta(days=50))
        self.rooms: Iterator[Room] = iter(priced.select_related("building__estate").distinct().order_by("pk")[:40])

    def contracts(self) -> None:
        self.draft(Special.NONE, 0)
        for days in (41, 36):  # filing overdue
            self.signed(Special.NONE, days)
        waiting = self.signed(Special.NONE, 6)
        filing.submit_filing(actor=self.clerk, contract=waiting)
        returned = filing.submit_filing(actor=self.clerk, contract=self.signed(Special.DEBT_OFFSET, 12))
        filing.fail_filing(actor=self.chief, contract=returned, reason="缺配偶身份证明，请补交。")
        changed = self.filed(Special.NONE, 20)
        self._change(changed)
        ending = self.filed(Special.RELATIVE, 18)
        endings.request_cancel(actor=self.clerk, contract=ending, end_reason=EndReason.AGREED,
                               reason="双方协商一致，退房退款。", evidence=PAPER)
        ended = self.filed(Special.NONE, 25)
        ended = endings.request_cancel(actor=self.clerk, contract=ended, end_reason=EndReason.LOAN_REFUSED,
                                       reason="银行未批准贷款。", evidence=PAPER)
        endings.approve_cancel(actor=self.chief, contract=ended)

    def draft(self, special: str, days: int) -> SaleContract:
        room, on = next(self.rooms), self.today - timedelta(days=days)
        filed = room.prices.order_by("-version")[0].unit_price
        unit = (filed * 95 / 100).quantize(Decimal(1))
        total = unit * room.area
        terms = {
            "area_priced": room.area, "price_basis": PriceBasis.GROSS, "unit_price": unit, "total_price": total,
            "pay_method": PayMethod.FULL, "down_payment": total, "loan_amount": Decimal(0), "loan_bank": None,
            "delivery_on": date(self.today.year + 2, 12, 31),
        }
        return contracts.draft_contract(actor=self.clerk, room=room, buyers=[self.buyer()], terms=terms, signed_on=on,
                                        special=special)

    def signed(self, special: str, days: int) -> SaleContract:
        return contracts.sign_contract(actor=self.clerk, contract=self.draft(special, days))

    def filed(self, special: str, days: int) -> SaleContract:
        sent = filing.submit_filing(actor=self.clerk, contract=self.signed(special, days))
        return filing.file_contract(actor=self.chief, contract=sent, filed_on=self.today - timedelta(days=days - 4))

    def buyer(self) -> Buyer:
        rng = self.rng
        return Buyer(market_names.person(rng), market_names.identity(rng), phone=market_names.phone(rng))

    def restrict(self) -> None:
        """Seals and mortgages: one runs out soon, one has run out, one waits; a show flat is kept."""
        first, second, third, fourth, fifth = (next(self.rooms) for _ in range(5))
        court = {"authority": "云岭县人民法院", "case_no": "（云）执字第 31 号"}
        self._restrict(first, RestrictionKind.SEALED, 340, 20, **court)
        self._restrict(first, RestrictionKind.WAITING_SEAL, 90, None, authority="云川市中级人民法院",
                       case_no="（云川）执字第 8 号")
        self._restrict(second, RestrictionKind.PRE_SEALED, 400, -35, **court)
        self._restrict(third, RestrictionKind.BUILDING_MORTGAGE, 200, 500, creditor=self.bank,
                       secured_amount=Decimal(30_000_000), creditor_consents=True)
        self._restrict(fourth, RestrictionKind.BUILDING_MORTGAGE, 200, 500, creditor=self.bank,
                       secured_amount=Decimal(18_000_000))
        self._restrict(fifth, RestrictionKind.UNSELLABLE, 100, None, unsellable_reason=UnsellableReason.SHOW_FLAT)

    def _restrict(self, room: Room, kind: str, ago: int, ahead: int | None, **facts: object) -> None:
        until = None if ahead is None else self.today + timedelta(days=ahead)
        restrictions.restrict_rooms(actor=self.clerk, rooms=[room], kind=kind, until_on=until,
                                    from_on=self.today - timedelta(days=ago), **facts)

    def look_up(self) -> None:
        """One look-up that has been allowed and one that waits."""
        known = ContractParty.objects.in_force().order_by("pk")[0]
        for name, number, purpose in (
            (known.name, known.identity.reveal(), LookupPurpose.LOAN),
            (market_names.person(self.rng), market_names.identity(self.rng), LookupPurpose.SUBSIDY),
        ):
            asked = lookups.request_lookup(
                actor=self.clerk, purpose=purpose, applicant=name, basis="本人身份证件", evidence=PAPER,
                persons=[lookups.PersonFacts(name=name, identity_kind=IdentityKind.ID_CARD, identity=number)],
            )
            if purpose == LookupPurpose.LOAN:
                lookups.approve_lookup(actor=self.chief, lookup=asked)

    def attempt(self) -> None:
        """Try to sell in a building without a permit: refused, and kept as a lead for inspection."""
        sold = Building.objects.filter(estate__price_filings=None).order_by("pk")[0]
        building = registry.register_building(
            actor=self.clerk, estate=sold.estate, number="20#楼", sections=1, floors_above=11
        )
        room = rooms.add_room(actor=self.clerk, building=building, section="1", floor=3, floor_label="3", number="301",
                              use=RoomUse.HOME, area=Decimal(105))
        price = Decimal(5000)
        terms = {
            "area_priced": room.area, "price_basis": PriceBasis.GROSS, "unit_price": price,
            "total_price": price * room.area, "pay_method": PayMethod.FULL, "down_payment": price * room.area,
            "loan_amount": Decimal(0), "loan_bank": None, "delivery_on": date(self.today.year + 2, 12, 31),
        }
        draft = contracts.draft_contract(actor=self.clerk, room=room, buyers=[self.buyer()], terms=terms,
                                         signed_on=self.today)
        try:
            contracts.sign_contract(actor=self.clerk, contract=draft, reason="该楼盘尚未备案价格")
        except ServiceError:
            return
        raise AssertionError("a sale without permit was not refused")

    def _change(self, contract: SaleContract) -> None:
        """The buyers become two, and the price is corrected downwards."""
        unit = contract.unit_price - 100
        total = unit * contract.area_priced
        terms = {name: getattr(contract, name) for name in (
            "area_priced", "price_basis", "pay_method", "loan_amount", "loan_bank", "delivery_on",
        )} | {"unit_price": unit, "total_price": total, "down_payment": total}
        first, second = self.buyer(), self.buyer()
        halves = [Buyer(one.name, one.identity, share=Decimal(50), phone=one.phone) for one in (first, second)]
        changes.change_contract(actor=self.clerk, contract=contract, buyers=halves, terms=terms,
                                changed_on=self.today - timedelta(days=2), reason="增加配偶为共有人，更正单价。",
                                evidence=PAPER)
