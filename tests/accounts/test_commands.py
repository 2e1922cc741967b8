from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from housing_portal.accounts.models import User


def found(username: str = "admin") -> str:
    out = StringIO()
    call_command("found_office", name="云岭县住房和城乡建设局", username=username, person="吴管理", stdout=out)
    return out.getvalue()


def test_found_office_prints_a_password_that_works(db: None) -> None:
    line = found()
    password = line.split("初始密码 ")[1].split("（")[0]
    assert line == (
        f"已建立“云岭县住房和城乡建设局”。系统管理员账号 admin，初始密码 {password}（首次登录须修改）\n"
    )
    assert User.objects.get().check_password(password)


def test_found_office_refuses_in_words(db: None) -> None:
    with pytest.raises(CommandError) as refused:
        found("Admin")
    assert str(refused.value) == "账号用小写字母开头，3—30 位小写字母、数字、点或下划线。"
    assert User.objects.count() == 0
