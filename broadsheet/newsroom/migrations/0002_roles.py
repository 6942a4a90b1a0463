"""What Wagtail's two groups may do with our things: Editors write, Moderators publish too."""

from django.db import migrations

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
    **{name: ("add", "change", "view", "delete") for name in ("brief", "letter", "almanac", "topic", "byline", "section", "redirect")},
}


def give(apps, schema_editor):
    """Makes each permission here: Django makes them only after the last migration, and Wagtail's own even later."""
    for group_name, models in (("Editors", WRITE), ("Moderators", PUBLISH)):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
        group.permissions.add(*(_permission(apps, model, verb) for model, verbs in models.items() for verb in verbs))


def take_back(apps, schema_editor):
    ours = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="news")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("Editors", "Moderators")):
        group.permissions.remove(*ours)


def _permission(apps, model, verb):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="news", model=model)
    name = {"correct": "Can correct a published article", "withdraw": "Can withdraw a published article"}.get(verb, f"Can {verb} {model}")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(content_type=kind, codename=f"{verb}_{model}", defaults={"name": name})
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
