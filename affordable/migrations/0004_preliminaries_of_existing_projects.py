from django.db import migrations

from affordable.backfill import complete_preliminaries


class Migration(migrations.Migration):

    dependencies = [("affordable", "0003_whole_programme")]

    operations = [migrations.RunPython(complete_preliminaries, migrations.RunPython.noop)]
