"""Make the rent bills of a month, for example by a timer on its first day."""
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from affordable.services.bills import make_bills
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError


class Command(BaseCommand):
    help = "生成一个月的公租房租金账单；已生成的不会重复"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, help="经办人的用户名")
        parser.add_argument("--month", type=int, help="月份，默认本月，例如 202605")

    def handle(self, *, by: str, month: int | None, **options: Any) -> None:
        actor = User.objects.filter(username=by).first()
        if actor is None:
            raise CommandError(f"没有用户“{by}”。")
        today = clock.today()
        try:
            made = make_bills(actor=actor, month=month or today.year * 100 + today.month)
        except ServiceError as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"生成租金账单 {made} 份。")
