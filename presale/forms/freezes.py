from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm
from presale.forms.accounts import FILES
from presale.models import Freeze

_field = Freeze._meta.get_field


class FreezeForm(ModelForm):
    evidence = FilesField(label="协助执行通知书", help_text=f"裁定书、协助执行通知书；{FILES}")
    cards = [
        ("文书", ["court", "case_no", "doc_no", "notified_on"]),
        ("冻结", ["cap_amount", "from_on", "to_on", "evidence"]),
    ]
    wide = ["evidence"]

    class Meta:
        model = Freeze
        fields = ["court", "case_no", "doc_no", "notified_on", "cap_amount", "from_on", "to_on"]

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class ExtendForm(Form):
    to_on = _field("to_on").formfield(widget=DateInput, label="新的冻结止日", help_text="没有期限的留空")
    doc_no = _field("doc_no").formfield(label="续冻文书号")
    evidence = FilesField(label="续冻文书", help_text=FILES)
    wide = ("evidence",)


class ReleaseFreezeForm(Form):
    released_on = forms.DateField(label="解除日期", initial=clock.today)
    release_doc = _field("release_doc").formfield(required=True)
    evidence = FilesField(label="解除冻结文书", help_text=FILES)
    wide = ("evidence",)
