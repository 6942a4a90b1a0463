from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_account")]

    operations = [
        migrations.AddField("account", "session_generation", models.PositiveIntegerField(default=0, editable=False)),
    ]
