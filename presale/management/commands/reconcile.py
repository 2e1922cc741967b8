"""Compare the ledger with the banks' statements of a day."""
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from presale.services.reconciliations import reconcile_all


class Command(BaseCommand):
    help = "对账：全部监管账户某日的监管流水与银行对账单核对；对不平的账户暂停拨付，退出码 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", required=True, type=date.fromisoformat, help="日期，例如 2026-05-18")
        parser.add_argument("--by", required=True, help="经办人的用户名，须有财务权限")

    def handle(self, *, day: date, by: str, **options: Any) -> None:
        actor = User.objects.filter(username=by).first()
        if actor is None:
            raise CommandError(f"没有用户“{by}”。")
        try:
            done = reconcile_all(actor=actor, day=day)
        except ServiceError as problem:
            raise CommandError(problem.sentence) from None
        for row in done.rows:
            self.stdout.write(f"{row}　{row.get_status_display()}　差额 {grouped(row.difference, 2)} 元")
        for sentence in done.left:
            self.stdout.write(sentence)
        if done.different or done.left:
            raise CommandError(f"{done.different} 个账户有差异，{len(done.left)} 个账户没有对账。")
