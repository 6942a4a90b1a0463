"""The magazine: titles, issues, and the articles they are made of."""

import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.models.preview
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("news", "0003_lessons"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("slug", models.SlugField(allow_unicode=True, max_length=60, unique=True, verbose_name="address")),
                (
                    "line",
                    models.CharField(
                        blank=True,
                        help_text="One line under its name: what it is, and how often it comes.",
                        max_length=200,
                        verbose_name="line",
                    ),
                ),
                (
                    "about",
                    models.TextField(
                        blank=True, help_text="A sentence or two, on its own page and beside each issue.", verbose_name="about it"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "the paper's"),
                            ("en", "English"),
                            ("he", "Hebrew"),
                            ("ar", "Arabic"),
                            ("fa", "Farsi"),
                            ("ur", "Urdu"),
                            ("ru", "Russian"),
                            ("de", "German"),
                            ("es", "Spanish"),
                            ("fr", "French"),
                            ("pt", "Portuguese"),
                            ("it", "Italian"),
                            ("nl", "Dutch"),
                            ("sv", "Swedish"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                (
                    "language_taught",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("he", "Hebrew"),
                            ("ar", "Arabic"),
                            ("fa", "Farsi"),
                            ("ur", "Urdu"),
                            ("ru", "Russian"),
                            ("en", "English"),
                            ("de", "German"),
                            ("es", "Spanish"),
                            ("fr", "French"),
                            ("pt", "Portuguese"),
                            ("it", "Italian"),
                            ("nl", "Dutch"),
                            ("sv", "Swedish"),
                        ],
                        default="",
                        help_text="Only for a monthly that one learns a language by.",
                        max_length=8,
                        verbose_name="language taught",
                    ),
                ),
                ("name_taught", models.CharField(blank=True, max_length=80, verbose_name="name in that language")),
                (
                    "requires",
                    models.CharField(
                        blank=True,
                        choices=[("", "nothing: open to everyone"), ("p", "Premium"), ("m", "the magazine"), ("e", "the ePaper")],
                        default="m",
                        max_length=1,
                        verbose_name="requires",
                    ),
                ),
                (
                    "invitation",
                    models.TextField(
                        blank=True,
                        help_text="What a reader without the benefit is told on the page of an issue.",
                        verbose_name="invitation",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place among the titles")),
                (
                    "editor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.byline",
                        verbose_name="editor",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ("position", "name"),
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                ("has_unpublished_changes", models.BooleanField(default=False, editable=False, verbose_name="has unpublished changes")),
                ("first_published_at", models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="first published at")),
                ("last_published_at", models.DateTimeField(editable=False, null=True, verbose_name="last published at")),
                ("go_live_at", models.DateTimeField(blank=True, null=True, verbose_name="go live date/time")),
                ("expire_at", models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time")),
                ("expired", models.BooleanField(default=False, editable=False, verbose_name="expired")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "slug",
                    models.SlugField(allow_unicode=True, blank=True, help_text="Empty: its number.", max_length=60, verbose_name="address"),
                ),
                (
                    "date",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        help_text="The day on its cover; readers see the month.",
                        verbose_name="date",
                    ),
                ),
                (
                    "cover_alt",
                    models.CharField(
                        blank=True, help_text="Empty: the photo's own.", max_length=400, verbose_name="its alternative text here"
                    ),
                ),
                (
                    "cover_line",
                    models.CharField(
                        help_text="The largest line on the cover: what this issue is about.", max_length=120, verbose_name="cover line"
                    ),
                ),
                ("cover_line_taught", models.CharField(blank=True, max_length=120, verbose_name="the same in the language taught")),
                ("small_lines", models.TextField(blank=True, help_text="A line each.", verbose_name="smaller lines")),
                (
                    "letter",
                    models.TextField(
                        blank=True,
                        help_text="Paragraphs parted by an empty line; *italic* between stars.",
                        verbose_name="the editor's letter",
                    ),
                ),
                (
                    "letter_signed",
                    models.CharField(blank=True, help_text="Empty: the publication's editor.", max_length=120, verbose_name="signed by"),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="issues",
                        to="news.photo",
                        verbose_name="cover picture",
                    ),
                ),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="editions.publication",
                        verbose_name="publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "issue",
                "verbose_name_plural": "issues",
                "ordering": ("-date", "-id"),
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="Feature, interview, food; for a lesson, its level.", max_length=60, verbose_name="kind"
                    ),
                ),
                ("sort_order", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="news.article", verbose_name="article"
                    ),
                ),
                (
                    "issue",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="editions.issue"
                    ),
                ),
            ],
            options={
                "ordering": ("sort_order", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(condition=models.Q(("live", True)), fields=["publication", "-date", "-id"], name="issue_newest"),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.UniqueConstraint(fields=("publication", "slug"), name="issue_one_address"),
        ),
    ]
