"""Who may help partners, and see the figures: a group of their own. Prices are edited with their plan."""

import django.db.models.deletion
import modelcluster.fields
from django.apps.registry import Apps
from django.contrib.auth.models import Permission
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GROUP = "Support desk"
MAY = (("membership", "act", "desk"), ("membership", "act", "figures"), ("wagtailadmin", "admin", "access_admin"))
NAMES = {
    "desk": "Can help partners at the support desk",
    "figures": "Can see the figures of the membership",
    "access_admin": "Can access Wagtail admin",
}


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes each permission here: Django makes them only after the last migration."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(*(_permission(apps, *told) for told in MAY))


def take_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


def _permission(apps: Apps, app: str, model: str, codename: str) -> Permission:
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    told = {"name": NAMES[codename]}
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(content_type=kind, codename=codename, defaults=told)
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0004_mails"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="act",
            options={
                "ordering": ("-at", "-id"),
                "permissions": (
                    ("desk", "Can help partners at the support desk"),
                    ("figures", "Can see the figures of the membership"),
                ),
                "verbose_name": "act of the support desk",
                "verbose_name_plural": "acts of the support desk",
            },
        ),
        migrations.AlterField(
            model_name="price",
            name="plan",
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="membership.plan"),
        ),
        migrations.RunPython(give, take_back),
    ]
