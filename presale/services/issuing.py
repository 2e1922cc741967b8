"""The permit is issued: conditions judged once more under lock, the register written, the account's rules locked."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import PermitKind
from housing_portal.registry.models import District, SalePermit
from housing_portal.registry.naming import permit_key
from housing_portal.registry.services import amend_permit, grant_permit
from presale.models import EscrowAccount, PermitApplication
from presale.services.judging import judge
from presale.services.permits import close, locked, must_be_another
from presale.workflow import APPLICATION
from transactions.services.entry import change, county, lock, not_before, not_in_future

WORDS = {PermitKind.PRESALE: "房预售证", PermitKind.SPOT: "房现售备"}
AREAS = ("area_residential", "area_commercial", "area_other", "area_total", "sets_total", "sets_residential")


@transaction.atomic
def issue_permit(
    *, actor: User, application: PermitApplication, decided_on: date, issuer: str = "", number: str = "",
    valid_to: date | None = None, reason: str = "",
) -> PermitApplication:
    """Issue the permit, or change the one that the application is about; without ``number`` the next one is taken.

    Locks the account before the application, as every deed with an account does.
    """
    account = lock(application.account) if application.account else None
    application = locked(application)
    before = snapshot(application)
    APPLICATION.enter(application, "issue", actor)
    must_be_another(actor, application)
    not_in_future("decided_on", decided_on)
    not_before("decided_on", decided_on, application.reviewed_on, "复核日期")
    if faults := judge(actor, application):
        words = "；".join(f"{fault.name}：{fault.missing.rstrip('。')}" for fault in faults)
        raise ServiceError(f"法定条件没有全部满足，不能准予许可。{words}。")
    application.decided_on, application.decided_by, application.decision = decided_on, actor, reason
    terms = {name: getattr(application, name) for name in AREAS} | {"valid_to": valid_to}
    buildings = [(row.building, row.up_to_floor) for row in application.scope.select_related("building").order_by("pk")]
    if permit := application.changes:
        application.area_former = permit.area_total
        application.permit = amend_permit(
            actor=actor, permit=permit, number=permit.number, buildings=buildings, reason=reason, **terms
        )
    else:
        application.permit = grant_permit(
            actor=actor, kind=application.kind, number=number or _next_number(application.kind, decided_on.year),
            estate=application.estate, buildings=buildings, reason=reason, verb="核发", issuer=issuer,
            issued_on=decided_on, valid_from=decided_on, **terms,
        )
    if account:
        _lock_rules(actor, account, decided_on)
    change(actor, "准予许可", application, before, reason=reason)
    return close(application)


def _lock_rules(actor: User, account: EscrowAccount, on: date) -> None:
    """From the first permit on the rules of the account stay as they are; new ones do not reach back."""
    rules = lock(account.rules)
    if rules.locked_on is None:
        before: dict[str, Any] = snapshot(rules)
        rules.locked_on = on
        change(actor, "锁定", rules, before)


def _next_number(kind: str, year: int) -> str:
    """Return the next free number of the county; those of the register's older permits are passed over."""
    name = District.objects.filter(code=county()).values_list("name", flat=True).first() or ""
    while True:
        serial = take_number(prefix=f"{WORDS[kind]}", year=year)
        number = f"（{name[:1]}）{WORDS[kind]}第{year}{serial:03}号" if name else f"{WORDS[kind]}第{year}{serial:03}号"
        if not SalePermit.objects.filter(number_key=permit_key(number)).exists():
            return number


def proposed_issuer(actor: User) -> str:
    """Return the issuer that stands on the latest permit, else the bureau of ``actor``."""
    latest = SalePermit.objects.order_by("-issued_on", "-pk").values_list("issuer", flat=True).first()
    bureau = actor.unit.parent or actor.unit
    return latest or bureau.name


def is_late(application: PermitApplication) -> bool:
    """Tell whether the answer came, or is still to come, after its term."""
    end = application.decided_on or clock.today()
    return application.answer_due_on is not None and end > application.answer_due_on
