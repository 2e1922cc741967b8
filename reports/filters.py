from housing_portal.kit import filters
from reports.models import Document, StatedFigure


class DocumentFilter(filters.FilterSet):
    q = filters.SearchFilter(["title", "number"], label="标题或文号")
    as_of = filters.DayRangeFilter(label="截至日期")

    class Meta:
        model = Document
        fields = ["q", "kind", "status", "as_of"]


class StatedFigureFilter(filters.FilterSet):
    q = filters.SearchFilter(["label", "source", "subject"], label="写法或出处")
    as_of = filters.DayRangeFilter(label="截至日期")

    class Meta:
        model = StatedFigure
        fields = ["q", "as_of"]
