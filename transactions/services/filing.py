"""备案: submitted by one, confirmed by another; only here a contract gets its filing number. And the 30-day clock."""
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry import parameters
from transactions.enums import UNFILED, EventKind
from transactions.guards import STANDING, Verdict, examine
from transactions.models import SaleContract
from transactions.services.buyers import in_force
from transactions.services.cases import limits_now, must_pass, standing_case
from transactions.services.entry import Evidence, county
from transactions.services.events import book, book_whole, must_follow
from transactions.services.holding import begin, finish, must_say
from transactions.services.numbering import next_number

OWN = "复核人不能是提交人本人，请由另一位同事复核。"


@dataclass(frozen=True)
class Clock:
    """How a contract stands to its term of filing; ``days`` are those left, negative when overdue."""

    due_on: date
    days: int

    @property
    def is_over(self) -> bool:
        return self.days < 0

    @property
    def overdue_days(self) -> int:
        return max(0, -self.days)


def filing_clock(contract: SaleContract, term: int, today: date) -> Clock | None:
    """Return the clock of a contract that is signed and not yet filed; None for every other."""
    if contract.status not in UNFILED:
        return None
    due_on = contract.signed_on + timedelta(days=term)
    return Clock(due_on, (due_on - today).days)


def filing_term() -> int:
    return parameters.number("filing_days")


def filing_verdict(contract: SaleContract) -> Verdict:
    """Return what stands in the way of filing a signed contract."""
    return examine(standing_case(contract, in_force(contract)), limits_now(), STANDING)


@transaction.atomic
def submit_filing(*, actor: User, contract: SaleContract, evidence: Evidence = ()) -> SaleContract:
    """Bring a signed contract, or one that came back, to the person who files it."""
    contract, before, step = begin(actor, contract, "submit")
    must_pass(filing_verdict(contract))
    contract.submitted_by, contract.confirmed_by = actor, None
    return finish(actor, step.label, contract, before, evidence)


@transaction.atomic
def file_contract(*, actor: User, contract: SaleContract, filed_on: date | None = None) -> SaleContract:
    """File a contract: it gets its filing number, and the filing is booked."""
    contract, before, step = begin(actor, contract, "file")
    must_be_another(actor, contract)
    on = filed_on or clock.today()
    must_follow(contract, "filed_on", on)
    must_pass(filing_verdict(contract))
    contract.filed_on, contract.confirmed_by = on, actor
    contract.filing_no = next_number("filing_no", f"{county()}BA{on.year}", 6, prefix="网签备案", year=on.year)
    finish(actor, step.label, contract, before)
    book_whole(actor, contract, EventKind.FILE, on)
    return contract


@transaction.atomic
def fail_filing(*, actor: User, contract: SaleContract, reason: str) -> SaleContract:
    """Send a contract back to whoever submitted it."""
    contract, before, step = begin(actor, contract, "fail")
    must_be_another(actor, contract)
    return finish(actor, step.label, contract, before, reason=must_say(reason, "请写明退回原因，以便经办人更正。"))


@transaction.atomic
def register_title(*, actor: User, contract: SaleContract, title_no: str, titled_on: date) -> SaleContract:
    """Note that the register shows the buyers as owners."""
    contract, before, step = begin(actor, contract, "title")
    must_follow(contract, "titled_on", titled_on)
    if not title_no.strip():
        raise ServiceError({"title_no": "请填写不动产权证号。"})
    contract.title_no, contract.titled_on = title_no.strip(), titled_on
    finish(actor, step.label, contract, before)
    book(actor, contract, EventKind.TITLE, titled_on, was_filed=True)
    return contract


def must_be_another(actor: User, contract: SaleContract) -> None:
    """Refuse to confirm what one has submitted oneself."""
    if actor.is_person(contract.submitted_by_id):
        raise ServiceError(OWN)
