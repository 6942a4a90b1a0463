"""What Wagtail's two groups may do with the magazine: Editors put an issue together, Moderators send it out."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WRITE = {"issue": ("add", "change", "view"), "publication": ("view",)}
PUBLISH = {"issue": ("add", "change", "view", "delete", "publish"), "publication": ("add", "change", "view", "delete")}


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes each permission here: Django makes them only after the last migration."""
    for group_name, models in (("Editors", WRITE), ("Moderators", PUBLISH)):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
        for model, verbs in models.items():
            kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="editions", model=model)
            for verb in verbs:
                permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                    content_type=kind, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
                )
                group.permissions.add(permission)


def take_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ours = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="editions")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("Editors", "Moderators")):
        group.permissions.remove(*ours)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_roles"), ("editions", "0001_the_magazine")]
    operations = [migrations.RunPython(give, take_back)]
