"""Password rules in the manner of 等级保护, as Django validators, and one-time passwords."""
import secrets
import string
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

LONGEST = 128
KINDS = (str.islower, str.isupper, str.isdigit)
# Without 0 O 1 l I: the first password is read from a slip of paper.
READABLE = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")


def kinds(password: str) -> int:
    """Return how many of the four kinds occur: lower case, upper case, digits, everything else."""
    return sum(any(test(c) for c in password) for test in KINDS) + any(
        not c.islower() and not c.isupper() and not c.isdigit() for c in password
    )


def one_time() -> str:
    """Return a random first password of 12 characters that satisfies the strictest profile."""
    while True:
        password = "".join(secrets.choice(READABLE) for _ in range(12))
        if kinds(password) == 3:
            return password


class LengthRule:
    def __init__(self, min_length: int) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(f"密码只有 {len(password)} 位，至少需要 {self.min_length} 位。")
        if len(password) > LONGEST:
            raise ValidationError(f"密码最长 {LONGEST} 位。")

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 位"


class KindsRule:
    def __init__(self, kinds: int) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: Any = None) -> None:
        if kinds(password) < self.kinds:
            raise ValidationError(f"密码须包含大写字母、小写字母、数字、符号中的至少 {self.kinds} 种。")

    def get_help_text(self) -> str:
        return f"含大写字母、小写字母、数字、符号中至少 {self.kinds} 种"


class PersonalRule:
    """Refuses passwords built from the account, the name in pinyin or the telephone number."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None:
            return
        known = (user.username, user.name_key.replace(" ", ""), user.phone)
        if any(len(word) > 2 and word.lower() in password.lower() for word in known):
            raise ValidationError("密码不得包含账号、姓名拼音或电话号码。")

    def get_help_text(self) -> str:
        return "不含账号、姓名拼音和电话号码"


class HistoryRule:
    """Refuses the last ``history`` passwords, the present one included."""

    def __init__(self, history: int) -> None:
        self.history = history

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        earlier = user.password_records.order_by("-pk").values_list("password", flat=True)[: self.history - 1]
        if any(check_password(password, used) for used in (user.password, *earlier)):
            raise ValidationError(f"不得与最近 {self.history} 次的密码相同，请另设一个。")

    def get_help_text(self) -> str:
        return f"不与最近 {self.history} 次的密码相同"
