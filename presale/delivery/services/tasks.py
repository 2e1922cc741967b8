"""年度交付任务: the county's and, where it was shared out, each estate's; revised by a new row with its reason."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, enter, lock, must, not_before, not_in_future
from housing_portal.journal.stages import must_say
from housing_portal.kit.errors import ServiceError
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.handover import DeliveryTask
from presale.delivery.workflow import RECORD


@transaction.atomic
def issue_task(
    *, actor: User, year: int, sets: int, issued_on: date, paper: str, estate: TroubledEstate | None = None,
    evidence: Evidence = (),
) -> DeliveryTask:
    """Enter the first revision of a task; ``estate`` None means the whole county."""
    must(actor, RECORD)
    not_in_future("issued_on", issued_on)
    if DeliveryTask.objects.filter(year=year, estate=estate).exists():
        raise ServiceError({"year": f"{year} 年{estate or '全县'}交付任务已登记；有变动的，请打开原任务调整。"})
    task = DeliveryTask(year=year, estate=estate, sets=sets, issued_on=issued_on, paper=paper)
    return enter(actor, "登记交付任务", task, evidence)


@transaction.atomic
def revise_task(
    *, actor: User, task: DeliveryTask, sets: int, issued_on: date, paper: str, reason: str, evidence: Evidence = ()
) -> DeliveryTask:
    """Enter another revision; the old figure stays in force for its own time."""
    must(actor, RECORD)
    task = lock(task)
    not_in_future("issued_on", issued_on)
    not_before("issued_on", issued_on, task.issued_on, "上一版下达日期")
    if DeliveryTask.objects.filter(supersedes=task).exists():
        raise ServiceError("这一版已被调整，请在最新的版本上调整。")
    revised = DeliveryTask(
        year=task.year, estate=task.estate, sets=sets, revision=task.revision + 1, supersedes=task,
        issued_on=issued_on, paper=paper, reason=must_say(reason),
    )
    return enter(actor, "调整交付任务", revised, evidence, reason=revised.reason)
