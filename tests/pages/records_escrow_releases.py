"""Certified stages, releases and refunds in each of their states, made by the services."""
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, User
from presale.enums import EntryKind, NodeCode, PayeeKind
from presale.models import EscrowAccount, NodeCertification, Refund, Release
from presale.services import approvals, nodes, payouts, refunds, releases
from tests.pages import records_escrow_accounts as accounts
from tests.pages.records import DAY, PROOF, Writers
from tests.pages.route import Route
from tests.presale import builders, cases


def staff(by: Writers) -> cases.Office:
    """Return the people of a case; the same for every record."""
    second, inspector = _person("clerk", "周经办"), _person("clerk", "吴查验")
    finance, deputy, director = _person("finance", "孙会计"), _person("deputy", "赵分管"), _person("director", "钱局长")
    return cases.Office(by.clerk, second, finance, deputy, director, by.chief, inspector)


def applied(by: Writers, unit: Unit) -> NodeCertification:
    account = accounts.active(by, unit)
    return nodes.apply_node(
        actor=by.clerk, building=account.buildings.get(), node=NodeCode.TOPOUT, applied_on=DAY, evidence=PROOF
    )


def inspected(by: Writers, unit: Unit) -> NodeCertification:
    who = staff(by)
    return nodes.inspect_node(
        actor=by.clerk, node=applied(by, unit), inspected_on=DAY, inspector_one=who.inspector, inspector_two=who.second,
        finding="主体已封顶",
    )


def certified(by: Writers, unit: Unit) -> NodeCertification:
    return nodes.certify_node(actor=by.chief, node=inspected(by, unit))


def funded(by: Writers, unit: Unit) -> tuple[cases.Office, EscrowAccount, NodeCertification]:
    """Return the people, an account with 9 of 10 million, and a node at which 4 must stay."""
    node = certified(by, unit)
    account = node.building.escrow_accounts.get()
    builders.received(account, 9_000_000, by=by.clerk, kind=EntryKind.MORTGAGE)
    return staff(by), account, node


def draft(by: Writers, unit: Unit) -> Release:
    who, account, node = funded(by, unit)
    to = builders.payee(account, by=by.clerk, confirmed_by=by.chief)
    return cases.drafted(who, account, to, 100_000, node)


def submitted(by: Writers, unit: Unit) -> Release:
    return cases.submitted(staff(by), draft(by, unit))


def accepted(by: Writers, unit: Unit) -> Release:
    return cases.next_of(submitted(by, unit), releases.accept_release, staff(by).second)


def verified(by: Writers, unit: Unit) -> Release:
    return cases.verified(staff(by), draft(by, unit))


def signed(by: Writers, unit: Unit) -> Release:
    return cases.next_of(verified(by, unit), approvals.approve_release, staff(by).deputy)


def approved(by: Writers, unit: Unit) -> Release:
    return cases.approved(staff(by), draft(by, unit))


def notified(by: Writers, unit: Unit) -> Release:
    return cases.next_of(approved(by, unit), payouts.notify_release, by.clerk)


def paying(by: Writers, unit: Unit) -> Release:
    return cases.paying(staff(by), draft(by, unit))


def emergency(by: Writers, unit: Unit) -> Release:
    who, account, _node = funded(by, unit)
    to = builders.payee(account, by=by.clerk, confirmed_by=by.chief, kind=PayeeKind.WAGES, name=f"{unit}工资专户")
    return cases.approved(who, cases.drafted(
        who, account, to, 100_000, purpose="wages", is_emergency=True, emergency_reason="拖欠工资",
    ))


def refund_draft(by: Writers, unit: Unit) -> Refund:
    """Return the refund of an earnest that never became a contract."""
    account = accounts.active(by, unit)
    builders.received(account, 50_000, by=by.clerk, kind=EntryKind.EARNEST, payer="周小静")
    return cases.refund_drafted(staff(by), account, None, 20_000, kind="unsigned")


def refund_submitted(by: Writers, unit: Unit) -> Refund:
    return cases.refund_next(refund_draft(by, unit), refunds.submit_refund, by.clerk)


def refund_checked(by: Writers, unit: Unit) -> Refund:
    return cases.refund_next(refund_submitted(by, unit), refunds.check_refund, staff(by).finance)


def refund_approved(by: Writers, unit: Unit) -> Refund:
    return cases.refund_next(refund_checked(by, unit), refunds.approve_refund, staff(by).deputy)


def refund_paying(by: Writers, unit: Unit) -> Refund:
    return cases.refund_paying(staff(by), refund_draft(by, unit))


def _person(role: str, name: str) -> User:
    username = f"{role}.{len(name)}.{ord(name[0])}"
    known = User.objects.filter(username=username).first()
    if known:
        return known
    bureau = Unit.objects.get(kind=UnitKind.BUREAU)
    made = User.objects.create(username=username, name=name, unit=bureau)
    RoleGrant.objects.create(user=made, role=role, reason="测试授权")
    return made


VIEW, RECORD, CONFIRM, VERIFY, APPROVE, DECIDE = (
    f"presale.{code}" for code in ("view", "record", "confirm", "verify", "approve", "decide")
)
# escrow belongs to the bureau: nobody else has the permissions
ESCROW_RELEASES = [
    *(Route(f"presale:{noun}_list", VIEW) for noun in ("node", "release", "refund")),
    *(Route(f"presale:{name}", RECORD) for name in ("node_create", "release_start", "refund_start")),
    *(Route(f"presale:{name}", permission, make, outside=403) for name, permission, make in (
        ("node_detail", VIEW, certified), ("node_inspect", RECORD, applied), ("node_certify", CONFIRM, inspected),
        ("node_reject", CONFIRM, inspected), ("node_void", DECIDE, certified),
        ("release_create", RECORD, accounts.active), ("release_detail", VIEW, paying),
        ("release_edit", RECORD, draft), ("release_submit", RECORD, draft), ("release_accept", RECORD, submitted),
        ("release_return", RECORD, accepted), ("release_return_finance", VERIFY, accepted),
        ("release_return_deputy", APPROVE, verified), ("release_return_top", DECIDE, signed),
        ("release_verify", VERIFY, accepted),
        ("release_approve", APPROVE, verified), ("release_reject", APPROVE, verified),
        ("release_approve_top", DECIDE, signed), ("release_reject_top", DECIDE, signed),
        ("release_notify", RECORD, approved), ("release_instruct", RECORD, notified), ("release_pay", VERIFY, paying),
        ("release_fail", VERIFY, paying), ("release_cancel", RECORD, approved), ("release_review", CONFIRM, emergency),
        ("refund_create", RECORD, accounts.active), ("refund_detail", VIEW, refund_paying),
        ("refund_edit", RECORD, refund_draft), ("refund_submit", RECORD, refund_draft),
        ("refund_return", RECORD, refund_submitted), ("refund_return_finance", VERIFY, refund_submitted),
        ("refund_return_deputy", APPROVE, refund_checked),
        ("refund_check", VERIFY, refund_submitted), ("refund_approve", APPROVE, refund_checked),
        ("refund_reject", APPROVE, refund_checked), ("refund_instruct", RECORD, refund_approved),
        ("refund_pay", VERIFY, refund_paying), ("refund_fail", VERIFY, refund_paying),
        ("refund_cancel", RECORD, refund_approved),
    )),
]
