"""Rectification notices over findings of one target, and the extensions of their deadline (dossier §4.3)."""
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import different, person
from housing_portal.journal.extension import MoreTimeRequest, more_time_constraints
from housing_portal.journal.happening import Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from inspections.enums.notices import BEFORE_ISSUE, IN_FORCE, NoticeKind, NoticeStatus, ServiceWay
from inspections.models.finding import Finding
from inspections.querysets.notices import ExtensionQuerySet, NoticeFindingQuerySet, NoticeQuerySet

ISSUED = (
    "EXISTS (SELECT 1 FROM inspections_rectificationnotice n WHERE n.id = {row}.notice_id AND n.number IS NOT NULL)"
)
WITH_SERVICE = (NoticeStatus.SERVED,)


class RectificationNotice(Recorded):
    """整改通知单. Drafted, reviewed and issued by three persons; number and deadline are fixed at the issue.

    ``deadline_on`` follows approved extensions, ``first_deadline_on`` never moves.
    """

    guards = (
        Guard(
            "issued_stays", "UPDATE",
            """OLD.number IS NOT NULL AND (NEW.number IS NULL OR NEW.number <> OLD.number
               OR NEW.issued_on <> OLD.issued_on OR NEW.first_deadline_on <> OLD.first_deadline_on
               OR NEW.target_id <> OLD.target_id OR NEW.kind <> OLD.kind OR NEW.basis <> OLD.basis
               OR NEW.demand <> OLD.demand OR NEW.issuer_id <> OLD.issuer_id)""",
            "rectification notice: what was issued stays as it is",
        ),
    )

    number = CleanTextField("编号", max_length=40, null=True, unique=True, editable=False)
    target = models.ForeignKey(
        "inspections.InspectionTarget", models.PROTECT, verbose_name="被查单位", related_name="notices"
    )
    kind = models.CharField("整改方式", max_length=20, choices=NoticeKind.choices, default=NoticeKind.DEADLINE)
    basis = CleanTextField("法律依据", max_length=1000, help_text="由问题的违规情形带入，可修改")
    demand = CleanTextField("整改要求", max_length=1000)
    deadline_on = models.DateField("整改期限")
    deadline_reason = CleanTextField("期限说明", max_length=200, blank=True, help_text="与规定天数不同时的原因")
    first_deadline_on = models.DateField("首次期限", null=True, editable=False)
    reviewed_by = person("复核人")
    issuer = person("签发人")
    issued_on = models.DateField("签发日期", null=True, editable=False)
    issued_at = models.DateTimeField("签发时间", null=True, editable=False)
    served_on = models.DateField("送达日期", null=True, editable=False)
    receiver = CleanTextField("签收人", max_length=40, blank=True, editable=False)
    service_way = models.CharField("送达方式", max_length=10, choices=ServiceWay.choices, blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, editable=False)
    revoked_on = models.DateField("作废日期", null=True, editable=False)
    revoked_at = models.DateTimeField("作废时间", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=NoticeStatus.choices, default=NoticeStatus.DRAFTED, editable=False
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改通知单"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=different("recorded_by", "reviewed_by", "issuer"), name="notice_three_persons",
                violation_error_message="起草、复核、签发须是三个不同的人。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=IN_FORCE) | Q(
                    number__isnull=False, reviewed_by__isnull=False, issuer__isnull=False, issued_on__isnull=False,
                    issued_at__isnull=False, first_deadline_on__isnull=False,
                ),
                name="notice_issued_facts", violation_error_message="签发的通知单须有编号、复核人、签发人和期限。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=BEFORE_ISSUE) | Q(number=None, issued_on=None, first_deadline_on=None),
                name="notice_unissued_bare", violation_error_message="没有签发的通知单不能有编号。",
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None)
                | Q(first_deadline_on__gte=F("issued_on"), deadline_on__gte=F("first_deadline_on")),
                name="notice_deadline_order", violation_error_message="整改期限不能早于签发日期，延期不能提前期限。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=WITH_SERVICE)
                | Q(served_on__gte=F("issued_on")) & ~Q(receiver="") & ~Q(service_way=""),
                name="notice_served_facts", violation_error_message="送达须有日期（不早于签发）、签收人和送达方式。",
            ),
            models.CheckConstraint(
                condition=Q(status=NoticeStatus.REVOKED, revoked_on__isnull=False, revoked_at__isnull=False)
                | ~Q(status=NoticeStatus.REVOKED) & Q(revoked_on=None, revoked_at=None),
                name="notice_revoked_facts", violation_error_message="作废须有日期。",
            ),
            models.CheckConstraint(
                condition=Q(status=NoticeStatus.CLOSED, closed_on__isnull=False)
                | ~Q(status=NoticeStatus.CLOSED) & Q(closed_on=None),
                name="notice_closed_facts", violation_error_message="办结须有日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"未编号 {self.target}"

    def get_absolute_url(self) -> str:
        return place("inspections:notice_detail", self.pk)


class NoticeFinding(models.Model):
    """A finding on a notice; in each round a finding stands on one live notice at most."""

    guards = tuple(
        Guard(f"issued_stays_{event.lower()}", event, ISSUED.format(row=row), "notice: it lists what it listed")
        for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"))
    )

    notice = models.ForeignKey(RectificationNotice, models.PROTECT, verbose_name="整改通知单", related_name="lines")
    finding = models.ForeignKey(Finding, models.PROTECT, verbose_name="检查问题", related_name="notice_lines")
    round = models.PositiveSmallIntegerField("整改轮次")
    is_live = models.BooleanField("有效", default=True, help_text="通知单作废后无效")

    objects = NoticeFindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知单所列问题"
        ordering = ["notice", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "round"], condition=Q(is_live=True), name="finding_noticed_once",
                violation_error_message="这个问题本轮已开具整改通知单。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.finding}"


class Extension(MoreTimeRequest):
    """延期申请: who asks does not approve; the first deadline stays on record."""

    notice = models.ForeignKey(
        RectificationNotice, models.PROTECT, verbose_name="整改通知单", related_name="extensions"
    )
    former_deadline = models.DateField("原期限", editable=False)
    new_deadline = models.DateField("申请延至")
    answer = CleanTextField("批准意见", max_length=200, blank=True, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改延期"
        ordering = ["-pk"]
        constraints = more_time_constraints(
            "extension", "notice", "former_deadline", "new_deadline", decided="extension_decided_facts",
            once="这份通知单已有一份待批准的延期申请。", others="延期须由申请人以外的人批准。",
        )

    def __str__(self) -> str:
        return f"{self.notice} 延期至 {self.new_deadline}"

    def get_absolute_url(self) -> str:
        return place("inspections:extension_detail", self.pk)
