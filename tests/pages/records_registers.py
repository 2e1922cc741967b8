"""One record of each register, made by the services."""
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.registry import services
from housing_portal.registry.models import Building, Estate, Organization, SalePermit, Setting
from tests.pages.records import DAY, Writers


def developer(by: Writers, unit: Unit) -> Organization:
    return services.register_organization(actor=by.clerk, name=f"{unit}置业有限公司", kinds=["developer"])


def silenced(by: Writers, unit: Unit) -> Organization:
    return services.suspend_signing(actor=by.chief, organization=developer(by, unit), reason="欠缴维修资金")


def estate(by: Writers, unit: Unit) -> Estate:
    return services.register_estate(actor=by.clerk, record_name=f"{unit}云栖里", developer=developer(by, unit))


def building(by: Writers, unit: Unit) -> Building:
    return services.register_building(
        actor=by.clerk, estate=estate(by, unit), number="7#楼", floors_above=18, area_predicted=Decimal("9000.00")
    )


def permit(by: Writers, unit: Unit) -> SalePermit:
    one = building(by, unit)
    return services.register_permit(
        actor=by.clerk, kind="presale", number=f"（云）房预售证第{unit.pk:07}号", issuer="云岭县住房和城乡建设局",
        estate=one.estate, buildings=[(one, None)], area_residential=Decimal("9000.00"),
        area_total=Decimal("9000.00"), sets_total=72, sets_residential=72, issued_on=date(2025, 3, 1),
        valid_to=date(2026, 5, 1),
    )


def paused(by: Writers, unit: Unit) -> SalePermit:
    return services.step_permit(actor=by.chief, permit=permit(by, unit), step="suspend", reason="停工")


def finished(by: Writers, unit: Unit) -> SalePermit:
    row = permit(by, unit)
    for one in row.buildings.all():
        services.edit_building(actor=by.clerk, building=one, completed_on=DAY)
    return row


def parameter(by: Writers, unit: Unit) -> Setting:
    keys = ("filing_days", "restriction_notice_days", "resale_payout_days")
    held = Setting.objects.filter(key__startswith="param.").count()
    return services.set_parameter(actor=by.chief, key=keys[held], value="45", reason="云房发〔2026〕9号")
