"""Verbs of applications for sale permits: drafted, submitted, accepted, reviewed on the site, decided."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry.enums import PermitKind
from housing_portal.registry.models import Building, Estate, PermitBuilding, SalePermit
from housing_portal.registry.services.steps import must_be_current
from presale.enums import ApplicationStatus
from presale.models import ApplicationBuilding, ApplicationVersion, EscrowAccount, PermitApplication
from presale.services.judging import SCHEME, answer_due, case_of, fix_due, judge
from presale.workflow import APPLICATION, RECORD
from transactions.services.entry import Evidence, change, county, enter, keep, lock, must, not_before, not_in_future

Scope = Sequence[tuple[Building, int | None]]
EDITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.FIXING)
# who has had his part: neither of these reviews the application or decides on it
HANDS = (("recorded_by", "录入"), ("submitted_by", "提交"), ("accepted_by", "受理"), ("reviewed_by", "复核"))


@transaction.atomic
def draft_application(
    *, actor: User, kind: str, estate: Estate, buildings: Scope = (), scheme: Evidence = (), evidence: Evidence = (),
    changes: SalePermit | None = None, **facts: Any,
) -> PermitApplication:
    """Begin an application; ``changes`` is the permit in force that it wants to be changed."""
    must(actor, RECORD)
    must_be_current(estate, "estate")
    year = clock.today().year
    application = PermitApplication(
        kind=kind, estate=estate, developer=estate.developer, changes=changes,
        number=f"{county()}XK{year}{take_number(prefix='许可申请', year=year):05}",
    )
    _state(application, facts)
    enter(actor, "起草", application, evidence)
    keep(actor, application, scheme, SCHEME)
    _set_scope(application, buildings)
    return application


@transaction.atomic
def edit_application(
    *, actor: User, application: PermitApplication, buildings: Scope = (), scheme: Evidence = (),
    evidence: Evidence = (), **facts: Any,
) -> PermitApplication:
    """Change what an application says, before it is submitted or while it is being mended."""
    must(actor, RECORD)
    application = locked(application)
    if application.status not in EDITABLE:
        raise ServiceError(f"申请{application.get_status_display()}，内容不能再改；须改的请撤回后重新申请。")
    before, former = snapshot(application), written_scope(application)
    _state(application, facts)
    _set_scope(application, buildings)
    keep(actor, application, scheme, SCHEME)
    also = {"申请楼幢": (former, written_scope(application))}
    return change(actor, "修改", application, before, evidence, also=also)


@transaction.atomic
def submit_application(*, actor: User, application: PermitApplication) -> PermitApplication:
    """Hand in an application; what it says now is kept as a version."""
    application, before = _begin(actor, application, "submit")
    _must_be_complete(application)
    _must_be_free(application)
    application.version += 1
    application.submitted_on, application.submitted_by = clock.today(), actor
    change(actor, "提交", application, before)
    for row in application.scope.order_by("building", "pk"):
        row.is_open = True
        save_checked(row)
    content = {**snapshot(application), "申请楼幢": written_scope(application)}
    save_checked(ApplicationVersion(
        application=application, version=application.version, content=content, submitted_by=actor,
        submitted_at=clock.now(),
    ))
    return application


@transaction.atomic
def notify_fix(*, actor: User, application: PermitApplication, fix_notice: str) -> PermitApplication:
    """Say once, and in time, everything that is missing; the applicant may then mend it."""
    application, before = _begin(actor, application, "fix")
    if application.fix_notified_on:
        raise ServiceError(
            f"{application.fix_notified_on} 已一次告知补正，不得再次要求；请受理，不符合条件的受理后作出不予许可决定。"
        )
    if clock.today() > (last := fix_due(application)):
        raise ServiceError(f"一次告知期限 {last} 已过，自收到申请之日起即为受理；请登记受理。")
    if not fix_notice.strip():
        raise ServiceError({"fix_notice": "请列明全部须补正的内容。"})
    application.fix_notice, application.fix_notified_on = fix_notice, clock.today()
    return change(actor, "一次告知", application, before, reason=fix_notice)


@transaction.atomic
def accept_application(*, actor: User, application: PermitApplication, accepted_on: date) -> PermitApplication:
    """Accept an application: from now on the term of the answer runs."""
    application, before = _begin(actor, application, "accept")
    not_in_future("accepted_on", accepted_on)
    not_before("accepted_on", accepted_on, application.submitted_on, "提交日期")
    received = application.submitted_on
    if accepted_on > fix_due(application) and accepted_on != received:
        raise ServiceError({"accepted_on": f"逾期没有告知补正，自收到申请之日起即为受理，受理日期应为 {received}。"})
    application.accepted_on, application.accepted_by = accepted_on, actor
    application.answer_due_on = answer_due(accepted_on)
    return change(actor, "受理", application, before)


@transaction.atomic
def review_application(
    *, actor: User, application: PermitApplication, inspected_on: date, inspector_one: User, inspector_two: User,
    finding: str, evidence: Evidence = (),
) -> PermitApplication:
    """Record what two inspectors found on the site, and the opinion of whoever reviews the papers."""
    application, before = _begin(actor, application, "review")
    must_be_another(actor, application)
    not_in_future("inspected_on", inspected_on)
    not_before("inspected_on", inspected_on, application.accepted_on, "受理日期")
    if inspector_one.is_person(inspector_two.pk):
        raise ServiceError({"inspector_two": "现场核查须由两位不同的同事进行。"})
    application.inspected_on, application.finding = inspected_on, finding
    application.inspector_one, application.inspector_two = inspector_one, inspector_two
    application.reviewed_on, application.reviewed_by = clock.today(), actor
    judge(actor, application)
    return change(actor, "复核", application, before, evidence, reason=finding)


@transaction.atomic
def reject_application(*, actor: User, application: PermitApplication, decision: str) -> PermitApplication:
    """Refuse the permit in writing."""
    application, before = _begin(actor, application, "reject")
    must_be_another(actor, application)
    if not decision.strip():
        raise ServiceError({"decision": "请书面说明不予许可的理由。"})
    application.decision, application.decided_on, application.decided_by = decision, clock.today(), actor
    judge(actor, application)
    change(actor, "不予许可", application, before, reason=decision)
    return close(application)


@transaction.atomic
def withdraw_application(*, actor: User, application: PermitApplication, reason: str) -> PermitApplication:
    """Take an application back at the developer's wish."""
    application, before = _begin(actor, application, "withdraw")
    if not reason.strip():
        raise ServiceError({"reason": "请填写撤回的原因。"})
    change(actor, "撤回", application, before, reason=reason)
    return close(application)


def why_own(actor: User, application: PermitApplication) -> str:
    """Return why ``actor``, under whatever account, cannot review the application or decide on it, or nothing."""
    own = [deed for name, deed in HANDS if actor.is_person(getattr(application, f"{name}_id"))]
    return f"这份申请由您本人{'、'.join(own)}，须由另一位同事办理。" if own else ""


def must_be_another(actor: User, application: PermitApplication) -> None:
    if sentence := why_own(actor, application):
        raise ServiceError(sentence)


def written_scope(application: PermitApplication) -> str:
    """Return the buildings applied for as they are typed."""
    return "、".join(map(str, application.scope.select_related("building").order_by("building__number_key", "pk")))


def locked(application: PermitApplication) -> PermitApplication:
    """Return an application as it is now, locked, with what it refers to loaded, so that the diary names it."""
    application = lock(application)
    for field in application._meta.concrete_fields:
        if field.is_relation:
            getattr(application, field.name)
    return application


def close(application: PermitApplication) -> PermitApplication:
    """Let the buildings of an application that has ended be applied for again."""
    application.scope.update(is_open=False)
    return application


# -- shared steps ------------------------------------------------------------------------------------


def _begin(actor: User, application: PermitApplication, code: str) -> tuple[PermitApplication, dict[str, Any]]:
    application = locked(application)
    before = snapshot(application)
    APPLICATION.enter(application, code, actor)
    return application, before


def _state(application: PermitApplication, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(application, name, value)
    application.area_total = application.area_residential + application.area_commercial + application.area_other
    account: EscrowAccount | None = application.account
    if account is not None and account.estate_id != application.estate_id:
        raise ServiceError({"account": f"{account}不是“{application.estate}”的监管账户，请核对。"})


def _set_scope(application: PermitApplication, buildings: Scope) -> None:
    wanted = dict(buildings)
    for building, floor in wanted.items():
        must_be_current(building, "buildings")
        if building.estate_id != application.estate_id:
            raise ServiceError({"buildings": f"“{building}”不属于“{application.estate}”，请核对。"})
        if floor is not None and not 0 < floor <= building.floors_above:
            raise ServiceError({"buildings": f"“{building}”共 {building.floors_above} 层，没有第 {floor} 层。"})
    held = {row.building: row for row in application.scope.select_related("building").order_by("pk")}
    for building in held.keys() - wanted.keys():
        held[building].delete()
    for building, floor in wanted.items():
        row = held.get(building) or ApplicationBuilding(application=application, building=building)
        row.up_to_floor = floor
        save_checked(row)


def _must_be_complete(application: PermitApplication) -> None:
    """Refuse what cannot be looked into; whether the conditions are met is judged later."""
    wanted = {
        "申请楼幢": application.scope.exists(), "申请面积": application.area_total > 0,
        "申请套数": application.sets_total > 0, "企业经办人": application.applicant,
    }
    if application.kind == PermitKind.PRESALE:
        wanted |= {
            "工程建设总投资": application.total_invest, "已投入建设资金": application.invested is not None,
            "计划竣工交付日期": application.planned_delivery_on, SCHEME: case_of(application).has_scheme,
        }
    if missing := [name for name, given in wanted.items() if not given]:
        raise ServiceError(f"还没有填写或上传：{'、'.join(missing)}。请补齐后再提交。")


def _must_be_free(application: PermitApplication) -> None:
    buildings = application.scope.values("building")
    others = ApplicationBuilding.objects.filter(building__in=buildings, is_open=True)
    if other := others.exclude(application=application).select_related("application", "building").first():
        raise ServiceError(f"“{other.building}”的申请 {other.application} 正在办理，不能重复申请。")
    permitted = PermitBuilding.objects.filter(building__in=buildings, is_current=True)
    if held := permitted.exclude(permit=application.changes_id).select_related("permit", "building").first():
        raise ServiceError(f"“{held.building}”已在现行许可 {held.permit} 内，请在该许可上办理变更、撤销或转现售。")
