"""What is done around presale supervision: projects that will ask for a permit, trainings, publicity, milestones."""
from django.db import models
from django.db.models import Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.registry.models import Organization, PolicyDoc
from presale.event_enums import EVENT_SUBJECTS, EventKind, EventSubject
from presale.models.permits import PermitApplication
from presale.querysets import EventQuerySet, PipelineQuerySet
from transactions.models.base import Recorded

_FITTING = Q()
for _kind, _subjects in EVENT_SUBJECTS.items():
    _FITTING |= Q(kind=_kind, subject__in=_subjects)


class PresalePipeline(Recorded):
    """拟办预售项目: not yet applied for; the desk calls the developer and trains its people beforehand."""

    project_name = CleanTextField("项目名称", max_length=80)
    developer = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="开发企业", related_name="presale_pipeline"
    )
    expected_on = models.DateField("预计申请日期")
    contacted_on = models.DateField("对接日期", null=True, blank=True)
    trained_on = models.DateField("培训日期", null=True, blank=True)
    application = models.OneToOneField(
        PermitApplication, models.PROTECT, verbose_name="许可申请", null=True, blank=True, related_name="pipeline",
        error_messages={"unique": "这份申请已对应另一个拟办项目。"},
    )
    note = CleanTextField("备注", max_length=200, blank=True)

    objects = PipelineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拟办预售项目"
        ordering = ["expected_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["developer", "project_name"], condition=Q(application=None), name="pipeline_once",
                violation_error_message="这个项目已列入拟办。",
            ),
        ]

    def __str__(self) -> str:
        return self.project_name

    def get_absolute_url(self) -> str:
        return place("presale:pipeline_detail", self.pk)


class EscrowEvent(Recorded):
    """培训、宣传、汇报 or a milestone of the platform; the subject says which of its kind."""

    kind = models.CharField("类别", max_length=20, choices=EventKind.choices, editable=False)
    subject = models.CharField("事项", max_length=30, choices=EventSubject.choices)
    on = models.DateField("日期")
    place = CleanTextField("地点或载体", max_length=80, blank=True)
    lecturer = CleanTextField("授课人", max_length=40, blank=True)
    policy = models.ForeignKey(
        PolicyDoc, models.PROTECT, verbose_name="依据文件", null=True, blank=True, related_name="+"
    )
    attendees = models.ManyToManyField(Organization, verbose_name="参加单位", related_name="escrow_events")
    note = CleanTextField("内容", max_length=400, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训宣传"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=_FITTING, name="event_subject_fits", violation_error_message="事项与类别不符，请核对。"
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(kind=EventKind.MILESTONE), name="milestone_once",
                violation_error_message="这个平台里程碑已登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.on}"

    def get_absolute_url(self) -> str:
        return place("presale:event_detail", self.pk)
