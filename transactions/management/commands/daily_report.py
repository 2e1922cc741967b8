"""Print the report of a day, or take its figures first."""
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from transactions.daily import lines_of
from transactions.models import DailyReport
from transactions.services.daily import generate_report
from transactions.workbooks import daily_rows

SHOWN = (
    ("网签（套）", "signed_sets", 0), ("备案（套）", "filed_sets", 0), ("撤销（套）", "ended_sets", 0),
    ("净额（套）", "net_sets", 0), ("净额（㎡）", "net_area", 2), ("净额（元）", "net_amount", 2),
)


class Command(BaseCommand):
    help = "列出某日交易日报；尚未生成的，用 --by 指定经办人生成"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", required=True, type=date.fromisoformat, help="日期，例如 2026-05-18")
        parser.add_argument("--by", default="", help="生成日报的经办人用户名")

    def handle(self, *, on: date, by: str, **options: Any) -> None:
        report = DailyReport.objects.filter(on=on).first() or self.taken(on, by)
        self.stdout.write(f"{report}　第 {report.revision} 版　{report.get_status_display()}")
        for words, indent, figures in daily_rows(report, lines_of(report)):
            sums = "　".join(f"{label} {grouped(figures[name], places)}" for label, name, places in SHOWN)
            self.stdout.write(f"{'　' * indent}{words}　{sums}")

    def taken(self, on: date, by: str) -> DailyReport:
        """Take the figures of ``on`` in the name of a person who may do so."""
        actor = User.objects.filter(username=by).first()
        if actor is None:
            raise CommandError(f"{on} 的日报尚未生成；用 --by 指定经办人用户名即可生成。")
        try:
            return generate_report(actor=actor, on=on)
        except ServiceError as problem:
            raise CommandError(problem.sentence) from None
