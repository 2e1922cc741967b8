import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from housing_portal.accounts import passwords, services
from housing_portal.accounts.models import PasswordRecord, User
from housing_portal.kit.errors import ServiceError


@pytest.mark.parametrize(
    ("password", "count"),
    [("abc", 1), ("abcD", 2), ("abcD1", 3), ("abcD1-", 4), ("密码", 1), ("密码a", 2), ("", 0), ("12 34", 2)],
)
def test_kinds_of_characters(password: str, count: int) -> None:
    assert passwords.kinds(password) == count


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Ab1", "密码只有 3 位，至少需要 10 位。"),
        ("x" * 129, "密码最长 128 位。"),
    ],
)
def test_length(password: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        passwords.LengthRule(10).validate(password)
    assert refused.value.messages == [sentence]


def test_length_bounds_are_allowed() -> None:
    assert [passwords.LengthRule(10).validate("x" * n) for n in (10, 128)] == [None, None]


def test_too_few_kinds() -> None:
    with pytest.raises(ValidationError) as refused:
        passwords.KindsRule(3).validate("abcdefgh12")
    assert refused.value.messages == ["密码须包含大写字母、小写字母、数字、符号中的至少 3 种。"]
    assert passwords.KindsRule(3).validate("Abcdefgh12") is None


@pytest.mark.parametrize("password", ["xxLi.Jing-9", "LIJING-2026", "tel-88206677-A"])
def test_personal_words(password: str) -> None:
    user = User(username="li.jing", name="李静", name_key="li jing", phone="88206677")
    with pytest.raises(ValidationError) as refused:
        passwords.PersonalRule().validate(password, user)
    assert refused.value.messages == ["密码不得包含账号、姓名拼音或电话号码。"]


def test_short_names_do_not_forbid_their_syllable() -> None:
    user = User(username="admin", name="李", name_key="li")
    assert passwords.PersonalRule().validate("Qingli-2027", user) is None


def test_one_time_passwords_satisfy_the_strictest_profile_and_differ() -> None:
    made = [passwords.one_time() for _ in range(50)]
    assert {(len(p), passwords.kinds(p), set(p) & set("0O1lI") == set()) for p in made} == {(12, 3, True)}
    assert len(set(made)) == 50


def test_the_last_five_are_refused_and_the_sixth_is_free(clerk: User, settings: Settings) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "housing_portal.accounts.passwords.HistoryRule", "OPTIONS": {"history": 5}}
    ]
    used = [f"Qinghe-{n}" for n in range(6)]
    for password in used:
        services.change_own_password(actor=clerk, password=password)
    for password in used[1:]:
        with pytest.raises(ServiceError) as refused:
            services.change_own_password(actor=clerk, password=password)
        assert refused.value.message_dict == {"new_password": ["不得与最近 5 次的密码相同，请另设一个。"]}
    services.change_own_password(actor=clerk, password=used[0])
    clerk.refresh_from_db()
    assert clerk.check_password(used[0])
    assert PasswordRecord.objects.filter(user=clerk).count() == 7


def test_dengbao_profile_is_stricter(settings: Settings) -> None:
    assert settings.PASSWORD_PROFILES["dengbao"] == {"min_length": 10, "kinds": 3, "max_age_days": 90, "history": 5}
