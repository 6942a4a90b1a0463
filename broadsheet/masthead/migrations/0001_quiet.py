"""What editors keep quiet."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Quiet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("thing", models.CharField(max_length=100, verbose_name="what")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("kept_by", models.CharField(max_length=200, verbose_name="kept quiet by")),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="kept quiet at")),
                ("lifted_by", models.CharField(blank=True, max_length=200, verbose_name="lifted by")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted at")),
            ],
            options={
                "verbose_name": "quiet",
                "verbose_name_plural": "quiet",
                "ordering": ("-kept_at", "-id"),
                "default_permissions": ("add", "view"),
                "indexes": [models.Index(condition=models.Q(("lifted_at", None)), fields=["thing"], name="quiet_standing")],
            },
        ),
    ]
