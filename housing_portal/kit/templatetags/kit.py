"""Figures, icons and chips in templates: the unit stands in the head, never in the cell."""
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.kit import charts, figures, tables
from housing_portal.kit import forms as kit_forms
from housing_portal.kit.filters import clean_query

register = template.Library()


def _or_nil(written: str) -> str | SafeString:
    return tables.NIL if written == figures.NOT_GIVEN else written


@register.filter
def money(value: Decimal | None) -> str:
    """Write an amount in 元: 1,234.56; None is ——."""
    return _or_nil(figures.grouped(value, 2))


@register.filter
def wan(value: Decimal | None) -> str:
    """Write an amount of 元 in 万元 with two decimals."""
    return _or_nil(figures.grouped(None if value is None else figures.in_unit(value, "万元"), 2))


@register.filter
def num(value: Decimal | int | None, places: int = 0) -> str:
    """Write a number with thousands separators; None is ——."""
    return _or_nil(figures.grouped(value, places))


@register.filter
def brief(value: Decimal | int | None) -> str:
    """Write a number for a card, without decimals that are zero."""
    return _or_nil(figures.brief(value))


@register.filter
def nil(value: Any) -> Any:
    """Write —— for None; 0 stays 0, and a text not filled in stays empty."""
    return tables.NIL if value is None else value


@register.filter
def capitals(field: forms.BoundField) -> str:
    """Write the amount in a money box in capitals."""
    return kit_forms.capitals(field)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite (templates/kit/sprite.html)."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.filter
def chip(member: Any) -> SafeString:
    """Draw the status chip of an enum member."""
    return tables.chip(member)


@register.simple_tag
def lamp(kind: str, label: str = "") -> SafeString:
    """Draw a traffic light: shape, colour and word."""
    return charts.lamp(kind, label)


@register.simple_tag
def pace_bar(rate: Decimal | None, share: Decimal) -> SafeString:
    """Draw the bar of a completion rate against the time share (both in per cent)."""
    return charts.pace_bar(rate, share)


@register.filter
def error_count(form: forms.BaseForm) -> int:
    """Count the sentences in the summary above a form."""
    return sum(len(messages) for messages in form.errors.values())


@register.inclusion_tag("kit/hidden.html", takes_context=True)
def query_inputs(context: template.Context, *without: str) -> dict[str, Any]:
    """Carry the present query through a GET form as hidden inputs, without the parameters named."""
    query = clean_query(context["request"].GET)
    return {"pairs": [(k, v) for k, values in query.lists() if k not in without for v in values]}


@register.simple_tag(takes_context=True)
def table_head(context: template.Context, table: tables.Table) -> SafeString:
    """Draw the head of a table, with links for sorting where it stands on pages."""
    return tables.head(table, context["request"].GET)


@register.simple_tag
def page_window(page: Page) -> list[int | str]:
    """Return the page numbers shown in a pager: both ends and the neighbours of the present page."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
