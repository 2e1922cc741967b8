"""Personal numbers: encrypted in the database, masked on screen, found by a keyed index.

AES-256-GCM with a key of its own per purpose. An administrator who changes ``encryption_key`` keeps the former ones as
``old_encryption_keys`` in the same file until ``manage.py reseal`` has sealed and indexed everything with the new one.
"""
import hmac
import os
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError

Mask = Callable[[str], str]
NONCE_BYTES = 12
INDEX_LENGTH = 32
FORM = b"\x01"  # how a value is sealed, in its first byte
UNREADABLE = "无法读取"
DAMAGED = "加密保存的号码无法读取：密钥不符或内容已损坏。请勿改写，联系管理员核对密钥文件和备份。"
_LETTER = re.compile("[^\ufe00-\ufe0f\U000e0100-\U000e01ef][\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
# Named like an office. Length tells nothing: Tibetan and Uyghur names written without · have eight characters and more.
_OFFICE = re.compile(".{2,}(公司|[厂院局]|中心|合作社|[银支分]行|学校|大学|委员会|政府|协会|[务出]所|办事处|管理部)"
                     "(.{,8}专户)?")


# -- masks ----------------------------------------------------------------------------------------------


def mask_name(name: str) -> str:
    """Return 周* for 周静 and 周*静 for 周小静; the name of an organization stays as it is."""
    if _OFFICE.fullmatch(name):
        return name
    letters = _LETTER.findall("".join(name.split()))
    if len(letters) < 3:
        return "".join(letters[:-1]) + "*" * bool(letters)
    return letters[0] + "*" * (len(letters) - 2) + letters[-1]


def mask_names(names: str) -> str:
    """Return several names, each masked, with what stands between them."""
    return re.sub(r"[^、，,;；/\n]+", lambda found: mask_name(found[0]), names)


def mask_number(number: str) -> str:
    """Return 620725********1234; of a short number at most the last four characters, never more than half."""
    size = len(number)
    if size >= 15:
        return f"{number[:6]}{'*' * (size - 10)}{number[-4:]}"
    shown = min(4, size // 2)
    return "*" * (size - shown) + number[size - shown:]


def mask_phone(phone: str) -> str:
    """Return 138****5678; another telephone number like any short number."""
    return f"{phone[:3]}****{phone[-4:]}" if re.fullmatch(r"1\d{10}", phone) else mask_number(phone)


# -- sealing --------------------------------------------------------------------------------------------


def normal(plain: str) -> str:
    """Return a number as it is sealed and indexed: half width, upper case, without blanks."""
    return "".join(text.half_width(text.clean(plain)).split()).upper()


def blind_index(purpose: str, plain: str) -> str:
    """Return what is stored and searched for instead of ``plain``; of nothing, nothing."""
    return blind_indexes(purpose, plain)[0]


def blind_indexes(purpose: str, plain: str) -> list[str]:
    """Return the index by each key, newest first: a search looks for all, as long as not everything is resealed."""
    value = normal(plain).encode()
    keys = [_derived(secret, f"index {purpose}") for secret in _secrets()]
    return [hmac.digest(key, value, "sha256").hex()[:INDEX_LENGTH] if value else "" for key in keys]


def seal(purpose: str, plain: str) -> bytes:
    """Return form, nonce and ciphertext; with the purpose authenticated no value moves to another column."""
    if not plain:
        return b""
    nonce = os.urandom(NONCE_BYTES)
    return FORM + nonce + _cipher(_secrets()[0], purpose).encrypt(nonce, plain.encode(), FORM + purpose.encode())


def unseal(purpose: str, token: bytes) -> str:
    """Return the plain text of what ``seal`` made for the same purpose, or raise ServiceError."""
    if not token:
        return ""
    found = (plain for secret in _secrets() if (plain := _opened(secret, purpose, token)) is not None)
    plain = next(found, None)
    if plain is None:
        raise ServiceError(DAMAGED)
    return plain


def resealed(purpose: str, token: bytes) -> bytes:
    """Return ``token`` sealed with the newest key; one that already is stays as it is, byte by byte."""
    is_new = not token or _opened(_secrets()[0], purpose, token) is not None
    return token if is_new else seal(purpose, unseal(purpose, token))


def _opened(secret: str, purpose: str, token: bytes) -> str | None:
    form, nonce, content = token[:1], token[1:NONCE_BYTES + 1], token[NONCE_BYTES + 1:]
    try:
        return _cipher(secret, purpose).decrypt(nonce, content, form + purpose.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def signature(purpose: str, content: bytes) -> str:
    """Return what only somebody with the newest secret can make of ``content``: the links of a chain."""
    return _signed(_secrets()[0], purpose, content)


def is_signature(purpose: str, content: bytes, signed: str) -> bool:
    """Tell whether ``signed`` was made of ``content`` with one of the secrets; older ones stay valid."""
    return any(hmac.compare_digest(_signed(secret, purpose, content), signed) for secret in _secrets())


def _signed(secret: str, purpose: str, content: bytes) -> str:
    return hmac.digest(_derived(secret, f"chain {purpose}"), content, "sha256").hex()


def _secrets() -> list[str]:
    """Return the secrets, newest first."""
    return [settings.SECRETS["encryption_key"], *reversed(settings.SECRETS.get("old_encryption_keys", []))]


@lru_cache(maxsize=64)
def _derived(secret: str, context: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"housing-portal {context}".encode()).derive(secret.encode())


@lru_cache(maxsize=64)
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(_derived(secret, f"seal {purpose}"))


class Sealed:
    """A sealed number in hand. Printed it is its mask; ``reveal`` gives the plain text, ``==`` compares it."""

    __slots__ = ("_mask", "_plain", "_purpose", "_token")

    def __init__(self, purpose: str, mask: Mask, *, plain: str | None = None, token: bytes = b"") -> None:
        self._purpose, self._mask, self._plain, self._token = purpose, mask, plain, token

    def reveal(self) -> str:
        """Return the plain text; services record who asked for it and why."""
        if self._plain is None:
            self._plain = unseal(self._purpose, self._token)
        return self._plain

    @property
    def token(self) -> bytes:
        """Return the stored bytes: those that were read, so that saving a record does not touch the number."""
        if not self._token and self._plain:
            self._token = seal(self._purpose, self._plain)
        return self._token

    @property
    def index(self) -> str:
        """Return the blind index of the number."""
        return blind_index(self._purpose, self.reveal())

    @property
    def trace(self) -> str:
        """Return the mask with a short keyed mark: the diary must tell two numbers of one mask apart."""
        return f"{self}〔{self.index[:4]}〕" if self else ""

    def __str__(self) -> str:
        try:
            return self._mask(self.reveal())
        except ServiceError:
            return UNREADABLE  # one damaged number must not take the page away

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self._token or self._plain)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed | str):
            return NotImplemented
        return self.reveal() == (other.reveal() if isinstance(other, Sealed) else other)

    def __hash__(self) -> int:
        return hash(self.reveal())


# -- model and form -------------------------------------------------------------------------------------


class _SealedAttribute(DeferredAttribute):
    """Turns an assigned text into a Sealed at once, so that no record carries the plain text about."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SealedField(models.Field):
    """A personal number. ``max_length`` counts the plain text; search goes by a second column with ``blind_index``."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, purpose: str, mask: Mask = mask_number, **kwargs: Any) -> None:
        self.purpose, self.mask = purpose, mask
        super().__init__(*args, **{"max_length": 40, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose, "mask": self.mask}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow isnull alone: the same number is never sealed to the same bytes, a comparison would find nothing."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(self.purpose, self.mask, token=bytes(value))

    def to_python(self, value: Any) -> Sealed | None:
        if value is None or (isinstance(value, Sealed) and value._purpose == self.purpose):
            return value
        return Sealed(self.purpose, self.mask, plain=normal(value.reveal() if isinstance(value, Sealed) else value))

    def run_validators(self, value: Sealed | None) -> None:
        self._check(value)
        super().run_validators(value and value.reveal())

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = self.to_python(value)
        self._check(sealed)
        return None if sealed is None else connection.Database.Binary(sealed.token)

    def _check(self, value: Sealed | None) -> None:
        """Refuse a mask and an over-long text. What was read stays closed: a damaged number must not block saving."""
        plain = (value and value._plain) or ""
        if "*" in plain or len(plain) > self.max_length:
            limit = f"最多 {self.max_length} 个字符"
            raise ServiceError(f"请填写完整的{self.verbose_name}：不带星号（*），{limit}。", code="incomplete")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": SealedInput, "field": self, **kwargs})


class SealedInput(forms.CharField):
    """A box that shows the mask of what is stored and takes it back as unchanged; hands out a Sealed."""

    def __init__(self, *, field: SealedField, **kwargs: Any) -> None:
        super().__init__(max_length=field.max_length, **kwargs)
        self.field, self.kept = field, None
        self.widget.attrs["autocomplete"] = "off"

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.kept = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Sealed:
        unchanged = self.kept and value == str(self.kept)
        return self.field.to_python(self.kept if unchanged else super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (data or "") != str(initial or "")
