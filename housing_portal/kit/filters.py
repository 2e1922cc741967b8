"""Query blocks: every GET parameter is cleaned before it reaches the ORM."""
from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django_filters.fields import RangeField
from django_filters.widgets import BooleanWidget, DateRangeWidget

from housing_portal.kit import text
from housing_portal.kit.forms import DateInput, dress

LONGEST = 100  # characters; nobody types more into a query box


def clean_query(data: QueryDict | None) -> QueryDict:
    """Return a copy of GET parameters without control characters, each value cut to a length one may type."""
    query = QueryDict(mutable=True)
    for key, values in data.lists() if data else ():
        query.setlist(text.clean(key)[:LONGEST], [text.clean(value)[:LONGEST] for value in values])
    return query


class SearchFilter(django_filters.CharFilter):
    """One box that looks into several fields; every word must be found in one of them."""

    def __init__(self, fields: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        for word in text.half_width(value or "").split():
            found = Q()
            for field in self.fields:
                found |= Q(**{f"{field}__icontains": word})
            qs = qs.filter(found)
        return qs


class DayRangeWidget(DateRangeWidget):
    """Two date pickers with a dash between them."""

    template_name = "kit/range.html"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs)
        self.widgets = [DateInput({"aria-label": "起"}), DateInput({"aria-label": "止"})]


class DayRangeField(RangeField):
    """A slice of two dates; either end may be open."""

    widget = DayRangeWidget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__((forms.DateField(), forms.DateField()), *args, **kwargs)

    def compress(self, data_list: list[Any]) -> slice | None:
        days = super().compress(data_list)
        if days and days.start and days.stop and days.start > days.stop:
            raise ValidationError(f"起日 {days.start} 晚于止日 {days.stop}，请对调。")
        return days


class DayRangeFilter(django_filters.RangeFilter):
    """From a day to a day, both included (parameters ``…_after`` and ``…_before``).

    For a moment in time name the field ``recorded_at__date``.
    """

    field_class = DayRangeField


class YesNo(BooleanWidget):
    """全部, 是 or 否."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("", "全部"), ("true", "是"), ("false", "否")]


class FilterSet(django_filters.FilterSet):
    """Base of all query blocks; the first ``shown`` boxes stand open, the rest fold behind 更多条件."""

    shown = 7

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(clean_query(data), *args, **kwargs)
        for item in self.filters.values():
            if isinstance(item, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter):
                item.extra["empty_label"] = "全部"
            elif isinstance(item, django_filters.BooleanFilter):
                item.extra["widget"] = YesNo
        for field in self.form.fields.values():
            dress(field)
            if field.help_text:
                field.widget.attrs.setdefault("placeholder", field.help_text)

    @property
    def form(self) -> forms.Form:
        """Return the form of all boxes.

        The library makes a class for every request and copies its fields; these are this query block's own already.
        """
        if not hasattr(self, "_form"):
            self._form = self._meta.form(self.data if self.is_bound else None, prefix=self.form_prefix)
            self._form.fields = {name: item.field for name, item in self.filters.items()}
        return self._form

    @property
    def boxes(self) -> list[forms.BoundField]:
        """Return the boxes that stand open."""
        return list(self.form)[: self.shown]

    @property
    def more(self) -> list[forms.BoundField]:
        """Return the boxes behind 更多条件."""
        return list(self.form)[self.shown :]

    @property
    def more_used(self) -> bool:
        """Tell whether a folded box holds a value, so that it must be seen."""
        return any(box.field.has_changed(None, box.data) for box in self.more)
