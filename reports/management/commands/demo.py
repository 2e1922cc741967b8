"""Fill an empty database with the invented county of 云岭, or name the accounts of one filled before."""
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from housing_portal.accounts.passwords import one_time
from housing_portal.kit.errors import ServiceError
from housing_portal.registry import demo_mark
from reports.demo.accounts import sheet, write_sheet
from reports.demo.fill import fill
from reports.demo.office import account_lines, open_accounts


class Command(BaseCommand):
    help = "向空数据库写入虚构的云岭县演示数据；再次运行只列出演示账号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", help="演示账号的口令；不填则随机生成")
        parser.add_argument("--contracts", type=int, default=0, help="另外批量生成这么多份商品房合同（十二年）")

    def handle(self, *args: Any, password: str | None, contracts: int, **options: Any) -> None:
        if contracts and demo_mark.is_set():
            raise CommandError("已是演示数据库；批量生成合同须从空数据库开始（DATABASE_URL=sqlite:///路径）。")
        if demo_mark.is_set():
            self.again(password)
            return
        password = password or one_time()
        try:
            fill(password, contracts)
        except ServiceError as problem:
            raise CommandError(problem.sentence) from None
        self.stdout.write("已生成演示数据。工作日历收录 2026 年放假安排，以后年度的请在公布后补录。")
        self.stdout.write(write_sheet(password), ending="")

    def again(self, password: str | None) -> None:
        """Leave the records as they are; a password that is given replaces the old one."""
        if password:
            open_accounts(password)
            write_sheet(password)
        names = "、".join(line.split()[0] for line in account_lines())
        where = f"口令见 {sheet()}" if sheet().exists() else "口令未留存，可用 --password 重新设置"
        self.stdout.write(f"已是演示数据库。账号：{names}（{where}）")
