"""Form bases and inputs: one look, kept input, money as people type it, and soft warnings that ask for a reason."""
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from housing_portal.kit import numerals, text
from housing_portal.kit.errors import NeedsReason

UNCHOSEN = "请选择"
FIRST_YEAR, LAST_YEAR = 1949, 2100
PLAIN_AMOUNT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
# what Django takes off before it reads a whole number: an empty fraction, as ever, and all of what is none, so that
# nothing is left to read of 1_000 and of the digits of other scripts
NOT_WHOLE = re.compile(r"\.0*$|^(?![+-]?[0-9]+(?:\.0*)?$).*", re.DOTALL)


class DateInput(forms.DateInput):
    """The browser's own date picker; its value is ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class AmountInput(forms.TextInput):
    """A right-aligned amount with thousands separators; what was typed wrongly stays as typed."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return f"{value:,}" if isinstance(value, Decimal) else super().format_value(value)


class CountInput(forms.TextInput):
    """A right-aligned whole number, as text: a browser's number box throws away what it cannot read."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        return plain_number(value) if isinstance(value, str) else value


def plain_number(typed: str) -> str:
    """Return a typed number in half-width digits without separators and blanks."""
    return "".join(text.half_width(typed).replace(",", "").split())


class AmountField(forms.DecimalField):
    """Reads ``1,234.56``, ``１，２３４．５６`` and ``1 234.56``; hands out a Decimal.

    ``noun`` names the thing in messages; an amount of money is repeated in capitals (大写) under the box.
    """

    widget = AmountInput

    def __init__(self, *, noun: str = "数值", max_digits: int = 15, decimal_places: int = 2, **kwargs: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)
        self.error_messages["invalid"] = f"请填写{noun}，例如 1,234.56。"
        self.capitals = noun == "金额"
        if self.capitals:
            self.widget.attrs["data-capitals"] = "1"

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = plain_number(value)
            # Python also reads 1e10, 1_000 and the digits of other scripts: nobody means an amount by them
            if value and not PLAIN_AMOUNT.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "num"}


def capitals(field: forms.BoundField) -> str:
    """Return the 大写 of a money box, or nothing while the box holds no amount."""
    if not getattr(field.field, "capitals", False):
        return ""
    try:
        amount = field.field.to_python(field.value())
        return "" if amount is None else numerals.rmb_upper(amount)
    except (ValidationError, ValueError):
        return ""


def check_year(day: date) -> None:
    """Refuse a day of a year that nobody can mean: a date picker takes 0026 while one is still typing 2026."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"{day} 的年份不对，请核对。")


def dress(field: forms.Field) -> None:
    """Give the widgets of ``field`` the portal's classes; days a native picker, whole numbers a plain box.

    Days are also checked for a year that can be meant.
    """
    if type(field.widget) is forms.DateInput:
        field.widget = DateInput(field.widget.attrs)
    if isinstance(field, forms.DateField):
        field.validators = [*field.validators, check_year]
    if type(field.widget) is forms.NumberInput:
        field.widget = CountInput({"inputmode": "numeric", "autocomplete": "off", "class": "num"})
    for widget in getattr(field.widget, "widgets", [field.widget]):
        widget.attrs["class"] = f"{_css_class(widget)} {widget.attrs.get('class', '')}".strip()
        if isinstance(widget, forms.Textarea):
            widget.attrs["rows"] = 3


def ask(field: forms.Field, label: str) -> None:
    """Let empty choices and missing or unreadable input say in Chinese what is expected."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = UNCHOSEN
    elif isinstance(field, forms.TypedChoiceField):
        field.choices = [("", UNCHOSEN) if value == "" else (value, words) for value, words in field.choices]
    verb = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
    field.error_messages["required"] = f"{verb}{label}。"
    if isinstance(field, forms.ChoiceField):
        field.error_messages["invalid_choice"] = f"所选的{label}不在可选范围内，请重新选择。"
    if isinstance(field, forms.DateField):
        field.error_messages["invalid"] = "请填写日期，例如 2026-04-01。"
    if type(field) is forms.IntegerField:
        field.error_messages["invalid"] = "请填写整数，例如 120。"
        field.re_decimal = NOT_WHOLE


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "checks"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class Look:
    """What the form templates need: cards of two columns, and the state of a soft warning.

    ``cards`` lists (title, field names); fields named in no card stand in a last card without a title.
    ``wide`` names the fields that span both columns.
    """

    cards: Sequence[tuple[str, Sequence[str]]] = ()
    wide: Sequence[str] = ()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warning: NeedsReason | None = None
        # errors are listed, and Tab goes on, in the order of the page
        self.order_fields([name for _title, names in self.cards for name in names])
        for name, field in self.fields.items():
            dress(field)
            ask(field, field.label or name)

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield (title, visible fields) for the template."""
        named = [name for _title, names in self.cards for name in names]
        rest = [field.name for field in self.visible_fields() if field.name not in named]
        for title, names in (*self.cards, ("", rest)):
            if fields := [self[name] for name in names if name in self.fields]:
                yield title, fields

    @property
    def reason(self) -> str:
        """Return the reason that was typed, under a soft warning or in the form's own field; services take it so."""
        return text.clean(self.data.get(self.add_prefix("reason"), ""))

    def refuse(self, error: ValidationError) -> None:
        """Put what a service refused back on the form: at the field it names, or on top."""
        for name, messages in _by_field(error).items():
            self.add_error(name if name in self.fields else None, messages)


def _by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    return error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}


class Form(Look, forms.Form):
    """Base of forms without a model."""


class ModelForm(Look, forms.ModelForm):
    """Base of forms on a model; labels, help and checks stand on the model field. Pages call services, never save()."""


class ReasonForm(Form):
    """The one field of a step that must be explained."""

    reason = forms.CharField(label="说明", max_length=500, widget=forms.Textarea)
    wide = ("reason",)


class ConfirmForm(Form):
    """A step that needs no words."""
