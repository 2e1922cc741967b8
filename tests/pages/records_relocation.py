"""Yards, households and resettlement quotas in each of their states, made by the services."""
from datetime import date
from decimal import Decimal

from affordable.models import Compound, RelocationHousehold, ResettlementQuota
from affordable.services import compounds, relocated, resettlement
from housing_portal.accounts.models import Unit
from tests.pages.records import Writers, project
from tests.pages.route import Route


def compound(by: Writers, unit: Unit) -> Compound:
    return compounds.add_compound(
        actor=by.clerk, project=project(by, unit), no="17号院", address="东关街 17 号", yard_kind="private"
    )


def household(by: Writers, unit: Unit) -> RelocationHousehold:
    return relocated.add_household(
        actor=by.clerk, compound=compound(by, unit), owner="周小静", legal_area=Decimal("90.00"),
        actual_area=Decimal("102.50"),
    )


def negotiating(by: Writers, unit: Unit) -> RelocationHousehold:
    return relocated.negotiate(actor=by.clerk, household=household(by, unit), on=date(2026, 3, 1))


def signed(by: Writers, unit: Unit) -> RelocationHousehold:
    return relocated.sign(
        actor=by.clerk, household=negotiating(by, unit), on=date(2026, 3, 10), mode="both",
        agreement_no="云征〔2026〕17号", planned_demolish_on=date(2026, 5, 1), compensation=Decimal("120000.00"),
        swap_sets=2,
    )


def paid(by: Writers, unit: Unit) -> RelocationHousehold:
    return relocated.pay(actor=by.clerk, household=signed(by, unit), on=date(2026, 3, 20))


def vacated(by: Writers, unit: Unit) -> RelocationHousehold:
    return relocated.vacate(actor=by.clerk, household=paid(by, unit), on=date(2026, 4, 5))


def quota(by: Writers, unit: Unit) -> ResettlementQuota:
    one = signed(by, unit)
    return resettlement.register_quota(
        actor=by.clerk, project=one.compound.project, household=one, quota_count=2,
        material_checked_on=date(2026, 3, 15),
    )


def audited(by: Writers, unit: Unit) -> ResettlementQuota:
    return resettlement.audit_quota(actor=by.chief, quota=quota(by, unit), on=date(2026, 4, 1))


def published(by: Writers, unit: Unit) -> ResettlementQuota:
    return resettlement.publish_quota(actor=by.clerk, quota=audited(by, unit), on=date(2026, 4, 10))


VIEW, RECORD, CONFIRM = "affordable.view", "affordable.record", "affordable.confirm"
RELOCATION = [
    *(Route(f"affordable:{noun}_list", VIEW) for noun in ("compound", "relocated", "resettlement")),
    *(Route(f"affordable:{noun}_create", RECORD) for noun in ("compound", "relocated", "resettlement")),
    *(Route(f"affordable:roster_{page}", "affordable.import") for page in ("import", "template")),
    Route("affordable:compound_detail", VIEW, compound), Route("affordable:compound_edit", RECORD, compound),
    *(Route(f"affordable:relocated_{step}", permission, make) for step, permission, make in (
        ("detail", VIEW, household), ("edit", RECORD, household), ("negotiate", RECORD, household),
        ("sign", RECORD, household), ("decide", RECORD, negotiating), ("pay", RECORD, signed),
        ("vacate", RECORD, paid), ("demolish", RECORD, vacated), ("replan", RECORD, signed), ("undo", CONFIRM, paid),
    )),
    *(Route(f"affordable:resettlement_{step}", permission, make) for step, permission, make in (
        ("detail", VIEW, quota), ("audit", CONFIRM, quota), ("publish", RECORD, audited), ("allot", RECORD, published),
        ("return", CONFIRM, audited),
    )),
]
