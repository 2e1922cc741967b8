"""Close the months of the price indices."""
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from transactions.months import last_full
from transactions.services.indices import close_month, months_to_close


def month_number(value: str) -> int:
    """Read 2026-05 as 202605 or refuse with a sentence."""
    year, _, month = value.partition("-")
    if not (len(year) == 4 and len(month) == 2 and (year + month).isdigit() and 1 <= int(month) <= 12):
        raise CommandError(f"“{value}”不是月份，请写成 2026-05 这样的形式。")
    return int(year) * 100 + int(month)


class Command(BaseCommand):
    help = "结算价格指数：默认结算上一个完整月；--all 结算全部未结算的月份；已结算的月份重算有变化才出新版"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="经办人的用户名，须有复核权限")
        parser.add_argument("--month", help="月份，例如 2026-05")
        parser.add_argument("--all", action="store_true", help="结算全部未结算的月份")

    def handle(self, *, by: str, month: str | None, all: bool, **options: Any) -> None:
        actor = User.objects.filter(username=by).first()
        if actor is None:
            raise CommandError(f"没有用户“{by}”。")
        wanted = months_to_close() if all else [month_number(month) if month else last_full(clock.today())]
        try:
            rows = [row for each in wanted for row in close_month(actor=actor, month=each)]
        except ServiceError as problem:
            raise CommandError("；".join(problem.messages)) from None
        for row in rows:
            self.stdout.write(f"{row}（第 {row.revision} 版）：成交 {row.sets} 套")
        if not rows:
            self.stdout.write("没有变化。")
