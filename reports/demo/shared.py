"""Homes in shared ownership: some for sale, some sold, certified, bought wholly, and one that was bought back."""
from decimal import Decimal
from random import Random

from affordable.models import SharedHome, SharedSale
from affordable.services import shared
from affordable.services.shared import Buyer
from housing_portal.kit import clock
from reports.demo import market_names
from reports.demo.families import LAUNCH
from reports.demo.pictures import SCAN
from reports.demo.place import HOMES
from reports.demo.scene import Scene

SEED = 20260110
ESTATE, BUILDING, BUILT = "安泰佳苑", "2 号楼", 2016
AREA, PRICE = Decimal(64), Decimal(2200)  # ㎡, 元/㎡
# the buyer's share in per cent, days ago sold, days ago certified
SALES = (
    (70, 2600, 2400), (60, 2580, 2390), (50, 2500, 2300), (70, 2200, 2000), (60, 380, 200), (55, 300, None),
    (65, 90, None),
)
FOR_SALE = 3
MORE = ((0, 30, 160), (1, 15, 130))  # place, share, days ago: the first owner buys all that is left
BACK, BACK_AGO = 3, 75


def course(scene: Scene) -> None:
    """Put the homes on the agenda: what happened before the files were taken over keeps its day."""
    deeds = Shared(scene)
    scene.ago(LAUNCH - 8, deeds.register)
    for place, (_share, sold, certified) in enumerate(SALES):
        scene.ago(min(sold, LAUNCH - 9), deeds.sell, place)
        if certified is not None:
            scene.ago(min(certified, LAUNCH - 10), deeds.certify, place)
    for place, share, ago in MORE:
        scene.ago(ago, deeds.buy_more, place, share)
    scene.ago(BACK_AGO, deeds.buy_back)


class Shared:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng = scene, Random(SEED)  # noqa: S311 -- invented people, the same every time
        self.homes: list[SharedHome] = []
        self.sales: dict[int, SharedSale] = {}

    def register(self) -> None:
        for place in range(len(SALES) + FOR_SALE):
            self.homes.append(shared.register_shared_home(
                actor=self.scene.clerk, unit=self.scene.unit(HOMES), build_year=BUILT, estate=ESTATE,
                building=BUILDING, room=f"{place // 2 + 1}0{place % 2 + 1}", area=AREA,
            ))

    def sell(self, place: int) -> None:
        share, sold, _certified = SALES[place]
        on = self.scene.before(sold)
        self.sales[place] = shared.sell_home(
            actor=self.scene.clerk, home=self.homes[place], share=Decimal(share), price_paid=AREA * PRICE * share / 100,
            buyer=Buyer(market_names.person(self.rng), market_names.identity(self.rng),
                        phone=market_names.phone(self.rng)),
            contract_no=f"GY{on.year}-{place + 1:03}", sold_on=on,
        )

    def certify(self, place: int) -> None:
        on = self.scene.before(SALES[place][2])
        self.sales[place] = shared.certify_sale(
            actor=self.scene.clerk, sale=self.sales[place], cert_on=on,
            cert_no=f"云（{on.year}）云岭县不动产权第{3100 + place:07}号",
        )

    def buy_more(self, place: int, share: int) -> None:
        """An owner buys from the government, at today's price."""
        shared.buy_share(
            actor=self.scene.clerk, sale=self.sales[place], share=Decimal(share), on=clock.today(),
            price_paid=AREA * (PRICE + 600) * share / 100, contract_no=f"ZG{clock.today().year}-{place + 1:03}",
            evidence=SCAN,
        )

    def buy_back(self) -> None:
        sale = self.sales[BACK]
        shared.buy_back(
            actor=self.scene.chief, sale=sale, on=clock.today(), buyback_price=sale.price_paid, evidence=SCAN,
            reason="全家迁往外省，按合同约定由政府回购",
        )
