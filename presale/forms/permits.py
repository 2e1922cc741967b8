"""What is filled in for a sale permit, from the application to the decision."""
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.accounts.enums import BUREAU_KINDS
from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.registry import naming
from housing_portal.registry.choosing import estate_field
from housing_portal.registry.enums import ENDED_PERMITS
from housing_portal.registry.models import Estate, SalePermit
from presale.models import EscrowAccount, PermitApplication
from presale.services.permits import written_scope

KINDS = "可多选，PDF、JPG、PNG、XLSX、DOCX，每个不超过 10 MB"
YES_NO = [("", ""), ("yes", "有"), ("no", "没有")]
SCOPE = [
    "buildings", "applicant", "area_residential", "area_commercial", "area_other", "sets_total", "sets_residential",
    "note",
]
PRESALE = ["total_invest", "invested", "fund_to_deliver", "planned_delivery_on", "account", "land_paid_doc", "progress"]
PAPERS = ["land_certificate", "planning_permit", "construction_permit", "has_mortgage", "mortgagee_consent"]
SPOT = ["completion_doc", "facilities_doc", "property_doc"]
FILES = ["scheme", "evidence"]


class AccountChoice(forms.ModelChoiceField):
    """An account by the estate, the bank's last digits and the state."""

    def label_from_instance(self, obj: EscrowAccount) -> str:
        return f"{obj}（{obj.get_status_display()}）"


def bureau_people() -> Any:
    """Return the bureau's own people, from whom inspectors are chosen."""
    return User.objects.able_to_sign_in().filter(unit__kind__in=BUREAU_KINDS).order_by("name_key", "pk")


class ApplicationForm(ModelForm):
    """The whole application. Half filled it stays a draft; what is missing is listed when it is submitted."""

    estate = estate_field()
    buildings = forms.CharField(
        label="申请楼幢", max_length=1000, required=False,
        help_text="例如：7#楼、8#楼；只申请到某层的写 9#楼（至 12 层）",
    )
    has_mortgage = forms.TypedChoiceField(
        label="土地或在建工程有抵押", choices=YES_NO, required=False, empty_value=None,
        coerce=lambda value: value == "yes",
    )
    account = AccountChoice(
        EscrowAccount.objects.none(), label="监管账户", required=False, help_text="须已签三方协议，包括全部申请楼幢"
    )
    scheme = FilesField(label="预售方案及分层平面图", required=False, help_text=KINDS)
    evidence = FilesField(label="其他证明材料", required=False, help_text=KINDS)
    cards = [
        ("申请", ["kind", "estate", *SCOPE]), ("预售条件（现售备案不填）", PRESALE), ("证件与抵押", PAPERS),
        ("现售条件（预售许可不填）", SPOT), ("材料", FILES),
    ]
    wide = ["buildings", "note", "progress", *FILES]

    class Meta:
        model = PermitApplication
        fields = ["kind", *[name for name in (*SCOPE, *PRESALE, *PAPERS, *SPOT)
                            if name not in ("buildings", "has_mortgage", "account")]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = EscrowAccount.objects.select_related("estate")
        if estate := self.known_estate():
            accounts = accounts.filter(estate=estate)
        self.fields["account"].queryset = accounts
        if self.instance.pk:
            answer = {True: "yes", False: "no"}.get(self.instance.has_mortgage, "")
            self.initial |= {"buildings": written_scope(self.instance), "has_mortgage": answer,
                             "account": self.instance.account_id}

    def known_estate(self) -> Estate | None:
        """Return the estate where it is settled before the form is filled in."""
        return self.instance.estate if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if estate := self.known_estate() or data.get("estate"):
            self.read_scope(estate)
        return data

    def read_scope(self, estate: Estate) -> None:
        """Put the buildings in place of what was typed, or say at the box which is not known."""
        typed = self.cleaned_data.get("buildings") or ""
        try:
            self.cleaned_data["buildings"] = naming.read_scope(typed, list(estate.buildings.current().order_by("pk")))
        except ValidationError as error:
            self.add_error("buildings", error)

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class ApplicationEditForm(ApplicationForm):
    estate = None

    class Meta(ApplicationForm.Meta):
        fields = ApplicationForm.Meta.fields[1:]


class ChangeForm(ApplicationForm):
    """An application to change a permit in force; kind and estate are those of the permit."""

    estate = None
    changes = forms.CharField(label="变更的许可证号", max_length=40, help_text="现行的预售许可或现售备案，照证书填写")
    cards = [("变更后的范围", ["changes", *SCOPE]), *ApplicationForm.cards[1:]]

    class Meta(ApplicationForm.Meta):
        fields = ApplicationForm.Meta.fields[1:]

    def clean_changes(self) -> SalePermit:
        key = naming.permit_key(self.cleaned_data["changes"])
        found = SalePermit.objects.filter(number_key=key).exclude(status__in=ENDED_PERMITS)
        permit = found.select_related("estate__developer").order_by("pk").first()
        if permit is None:
            raise ValidationError("没有登记这个号的现行许可，请核对证号；已失效的许可不能变更。")
        return permit

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if isinstance(permit := data.get("changes"), SalePermit):
            self.read_scope(permit.estate)
            data |= {"kind": permit.kind, "estate": permit.estate}
        return data


class FixForm(Form):
    fix_notice = forms.CharField(
        label="须补正的全部内容", max_length=400, widget=forms.Textarea, help_text="只能告知一次，请一次列全"
    )
    wide = ("fix_notice",)


class AcceptForm(Form):
    accepted_on = forms.DateField(label="受理日期", initial=clock.today)


class ReviewForm(Form):
    inspected_on = forms.DateField(label="现场核查日期", initial=clock.today)
    inspector_one = forms.ModelChoiceField(User.objects.none(), label="核查人一")
    inspector_two = forms.ModelChoiceField(User.objects.none(), label="核查人二")
    finding = forms.CharField(
        label="核查意见", max_length=400, widget=forms.Textarea, help_text="形象进度、投入资金是否属实，复核意见"
    )
    evidence = FilesField(label="现场照片及核查表", required=False, help_text=KINDS)
    wide = ("finding", "evidence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("inspector_one", "inspector_two"):
            self.fields[name].queryset = bureau_people()


class IssueForm(Form):
    """A new permit. The number is typed where certificates are numbered elsewhere."""

    decided_on = forms.DateField(label="发证日期", initial=clock.today)
    issuer = forms.CharField(label="发证机关", max_length=60)
    number = forms.CharField(label="许可证号", max_length=40, required=False, help_text="留空由系统按年度连续编号")
    valid_to = forms.DateField(label="有效期止", required=False)


class ChangeIssueForm(Form):
    decided_on = forms.DateField(label="变更日期", initial=clock.today)
    valid_to = forms.DateField(label="有效期止", required=False)


class RejectForm(Form):
    decision = forms.CharField(
        label="不予许可的理由", max_length=400, widget=forms.Textarea,
        help_text="书面送达申请人，并告知申请复议或诉讼的权利",
    )
    wide = ("decision",)
