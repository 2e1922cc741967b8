import housing_portal.kit.fields
from django.conf import settings
from django.db import migrations, models

DEEDS = (("校核公文", "checked_by", "checked_at"), ("会签公文", "countersigned_by", "countersigned_at"))


def tell_from_the_diary(apps, editor):
    """Papers on their course were checked and signed before the columns were there; the diary knows when, by whom."""
    entries = apps.get_model("journal", "Entry").objects.filter(object_type="reports.document").order_by("-pk")
    papers = apps.get_model("reports", "Document").objects
    for action, person, moment in DEEDS:
        for paper in papers.exclude(**{person: None}).order_by("pk"):
            if (told := entries.filter(object_id=paper.pk, action=action).first()) is not None:
                at = min(told.at, paper.signed_at or told.at)  # demonstrations pretend the day, their diary does not
                papers.filter(pk=paper.pk).update(**{moment: at})
    for paper in papers.exclude(signed_by=None).order_by("pk"):
        told = entries.filter(object_id=paper.pk, action="签发公文").first()
        papers.filter(pk=paper.pk).update(signed_name=told.actor_name if told else paper.signed_by.name)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_one_account_per_person'),
        ('journal', '0001_diary_files_numbers_exports'),
        ('registry', '0002_month_locks_and_uses_of_documents'),
        ('reports', '0002_captures_templates_supervision_months'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='checked_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='校核时间'),
        ),
        migrations.AddField(
            model_name='document',
            name='countersigned_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='会签时间'),
        ),
        migrations.AddField(
            model_name='document',
            name='signed_name',
            field=housing_portal.kit.fields.CleanTextField(
                blank=True, editable=False, max_length=30, verbose_name='签发人姓名'
            ),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(('checked_at', None), ('checked_by__isnull', False), _connector='OR'),
                    models.Q(('countersigned_at', None), ('countersigned_by__isnull', False), _connector='OR'),
                ),
                name='document_deed_has_person', violation_error_message='有校核、会签时间的，必须有校核、会签人。',
            ),
        ),
        migrations.RunPython(tell_from_the_diary, migrations.RunPython.noop),
    ]
