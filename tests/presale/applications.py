"""Applications for sale permits in their states, made by the services."""
from datetime import date
from decimal import Decimal
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building, Organization
from presale.models import EscrowAccount, PermitApplication
from presale.services import issuing, permits
from tests.material import pdf_bytes

SCHEME = [("预售方案.pdf", pdf_bytes("预售方案"))]
PHOTOS = [("现场照片.pdf", pdf_bytes("主体施工至八层"))]
FACTS = {
    "applicant": "孙经理", "area_residential": Decimal(9000), "area_commercial": Decimal(1000),
    "area_other": Decimal(0), "sets_total": 80, "sets_residential": 72, "total_invest": Decimal(40_000_000),
    "invested": Decimal(10_000_000), "progress": "主体施工至八层，2027 年 6 月竣工",
    "planned_delivery_on": date(2099, 6, 30), "land_paid_doc": "土地出让金票据 0012",
    "land_certificate": "云岭县不动产权第0001号", "planning_permit": "建字第001号",
    "construction_permit": "施字第001号", "has_mortgage": False,
}
ISSUER = "云岭县住房和城乡建设局"


def qualify(developer: Organization) -> None:
    """Give the developer a qualification in force."""
    Organization.objects.filter(pk=developer.pk).update(qualification="二级", qualification_until=date(2099, 1, 1))


def draft(building: Building, account: EscrowAccount | None, by: User, **facts: Any) -> PermitApplication:
    """Return a draft that meets every condition; ``facts`` say what shall be otherwise."""
    qualify(building.estate.developer)
    wanted = {"buildings": [(building, None)], "scheme": SCHEME, **FACTS, **facts}
    return permits.draft_application(
        actor=by, **{"kind": "presale", "estate": building.estate, "account": account, **wanted}
    )


def submitted(building: Building, account: EscrowAccount | None, by: User, **facts: Any) -> PermitApplication:
    return permits.submit_application(actor=by, application=draft(building, account, by, **facts))


def accepted(building: Building, account: EscrowAccount | None, by: User, **facts: Any) -> PermitApplication:
    application = submitted(building, account, by, **facts)
    return permits.accept_application(actor=by, application=application, accepted_on=clock.today())


def reviewed(
    building: Building, account: EscrowAccount | None, by: User, chief: User, **facts: Any
) -> PermitApplication:
    return permits.review_application(
        actor=chief, application=accepted(building, account, by, **facts), inspected_on=clock.today(),
        inspector_one=by, inspector_two=chief, finding="形象进度属实", evidence=PHOTOS,
    )


def issued(
    building: Building, account: EscrowAccount | None, by: User, chief: User, deputy: User, **facts: Any
) -> PermitApplication:
    return issuing.issue_permit(
        actor=deputy, application=reviewed(building, account, by, chief, **facts), decided_on=clock.today(),
        issuer=ISSUER,
    )
