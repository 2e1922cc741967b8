"""Refunds of the invented county: contracts that ended get back what came in for them, an open loan first."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from housing_portal.kit import clock
from presale.enums import EntryKind, RefundKind
from presale.models import LedgerEntry, Refund
from presale.services import refunds
from reports.demo.escrow_desk import PAPER, Desk
from reports.demo.escrow_sites import Site
from reports.demo.past import Agenda
from transactions.enums import ContractStatus
from transactions.models import SaleContract

ENDED = (ContractStatus.CANCELLED, ContractStatus.VOIDED)
LOANS = (EntryKind.MORTGAGE, EntryKind.PF_LOAN)
PAID = (("submit", 0), ("check", 1), ("approve", 2), ("instruct", 3), ("pay", 5))
# what is on the desks of today; older ones have been paid
DESK = (PAID[:1], PAID[:3], PAID, PAID[:4], PAID[:2], (("submit", 0), ("reject", 1)), (*PAID[:4], ("fail", 4)))
SETTLED_AFTER = 6  # days after the end of the contract


@dataclass
class Case:
    refund: Refund


class Refunds:
    """Takes refunds through the office, each step on its day."""

    def __init__(self, desk: Desk, agenda: Agenda) -> None:
        self.desk, self.agenda = desk, agenda

    def course(self, sites: Sequence[Site]) -> None:
        """Pay back for every contract that ended; the latest are still on their way."""
        ended = [(one.ended_on, one.pk, one, site) for site in sites for one in site.contracts()
                 if one.status in ENDED and one.ended_on <= clock.today() - timedelta(days=SETTLED_AFTER)]
        ended.sort(key=lambda case: case[:2])
        for place, (on, _pk, contract, site) in enumerate(reversed(ended)):
            path = DESK[place] if place < len(DESK) else PAID
            day = on + timedelta(days=SETTLED_AFTER)
            if place < len(DESK):
                day = max(day, clock.today() - timedelta(days=path[-1][1] if path else 0))
            self.agenda.on(day, self._ask, site, contract, path)

    def _ask(self, site: Site, contract: SaleContract, path: Sequence[tuple[str, int]]) -> None:
        """Pay back the loan to its lender and the rest to the buyer."""
        self.desk.book(site)
        came = LedgerEntry.objects.filter(contract=contract, reversal=None, amount__gt=0).values_list("kind", "amount")
        lent = sum((amount for kind, amount in came if kind in LOANS), Decimal(0))
        own = sum((amount for kind, amount in came if kind not in LOANS), Decimal(0))
        if lent and contract.loan_bank:
            self._begin(site, contract, path, lent, RefundKind.LOAN_OPEN, contract.loan_bank.name)
            path = path[1:] and path  # the rest waits until the loan has been asked for
        if own:
            kind = RefundKind.LOAN_SETTLED if contract.loan_amount else RefundKind.NO_LOAN
            self._begin(site, contract, path, own, kind, contract.buyer_names.split("、")[0])

    def _begin(self, site: Site, contract: SaleContract, path: Sequence[tuple[str, int]], amount: Decimal,
               kind: RefundKind, receiver: str) -> None:
        today = clock.today()
        case = Case(refunds.draft_refund(
            actor=self.desk.clerk, account=site.account, contract=contract, kind=kind, receiver=receiver,
            amount=amount, receiver_bank="云岭农村商业银行城关支行", receiver_account=f"62284800{contract.pk:011}",
            lender=contract.loan_bank if kind == RefundKind.LOAN_OPEN else None, applied_on=today, evidence=PAPER,
            reason=f"合同 {contract} {contract.get_end_reason_display()}，退回已付款项",
        ))
        for step, days in path:
            self.agenda.on(today + timedelta(days=days), self._step, case, getattr(self, f"_{step}"))

    def _step(self, case: Case, deed: Callable[[Case, dict], Refund]) -> None:
        case.refund = deed(case, {"refund": case.refund, "revision": case.refund.revision})

    def _submit(self, case: Case, form: dict) -> Refund:
        return refunds.submit_refund(actor=self.desk.clerk, **form)

    def _check(self, case: Case, form: dict) -> Refund:
        return refunds.check_refund(actor=self.desk.finance, **form)

    def _approve(self, case: Case, form: dict) -> Refund:
        return refunds.approve_refund(actor=self.desk.deputy, **form)

    def _instruct(self, case: Case, form: dict) -> Refund:
        return refunds.instruct_refund(actor=self.desk.clerk, **form)

    def _pay(self, case: Case, form: dict) -> Refund:
        today: date = clock.today()
        return refunds.pay_refund(actor=self.desk.finance, amount=case.refund.amount, booked_on=today,
                                  bank_serial=self.desk.serial(today), token=self.desk.token(), **form)

    def _reject(self, case: Case, form: dict) -> Refund:
        return refunds.reject_refund(actor=self.desk.deputy, reason="贷款结清证明与合同不符，请核对。", **form)

    def _fail(self, case: Case, form: dict) -> Refund:
        return refunds.fail_refund(actor=self.desk.finance, reason="收款账户已销户，银行退回。", **form)
