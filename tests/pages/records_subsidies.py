"""Standards, grants, batches and payments in each of their states, made by the services."""
from datetime import date, timedelta

from affordable.models import SubsidyBatch, SubsidyGrant, SubsidyPayment, SubsidyRule
from affordable.services import grants, payments
from housing_portal.accounts.models import Unit
from tests.affordable import families
from tests.affordable import subsidies as make
from tests.pages.records import DAY, Writers
from tests.pages.route import Route


def recorded_rule(by: Writers, unit: Unit) -> SubsidyRule:
    return make.recorded_rule(by.clerk, effective_on=date(2026, 1, 1) + timedelta(days=unit.pk % 300))


def proposed(by: Writers, unit: Unit) -> SubsidyGrant:
    make.rule(by.clerk, by.chief)
    return grants.propose_grant(actor=by.clerk, family=families.approved(by, unit), from_on=DAY, reason="符合条件")


def grant(by: Writers, unit: Unit) -> SubsidyGrant:
    family, = make.granted(by.clerk, by.chief, unit, 1)
    return family.grants.get()


def _with_family(by: Writers, unit: Unit) -> make.Treasury:
    make.granted(by.clerk, by.chief, unit, 1)
    return make.treasury(by.clerk, by.chief)


def created(by: Writers, unit: Unit) -> SubsidyBatch:
    return make.created(_with_family(by, unit), unit)


def computed(by: Writers, unit: Unit) -> SubsidyBatch:
    return make.computed(_with_family(by, unit), unit)


def checked(by: Writers, unit: Unit) -> SubsidyBatch:
    return make.checked(_with_family(by, unit), unit)


def approved(by: Writers, unit: Unit) -> SubsidyBatch:
    return make.approved(_with_family(by, unit), unit)


def funded(by: Writers, unit: Unit) -> SubsidyBatch:
    return make.funded(_with_family(by, unit), unit)


def exported(by: Writers, unit: Unit) -> SubsidyBatch:
    return make.exported(_with_family(by, unit), unit)


def sent(by: Writers, unit: Unit) -> SubsidyBatch:
    return make.sent(_with_family(by, unit), unit)


def settled(by: Writers, unit: Unit) -> SubsidyBatch:
    who = _with_family(by, unit)
    return make.answered(who, make.sent(who, unit))


def paid(by: Writers, unit: Unit) -> SubsidyPayment:
    return settled(by, unit).payments.get()


def returned(by: Writers, unit: Unit) -> SubsidyPayment:
    who = _with_family(by, unit)
    return make.answered(who, make.sent(who, unit), returned=(0,)).payments.get()


def readied(by: Writers, unit: Unit) -> SubsidyBatch:
    payment = payments.ready_payment(actor=by.clerk, payment=returned(by, unit), reason="银行已恢复账户")
    return payment.batch


VIEW, ENTER, CHECK, APPROVE, FINANCE = (
    f"rental.{code}" for code in ("view", "record", "confirm", "approve", "finance")
)
# subsidies belong to the bureau: nobody else has the permissions
SUBSIDIES = [
    *(Route(f"affordable:{noun}_list", VIEW) for noun in ("subsidy_rule", "grant", "subsidy_batch", "payment")),
    *(Route(f"affordable:{noun}_create", ENTER) for noun in ("subsidy_rule", "grant", "subsidy_batch")),
    *(Route(f"affordable:{name}", VIEW, made, outside=403) for name, made in (
        ("subsidy_rule_detail", recorded_rule), ("grant_detail", grant), ("subsidy_batch_detail", computed),
        ("payment_detail", returned), ("subsidy_batch_publication", computed), ("subsidy_batch_form", computed),
    )),
    *(Route(f"affordable:{name}", ENTER, made, outside=403) for name, made in (
        ("grant_adjust", grant), ("subsidy_batch_compute", created), ("payment_ready", returned),
    )),
    *(Route(f"affordable:{name}", CHECK, made, outside=403) for name, made in (
        ("subsidy_rule_confirm", recorded_rule), ("subsidy_rule_void", recorded_rule), ("grant_confirm", proposed),
        ("grant_reject", proposed), ("grant_suspend", grant), ("grant_end", grant), ("subsidy_batch_check", computed),
        ("subsidy_batch_return", computed), ("subsidy_batch_void", computed), ("subsidy_batch_close", settled),
    )),
    Route("affordable:subsidy_batch_approve", APPROVE, checked, outside=403),
    *(Route(f"affordable:{name}", FINANCE, made, outside=403) for name, made in (
        ("subsidy_batch_fund", approved), ("subsidy_batch_export", funded), ("subsidy_batch_send", exported),
        ("subsidy_batch_receipt", sent), ("subsidy_batch_reissue", readied), ("payment_clawback", paid),
    )),
]
