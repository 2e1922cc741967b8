from django.db.models import F

from affordable.querysets.base import VersionedQuerySet
from housing_portal.kit.scope import Scope


class StockQuerySet(VersionedQuerySet):
    key_fields = ("unit", "period_from", "period_to")

    def with_arrears(self) -> "StockQuerySet":
        """Annotate 历史欠账 = 上报完成 − 盘活 − 实有; it is not 任务 − 实有."""
        return self.annotate(arrears_sets=F("reported_done_sets") - F("reused_sets") - F("existing_sets"))


class ContinuedQuerySet(VersionedQuerySet):
    key_fields = ("unit", "year")

    def of_year(self, scope: Scope) -> "ContinuedQuerySet":
        return self.filter(year=scope.year).latest(scope)
