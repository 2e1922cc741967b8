"""Petitions (dossier §4.5; 信访工作条例 §22–23, 34–36). Terms follow from steps and calendar, none is stored."""
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.secrecy import SealedField, mask_number
from housing_portal.registry.models import Estate, Organization
from housing_portal.registry.people import Person
from inspections.enums.petitions import (
    ANSWERED,
    GROUP,
    PetitionCategory,
    PetitionChannel,
    PetitionDeed,
    PetitionerRole,
    PetitionStatus,
    Satisfaction,
)
from inspections.petition_clock import LONGEST_EXTENSION
from inspections.querysets.petitions import PetitionerQuerySet, PetitionQuerySet, PetitionStepQuerySet


class Petition(Recorded):
    """信访投诉. Named by its number alone: who complains stands in ``petitioners``, sealed."""

    files_permission = "personal.reveal"  # letters with names and addresses

    number = models.CharField("信访编号", max_length=20, unique=True, editable=False)
    channel = models.CharField("信访渠道", max_length=20, choices=PetitionChannel.choices)
    source_no = CleanTextField("来件编号", max_length=40, blank=True, help_text="工单号或转办文号，没有的留空")
    received_on = models.DateField("收到日期", help_text="15 日告知期限从这一天起算")
    title = CleanTextField("诉求", max_length=80, help_text="一句话写清，不写姓名")
    summary = CleanTextField("内容摘要", max_length=1000, blank=True, help_text="不写姓名、证件号码和电话")
    estate = models.ForeignKey(
        Estate, models.PROTECT, verbose_name="楼盘", null=True, blank=True, related_name="petitions"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="被反映单位", null=True, blank=True, related_name="petitions"
    )
    category = models.CharField("类别", max_length=20, choices=PetitionCategory.choices)
    persons = models.PositiveIntegerField(
        "人数", default=1, validators=[MinValueValidator(1, "人数至少为 1。")], help_text="5 人及以上为集体访"
    )
    repeats = models.ForeignKey(
        "self", models.PROTECT, verbose_name="首次来件", null=True, blank=True, related_name="repeated",
        help_text="同一信访事项的首次来件；重复件另计件次，事项只计一次",
    )
    leader = CleanTextField("包案领导", max_length=30, blank=True, editable=False)
    handler = CleanTextField("承办单位", max_length=60, blank=True, editable=False)
    transferred_to = CleanTextField("转送单位", max_length=60, blank=True, editable=False)
    reply_no = CleanTextField("答复意见书文号", max_length=40, blank=True, editable=False)
    satisfaction = models.CharField(
        "满意度", max_length=20, choices=Satisfaction.choices, default=Satisfaction.NONE, editable=False
    )
    status = models.CharField(
        "状态", max_length=20, choices=PetitionStatus.choices, default=PetitionStatus.REGISTERED, editable=False
    )

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信访投诉"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "source_no"], condition=~Q(source_no=""), name="petition_source_once",
                violation_error_message="这个渠道的来件编号已登记。",
            ),
            models.CheckConstraint(
                condition=Q(persons__gte=1), name="petition_somebody", violation_error_message="人数至少为 1。"
            ),
            models.CheckConstraint(
                condition=Q(repeats=None) | ~Q(repeats=F("pk")), name="petition_repeats_another",
                violation_error_message="首次来件不能是这一件本身。",
            ),
            models.CheckConstraint(
                condition=~Q(status=PetitionStatus.TRANSFERRED) | ~Q(transferred_to=""), name="petition_transferred_to",
                violation_error_message="转送的信访件须写明转送单位。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(PetitionStatus.DRAFTED, PetitionStatus.SIGNED, *ANSWERED)) | ~Q(reply_no=""),
                name="petition_replied_with", violation_error_message="答复须有答复意见书文号。",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=Satisfaction.NONE) | Q(status__in=ANSWERED), name="petition_rated_after_reply",
                violation_error_message="答复送达之后才能登记满意度。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("inspections:petition_detail", self.pk)

    @property
    def is_group(self) -> bool:
        """Return whether it counts as 集体访."""
        return self.persons >= GROUP

    @property
    def matter_id(self) -> int:
        """Return the key of the first petition about this matter."""
        return self.repeats_id or self.pk


class PetitionStep(Happening):
    """A dated step; ``told_on`` is when the petitioner was told of it, ``days`` how many an extension has."""

    petition = models.ForeignKey(
        Petition, models.PROTECT, verbose_name="信访投诉", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=PetitionDeed.choices)
    told_on = models.DateField("告知日期", null=True, blank=True, help_text="书面告知信访人的日期")
    days = models.PositiveSmallIntegerField("延长天数", null=True, blank=True)

    objects = PetitionStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信访办理进度"
        ordering = ["petition", "on", "pk"]
        indexes = [models.Index(fields=["petition", "code", "undoes"], name="step_of_petition")]
        constraints = [
            models.CheckConstraint(
                condition=Q(days=None) | Q(days__range=(1, LONGEST_EXTENSION)), name="petition_extension_short",
                violation_error_message=f"延长天数须在 1—{LONGEST_EXTENSION} 日之间（信访工作条例 §34）。",
            ),
            models.CheckConstraint(
                condition=Q(told_on=None) | Q(told_on__gte=F("on")), name="petition_told_after",
                violation_error_message="告知日期不能早于办理日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition} {self.get_code_display()}"


class Petitioner(Person, Recorded):
    """信访人. Who only signs a list may have left no document: the number is optional here."""

    identity = SealedField("证件号码", purpose="identity", mask=mask_number, max_length=40, blank=True, default="")
    identity_index = models.CharField("证件号码索引", max_length=32, editable=False, blank=True, db_index=True)
    petition = models.ForeignKey(
        Petition, models.PROTECT, verbose_name="信访投诉", related_name="petitioners", editable=False
    )
    role = models.CharField("身份", max_length=20, choices=PetitionerRole.choices, default=PetitionerRole.MEMBER)

    objects = PetitionerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信访人"
        ordering = ["petition", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "identity_index"], condition=~Q(identity_index=""), name="petitioner_once",
                violation_error_message="这个证件号码已登记在这一件中。",
            ),
        ]
