"""Contracts in each of their states, made by the services."""
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Attachment
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import SalePermit
from tests.material import pdf_bytes
from tests.pages import records_registers as registers
from tests.pages import records_rooms as houses
from tests.pages.records import Writers
from tests.transactions import builders
from transactions.models import SaleContract, SaleViolation
from transactions.services import contracts, endings, filing, rooms

SIGNED = date(2026, 4, 20)
PROOF = [("双方解除申请.pdf", pdf_bytes("双方解除申请"))]


def draft(by: Writers, unit: Unit) -> SaleContract:
    permit = registers.permit(by, unit)
    # under a permit that has expired nothing is signed any more, whatever day the contract bears
    SalePermit.objects.filter(pk=permit.pk).update(valid_to=None)
    home = rooms.add_room(
        actor=by.clerk, building=permit.buildings.get(), section="1", floor=2, floor_label="2", number="201",
        area=Decimal("96.35"), use="home",
    )
    return builders.drafted(home, by.clerk, on=SIGNED)


def signed(by: Writers, unit: Unit) -> SaleContract:
    return contracts.sign_contract(actor=by.clerk, contract=draft(by, unit), reason="未实行一房一价")


def submitted(by: Writers, unit: Unit) -> SaleContract:
    return filing.submit_filing(actor=by.clerk, contract=signed(by, unit))


def filed(by: Writers, unit: Unit) -> SaleContract:
    return filing.file_contract(actor=by.chief, contract=submitted(by, unit))


def cancelling(by: Writers, unit: Unit) -> SaleContract:
    return endings.request_cancel(
        actor=by.clerk, contract=filed(by, unit), end_reason="agreed", reason="双方协商", evidence=PROOF
    )


def scan(by: Writers, unit: Unit) -> Attachment:
    """Return a paper that shows whose contract it is."""
    return Attachment.objects.about(cancelling(by, unit)).get()


def violation(by: Writers, unit: Unit) -> SaleViolation:
    """Return what the refusal of a sale without permit leaves behind."""
    attempt = builders.drafted(houses.room(by, unit), by.clerk)
    try:
        contracts.sign_contract(actor=by.clerk, contract=attempt, reason="急")
    except ServiceError:
        return SaleViolation.objects.get(room=attempt.room, found_on=clock.today())
    raise AssertionError("signed without a permit")
