"""Templates of papers: written by one person, put in force by another, never edited afterwards but copied."""
import hashlib

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import entry
from housing_portal.journal import services as journal
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.scope import current
from reports.compose import built_in
from reports.enums import DocumentKind, TemplateStatus
from reports.evaluate import IndicatorSet
from reports.models import TemplateVersion
from reports.services.parts import given_reason, permit
from reports.slots import Library
from reports.templating import Problem, parse, problems_of, typed_digits
from reports.workflow import TEMPLATE

WRITE = "reports.templates"
NOT_OWN = "草稿由编制人本人提交。"
OWN_VERSION = "批准人不能是编制人本人，请由另一位同事批准。"


def current_template(kind: str) -> TemplateVersion | None:
    """Return the version in force of a kind; None while its built-in text is used."""
    return TemplateVersion.objects.filter(kind=kind, status=TemplateStatus.IN_FORCE).first()


def text_in_force(kind: str) -> str:
    """Return the text with which a paper of this kind is drafted now."""
    version = current_template(kind)
    return version.body if version else built_in(kind)


def cleaned(body: str) -> str:
    """Return a template text as it is stored: one kind of line end, nothing invisible, no blanks at its end."""
    return text.clean(body.replace("\r\n", "\n").replace("\r", "\n"))


def problems_in(body: str) -> list[Problem]:
    """Return all that is wrong with a template text today, by line."""
    return problems_of(parse(body), Library(IndicatorSet(current())))


def digest(body: str) -> str:
    """Return the SHA-256 of a template text."""
    return hashlib.sha256(body.encode()).hexdigest()


@transaction.atomic
def draft_template(*, actor: User, kind: str, body: str, note: str) -> TemplateVersion:
    """Write a new version. Raises ServiceError when the text cannot be read or names what is not known."""
    permit(actor, WRITE)
    body = _sound(body)
    number = journal.take_number(prefix=f"模板{DocumentKind(kind).value}", year=0)
    version = TemplateVersion(kind=kind, number=number, body=body, note=note, made_by=actor, made_at=clock.now())
    save_checked(version)
    journal.record(actor=actor, action="起草公文模板", label=f"起草公文模板：{version}", obj=version,
                   after=snapshot(version))
    return version


@transaction.atomic
def edit_template(*, actor: User, template: TemplateVersion, body: str, note: str) -> TemplateVersion:
    """Change a draft of one's own, so that who has written a version is one person, and its approver another."""
    permit(actor, WRITE)
    version = entry.lock(template)
    _own_draft(actor, version)
    before = snapshot(version)
    version.body, version.note = _sound(body), note
    return entry.change(actor, "修改公文模板", version, before)


@transaction.atomic
def submit_template(*, actor: User, template: TemplateVersion) -> TemplateVersion:
    """Hand a draft in for approval."""
    permit(actor, WRITE)
    version = entry.lock(template)
    before = snapshot(version)
    TEMPLATE.enter(version, "submit", actor)
    if not actor.is_person(version.made_by_id):
        raise ServiceError(NOT_OWN)
    _sound(version.body)
    return entry.change(actor, "提交公文模板", version, before)


@transaction.atomic
def approve_template(*, actor: User, template: TemplateVersion, seen: str, confirmed: bool) -> TemplateVersion:
    """Put a version in force and retire the one before it.

    ``seen`` is the digest of the text that the approver has read; ``confirmed`` says that digits typed into it are
    meant. Raises ServiceError for the own version, another text, unconfirmed digits, and names no longer known.
    """
    permit(actor, "reports.check")
    version, others = _locked(template)
    before = snapshot(version)
    TEMPLATE.enter(version, "approve", actor)
    if actor.is_person(version.made_by_id):
        raise ServiceError(OWN_VERSION)
    if seen != digest(version.body):
        raise ServiceError("打开本页之后模板正文有改动，请重新阅读后再批准。")
    _sound(version.body)
    found = typed_digits(version.body)
    if found and not confirmed:
        raise ServiceError({"confirmed": f"正文里有 {len(found)} 处手写数字，请逐处核对并确认。"})
    for other in others:
        if other.status == TemplateStatus.IN_FORCE:
            _retire(actor, other, f"由{version}替代")
    version.approved_by, version.approved_at = actor, clock.now()
    also = {"确认手写数字": ("", "；".join(map(str, found)))} if found else None
    return entry.change(actor, "批准公文模板", version, before, also=also)


@transaction.atomic
def return_template(*, actor: User, template: TemplateVersion, reason: str) -> TemplateVersion:
    """Give a version back to its author with a reason."""
    permit(actor, "reports.check")
    version = entry.lock(template)
    before = snapshot(version)
    TEMPLATE.enter(version, "return", actor)
    return entry.change(actor, "退回公文模板", version, before, reason=given_reason(reason, "退回原因"))


@transaction.atomic
def retire_template(*, actor: User, template: TemplateVersion, reason: str) -> TemplateVersion:
    """Take the version in force out of use: new papers are written with the built-in text again."""
    permit(actor, "reports.check")
    version, _ = _locked(template)
    return _retire(actor, version, given_reason(reason, "停用原因"))


def _retire(actor: User, version: TemplateVersion, reason: str) -> TemplateVersion:
    before = snapshot(version)
    TEMPLATE.enter(version, "retire", actor)
    return entry.change(actor, "停用公文模板", version, before, reason=reason)


def _locked(template: TemplateVersion) -> tuple[TemplateVersion, list[TemplateVersion]]:
    """Lock all versions of a kind, always in one order, so that one at a time comes into force."""
    rows = TemplateVersion.objects.select_for_update(of=("self",), no_key=True).filter(kind=template.kind)
    versions = {version.pk: version for version in rows.order_by("pk")}
    version = versions.pop(template.pk)
    return version, list(versions.values())


def _own_draft(actor: User, version: TemplateVersion) -> None:
    if version.status != TemplateStatus.DRAFT:
        raise ServiceError(f"这个版本{version.get_status_display()}，不能修改；需要调整请另编新版本。")
    if not actor.is_person(version.made_by_id):
        raise ServiceError("草稿由编制人本人修改；您可以另编新版本。")


def _sound(body: str) -> str:
    """Return the text cleaned; refused while anything in it cannot be read."""
    body = cleaned(body)
    if not body:
        raise ServiceError({"body": "模板正文为空。"})
    if found := problems_in(body):
        raise ServiceError({"body": [str(problem) for problem in found]})
    return body
