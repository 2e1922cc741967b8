from django import forms

from housing_portal.kit.forms import Form


class GenerateForm(Form):
    on = forms.DateField(label="日报日期", help_text="当日没有发生额的，生成后即为零报")


class SubmitForm(Form):
    channel = forms.CharField(label="报送渠道", max_length=40, help_text="例如 省房地产市场监测平台、公文交换、传真")


class ResubmitForm(SubmitForm):
    reason = forms.CharField(label="重报说明", max_length=500, widget=forms.Textarea)
    wide = ("reason",)
