import django_filters
from django.db.models import QuerySet

from housing_portal.kit import filters
from reports.models import Document, DocumentNumber, StatedFigure, TemplateVersion


class DocumentFilter(filters.FilterSet):
    q = filters.SearchFilter(["title", "number"], label="标题或文号")
    as_of = filters.DayRangeFilter(label="截至日期")

    class Meta:
        model = Document
        fields = ["q", "kind", "status", "unit", "as_of"]


class DocumentNumberFilter(filters.FilterSet):
    q = filters.SearchFilter(["prefix", "document__title"], label="代字、标题")
    year = django_filters.NumberFilter(label="年度")
    state = django_filters.ChoiceFilter(
        label="状态", choices=[("1", "有效"), ("0", "作废")], method="in_state"
    )

    class Meta:
        model = DocumentNumber
        fields = ["q", "year", "state"]

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(voided_at__isnull=value == "1")


class StatedFigureFilter(filters.FilterSet):
    q = filters.SearchFilter(["label", "source", "subject"], label="写法或出处")
    as_of = filters.DayRangeFilter(label="截至日期")

    class Meta:
        model = StatedFigure
        fields = ["q", "as_of"]


class TemplateFilter(filters.FilterSet):
    q = filters.SearchFilter(["note", "body"], label="说明或正文")

    class Meta:
        model = TemplateVersion
        fields = ["q", "kind", "status"]
