"""Personal numbers: what lies in the database, what a page shows, and what happens to what was tampered with."""
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import FieldError
from django.db import connection, models
from django.template import Context, Template
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from housing_portal.journal.services import snapshot
from housing_portal.kit import secrecy
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.secrecy import (
    SealedField,
    blind_index,
    mask_name,
    mask_names,
    mask_number,
    mask_phone,
    seal,
    unseal,
)

NUMBER = "11010519491231002X"
MASK = "110105********002X"
RARE = ["𠮷", "㛃", "𫝹", "𬸦", "𰻝", "\U0002b740", "\U0002ceb0", "\U00030000", "\U00031350", "葛\U000e0100"]


def define() -> SimpleNamespace:
    """Return the model of a person that exists in these tests only."""
    with isolate_apps("housing_portal.kit"):

        class Person(models.Model):
            identity = SealedField("证件号码", purpose="identity", max_length=20)
            phone = SealedField("电话", purpose="phone", mask=mask_phone, null=True, blank=True)

            class Meta:
                app_label = "kit"

        class PersonForm(forms.ModelForm):
            class Meta:
                model = Person
                fields = ("identity", "phone")

    return SimpleNamespace(Person=Person, PersonForm=PersonForm)


TABLES = define()
Person, PersonForm = TABLES.Person, TABLES.PersonForm


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Person)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Person)


def stored() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity FROM kit_person")
        return bytes(cursor.fetchone()[0])


def store(token: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kit_person SET identity = %s", [token])


def refusal(secret: object) -> str:
    with pytest.raises(ServiceError) as refused:
        secret()
    return refused.value.sentence


# -- masks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""), ("周", "*"), ("周静", "周*"), ("周小静", "周*静"), ("欧阳小静", "欧**静"),
        ("周 静", "周*"), ("𠮷静", "𠮷*"),
        ("葛\U000e0100小静", "葛\U000e0100*静"), ("阿依古丽·买买提", "阿******提"), ("John Smith", "J*******h"),
        ("云岭县安居房地产开发有限公司", "云岭县安居房地产开发有限公司"),
        ("东屏砖厂", "东屏砖厂"), ("县医院", "县医院"), ("李院", "李*"),
        ("云岭农村商业银行城关支行", "云岭农村商业银行城关支行"),
        ("索南扎西卓玛才让", "索******让"), ("买买提江吐尔逊", "买*****逊"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_several_names() -> None:
    assert mask_names("周静、马小艳；云岭县安居房地产开发有限公司") == "周*、马*艳；云岭县安居房地产开发有限公司"


@pytest.mark.parametrize("rare", RARE)
def test_a_rare_family_name_stays_as_the_register_has_it(rare: str) -> None:
    assert mask_name(f"{rare}小静") == f"{rare}*静"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("", ""), ("7", "*"), ("47", "*7"), ("E12345678", "*****5678"), ("12345678901234", "**********1234"),
        ("620725199001011234", "620725********1234"), ("6217000000000000001", "621700*********0001"),
    ],
)
def test_numbers(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"), [("13812345678", "138****5678"), ("0939-8123456", "********3456"), ("", "")]
)
def test_phones(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


# -- sealing --------------------------------------------------------------------------------------------


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_round_trip(plain: str) -> None:
    assert unseal("identity", seal("identity", plain)) == plain


def test_the_same_number_is_never_sealed_to_the_same_bytes() -> None:
    assert len({seal("identity", NUMBER) for _ in range(100)}) == 100


def test_form_of_a_sealed_value() -> None:
    token = seal("identity", NUMBER)
    assert (token[0], len(token)) == (1, 1 + 12 + len(NUMBER) + 16)
    assert NUMBER.encode() not in token


@pytest.mark.parametrize("end", [0, 1, 5, 12, 13, 20, 46])
def test_truncated(end: int) -> None:
    token = seal("identity", NUMBER)[:end]
    if end == 0:
        assert unseal("identity", token) == ""  # nothing is stored as nothing
    else:
        assert refusal(lambda: unseal("identity", token)) == secrecy.DAMAGED


def test_every_changed_byte_is_noticed() -> None:
    token = seal("identity", NUMBER)
    changed = [token[:n] + bytes([token[n] ^ 1]) + token[n + 1:] for n in range(len(token))]
    assert {refusal(lambda t=t: unseal("identity", t)) for t in changed} == {secrecy.DAMAGED}


def test_moved_to_another_purpose() -> None:
    token = seal("identity", NUMBER)
    assert refusal(lambda: unseal("phone", token)) == secrecy.DAMAGED


def test_another_key(settings: object) -> None:
    token = seal("identity", NUMBER)
    settings.SECRETS = {"encryption_key": "another"}
    assert refusal(lambda: unseal("identity", token)) == secrecy.DAMAGED


def test_a_key_is_replaced(settings: object) -> None:
    settings.SECRETS = {"encryption_key": "first"}
    old, index = seal("identity", NUMBER), blind_index("identity", NUMBER)
    settings.SECRETS = {"encryption_key": "second", "old_encryption_keys": ["first"]}
    new = seal("identity", NUMBER)
    assert (unseal("identity", old), unseal("identity", new)) == (NUMBER, NUMBER)
    assert secrecy.blind_indexes("identity", NUMBER) == [blind_index("identity", NUMBER), index]
    kept, moved = secrecy.resealed("identity", new), secrecy.resealed("identity", old)
    assert (kept == new, moved == old) == (True, False)
    settings.SECRETS = {"encryption_key": "second"}
    assert (unseal("identity", new), unseal("identity", moved)) == (NUMBER, NUMBER)
    assert refusal(lambda: unseal("identity", old)) == secrecy.DAMAGED


def test_the_newest_of_several_keys_seals(settings: object) -> None:
    settings.SECRETS = {"encryption_key": "third", "old_encryption_keys": ["first", "second"]}
    token = seal("identity", NUMBER)
    settings.SECRETS = {"encryption_key": "third"}
    assert (unseal("identity", token), secrecy.resealed("identity", b"")) == (NUMBER, b"")


def test_index() -> None:
    index = blind_index("identity", NUMBER)
    typed = (NUMBER.lower(), " 110105 19491231 002x", "１１０１０５19491231002Ｘ")
    assert {blind_index("identity", number) for number in typed} == {index}
    assert len({index, blind_index("phone", NUMBER), blind_index("identity", "440524188001010014")}) == 3
    assert (len(index), blind_index("identity", " ")) == (32, "")


def test_index_depends_on_the_key(settings: object) -> None:
    index = blind_index("identity", NUMBER)
    settings.SECRETS = {"encryption_key": "another"}
    assert blind_index("identity", NUMBER) != index


# -- field ----------------------------------------------------------------------------------------------


def test_assigned_text_is_sealed_at_once() -> None:
    person = Person(identity=" 11010519491231００2x ")
    assert (str(person.identity), repr(person.identity), person.identity.reveal()) == (MASK, MASK, NUMBER)
    assert person.identity == NUMBER
    assert person.identity != MASK
    assert Template("{{ p.identity }}").render(Context({"p": person})) == MASK


def test_stored_sealed_and_read_back(table: None) -> None:
    Person.objects.create(identity=NUMBER, phone=None)
    person = Person.objects.get()
    assert (person.identity.reveal(), person.phone, unseal("identity", stored())) == (NUMBER, None, NUMBER)
    assert NUMBER.encode() not in stored()


@pytest.mark.parametrize("rare", RARE)
def test_rare_characters_come_back_unchanged(table: None, rare: str) -> None:
    Person.objects.create(identity=f"{rare}字第12号")
    assert Person.objects.get().identity == f"{rare}字第12号"


def test_many_at_once_and_by_update(table: None) -> None:
    Person.objects.bulk_create(Person(identity=NUMBER, phone=f"1381234567{n}") for n in range(3))
    Person.objects.update(identity="440524188001010014")
    people = Person.objects.order_by("pk")
    for person in people:
        person.phone = "13900000000"
    Person.objects.bulk_update(people, ["phone"])
    assert [(p.identity.reveal(), p.phone.reveal()) for p in Person.objects.all()] == [
        ("440524188001010014", "13900000000")] * 3


def test_saving_a_record_does_not_touch_a_number_that_was_not_changed(table: None) -> None:
    Person.objects.create(identity=NUMBER)
    before = stored()
    person = Person.objects.get()
    person.phone = "13812345678"
    person.save()
    assert stored() == before


def test_a_damaged_number_neither_takes_the_page_away_nor_is_lost(table: None) -> None:
    Person.objects.create(identity=NUMBER)
    store(damaged := stored()[:-1])
    person = Person.objects.get()
    assert str(person.identity) == "无法读取"
    assert refusal(person.identity.reveal) == secrecy.DAMAGED
    person.save()
    assert stored() == damaged


def test_a_number_taken_from_another_field_is_sealed_anew(table: None) -> None:
    person = Person(identity=NUMBER)
    person.phone = person.identity
    assert unseal("phone", person.phone.token) == NUMBER


def test_searching_the_sealed_column_is_refused(table: None) -> None:
    for phone in (None, "13812345678"):
        Person.objects.create(identity=NUMBER, phone=phone)
    with pytest.raises(FieldError):
        Person.objects.filter(identity=NUMBER)
    assert [person.phone for person in Person.objects.filter(phone__isnull=True)] == [None]


@pytest.mark.parametrize("wrong", [MASK, "1" * 21])
def test_a_mask_and_an_over_long_text_are_refused(table: None, wrong: str) -> None:
    sentence = "请填写完整的证件号码：不带星号（*），最多 20 个字符。"
    assert refusal(lambda: Person.objects.create(identity=wrong)) == sentence
    form = PersonForm({"identity": wrong})
    assert (form.is_valid(), form.has_error("identity")) == (False, True)


def test_the_diary_tells_two_numbers_of_one_mask_apart() -> None:
    shown = [snapshot(Person(identity=number), ["identity"])["证件号码"] for number in (NUMBER, "11010519880101002X")]
    assert shown == [f"{MASK}〔{blind_index('identity', n)[:4]}〕" for n in (NUMBER, "11010519880101002X")]
    assert shown[0] != shown[1]
    assert snapshot(Person(phone=None), ["phone"]) == {"电话": None}


# -- form -----------------------------------------------------------------------------------------------


def test_the_form_shows_the_mask_and_takes_it_back_as_unchanged() -> None:
    person = Person(identity=NUMBER, phone="13812345678")
    page = PersonForm(instance=person).as_p()
    assert (NUMBER in page, "13812345678" in page) == (False, False)
    assert f'value="{MASK}"' in page
    assert 'autocomplete="off"' in page
    form = PersonForm({"identity": MASK, "phone": "138 1234 5679"}, instance=person)
    assert form.is_valid()
    assert (form.changed_data, form.cleaned_data["identity"].reveal()) == (["phone"], NUMBER)
    assert (person.identity.reveal(), person.phone.reveal()) == (NUMBER, "13812345679")


def test_an_emptied_box() -> None:
    person = Person(identity=NUMBER, phone="13812345678")
    form = PersonForm({"identity": "", "phone": ""}, instance=person)
    assert list(form.errors) == ["identity"]
    assert (bool(form.cleaned_data["phone"]), str(form.cleaned_data["phone"])) == (False, "")


def test_field_moves_into_migrations() -> None:
    _name, path, args, kwargs = Person._meta.get_field("phone").deconstruct()
    assert (path, kwargs["purpose"], kwargs["mask"]) == ("housing_portal.kit.secrecy.SealedField", "phone", mask_phone)
    assert repr(SealedField(*args, **kwargs).deconstruct()[3]) == repr(kwargs)
