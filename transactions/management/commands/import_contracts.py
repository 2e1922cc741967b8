"""Import historical contracts from a file on the server, like the page 导入 does."""
import gc
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from transactions.enums import BatchKind
from transactions.imports.batches import commit_import, plan_import
from transactions.imports.plan import Given

SHOWN = 50


class Command(BaseCommand):
    help = "从 .xlsx、.xls 或 .csv 文件补录历史合同；有一处错误就什么也不写"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="以谁的名义导入（账号）")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")

    def handle(self, *, file: Path, user: str, check: bool, **options: Any) -> None:
        gc.disable()  # a hundred thousand records at once: walking them over and over takes a third of the time
        try:
            actor = User.objects.get(username=user)
            call = {"actor": actor, "kind": BatchKind.CONTRACTS, "content": file.read_bytes(), "name": file.name,
                    "given": Given(actor)}
            if check:
                self.look(plan_import(**call))
                return
            batch = commit_import(**call)
        except (OSError, User.DoesNotExist) as problem:
            raise CommandError(str(problem)) from None
        except ServiceError as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{batch.get_status_display()}：{batch}，新增 {batch.added} 份合同。")

    def look(self, plan: Any) -> None:
        """Print what would happen."""
        for label, text in plan.summary:
            self.stdout.write(f"{label}：{text}")
        for error in plan.errors[:SHOWN]:
            self.stdout.write(error.sentence)
        if plan.errors:
            raise CommandError(f"共有 {len(plan.errors)} 处错误，不能导入。")
