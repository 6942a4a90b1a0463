"""What advertising keeps: advertisers, their orders, slots, and how often what was seen."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
from django.db import migrations, models

import broadsheet.advertising.creative


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Advertiser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                (
                    "contact",
                    models.CharField(blank=True, help_text="Whom to call. Readers never see it.", max_length=200, verbose_name="contact"),
                ),
            ],
            options={
                "verbose_name": "advertiser",
                "verbose_name_plural": "advertisers",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(max_length=40, unique=True, verbose_name="name")),
                (
                    "opening",
                    models.CharField(
                        choices=[
                            ("front-after-top", "the front, under the top"),
                            ("front-after-band", "the front, under a band"),
                            ("section-after-top", "a section's front, under the top"),
                            ("beside-text", "an article, beside the text"),
                            ("gap", "an article, in the text"),
                            ("after-body", "an article, under the text"),
                        ],
                        max_length=20,
                        verbose_name="where",
                    ),
                ),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("board", "board: across the page"),
                            ("text", "square: in the text, on a telephone"),
                            ("tall", "tall: beside the text, on a wide screen"),
                        ],
                        max_length=5,
                        verbose_name="shape",
                    ),
                ),
                (
                    "band",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Counted from the top of the front; for a slot under a band only.",
                        verbose_name="under which band",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "slot",
                "verbose_name_plural": "slots",
                "ordering": ("id",),
                "default_permissions": ("add", "change", "view"),
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("mark", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("direct", "sold by us"), ("house", "the paper's own")],
                        default="direct",
                        help_text="The paper's own stands only where nothing sold may.",
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("sort_order", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                (
                    "advertiser",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="advertising.advertiser",
                        verbose_name="advertiser",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ("sort_order", "id"),
            },
        ),
        migrations.CreateModel(
            name="Flight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, help_text="Empty: until somebody ends it.", null=True, verbose_name="until")),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How often it comes up beside the others: of 1 and 3, the second stands on three pages of four.",
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)],
                        verbose_name="weight",
                    ),
                ),
                ("only_on", models.JSONField(blank=True, default=list, help_text="None chosen: everywhere.", verbose_name="only on")),
                ("never_on", models.JSONField(blank=True, default=list, verbose_name="never on")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flights",
                        to="advertising.campaign",
                        verbose_name="campaign",
                    ),
                ),
                ("slots", modelcluster.fields.ParentalManyToManyField(related_name="flights", to="advertising.slot", verbose_name="slots")),
            ],
            options={
                "verbose_name": "flight",
                "verbose_name_plural": "flights",
                "ordering": ("-starts_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Creative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("board", "board: across the page"),
                            ("text", "square: in the text, on a telephone"),
                            ("tall", "tall: beside the text, on a wide screen"),
                        ],
                        max_length=5,
                        verbose_name="shape",
                    ),
                ),
                (
                    "link",
                    models.CharField(
                        max_length=500,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?:https?://[^\\s/]+|/(?!/))\\S*$",
                                "Give a whole address (https://…), or a path of this paper that begins with one slash.",
                            )
                        ],
                        verbose_name="leads to",
                    ),
                ),
                ("headline", models.CharField(blank=True, max_length=60, verbose_name="headline")),
                ("line", models.CharField(blank=True, max_length=140, verbose_name="line")),
                ("button", models.CharField(blank=True, max_length=30, verbose_name="button")),
                ("foot", models.CharField(blank=True, max_length=90, verbose_name="foot")),
                (
                    "tone",
                    models.CharField(
                        choices=[("light", "dark on light"), ("dark", "light on dark")], default="light", max_length=5, verbose_name="tone"
                    ),
                ),
                (
                    "picture",
                    models.ImageField(
                        blank=True,
                        height_field="height",
                        help_text="Instead of words. It is shown whole, within the shape's room.",
                        storage=broadsheet.advertising.creative.public_storage,
                        upload_to="notices",
                        validators=[broadsheet.advertising.creative.refuse_what_is_no_picture],
                        verbose_name="picture",
                        width_field="width",
                    ),
                ),
                ("width", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("height", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture says, for who can't see it.",
                        max_length=200,
                        verbose_name="alternative text",
                    ),
                ),
                ("sort_order", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                (
                    "flight",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="creatives",
                        to="advertising.flight",
                        verbose_name="flight",
                    ),
                ),
            ],
            options={
                "verbose_name": "creative",
                "verbose_name_plural": "creatives",
                "ordering": ("sort_order", "id"),
            },
        ),
        migrations.CreateModel(
            name="Seller",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "domain",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9-]+(?:\\.[a-z0-9-]+)+$", "A domain in small letters, such as exchange.example."
                            )
                        ],
                        verbose_name="domain of the system",
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        max_length=120,
                        validators=[django.core.validators.RegexValidator("^[^\\s,#;]+$", "One word, without a comma.")],
                        verbose_name="account there",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[("DIRECT", "direct: the account is ours"), ("RESELLER", "reseller: somebody sells for us")],
                        default="DIRECT",
                        max_length=8,
                        verbose_name="relation",
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[django.core.validators.RegexValidator("^[^\\s,#;]+$", "One word, without a comma.")],
                        verbose_name="certified as",
                    ),
                ),
            ],
            options={
                "verbose_name": "seller",
                "verbose_name_plural": "sellers",
                "ordering": ("domain", "account"),
                "constraints": [models.UniqueConstraint(fields=("domain", "account", "relation"), name="a_seller_once")],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("views", models.PositiveBigIntegerField(default=0, verbose_name="views")),
                ("clicks", models.PositiveBigIntegerField(default=0, verbose_name="clicks")),
                (
                    "creative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="advertising.creative",
                        verbose_name="creative",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advertising.slot", verbose_name="slot"
                    ),
                ),
            ],
            options={
                "verbose_name": "tally",
                "verbose_name_plural": "tallies",
                "ordering": ("-day", "slot", "creative"),
                "default_permissions": ("view",),
            },
        ),
        migrations.AddConstraint(
            model_name="creative",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("headline", ""), _negated=True), models.Q(("picture", ""), _negated=True), _connector="OR"),
                name="creative_shows_something",
            ),
        ),
        migrations.AddIndex(
            model_name="flight",
            index=models.Index(fields=["ends_at"], name="flight_not_over"),
        ),
        migrations.AddConstraint(
            model_name="flight",
            constraint=models.CheckConstraint(condition=models.Q(("weight__gte", 1)), name="flight_has_weight"),
        ),
        migrations.AddConstraint(
            model_name="flight",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="flight_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("creative", "slot", "day"), name="one_tally_a_day"),
        ),
    ]
