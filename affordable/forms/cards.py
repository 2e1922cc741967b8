from typing import Any

from affordable.forms.members import PAPERS, MemberChoice
from affordable.models import Family, Member, PayoutCard
from housing_portal.journal.files import FilesField
from housing_portal.kit.forms import Form


class CardForm(Form):
    """The card and whose it is; typed anew in full each time."""

    holder = MemberChoice(Member.objects.none(), label="户名", help_text="须是家庭现有成员，与银行卡户名一致")
    bank_name = PayoutCard._meta.get_field("bank_name").formfield(label="开户行")
    card = PayoutCard._meta.get_field("card").formfield(label="卡号", help_text="12—19 位数字")
    evidence = FilesField(label="银行卡复印件", required=False, help_text=PAPERS)
    wide = ("evidence",)

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = family.members.current().order_by("pk")
