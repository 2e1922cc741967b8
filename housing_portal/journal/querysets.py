from typing import Any

from django.db import models


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Auditors and the bureau's leaders see the whole diary; everybody sees what the own unit did."""
        if user.can("journal.view") and user.sees_everything:
            return self
        return self.filter(unit=user.unit_id)

    def about(self, obj: models.Model) -> "EntryQuerySet":
        """Keep the entries of one record, newest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("-pk")


class AttachmentQuerySet(models.QuerySet):
    def about(self, obj: models.Model) -> "AttachmentQuerySet":
        return self.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("pk")


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ExportQuerySet":
        """Auditors and the bureau's leaders see the whole register; everybody sees the own exports."""
        if user.can("journal.view") and user.sees_everything:
            return self
        return self.filter(requested_by=user)
