"""Export contracts with django-import-export: ``python -m benchmarks.stock_export SINCE FILE``."""
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
import django

django.setup()

from benchmarks.stock import resource  # noqa: E402
from transactions.models import SaleContract  # noqa: E402

if __name__ == "__main__":
    since, target = sys.argv[1:]
    rows = SaleContract.objects.filter(signed_on__gte=since).exclude(status="draft").select_related("estate", "seller")
    Path(target).write_bytes(resource().export(rows).xlsx)
