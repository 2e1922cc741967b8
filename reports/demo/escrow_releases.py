"""Releases of the invented county: as the works went on, and on the desks of today one in every state."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal

from housing_portal.kit import clock
from presale.enums import PayeeKind, Purpose, ReleaseStatus
from presale.models import NodeCertification, Release
from presale.services import approvals, payouts, releases
from presale.services.position import position
from reports.demo.escrow_desk import PAPER, Desk
from reports.demo.escrow_sites import FROZEN, SPLIT, WORKS, YOUNG, Site
from reports.demo.past import Agenda

TEN_THOUSAND = Decimal(10_000)
LEAST, MATERIALS = Decimal(100_000), Decimal(600_000)
# steps with the days after the application on which they are taken
PAID = (("submit", 0), ("accept", 1), ("verify", 2), ("approve", 3), ("sign", 4), ("notify", 5), ("instruct", 5),
        ("pay", 7))
ENDS = {
    "draft": (), "submitted": PAID[:1], "accepted": PAID[:2], "verified": PAID[:3], "approved": PAID[:5],
    "notified": PAID[:6], "paying": PAID[:7], "failed": (*PAID[:7], ("fail", 7)),
    "returned": (*PAID[:1], ("give_back", 1)), "rejected": (*PAID[:3], ("reject", 3)),
    "cancelled": (*PAID[:1], ("cancel", 1)), "signed": PAID[:4],
}
# the desks of today: place of the site, how far it has come, part of what is available in per cent
DESK = ((WORKS, "draft", 10), (WORKS, "submitted", 12), (FROZEN, "accepted", 14), (FROZEN, "verified", 10),
        (WORKS, "approved", 12), (FROZEN, "notified", 12), (WORKS, "paying", 15), (YOUNG, "failed", 20),
        (YOUNG, "returned", 15), (FROZEN, "rejected", 20), (FROZEN, "cancelled", 10))


@dataclass
class Case:
    """An application on its way."""

    site: Site
    release: Release


class Releases:
    """Takes applications through the office, step by step, each on its day."""

    def __init__(self, desk: Desk, agenda: Agenda) -> None:
        self.desk, self.agenda = desk, agenda

    def of_stage(self, site: Site, percent: int) -> None:
        """Ask, on the strength of the latest node, for a part of what has become available, and let it be paid."""
        self.ask(site, PAID, percent)

    def of_today(self, sites: Sequence[Site]) -> None:
        """Leave one in every state, and two for wages that could not wait."""
        for place, state, percent in DESK:
            path = ENDS[state]
            days = path[-1][1] if path else 0
            self.agenda.on(clock.today() - timedelta(days=days), self.ask, sites[place], path, percent)
        self.agenda.on(clock.today() - timedelta(days=4), self.wages, sites[SPLIT], ENDS["signed"])
        self.agenda.on(clock.today() - timedelta(days=9), self.wages, sites[FROZEN], PAID)

    def ask(self, site: Site, path: Sequence[tuple[str, int]], percent: int) -> None:
        """Apply for a part of what may be asked for now."""
        self.desk.book(site)
        free = position(site.account).available * percent / 100 // TEN_THOUSAND * TEN_THOUSAND
        node = NodeCertification.objects.certified().filter(building__in=site.buildings).order_by("-pk").first()
        if free >= LEAST and node is not None:
            supplier = free < MATERIALS
            kind = PayeeKind.SUPPLIER if supplier else PayeeKind.CONTRACTOR
            self._begin(site, path, amount=free.quantize(TEN_THOUSAND, ROUND_FLOOR), node=node, payee=site.payees[kind],
                        purpose=Purpose.MATERIAL if supplier else Purpose.PROGRESS)

    def wages(self, site: Site, path: Sequence[tuple[str, int]]) -> None:
        """Apply for wages in an emergency, without a node."""
        self.desk.book(site)
        self._begin(site, path, amount=Decimal(380_000), node=None, payee=site.payees[PayeeKind.WAGES],
                    purpose=Purpose.WAGES, is_emergency=True,
                    emergency_reason="总包单位拖欠班组工资，人社部门已介入，须在三日内发放。")

    def _begin(self, site: Site, path: Sequence[tuple[str, int]], **facts: object) -> None:
        case = Case(site, releases.draft_release(
            actor=self.desk.clerk, account=site.account, evidence=PAPER, building=None, applicant="马建国",
            contract_doc=facts["payee"].contract_doc, applied_on=clock.today(), **facts,
        ))
        for step, days in path:
            self.agenda.on(clock.today() + timedelta(days=days), self._step, case, getattr(self, f"_{step}"))

    def _step(self, case: Case, deed: Callable[[Case, dict], Release]) -> None:
        case.release = deed(case, {"release": case.release, "revision": case.release.revision})

    # -- one step each -----------------------------------------------------------------------------------

    def _submit(self, case: Case, form: dict) -> Release:
        return releases.submit_release(actor=self.desk.clerk, **form)

    def _accept(self, case: Case, form: dict) -> Release:
        return releases.accept_release(actor=self.desk.clerk, **form)

    def _verify(self, case: Case, form: dict) -> Release:
        return releases.verify_release(actor=self.desk.finance, approved_amount=case.release.amount, **form)

    def _approve(self, case: Case, form: dict) -> Release:
        minutes = PAPER if approvals.needs_minutes(case.release) else ()
        return approvals.approve_release(actor=self.desk.deputy, minutes=minutes, **form)

    def _sign(self, case: Case, form: dict) -> Release:
        """Sign as the director, where the tier asks for him."""
        if case.release.status != ReleaseStatus.SIGNED:
            return case.release
        return approvals.approve_top(actor=self.desk.director, **form)

    def _notify(self, case: Case, form: dict) -> Release:
        return payouts.notify_release(actor=self.desk.clerk, **form)

    def _instruct(self, case: Case, form: dict) -> Release:
        return payouts.instruct_release(actor=self.desk.clerk, **form)

    def _pay(self, case: Case, form: dict) -> Release:
        today = clock.today()
        return payouts.pay_release(actor=self.desk.finance, amount=case.release.approved_amount, booked_on=today,
                                   bank_serial=self.desk.serial(today), token=self.desk.token(), **form)

    def _fail(self, case: Case, form: dict) -> Release:
        return payouts.fail_release(actor=self.desk.finance, reason="收款账户户名不符，银行退回。", **form)

    def _give_back(self, case: Case, form: dict) -> Release:
        return releases.return_release(actor=self.desk.clerk, open_fields=["amount"],
                                       reason="金额与工程量清单不符，请核对后重新提交。", **form)

    def _reject(self, case: Case, form: dict) -> Release:
        return approvals.reject_release(actor=self.desk.deputy, reason="该批材料尚未进场，待进场验收后再申请。", **form)

    def _cancel(self, case: Case, form: dict) -> Release:
        return releases.cancel_release(actor=self.desk.clerk, reason="重复登记", **form)
