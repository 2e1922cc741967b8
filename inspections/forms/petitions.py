"""Petitions: what is registered, and the facts of each step."""
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.journal.forms import KINDS, DayForm, ProvedDayForm, day, proof, word
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.kit.secrecy import mask_names
from housing_portal.registry import naming
from housing_portal.registry.choosing import NamedField, estate_field
from housing_portal.registry.identity import IdentityKind
from inspections.enums.petitions import Satisfaction
from inspections.models.petition import Petition, Petitioner
from inspections.petition_clock import LONGEST_EXTENSION

RECEIVED = ["channel", "source_no", "received_on", "category", "persons", "repeats"]
MATTER = ["title", "summary", "estate", "organization"]
PERSON = ["role", "name", "identity_kind", "identity", "phone"]
NATURAL = [(kind.value, kind.label) for kind in IdentityKind if kind != IdentityKind.CREDIT_CODE]
RATINGS = [(one.value, one.label) for one in Satisfaction if one != Satisfaction.NONE]


class PetitionForm(ModelForm):
    """What came in; the persons are entered on the page of the petition."""

    estate = estate_field(required=False)
    organization = NamedField(
        naming.organizations, label="被反映单位", required=False, help_text="填写全称、简称或统一社会信用代码"
    )
    repeats = forms.CharField(
        label="首次来件", max_length=20, required=False, help_text="重复信访填同一事项首次来件的信访编号"
    )
    evidence = FilesField(label="来件材料", required=False, help_text=f"来信、登记表、工单等；{KINDS}")
    cards = [("来件", RECEIVED), ("事项", MATTER), ("材料", ["evidence"])]
    wide = ("title", "summary", "evidence")

    class Meta:
        model = Petition
        fields = ["channel", "source_no", "received_on", "category", "persons", "title", "summary"]
        widgets = {"summary": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = clock.today
        if self.instance.pk:
            del self.fields["evidence"]
            self.initial |= {
                "estate": self.instance.estate_id, "organization": self.instance.organization_id,
                "repeats": str(self.instance.repeats or ""),
            }

    def clean_repeats(self) -> Petition | None:
        typed = self.cleaned_data["repeats"]
        found = Petition.objects.select_related("repeats").filter(number=typed).first()
        if typed and found is None:
            raise ValidationError(f"没有编号为“{typed}”的信访件，请核对。")
        return found

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class PetitionerForm(ModelForm):
    """Somebody who complains; the document may be missing."""

    cards = [("信访人", PERSON)]

    class Meta:
        model = Petitioner
        fields = PERSON

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity_kind"].choices = NATURAL
        self.fields["identity"].help_text = "没有留下证件的留空"

    def _post_clean(self) -> None:
        """Check nothing twice: the service checks document and phone and says what is wrong."""


class PetitionerEditForm(PetitionerForm):
    """The name is not shown in full; a name is typed only to replace it."""

    name = forms.CharField(label="更正姓名", max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("name", None)
        self.fields["name"].help_text = f"现为 {mask_names(self.instance.name)}；不改时留空"


# -- steps -----------------------------------------------------------------------------------------------------


class ToldForm(ProvedDayForm):
    """A decision of which the petitioner is told in writing."""

    told_on = day("书面告知日期")
    cards = [("办理", ["on", "told_on"]), ("依据", ["note", "evidence"])]


class TransferForm(ToldForm):
    transferred_to = Petition._meta.get_field("transferred_to").formfield(required=True)
    cards = [("转送", ["on", "transferred_to", "told_on"]), ("依据", ["note", "evidence"])]


class RejectForm(Form):
    on = day("决定日期")
    told_on = day("书面告知日期")
    reason = word("不予受理的理由", help_text="写清依据和应当向哪个机关提出，告知书照此写")
    evidence = proof("不予受理告知书")
    cards = [("决定", ["on", "told_on"]), ("理由", ["reason", "evidence"])]
    wide = ("reason", "evidence")


class AssignForm(DayForm):
    handler = Petition._meta.get_field("handler").formfield(required=True)
    leader = Petition._meta.get_field("leader").formfield()
    cards = [("交办", ["on", "handler", "leader"]), ("说明", ["note"])]


class SaidForm(ProvedDayForm):
    """A step that is nothing without its words."""

    note = word()


class OpinionForm(SaidForm):
    """An opinion that the petitioner receives."""

    note = word("意见", help_text="维持、撤销或变更，写明主要理由")
    told_on = day("送达日期")
    cards = [("意见", ["on", "told_on"]), ("内容", ["note", "evidence"])]


class ExtendForm(Form):
    on = day("申请日期")
    days = forms.IntegerField(label="延长天数", min_value=1, initial=LONGEST_EXTENSION,
                              help_text=f"最长 {LONGEST_EXTENSION} 日，只能延长一次")
    reason = word("延期理由")
    cards = [("延期", ["on", "days"]), ("理由", ["reason"])]
    wide = ("reason",)


class GrantForm(DayForm):
    told_on = day("告知信访人日期")
    cards = [("批准", ["on", "told_on"]), ("说明", ["note"])]


class WhyForm(Form):
    on = day("日期")
    reason = word("原因")
    wide = ("reason",)


class DraftForm(ProvedDayForm):
    reply_no = Petition._meta.get_field("reply_no").formfield(required=True)
    note = word("答复要点", required=False)
    cards = [("答复", ["on", "reply_no"]), ("内容", ["note", "evidence"])]


class RateForm(DayForm):
    satisfaction = forms.ChoiceField(label="满意度", choices=RATINGS, widget=forms.RadioSelect)
    cards = [("评价", ["on", "satisfaction"]), ("说明", ["note"])]
