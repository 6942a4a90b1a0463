"""The slots that a new paper begins with, and the group of those who sell space."""

from django.apps.registry import Apps
from django.contrib.auth.models import Permission
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLOTS = (
    ("front", "front-after-top", "board", 1),
    ("front-middle", "front-after-band", "board", 3),
    ("section", "section-after-top", "board", 1),
    ("beside", "beside-text", "tall", 1),
    ("text", "gap", "text", 1),
    ("end", "after-body", "board", 1),
)
GROUP = "Advertising"
MAY = {
    **dict.fromkeys(("advertiser", "campaign", "flight", "creative", "seller"), ("add", "change", "delete", "view")),
    "slot": ("add", "change", "view"),
    "tally": ("view",),
}


def lay_out(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    slots = apps.get_model("advertising", "Slot").objects
    for name, opening, shape, band in SLOTS:
        slots.get_or_create(name=name, defaults={"opening": opening, "shape": shape, "band": band})


def take_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Those of them for which nothing was ever booked."""
    names = [name for name, *_ in SLOTS]
    apps.get_model("advertising", "Slot").objects.filter(name__in=names, flights=None).delete()


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes each permission here: Django makes them only after the last migration."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    ours = [_permission(apps, "advertising", model, verb, f"Can {verb} {model}") for model, verbs in MAY.items() for verb in verbs]
    group.permissions.add(*ours, _permission(apps, "wagtailadmin", "admin", "access", "Can access Wagtail admin", codename="access_admin"))


def take_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


def _permission(apps: Apps, app: str, model: str, verb: str, name: str, codename: str = "") -> Permission:
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename or f"{verb}_{model}", defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("advertising", "0001_first"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(lay_out, take_up), migrations.RunPython(give, take_back)]
