"""Pages that show personal data in plain text: a reason first, then once, kept by no browser."""
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from housing_portal.kit.pages import ActionPage
from housing_portal.kit.workflow import Step
from housing_portal.registry.people import Person
from housing_portal.registry.services.personal import PERMISSION, reveal

REVEAL = Step("reveal", "查看完整证件", frozenset(), "", PERMISSION, needs_reason=True)


class RevealPage(ActionPage):
    """Set ``model`` and return the persons of the record in ``get_persons``."""

    step = REVEAL
    shown_template = "registry/personal.html"

    def get_persons(self) -> Sequence[Person]:
        """Return the persons whose data the page shows."""
        raise NotImplementedError

    def get_effects(self) -> list[str]:
        return [
            "显示完整的姓名、证件号码和电话，只显示一次，离开页面后须重新说明理由。",
            "查看人、时间、理由和所看的人记入操作日志，不能删除。",
        ]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            shown = reveal(
                actor=self.request.user, persons=self.get_persons(), reason=form.cleaned_data["reason"], obj=self.object
            )
        except ValidationError as error:
            form.refuse(error)
            return self.form_invalid(form)
        self.template_name = self.shown_template
        response = self.render_to_response(self.get_context_data(form=form, shown=shown))
        add_never_cache_headers(response)
        return response
