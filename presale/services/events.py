"""Verbs of what is done around presale supervision: the pipeline of projects, and events."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Organization
from presale.event_enums import KIND_OF_SUBJECT, EventKind, EventSubject
from presale.models import EscrowEvent, PresalePipeline
from presale.workflow import RECORD
from transactions.services.entry import Evidence, change, enter, lock, must, not_in_future

PAST = ("contacted_on", "trained_on")


@transaction.atomic
def list_project(*, actor: User, **facts: Any) -> PresalePipeline:
    """List a project that is going to ask for a permit."""
    must(actor, RECORD)
    project = PresalePipeline(**facts)
    _check(project)
    return enter(actor, "列入拟办", project)


@transaction.atomic
def edit_project(*, actor: User, project: PresalePipeline, **facts: Any) -> PresalePipeline:
    """Note what became of a project: contacted, trained, applied."""
    must(actor, RECORD)
    project = lock(project)
    before = snapshot(project)
    for name, value in facts.items():
        setattr(project, name, value)
    _check(project)
    return change(actor, "修改拟办", project, before)


@transaction.atomic
def record_event(
    *, actor: User, subject: str, on: date, attendees: Sequence[Organization] = (), evidence: Evidence = (),
    **facts: Any,
) -> EscrowEvent:
    """Record an event; its kind follows from its subject."""
    must(actor, RECORD)
    event = EscrowEvent(subject=subject, on=on, **facts)
    _fit(event, attendees)
    enter(actor, "登记", event, evidence)
    event.attendees.set(attendees)
    return event


@transaction.atomic
def edit_event(
    *, actor: User, event: EscrowEvent, attendees: Sequence[Organization] = (), evidence: Evidence = (), **facts: Any
) -> EscrowEvent:
    """Correct an event."""
    must(actor, RECORD)
    event = lock(event)
    before, former = snapshot(event), names_of(event)
    for name, value in facts.items():
        setattr(event, name, value)
    _fit(event, attendees)
    event.attendees.set(attendees)
    return change(actor, "更正", event, before, evidence, also={"参加单位": (former, names_of(event))})


def names_of(event: EscrowEvent) -> str:
    """Return who took part, as it is typed."""
    return "、".join(event.attendees.order_by("name").values_list("name", flat=True))


def _check(project: PresalePipeline) -> None:
    for name in PAST:
        if on := getattr(project, name):
            not_in_future(name, on)
    application = project.application
    if application is not None and application.developer_id != project.developer_id:
        raise ServiceError({"application": f"申请 {application} 不是{project.developer}的，请核对。"})


def _fit(event: EscrowEvent, attendees: Sequence[Organization]) -> None:
    not_in_future("on", event.on)
    event.kind = KIND_OF_SUBJECT[EventSubject(event.subject)]
    if event.kind == EventKind.TRAINING and not attendees:
        raise ServiceError({"attendees": "请填写参加培训的银行和企业。"})
    if event.subject == EventSubject.RULE_ISSUED and event.policy is None:
        raise ServiceError({"policy": "请选择下发的规定；没有的先在基础台账登记政策文件。"})
    if event.kind == EventKind.LINE and not _opened(event.on):
        raise ServiceError({"subject": "这一天市县数据专线还没有开通，请先登记“市县数据专线开通”。"})


def _opened(on: date) -> bool:
    return EscrowEvent.objects.filter(subject=EventSubject.DATA_LINE, on__lte=on).exists()
