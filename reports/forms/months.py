"""What is asked when a month is locked."""
from typing import Any

from django.forms import CharField

from housing_portal.kit import forms
from housing_portal.registry.models import MonthLock


class LockForm(forms.Form):
    """Only locking again needs words."""

    wide = ["reason"]

    def __init__(self, *args: Any, is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_again:
            self.fields["reason"] = MonthLock._meta.get_field("reason").formfield(
                form_class=CharField, label="重新锁定的原因", required=True, help_text="随锁定记录保存"
            )
            forms.dress(self.fields["reason"])
            forms.ask(self.fields["reason"], "重新锁定的原因")
