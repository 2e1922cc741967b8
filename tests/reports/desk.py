"""A market of which every record was entered by somebody: all rules hold, until a hand in the database spoils a row."""
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import CheckConstraint, Model, UniqueConstraint
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.exports import request_export
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import record, snapshot
from housing_portal.registry import services as registry
from reports.verify import verify
from tests import strict
from tests.material import pdf_bytes
from tests.reports.broken import Rules
from tests.transactions import builders, homes
from transactions.models import ContractParty, SaleContract
from transactions.services import changes, contracts, daily, endings, filing, lookups, prices, restrictions, rooms
from transactions.services.indices import close_month
from transactions.services.prices import PriceLine

TODAY = date(2026, 5, 20)
PROOF = [("协议.pdf", pdf_bytes("协议"))]


class Desk:
    """One record of each kind, entered at the window; stand on ``TODAY``."""

    def __init__(self, clerk: User, chief: User) -> None:
        self.clerk, self.chief = clerk, chief
        self.estate = builders.estate()
        self.building, self.other = builders.building(self.estate), builders.building(self.estate, "8#楼")
        self.permit = builders.permit(self.building, by=clerk)
        self.bank = homes.bank()
        for ground in (self.estate.developer, self.bank, self.estate, self.building, self.other, self.permit):
            record(actor=clerk, action="登记", label=f"登记：{ground}", obj=ground, after=snapshot(ground))
        self.broker = registry.register_organization(actor=clerk, name="云岭县安居房产经纪行", kinds=["broker"])
        self.rooms = [
            rooms.add_room(actor=clerk, building=self.building, section="1", floor=floor, floor_label=str(floor),
                           number=f"{floor:02}01", area=Decimal(100), inner_area=Decimal(80), shared_area=Decimal(20))
            for floor in range(2, 7)
        ]
        self.filing = prices.confirm_prices(actor=chief, filing=prices.file_prices(
            actor=clerk, estate=self.estate, batch="首批", filed_on=date(2026, 5, 1),
            lines=[PriceLine(room, Decimal(6000), Decimal(600_000)) for room in self.rooms],
        ))
        self.changed = changes.change_contract(
            actor=clerk, contract=self.sold(0), terms=builders.terms(unit_price="5900.00"), changed_on=TODAY,
            buyers=[builders.buyer(share="50"), builders.buyer("马兰英", 2, "50")], reason="增加共有人", evidence=PROOF,
        )
        self.signed = contracts.sign_contract(actor=clerk, contract=builders.drafted(self.rooms[1], clerk))
        asked = endings.request_cancel(
            actor=clerk, contract=self.sold(2), end_reason="agreed", reason="双方协商", evidence=PROOF
        )
        self.ended = endings.approve_cancel(actor=chief, contract=asked)
        self.paper = Attachment.objects.about(self.ended).get()
        self.seal = restrictions.restrict_rooms(
            actor=clerk, rooms=[self.rooms[3]], kind="sealed", from_on=TODAY, authority="云岭县人民法院",
            case_no="（2026）云执 1 号",
        )[0]
        rooms.measure_rooms(actor=clerk, found=[rooms.Measured(self.rooms[4], Decimal("100.50"))], surveyed_on=TODAY,
                            report_no="云测 1 号")
        with homes.on(homes.DAY):
            self.resale = homes.filed(clerk, chief)
            self.fund = homes.paid_in(homes.opened(self.resale, clerk), clerk, "200000")
            homes.paid_in(self.fund, clerk, "280000", payer="周静之父")
        self.index = close_month(actor=chief, month=202603)[-1]
        self.lookup = lookups.approve_lookup(actor=chief, lookup=lookups.request_lookup(
            actor=clerk, purpose="loan", applicant="周小静", basis="本人", evidence=PROOF,
            persons=[lookups.PersonFacts("周小静", "id_card", builders.identity(1))],
        ))
        report = daily.check_report(actor=chief, report=daily.generate_report(actor=clerk, on=TODAY))
        self.report = daily.submit_report(actor=clerk, report=report, channel="省平台")
        self.export = request_export(actor=chief, path=reverse("transactions:contract_list"), query="", reason="月报")

    @property
    def people(self) -> list[ContractParty]:
        """Return all buyers, in the order of their entry."""
        return list(ContractParty.objects.order_by("pk"))

    def sold(self, place: int) -> SaleContract:
        drafted = builders.drafted(self.rooms[place], self.clerk)
        signed = contracts.sign_contract(actor=self.clerk, contract=drafted)
        return filing.file_contract(
            actor=self.chief, contract=filing.submit_filing(actor=self.clerk, contract=signed)
        )


def disarm(*models: type[Model]) -> None:
    """Take triggers, checks and unique indexes of these tables away, as a hand in the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in models:
            for rule in model._meta.constraints:
                if isinstance(rule, UniqueConstraint) and (rule.condition or connection.vendor == "postgresql"):
                    cursor.execute(_dropped(model, rule))
                elif isinstance(rule, CheckConstraint) and connection.vendor == "postgresql":
                    cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{rule.name}"')
    strict.drop_triggers()


def _dropped(model: type[Model], rule: UniqueConstraint) -> str:
    if rule.condition:
        return f'DROP INDEX "{rule.name}"'
    return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{rule.name}"'


def rearm() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def tamper(row: Model, **values: object) -> None:
    """Change a row by SQL alone."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def breaches(*groups: Rules) -> dict[str, list[str]]:
    """Return the breaches by rule, of these groups or of all, without that of the triggers, which are taken away."""
    asked = {label: rule for group in groups for label, rule in group.items()}
    found = {result.rule: result.breaches for result in verify(asked) if result.breaches}
    found.pop("只增表的触发器齐全", None)
    return found
