"""What records of earlier versions lack, made once by a migration."""
from typing import Any

from affordable.enums import PreliminaryCode


def complete_preliminaries(apps: Any, _schema_editor: Any) -> None:
    """Give every project the preliminary steps that it lacks; for ``migrations.RunPython``.

    Projects of today get them when they are registered.
    """
    steps = apps.get_model("affordable", "PreliminaryStep").objects
    projects = apps.get_model("affordable", "AffordableProject").objects
    held = set(steps.values_list("project", "code"))
    steps.bulk_create(
        [
            steps.model(project_id=project, code=code)
            for project in projects.order_by("pk").values_list("pk", flat=True)
            for code in PreliminaryCode.values
            if (project, code) not in held
        ],
        batch_size=500,
    )
