"""Who publishes may keep an article, a section or a day free of advertisements and asks; who writes may see what is kept so."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MAY = {"Editors": ("view",), "Moderators": ("add", "view")}


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes each permission here: Django makes them only after the last migration."""
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="masthead", model="quiet")
    for group_name, verbs in MAY.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
        for verb in verbs:
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=kind, codename=f"{verb}_quiet", defaults={"name": f"Can {verb} quiet"}
            )
            group.permissions.add(permission)


def take_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ours = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="masthead", content_type__model="quiet")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=MAY):
        group.permissions.remove(*ours)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0003_roles_at_the_magazine"),
        ("masthead", "0001_quiet"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(give, take_back)]
