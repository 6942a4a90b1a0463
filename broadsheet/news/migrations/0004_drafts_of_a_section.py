"""The drafts of one section are found without reading all that it has published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0003_words_written_sooner")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["section", "live", "-updated_at", "-id"], name="article_section_live_changed"),
        ),
    ]
