"""Form widgets drawn without templates: the library's own loads three files for every box of a query block.

The HTML is the library's but for the empty lines in a list; whatever is not a plain box or a list goes to the library.
"""
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

WIDGETS = "django/forms/widgets/"
PLAIN = ("input", "text", "date", "number", "hidden", "checkbox", "password", "file", "search", "email", "tel")


class QuickRenderer(TemplatesSetting):
    """The renderer of all forms (setting FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _text(value: Any) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))


def _attributes(widget: dict[str, Any]) -> str:
    given = [(_text(name), value) for name, value in widget["attrs"].items() if value is not False]
    return "".join([f" {name}" if value is True else f' {name}="{_text(value)}"' for name, value in given])


def _input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return SafeString(f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>')


def _select(widget: dict[str, Any]) -> SafeString:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        lines = "".join([f"\n  {_option(option)}" for option in options])
        parts.append(f'\n  <optgroup label="{_text(group)}">{lines}\n  </optgroup>' if group else lines)
    return SafeString(f"{''.join(parts)}\n</select>")


def _option(option: dict[str, Any]) -> str:
    return f'<option value="{_text(option["value"])}"{_attributes(option)}>{_text(option["label"])}</option>'


DRAWN = {f"{WIDGETS}{name}.html": _input for name in PLAIN} | {f"{WIDGETS}select.html": _select}
