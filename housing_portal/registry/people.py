"""A named person with a document: the same columns wherever the portal keeps one."""
from django.db import models

from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.secrecy import SealedField, mask_names, mask_number, mask_phone
from housing_portal.registry.identity import IdentityKind


class Person(models.Model):
    """A named person with a document; number and phone are encrypted, the index finds the number exactly."""

    name = CleanTextField("姓名（名称）", max_length=80)
    identity_kind = models.CharField(
        "证件类型", max_length=20, choices=IdentityKind.choices, default=IdentityKind.ID_CARD
    )
    identity = SealedField("证件号码", purpose="identity", mask=mask_number, max_length=40)
    identity_index = models.CharField("证件号码索引", max_length=32, editable=False)
    phone = SealedField("联系电话", purpose="phone", mask=mask_phone, max_length=30, blank=True, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return mask_names(self.name)
