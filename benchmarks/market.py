"""The market of one size, side by side with what Django brings along: ``python -m benchmarks.market 100000``.

Fills the database of ``benchmarks.settings`` unless it holds contracts already, and prints a table with limits.
"""
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import stock  # noqa: E402
from benchmarks.__main__ import quietly  # noqa: E402
from benchmarks.market_file import build  # noqa: E402
from benchmarks.timing import cost_of, median  # noqa: E402
from housing_portal.accounts.models import User  # noqa: E402
from housing_portal.journal.models import Export  # noqa: E402
from housing_portal.kit import clock  # noqa: E402
from housing_portal.kit.pages.list import PART  # noqa: E402
from housing_portal.kit.tables import totals  # noqa: E402
from transactions.imports.contracts import read  # noqa: E402
from transactions.imports.plan import Given  # noqa: E402
from transactions.models import ContractParty, SaleContract  # noqa: E402

LIST, MARKET = reverse("transactions:contract_list"), reverse("transactions:market")
STOCK = reverse("stock:transactions_salecontract_changelist")
REPEATS, STOCK_REPEATS = 15, 7
ROWS_LIMIT, TOTAL_LIMIT, MARKET_LIMIT = 60, 150, 300  # milliseconds
IMPORTED, RATE_LIMIT = 20_000, 3_000  # contracts, contracts a second
EXPORTED, CPU_LIMIT, PEAK_LIMIT = 100_000, 6, 200  # rows, seconds, MiB
PAGE = {"size": "100"}
ALL = {"status": ""}  # the view 全部


class Bench:
    """Asks for pages as the clerk and prints what they took."""

    def __init__(self, contracts: int) -> None:
        totals.KEPT = 0  # seconds: every page counts its rows anew
        self.contracts = contracts
        self.clerk = User.objects.get(username="clerk")
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(self.clerk, "django.contrib.auth.backends.ModelBackend")

    def get(self, address: str, query: dict[str, str], *, part: bool = False) -> Callable[[], object]:
        """Return a call that fetches a page, or of a list its panel alone."""
        path, headers = f"{address}?{urlencode(query)}", {PART: "list"} if part else {}

        def fetch() -> object:
            answer = self.client.get(path, headers=headers)
            assert answer.status_code == 200, (path, answer.status_code)
            return answer

        return fetch

    def line(self, label: str, ours: dict[str, str], theirs: dict[str, str] | None, limit: int = ROWS_LIMIT,
             factor: int = 0, part: bool = False) -> None:
        """Print our page beside the stock one; what misses its limit or factor is marked.

        ``part``: what a click on a head or a page number asks for.
        """
        taken, best = median(self.get(LIST, PAGE | ours, part=part), REPEATS)
        told = median(self.get(STOCK, theirs), STOCK_REPEATS)[0] if theirs is not None else None
        ratio = told / taken if told else None
        missed = taken > limit or bool(factor and ratio and ratio < factor)
        beside = f"{told:>10.0f}{ratio:>8.1f}{factor or '':>5}" if ratio else ""
        print(f"{label:<34}{taken:>9.1f}{best:>9.1f}{limit:>7}{beside}  {'MISSED' * missed}")

    def pages(self) -> None:
        some = SaleContract.objects.exclude(contract_no=None).select_related("estate", "seller").order_by("pk")
        one = some[some.count() // 3]
        buyer = ContractParty.objects.filter(contract=one).order_by("pk")[0]
        year = clock.today().replace(month=1, day=1).isoformat()
        last = -(-SaleContract.objects.count() // 100)
        many = self.contracts >= 1_000_000
        first, deep = (3 if many else 0), (7 if many else 0)
        median(self.get(LIST, PAGE), 5 * REPEATS)  # a process that serves has served before
        self.line("default filter, page 1", {}, {"signed_on__gte": year}, factor=first)
        self.line("all, page 1", ALL, {}, factor=first)
        for label, page, there in (("last page", "last", last), ("middle page", str(last // 2), last // 2)):
            self.line(f"all, {label} by its address", ALL | {"page": page}, None, TOTAL_LIMIT)
            self.line(f"all, {label} by a click", ALL | {"page": page}, {"p": str(there)}, TOTAL_LIMIT,
                      factor=deep if page == "last" else 0, part=True)
        self.line("all, exact total", ALL | {"total": "only"}, None, TOTAL_LIMIT)
        self.line("default filter, exact total", {"total": "only"}, None, TOTAL_LIMIT)
        for name, value in (("status", "filed"), ("status", "unfiled"), ("status", "overdue"), ("use", "shop"),
                            ("special", "relative"), ("signed_before_permit", "true"),
                            ("estate", one.estate.record_name), ("seller", one.seller.name),
                            ("signed_on_after", year), ("filed_on_after", year)):
            theirs = {f"{name}__exact": value} if name in ("status", "use", "special") and value not in (
                "unfiled", "overdue") else None
            self.line(f"filter {name} {value}"[:33], {name: value}, theirs)
            self.line("  exact total", {name: value, "total": "only"}, None, TOTAL_LIMIT)
        self.line("search contract number", {"number": one.contract_no}, {"q": one.contract_no}, factor=deep)
        self.line("search buyer name", {"buyer": buyer.name}, {"q": buyer.name}, factor=deep)
        self.line("search document number", {"buyer": buyer.identity.reveal()}, None)
        for place, name in ((7, "area_priced"), (8, "unit_price"), (9, "total_price"), (10, "signed_on")):
            for sign in ("", "-"):
                self.line(f"sort {sign}{name} by its address", ALL | {"sort": sign + name}, None)
                self.line(f"sort {sign}{name} by a click", ALL | {"sort": sign + name}, {"o": f"{sign}{place}"},
                          factor=deep, part=True)
        self.line("sort -total_price in the default filter", {"sort": "-total_price"}, None, part=True)
        taken, best = median(self.get(MARKET, {}), REPEATS)
        print(f"{'market page':<34}{taken:>9.1f}{best:>9.1f}{MARKET_LIMIT:>7}  {'MISSED' * (taken > MARKET_LIMIT)}")

    def imports(self) -> None:
        """Take a file of historical contracts over, and back."""
        with transaction.atomic():
            content = build(self.clerk, IMPORTED)
            gc.disable()
            start, cpu = time.perf_counter(), time.process_time()
            plan = read(content, "合同.csv", Given(self.clerk))
            plan.commit(self.clerk)
            if connection.vendor == "postgresql":
                connection.check_constraints()  # what the end of the transaction would check
            wall, cpu = time.perf_counter() - start, time.process_time() - cpu
            gc.enable()
            transaction.set_rollback(True)
        assert (len(plan.errors), plan.added) == (0, IMPORTED), plan.errors[:3]
        rate = IMPORTED / wall
        print(f"import of {IMPORTED} contracts: {rate:.0f}/s ({IMPORTED / cpu:.0f} per second of CPU), "
              f"limit {RATE_LIMIT}  {'MISSED' * (rate < RATE_LIMIT)}")

    def exports(self) -> None:
        """Write 100,000 rows of 20 columns, ours and theirs, each in a process of its own."""
        newest = SaleContract.objects.exclude(contract_no=None).order_by("-signed_on", "-pk")
        rows = min(EXPORTED, newest.count())
        since = newest[rows - 1].signed_on - timedelta(days=1)
        query = urlencode({"signed_on_after": since.isoformat(), "columns": [
            name.split("__")[0] for name in stock.EXPORTED]}, doseq=True)
        export = Export.objects.create(number=f"测量{time.time_ns()}", title="网签合同", path=LIST,
                                       query=Export.sealed(query), columns="", requested_by=self.clerk)
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "housing_portal.settings"}
        if connection.vendor == "sqlite":
            env["DATABASE_URL"] = f"sqlite:///{settings.DATABASES['default']['NAME']}"
        ours = cost_of([str(settings.BASE_DIR / "manage.py"), "run_export", str(export.pk)], env)
        export.refresh_from_db()
        assert export.state == "done", export.fault
        with tempfile.TemporaryDirectory() as folder:
            theirs = cost_of(["-m", "benchmarks.stock_export", since.isoformat(), str(Path(folder) / "x.xlsx")], {
                **os.environ, "BENCH_DATABASE_URL": env["DATABASE_URL"], "BENCH_VAR": os.environ["PORTAL_VAR"]})
        missed = ours.cpu > CPU_LIMIT or ours.peak > PEAK_LIMIT
        print(f"export of {export.rows_done} rows × 20: {ours.cpu:.1f} s CPU, peak {ours.peak} MiB "
              f"(limits {CPU_LIMIT} s, {PEAK_LIMIT} MiB); django-import-export {theirs.cpu:.1f} s, {theirs.peak} MiB  "
              f"{'MISSED' * missed}")


def main(contracts: int) -> None:
    print(f"== {contracts} contracts on {connection.vendor}")
    quietly("migrate", verbosity=0)
    if not SaleContract.objects.exists():
        start = time.perf_counter()
        quietly("demo", contracts=contracts)
        print(f"made in {time.perf_counter() - start:.0f} s")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("ANALYZE")
    bench = Bench(contracts)
    print(f"{'median ms':<34}{'ours':>9}{'best':>9}{'limit':>7}{'admin':>10}{'ratio':>8}{'≥':>5}")
    bench.pages()
    bench.imports()
    bench.exports()


if __name__ == "__main__":
    main(int(sys.argv[1]))
