"""Σ and number of the rows of an outer record, 0 where there are none."""
from decimal import Decimal

from django.db import models
from django.db.models import Count, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from housing_portal.kit.fields import MoneyField


def added(rows: models.QuerySet, key: str, column: str = "amount") -> Coalesce:
    """Return Σ ``column`` in 元 of the rows of one ``key``."""
    found = rows.order_by().values(key).annotate(added=Sum(column)).values("added")
    return Coalesce(Subquery(found, output_field=MoneyField()), Value(Decimal(0), output_field=MoneyField()))


def counted(rows: models.QuerySet, key: str) -> Coalesce:
    """Return the number of the rows of one ``key``."""
    found = rows.order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found, output_field=models.IntegerField()), 0)
