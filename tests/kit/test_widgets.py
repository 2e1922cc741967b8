"""Widgets drawn without templates are those of the library."""
import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from housing_portal.kit.forms import AmountInput, CountInput, DateInput
from housing_portal.kit.widgets import DRAWN, QuickRenderer

EVIL = """<b>"x" & 'y'</b>"""
GROUPED = [("", "全部"), ("甲组", [("a", EVIL), (2, "二")]), (EVIL, [("c", mark_safe("<i>斜</i>"))])]
WIDGETS = [
    forms.TextInput(), forms.TextInput({"class": EVIL, "required": True, "disabled": False, "maxlength": 100}),
    forms.NumberInput({"step": "0.01"}), forms.HiddenInput(), forms.CheckboxInput({"class": "form-check-input"}),
    forms.PasswordInput(), forms.FileInput(), forms.EmailInput(), DateInput({"aria-label": "起"}), CountInput(),
    AmountInput(), forms.Select(choices=GROUPED), forms.SelectMultiple(choices=GROUPED),
]
VALUES = [None, "", "a", EVIL, 2, True, date(2026, 6, 30), mark_safe("<i>斜</i>"), ["a", "c"]]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_widget_is_drawn_as_by_the_library(widget: forms.Widget, value: object) -> None:
    for attrs in (None, {"id": "id_甲", "aria-describedby": EVIL, "autofocus": True}):
        drawn = [widget.render("name<1>", value, attrs, renderer) for renderer in (QuickRenderer(), TemplatesSetting())]
        # the library puts an empty line after every option
        assert drawn[0] == re.sub(r"\n+", "\n", drawn[1])


def test_other_widgets_are_left_to_the_library() -> None:
    widget = forms.Textarea({"rows": 3})
    assert widget.template_name not in DRAWN
    assert widget.render("note", EVIL, None, QuickRenderer()) == widget.render("note", EVIL, None, TemplatesSetting())
