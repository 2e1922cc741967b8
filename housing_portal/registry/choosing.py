"""A box in which a record is named: long lists are not scrolled through, and no hand leaves the keyboard."""
from collections.abc import Callable
from typing import Any

from django import forms

from housing_portal.registry import naming
from housing_portal.registry.naming import Names


class NamedInput(forms.TextInput):
    """A text box that offers the known names while one types."""

    template_name = "registry/named.html"
    names: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        listed = {"list": f"names_{name}", "autocomplete": "off", **(attrs or {})}
        return {**super().get_context(name, value, listed), "names": self.names}


class NamedField(forms.CharField):
    """Takes a name, hands out the record; ``names`` reads the register when the form is drawn or checked."""

    widget = NamedInput

    def __init__(self, names: Callable[[], Names], **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)
        self.read = names

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.widget.names = tuple(self.known.words)
        return super().get_bound_field(form, field_name)

    @property
    def known(self) -> Names:
        """Return the register as it was when this form first needed it."""
        if not hasattr(self, "_known"):
            self._known = self.read()
        return self._known

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return self.known.find(typed) if typed else None

    def prepare_value(self, value: Any) -> Any:
        return self.known.name_of(value) if isinstance(value, int) else value


def estate_field(**kwargs: Any) -> NamedField:
    """Return a box for an estate."""
    return NamedField(naming.estates, label="楼盘", help_text="填写备案名或推广名", **kwargs)


def developer_field(**kwargs: Any) -> NamedField:
    """Return a box for a developer."""
    return NamedField(
        lambda: naming.organizations("developer"), label="开发企业", help_text="填写全称、简称或统一社会信用代码",
        **kwargs,
    )
