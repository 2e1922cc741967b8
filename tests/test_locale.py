"""Django's own sentences, where they did not say what to do, say it now."""
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from housing_portal.kit.forms import AmountField

SOURCE = Path(settings.LOCALE_PATHS[0]) / "zh_Hans/LC_MESSAGES/django.po"
ENTRY = re.compile(r'^msgid "(.+)"\n(?:msgid_plural "(.+)"\n)?msgstr(?:\[0\])? "(.+)"$', re.MULTILINE)
ENTRIES = ENTRY.findall(SOURCE.read_text(encoding="utf-8"))


def refusal(field: forms.Field, typed: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages


@pytest.mark.parametrize(("one", "many", "sentence"), ENTRIES)
def test_what_is_compiled_is_what_is_written(one: str, many: str, sentence: str) -> None:
    """The .mo beside the .po is what Django reads."""
    assert (ngettext(one, many, 2) if many else gettext(one)) == sentence


def test_every_sentence_is_one() -> None:
    assert len(ENTRIES) == SOURCE.read_text(encoding="utf-8").count("\nmsgid ") - 1
    assert [sentence for *_, sentence in ENTRIES if not sentence.endswith("。") or ". " in sentence] == []


def test_the_sentences_reach_the_forms() -> None:
    assert refusal(AmountField(), "1.234") == ["小数最多 2 位，请四舍五入后填写。"]
    assert refusal(AmountField(), "12345678901234") == ["整数部分最多 13 位，请核对单位是否填错。"]
    assert refusal(forms.CharField(), "a\x00b") == ["内容中有无法保存的空字符，请删去后重新填写。"]
    assert refusal(forms.CharField(max_length=3), "abcd") == ["最多填写 3 个字符，现在有 4 个，请删减。"]
