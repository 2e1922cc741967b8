"""Load a supervision case: facts.json and the tables that came with it."""
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reports.cases.loader import load_case


class Command(BaseCommand):
    help = "导入督查案例：目录中的 facts.json 和 附件*.xlsx；全部成功或全部不导入，重复运行不产生变化"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="案例目录")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def handle(self, *args: Any, directory: Path, dry_run: bool, **options: Any) -> None:
        try:
            loaded = load_case(directory, dry_run=dry_run)
        except ValidationError as problem:
            raise CommandError("；".join(problem.messages)) from None
        for notice in loaded.notices:
            self.stdout.write(f"提示：{notice}")
        what = f"新增 {loaded.created} 项，已有未变 {loaded.unchanged} 项"
        if not loaded.created:
            what = f"没有变化，{loaded.unchanged} 项都已登记"
        self.stdout.write(f"{'试运行，未保存：' if dry_run else ''}{what}。")
