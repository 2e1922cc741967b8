"""Write down which terms have run out, look at the escrow records by every rule, raise what is new; every night."""
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.alert_rules import RULES
from presale.services import freezes, letters
from presale.services.alerts import run_rules


class Command(BaseCommand):
    help = "登记到期失效的保函、轮候生效的冻结；按预警规则检查预售资金监管台账，生成新预警，已有未关闭的不重复"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, help="以谁的名义运行（用户名）")
        parser.add_argument("--day", type=date.fromisoformat, help="检查哪一天，默认今天，例如 2026-05-18")

    def handle(self, *, by: str, day: date | None, **options: Any) -> None:
        actor = User.objects.filter(username=by).first()
        if actor is None:
            raise CommandError(f"没有用户“{by}”。")
        try:
            ended, stepped_in = letters.end_run_out(actor=actor), freezes.step_in_all(actor=actor)
            found = run_rules(actor=actor, day=day or clock.today())
        except ServiceError as refusal:
            raise CommandError(refusal.sentence) from None
        for letter in ended:
            self.stdout.write(f"保函到期失效　{letter.account}　{letter}")
        for freeze in stepped_in:
            self.stdout.write(f"轮候冻结生效　{freeze.account}　{freeze}")
        for alert in found:
            self.stdout.write(f"{alert.get_level_display()}　{RULES[alert.rule].label}　{alert}")
        self.stdout.write(f"新增预警 {len(found)} 条。")
