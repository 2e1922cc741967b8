"""What stands beside the grid about one room: price, restrictions, the contract in force, and how it is paid."""
from functools import cached_property

from housing_portal.kit.figures import plain
from transactions.enums import LIVE, PayMethod
from transactions.models import RoomPrice, SaleContract
from transactions.rooms import Card


class Panel:
    """The facts of one room; names of buyers are masked."""

    def __init__(self, card: Card) -> None:
        self.card, self.room = card, card.room

    @cached_property
    def price(self) -> RoomPrice | None:
        """Return the price on file."""
        return RoomPrice.objects.in_force().filter(room=self.room).first()

    @cached_property
    def contract(self) -> SaleContract | None:
        """Return the contract that holds the room."""
        return self.room.contracts.filter(status__in=LIVE).order_by("-pk").first()

    @property
    def buyers(self) -> str:
        """Return the buyers, masked, with their shares where there are several."""
        parties = list(self.contract.parties.filter(version=self.contract.version).order_by("order", "pk"))
        if len(parties) < 2:
            return self.contract.masked_buyers
        shares = {party.share for party in parties}
        if len(shares) == 1:
            return f"{self.contract.masked_buyers}（各 {plain(shares.pop())} %）"
        return "、".join(f"{party} {plain(party.share)} %" for party in parties)

    @property
    def payments(self) -> list[tuple[str, object]]:
        """Return (what, amount) of the price, as the contract divides it."""
        contract = self.contract
        if contract.pay_method == PayMethod.FULL:
            return [("一次性付款", contract.total_price)]
        parts = [("首付", contract.down_payment), (contract.get_pay_method_display(), contract.loan_amount)]
        if contract.pay_method == PayMethod.INSTALMENTS:
            parts[1] = ("其余分期", contract.total_price - contract.down_payment)
        return [part for part in parts if part[1]]
