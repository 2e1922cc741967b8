"""双随机: targets and inspectors drawn by lot from lists that were fixed before; everybody can repeat it."""
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from inspections.enums.inspections import DrawStatus
from inspections.models.campaign import Campaign
from inspections.models.inspector import Inspector
from inspections.models.target import InspectionTarget
from inspections.querysets.draws import DrawPartQuerySet, DrawQuerySet

FEWEST_INSPECTORS = 2


class RandomDraw(Recorded):
    """双随机抽取. The list is one person's, the draw another's; seed and list lead to one result."""

    guards = (
        Guard(
            "drawn_stays", "UPDATE",
            """OLD.status <> 'prepared' AND (NEW.status <> OLD.status OR NEW.seed <> OLD.seed
               OR NEW.list_digest <> OLD.list_digest OR NEW.number <> OLD.number OR NEW.per_target <> OLD.per_target
               OR NEW.drawn_by_id <> OLD.drawn_by_id OR NEW.drawn_on <> OLD.drawn_on)""",
            "random draw: what was drawn stays as it is",
        ),
        Guard(
            "list_stays", "UPDATE",
            """NEW.list_digest <> OLD.list_digest OR NEW.number <> OLD.number OR NEW.per_target <> OLD.per_target
               OR NEW.campaign_id <> OLD.campaign_id""",
            "random draw: the list stays as it was prepared",
        ),
    )

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name="专项检查", related_name="draws")
    kinds = models.JSONField("对象类别", default=list)
    share = models.PositiveSmallIntegerField(
        "抽取比例（%）", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="与抽取数量填一个；按比例不足一个的进为一个",
    )
    number = models.PositiveSmallIntegerField("抽取数量", validators=[MinValueValidator(1)])
    per_target = models.PositiveSmallIntegerField(
        "每个对象检查人数", default=FEWEST_INSPECTORS,
        validators=[MinValueValidator(FEWEST_INSPECTORS, "每个对象至少派两名检查人员。")],
    )
    list_digest = models.CharField("名单校验值", max_length=64, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=DrawStatus.choices, default=DrawStatus.PREPARED, editable=False
    )
    witness = CleanTextField("见证人报出的字词", max_length=40, blank=True, editable=False)
    seed = CleanTextField("抽取种子", max_length=120, blank=True, editable=False)
    drawn_on = models.DateField("抽取日期", null=True, editable=False)
    drawn_at = models.DateTimeField("抽取时间", null=True, editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="抽取人", null=True, editable=False, related_name="+"
    )

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "双随机抽取"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=DrawStatus.DRAWN)
                | Q(drawn_on__isnull=False, drawn_at__isnull=False, drawn_by__isnull=False) & ~Q(seed=""),
                name="check_draw_drawn", violation_error_message="已抽取的须有种子、抽取日期和抽取人。",
            ),
            models.CheckConstraint(
                condition=Q(drawn_by=None) | ~Q(drawn_by=F("recorded_by")), name="check_draw_two_persons",
                violation_error_message="抽取人不能是编制名单的本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"双随机第{self.pk}次" if self.pk else "双随机抽取"

    def get_absolute_url(self) -> str:
        return place("inspections:draw_detail", self.pk)


class DrawTarget(models.Model):
    """A target on the list; its rank comes with the draw, once."""

    guards = (
        Guard(
            "row_stays", "UPDATE",
            """OLD.rank IS NOT NULL OR NEW.draw_id <> OLD.draw_id OR NEW.target_id <> OLD.target_id
               OR NEW."order" <> OLD."order" OR NEW.name <> OLD.name""",
            "drawn target: the list and the result stay as they are",
        ),
        Guard("row_is_kept", "DELETE", "1 = 1", "drawn target: nothing is taken off the list"),
    )

    draw = models.ForeignKey(RandomDraw, models.PROTECT, verbose_name="双随机抽取", related_name="targets")
    target = models.ForeignKey(InspectionTarget, models.PROTECT, verbose_name="检查对象", related_name="drawn")
    order = models.PositiveSmallIntegerField("名单序号")
    name = CleanTextField("名单上的名称", max_length=80)
    rank = models.PositiveSmallIntegerField("抽取顺序", null=True, editable=False)
    is_chosen = models.BooleanField("抽中", default=False, editable=False)

    objects = DrawPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽取名单（对象）"
        ordering = ["draw", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "target"], name="draw_target_once", violation_error_message="这个对象已在名单中。"
            ),
            models.UniqueConstraint(
                fields=["draw", "order"], name="draw_target_order", violation_error_message="名单序号重复。"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DrawInspector(models.Model):
    """An inspector on the list, with the targets there that the inspector keeps away from."""

    append_only = True

    draw = models.ForeignKey(RandomDraw, models.PROTECT, verbose_name="双随机抽取", related_name="inspectors")
    inspector = models.ForeignKey(Inspector, models.PROTECT, verbose_name="检查人员", related_name="+")
    order = models.PositiveSmallIntegerField("名单序号")
    certificate = CleanTextField("名单上的执法证号", max_length=30)
    avoids = models.JSONField("须回避的对象序号", default=list, blank=True)

    objects = DrawPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽取名单（人员）"
        ordering = ["draw", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "inspector"], name="draw_inspector_once",
                violation_error_message="此人已在名单中。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.inspector)


class DrawPair(models.Model):
    """Who was drawn for a target."""

    append_only = True

    target = models.ForeignKey(DrawTarget, models.PROTECT, verbose_name="抽中的对象", related_name="pairs")
    inspector = models.ForeignKey(Inspector, models.PROTECT, verbose_name="检查人员", related_name="+")
    rank = models.PositiveSmallIntegerField("顺序")

    objects = DrawPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽取结果"
        ordering = ["target", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "inspector"], name="draw_pair_once",
                violation_error_message="同一检查人员对同一对象只能抽中一次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.inspector}"
