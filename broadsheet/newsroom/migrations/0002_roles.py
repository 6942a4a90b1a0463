"""What Wagtail's two groups may do with our things: Editors write, Moderators publish too."""

from django.apps.registry import Apps
from django.contrib.auth.models import Permission
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WRITE = {
    "article": ("add", "change", "view"),
    "brief": ("add", "change", "view"),
    "letter": ("add", "change", "view"),
    "almanac": ("add", "change", "view"),
    "topic": ("add", "change", "view"),
    "byline": ("add", "change", "view"),
    "front": ("view",),
    "standingpage": ("view",),
    "section": ("view",),
}
PUBLISH = {
    "article": ("add", "change", "view", "delete", "publish", "lock", "unlock", "correct", "withdraw"),
    "front": ("add", "change", "view", "delete", "publish"),
    "standingpage": ("add", "change", "view", "delete", "publish"),
    **dict.fromkeys(("brief", "letter", "almanac", "topic", "byline", "section", "redirect"), ("add", "change", "view", "delete")),
}


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes each permission here: Django makes them only after the last migration, and Wagtail's own even later."""
    for group_name, models in (("Editors", WRITE), ("Moderators", PUBLISH)):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
        group.permissions.add(*(_permission(apps, model, verb) for model, verbs in models.items() for verb in verbs))


def take_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ours = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="news")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("Editors", "Moderators")):
        group.permissions.remove(*ours)


def _permission(apps: Apps, model: str, verb: str) -> Permission:
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="news", model=model)
    name = {"correct": "Can correct a published article", "withdraw": "Can withdraw a published article"}.get(verb, f"Can {verb} {model}")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=f"{verb}_{model}", defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_what_did_not_go_out"),
        ("news", "0001_the_news"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(give, take_back)]
