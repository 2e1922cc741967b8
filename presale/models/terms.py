"""What bears on the money of an account: who may be paid, what replaces cash, what courts hold."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit import clock
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.registry.models import Organization
from presale.enums import FreezeStatus, LetterStatus, PayeeKind, PayeeStatus
from presale.models.accounts import EscrowAccount
from presale.querysets import EscrowQuerySet, FreezeQuerySet, LetterQuerySet
from transactions.models.base import POSITIVE, Recorded


class Payee(Recorded):
    """收款人名单: the counterparties of filed contracts of the works. Listed by one person, confirmed by another."""

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="payees")
    kind = models.CharField("类别", max_length=20, choices=PayeeKind.choices)
    name = CleanTextField("收款单位", max_length=80)
    bank_name = CleanTextField("开户行", max_length=80)
    payee_account = CleanTextField("收款账号", max_length=40)
    contract_doc = CleanTextField("合同名称及编号", max_length=120)
    contract_amount = MoneyField("合同金额（元）", null=True, blank=True, validators=[POSITIVE])
    status = models.CharField(
        "状态", max_length=20, choices=PayeeStatus.choices, default=PayeeStatus.PROPOSED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收款人"
        ordering = ["account", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "payee_account"], condition=~Q(status=PayeeStatus.REMOVED), name="payee_once",
                violation_error_message="这个收款账号已在名单内。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="payee_two_persons",
                violation_error_message="复核人不能是登记人本人，请由另一位同事复核。",
            ),
            models.CheckConstraint(
                condition=~Q(status=PayeeStatus.LISTED) | Q(confirmed_by__isnull=False), name="payee_listed_by",
                violation_error_message="在册的收款人必须有复核人。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("presale:payee_detail", self.pk)


class GuaranteeLetter(Recorded):
    """保函: replaces cash of the quota as long as it is in force."""

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="letters")
    number = CleanTextField("保函编号", max_length=60)
    issuer = models.ForeignKey(Organization, models.PROTECT, verbose_name="出具银行", related_name="+")
    amount = MoneyField("担保金额（元）", validators=[POSITIVE])
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("到期日期")
    status = models.CharField(
        "状态", max_length=20, choices=LetterStatus.choices, default=LetterStatus.PROPOSED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )
    ended_on = models.DateField("失效日期", null=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保函"
        ordering = ["account", "-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"], name="letter_once", violation_error_message="这份保函已登记。"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, valid_to__gte=F("valid_from")), name="letter_sound",
                violation_error_message="保函金额应大于 0，到期日期不早于生效日期。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="letter_two_persons",
                violation_error_message="复核人不能是登记人本人，请由另一位同事复核。",
            ),
            models.CheckConstraint(
                condition=Q(status=LetterStatus.PROPOSED)
                | Q(status=LetterStatus.EFFECTIVE, confirmed_by__isnull=False)
                | Q(status=LetterStatus.ENDED, ended_on__isnull=False),
                name="letter_deeds", violation_error_message="有效的保函必须有复核人，失效的必须有失效日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("presale:letter_detail", self.pk)

    @property
    def state(self) -> LetterStatus:
        """Return what the letter is today; a list has read it along with its rows."""
        return LetterStatus(self.__dict__.get("state_now") or _stated(self).state_now)


class Freeze(Recorded):
    """司法冻结. It holds money as soon as one person has entered it, and lets go only when two have said so.

    A waiting freeze holds what those before it leave, so nothing is ever counted twice. ``is_waiting`` stays until its
    stepping in has been written down.
    """

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="freezes")
    court = CleanTextField("法院", max_length=60)
    case_no = CleanTextField("案号", max_length=60)
    doc_no = CleanTextField("裁定或协助执行文书号", max_length=60)
    cap_amount = MoneyField(
        "冻结限额（元）", null=True, blank=True, validators=[POSITIVE], help_text="全额冻结的留空"
    )
    from_on = models.DateField("冻结起")
    to_on = models.DateField("冻结止", null=True, blank=True)
    notified_on = models.DateField("通知日期", null=True, blank=True)
    is_waiting = models.BooleanField("轮候", default=False, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=FreezeStatus.choices, default=FreezeStatus.PROPOSED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )
    released_on = models.DateField("解除日期", null=True, editable=False)
    release_doc = CleanTextField("解除文书号", max_length=60, blank=True, editable=False)
    release_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="解除登记人", null=True, editable=False, related_name="+"
    )
    release_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="解除复核人", null=True, editable=False, related_name="+"
    )

    objects = FreezeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "司法冻结"
        ordering = ["account", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cap_amount=None) | Q(cap_amount__gt=0), name="freeze_positive",
                violation_error_message="冻结限额应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="freeze_term",
                violation_error_message="冻结止日早于起日，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(status=FreezeStatus.PROPOSED)
                | Q(status__in=(FreezeStatus.EFFECTIVE, FreezeStatus.REJECTED), confirmed_by__isnull=False)
                | Q(status=FreezeStatus.RELEASING, released_on__isnull=False, release_recorded_by__isnull=False)
                | Q(status=FreezeStatus.RELEASED, released_on__isnull=False, release_recorded_by__isnull=False,
                    release_confirmed_by__isnull=False),
                name="freeze_deeds",
                violation_error_message="生效或撤销的冻结必须有复核人，解除的必须有日期、登记人和复核人。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="freeze_two_persons",
                violation_error_message="复核人不能是登记人本人，请由另一位同事复核。",
            ),
            models.CheckConstraint(
                condition=Q(release_confirmed_by=None) | ~Q(release_confirmed_by=F("release_recorded_by")),
                name="freeze_release_two_persons",
                violation_error_message="解除的复核人不能是登记人本人，请由另一位同事复核。",
            ),
        ]

    def __str__(self) -> str:
        return self.case_no

    def get_absolute_url(self) -> str:
        return place("presale:freeze_detail", self.pk)

    @property
    def state(self) -> FreezeStatus:
        """Return what the freeze is today; a list has read it along with its rows."""
        return FreezeStatus(self.__dict__.get("state_now") or _stated(self).state_now)


def _stated(record: GuaranteeLetter | Freeze) -> GuaranteeLetter | Freeze:
    return type(record).objects.stated(clock.today()).get(pk=record.pk)
