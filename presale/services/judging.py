"""From an application and the registers to the case that the conditions are read from, and the terms that run."""
from datetime import date, timedelta

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.kit import clock
from housing_portal.kit.saving import save_checked
from housing_portal.registry.enums import OrganizationStatus
from housing_portal.registry.parameters import number
from housing_portal.registry.workdays import add_workdays
from presale.conditions import Account, Case, Condition, conditions
from presale.enums import AccountStatus, RuleStatus
from presale.models import ConditionCheck, EscrowAccount, PermitApplication

SCHEME = "预售方案"
USABLE = (AccountStatus.AGREED, AccountStatus.ACTIVE)
RULES_IN_FORCE = (RuleStatus.ACTIVE, RuleStatus.RETIRED)  # retired: for new accounts only
STATED = (
    "kind", "invested", "total_invest", "progress", "planned_delivery_on", "land_paid_doc", "land_certificate",
    "planning_permit", "construction_permit", "has_mortgage", "mortgagee_consent", "completion_doc",
    "facilities_doc", "property_doc",
)


def case_of(application: PermitApplication) -> Case:
    """Return the facts of an application as they are now."""
    scope = list(application.scope.select_related("building").order_by("building__number_key", "pk"))
    developer = application.developer
    return Case(
        today=clock.today(),
        least_percent=number("permit_invested_percent"),
        has_scheme=Attachment.objects.about(application).filter(kind=SCHEME).exists(),
        developer=str(developer),
        developer_in_business=developer.status == OrganizationStatus.ACTIVE,
        qualification=developer.qualification,
        qualification_until=developer.qualification_until,
        buildings=[(str(row.building), row.building.completed_on) for row in scope],
        account=_account(application.account, {row.building_id: str(row.building) for row in scope}),
        **{name: getattr(application, name) for name in STATED},
    )


def judge(actor: User, application: PermitApplication) -> list[Condition]:
    """Keep how each condition was judged at the step just taken, and return those that are not met."""
    found = conditions(case_of(application))
    for place, one in enumerate(found, 1):
        save_checked(ConditionCheck(
            application=application, step=application.status, place=place, name=one.name, law=one.law,
            known=one.known, missing=one.missing, judged_by=actor, judged_at=clock.now(),
        ))
    return [one for one in found if not one.is_met]


def fix_due(application: PermitApplication) -> date:
    """Return the last day on which the office may say, once, what is missing."""
    return add_workdays(application.submitted_on, number("permit_fix_days"))


def answer_due(accepted_on: date) -> date:
    """Return the last day for the answer; the term runs in plain days."""
    return accepted_on + timedelta(days=number("permit_answer_days"))


def _account(account: EscrowAccount | None, buildings: dict[int, str]) -> Account | None:
    if account is None:
        return None
    covered = set(account.places.filter(is_current=True).values_list("building", flat=True))
    return Account(
        name=str(account),
        agreement_no=account.agreement_no,
        is_usable=account.status in USABLE,
        state=account.get_status_display(),
        rules=str(account.rules),
        rules_active=account.rules.status in RULES_IN_FORCE,
        uncovered=[name for pk, name in buildings.items() if pk not in covered],
    )
