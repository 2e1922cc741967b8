"""The order in which people count: 2#楼 before 10#楼, 二单元 before 十单元, 甲区 before 乙区.

The key is stored beside the name, so that a list of a million rows reads it from an index.
"""
import re
from collections.abc import Sequence
from typing import Any

from django.db import models

from housing_portal.kit.text import fold

_HAN = "零一二三四五六七八九"
_NUMBER = re.compile(r"[零〇一二三四五六七八九十]+|[0-9]+")
_STEMS = str.maketrans("甲乙丙丁戊己庚辛壬癸", "abcdefghij")
_LENGTHS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BETWEEN = " "  # before everything that a folded name may hold: 1 comes before 1A


def natural_key(*names: str) -> str:
    """Return what sorts ``names`` as people do: every number is written after the count of its digits."""
    return _BETWEEN.join(_NUMBER.sub(_measured, fold(name)).translate(_STEMS) for name in names)


def _measured(found: re.Match[str]) -> str:
    digits = (found[0] if found[0].isascii() else _arabic(found[0])).lstrip("0")
    return _LENGTHS[min(len(digits), len(_LENGTHS) - 1)] + digits


def _arabic(words: str) -> str:
    """Write 三, 十二, 二十一 and 二〇一 in digits."""
    digits = "".join("十" if word == "十" else str(_HAN.index(word)) for word in words.replace("〇", "零"))
    tens, ten, ones = digits.partition("十")
    return f"{tens or 1}{ones or 0}" if ten and "十" not in ones else digits.replace("十", "10")


class NaturalKeyField(models.CharField):
    """The sorting key of the fields ``of``; worked out whenever the record is saved, typed by nobody.

    Rows that are written past the models bring ``natural_key`` themselves.
    """

    is_derived = True

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{**kwargs, "editable": False, "blank": True})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = natural_key(*(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, key)
        return key
