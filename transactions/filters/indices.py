import django_filters
from django import forms
from django.db.models import QuerySet

from housing_portal.kit.filters import FilterSet
from transactions.models import PriceIndex


class YearFilter(django_filters.Filter):
    field_class = forms.IntegerField


class IndexFilter(FilterSet):
    """Without a choice the list holds the revisions in force."""

    segment = django_filters.ChoiceFilter(label="市场", choices=PriceIndex._meta.get_field("segment").choices)
    year = YearFilter(label="年度", method="by_year", min_value=2000, max_value=2100)
    revisions = django_filters.ChoiceFilter(label="版次", choices=[("all", "含历次版")], method="unchanged")

    class Meta:
        model = PriceIndex
        fields = ()

    def by_year(self, rows: QuerySet, _name: str, year: int) -> QuerySet:
        return rows.filter(month__range=(year * 100 + 1, year * 100 + 12))

    def unchanged(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("revisions") else rows.latest_revisions()
