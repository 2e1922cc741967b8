"""manage.py found_office: the bureau and its first administrator in an empty production database."""
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from housing_portal.accounts import services
from housing_portal.kit.errors import ServiceError


class Command(BaseCommand):
    help = "在空数据库中建立住建部门和第一名系统管理员，打印一次性初始密码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="单位全称")
        parser.add_argument("--username", required=True, help="系统管理员账号")
        parser.add_argument("--person", required=True, help="系统管理员姓名")

    def handle(self, *args: Any, name: str, username: str, person: str, **options: Any) -> None:
        try:
            user, password = services.found_office(name=name, username=username, person=person)
        except ServiceError as error:
            raise CommandError(error.sentence) from None
        self.stdout.write(f"已建立“{user.unit}”。系统管理员账号 {user.username}，初始密码 {password}（首次登录须修改）")
