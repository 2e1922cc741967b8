"""A query box for a person: what is typed there names somebody, so no register and no diary keeps it in plain text."""
import django_filters
from django import forms

from housing_portal.kit.secrecy import mask_names, mask_number


class PersonField(forms.CharField):
    """Takes a whole name or a whole document number."""

    def masked(self, words: str) -> str:
        """Return what was typed as it may be shown and kept."""
        return mask_number(words) if any(letter.isdigit() for letter in words) else mask_names(words)


class PersonFilter(django_filters.CharFilter):
    field_class = PersonField
