"""检查: one visit to one target makes one log; what was signed stays as it is."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from inspections.enums.inspections import InspectionStatus, ItemResult, Method
from inspections.models.campaign import Campaign
from inspections.models.domain import CheckItem
from inspections.models.draw import DrawTarget
from inspections.models.inspector import Inspector
from inspections.models.target import InspectionTarget
from inspections.querysets.inspections import InspectionQuerySet

SIGNED = "EXISTS (SELECT 1 FROM inspections_inspection i WHERE i.id = {row}.inspection_id AND i.status <> 'recorded')"


def _kept(noun: str) -> tuple[Guard, ...]:
    """Return what keeps the rows of a signed log from being added, changed or taken away."""
    return tuple(
        Guard(f"signed_stays_{event.lower()}", event, SIGNED.format(row="OLD" if event == "DELETE" else "NEW"),
              f"{noun}: the log has been signed")
        for event in ("INSERT", "UPDATE", "DELETE")
    )


class Inspection(Recorded):
    """检查记录 with its 检查日志. Target and day stay as recorded: figures of past cut-offs count them."""

    guards = (
        Guard("facts_stay", "UPDATE", 'NEW.target_id <> OLD.target_id OR NEW."on" <> OLD."on"',
              "inspection: target and day stay as recorded"),
        Guard(
            "signed_stays", "UPDATE",
            """OLD.status <> 'recorded' AND (NEW.leader_id <> OLD.leader_id OR NEW.log_text <> OLD.log_text
               OR NEW.handling <> OLD.handling OR CAST(NEW.methods AS text) <> CAST(OLD.methods AS text)
               OR NEW.signed_by_id <> OLD.signed_by_id OR NEW.status = 'recorded')
               OR OLD.status = 'void' AND NEW.status <> 'void'""",
            "inspection: a signed log stays as it is",
        ),
    )

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="专项检查", null=True, blank=True, related_name="inspections",
        help_text="日常检查留空",
    )
    target = models.ForeignKey(InspectionTarget, models.PROTECT, verbose_name="检查对象", related_name="inspections")
    drawn = models.ForeignKey(
        DrawTarget, models.PROTECT, verbose_name="双随机抽中", null=True, editable=False, related_name="inspections",
    )
    on = models.DateField("检查日期", db_index=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="带队人", related_name="+"
    )
    methods = models.JSONField("检查方式", default=list)
    handling = CleanTextField("现场处理情况", max_length=500, blank=True)
    log_text = CleanTextField(
        "检查日志", max_length=2000, blank=True, help_text="检查经过、听取和查看的情况；签字前填写"
    )
    status = models.CharField(
        "状态", max_length=20, choices=InspectionStatus.choices, default=InspectionStatus.RECORDED, editable=False
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="日志签字人", null=True, editable=False,
        related_name="+",
    )
    signed_at = models.DateTimeField("签字时间", null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="作废人", null=True, editable=False, related_name="+"
    )
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    void_reason = CleanTextField("作废原因", max_length=500, blank=True, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查记录"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drawn"], condition=~Q(status=InspectionStatus.VOID), name="inspection_of_draw_once",
                violation_error_message="这个抽中的对象已登记检查。",
            ),
            models.CheckConstraint(
                condition=~Q(status=InspectionStatus.LOGGED)
                | Q(signed_by__isnull=False, signed_at__isnull=False) & ~Q(log_text=""),
                name="inspection_logged", violation_error_message="已签的日志须有内容、签字人和签字时间。",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("recorded_by")), name="inspection_two_persons",
                violation_error_message="日志不能由登记人本人签字。",
            ),
            models.CheckConstraint(
                condition=Q(status=InspectionStatus.VOID, voided_by__isnull=False, voided_at__isnull=False)
                & ~Q(void_reason="")
                | ~Q(status=InspectionStatus.VOID) & Q(voided_by=None, voided_at=None, void_reason=""),
                name="inspection_void", violation_error_message="作废的检查须有作废人、时间和原因，其他的不能有。",
            ),
            models.CheckConstraint(
                condition=Q(voided_by=None) | ~Q(voided_by=F("recorded_by")), name="inspection_void_other",
                violation_error_message="检查记录不能由登记人本人作废。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.on}"

    def get_absolute_url(self) -> str:
        return place("inspections:inspection_detail", self.pk)

    @property
    def methods_text(self) -> str:
        """Return the methods in words."""
        return "、".join(method.label for method in Method if method.value in self.methods)


class InspectionMember(models.Model):
    """An inspector who was there; at least two."""

    guards = _kept("inspection member")

    inspection = models.ForeignKey(Inspection, models.PROTECT, verbose_name="检查记录", related_name="members")
    inspector = models.ForeignKey(Inspector, models.PROTECT, verbose_name="检查人员", related_name="inspections")

    class Meta:
        verbose_name = verbose_name_plural = "参加检查人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "inspector"], name="inspection_member_once",
                violation_error_message="同一检查人员只登记一次。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.inspector)


class InspectionItem(models.Model):
    """What was found for one line of the checklist."""

    guards = _kept("inspection item")

    inspection = models.ForeignKey(Inspection, models.PROTECT, verbose_name="检查记录", related_name="items")
    item = models.ForeignKey(CheckItem, models.PROTECT, verbose_name="检查项目", related_name="answers")
    result = models.CharField("结论", max_length=10, choices=ItemResult.choices)
    note = CleanTextField("情况", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查项结论"
        ordering = ["inspection", "item__order", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "item"], name="inspection_item_once",
                violation_error_message="同一检查项目只填一次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_result_display()}"
