"""For how long a payment lasts where its interval does not say it, and what a giver says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("membership", "0002_ledger_kept")]
    operations = [
        migrations.AddField("order", "months", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("order", "friend", models.EmailField(blank=True, max_length=254, default=""), preserve_default=False),
        migrations.AddField("order", "message", models.CharField(blank=True, max_length=500, default=""), preserve_default=False),
        migrations.AddField("membership", "months", models.PositiveSmallIntegerField(blank=True, null=True)),
    ]
