"""The blocks of a lesson may stand in a body."""

import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0002_the_words_of_articles"),
    ]

    # A body is JSON whatever blocks it is made of: nothing is to be done to a table of a million articles.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="article",
                    name="body",
                    field=wagtail.fields.StreamField(
                        [
                            ("paragraph", 0),
                            ("heading", 1),
                            ("quote", 4),
                            ("pull_quote", 4),
                            ("picture", 8),
                            ("fact_box", 14),
                            ("table", 12),
                            ("embed", 18),
                            ("verbatim", 19),
                            ("pause", 20),
                            ("lesson", 25),
                            ("glossary", 27),
                            ("grammar", 29),
                            ("exercises", 36),
                            ("part", 41),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("broadsheet.news.body.Paragraph", (), {}),
                            1: ("broadsheet.news.body.Heading", (), {}),
                            2: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            3: ("wagtail.blocks.CharBlock", (), {"label": "Speaker", "required": False}),
                            4: ("wagtail.blocks.StructBlock", [[("text", 2), ("speaker", 3)]], {}),
                            5: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "Photo"}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Empty: the photo's own.", "label": "Caption", "required": False},
                            ),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Empty: the photo's own.", "label": "Credit", "required": False},
                            ),
                            8: ("wagtail.blocks.StructBlock", [[("photo", 5), ("caption", 6), ("credit", 7)]], {}),
                            9: ("wagtail.blocks.CharBlock", (), {"label": "Title"}),
                            10: ("wagtail.blocks.CharBlock", (), {"label": "Caption", "required": False}),
                            11: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "A row a line, cells parted by | or as a spreadsheet copies them. The first row is the head.",
                                    "label": "Rows",
                                },
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("caption", 10), ("rows", 11)]], {}),
                            13: ("wagtail.blocks.StreamBlock", [[("paragraph", 0), ("table", 12)]], {"label": "Facts"}),
                            14: ("wagtail.blocks.StructBlock", [[("title", 9), ("body", 13)]], {}),
                            15: ("wagtail.blocks.URLBlock", (), {"label": "Address"}),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "Title", "required": False}),
                            17: ("wagtail.blocks.TextBlock", (), {"label": "What is there", "required": False}),
                            18: ("wagtail.blocks.StructBlock", [[("url", 15), ("title", 16), ("text", 17)]], {}),
                            19: ("broadsheet.news.body.Verbatim", (), {}),
                            20: ("broadsheet.news.body.Pause", (), {}),
                            21: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
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
                                    "label": "Language",
                                },
                            ),
                            22: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "In the language that is learnt, with its vowel marks.", "label": "Title"},
                            ),
                            23: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "A paragraph a line, in full spelling with the vowel marks on top. Without them it is made from this.",
                                    "label": "Text",
                                },
                            ),
                            24: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "In Latin letters, a paragraph a line.", "label": "As one hears it", "required": False},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("language", 21), ("title", 22), ("text", 23), ("transliteration", 24)]],
                                {},
                            ),
                            26: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "A word a line, its parts divided by |: the word, how it sounds, what kind of word it is, what it means.",
                                    "label": "Words",
                                },
                            ),
                            27: ("wagtail.blocks.StructBlock", [[("language", 21), ("words", 26)]], {}),
                            28: ("wagtail.blocks.RichTextBlock", (), {"features": ("bold", "italic", "ul"), "label": "Note"}),
                            29: ("wagtail.blocks.StructBlock", [[("language", 21), ("note", 28)]], {}),
                            30: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("choose", "choose one answer"),
                                        ("fill_in", "fill in the missing word"),
                                        ("order", "put the words in order"),
                                    ],
                                    "label": "Kind",
                                },
                            ),
                            31: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "To fill in: the sentence, with ___ for the missing word.",
                                    "label": "Question, or sentence",
                                    "required": False,
                                },
                            ),
                            32: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "An answer a line.", "label": "Answers to choose from", "required": False, "rows": 3},
                            ),
                            33: ("wagtail.blocks.CharBlock", (), {"label": "The right answer"}),
                            34: ("wagtail.blocks.StructBlock", [[("kind", 30), ("question", 31), ("options", 32), ("answer", 33)]], {}),
                            35: ("wagtail.blocks.ListBlock", (34,), {"label": "Exercises"}),
                            36: ("wagtail.blocks.StructBlock", [[("language", 21), ("exercises", 35)]], {}),
                            37: ("wagtail.blocks.CharBlock", (), {"label": "Headline"}),
                            38: ("wagtail.blocks.DateTimeBlock", (), {"label": "At", "required": False}),
                            39: ("wagtail.blocks.BooleanBlock", (), {"label": "A key event", "required": False}),
                            40: (
                                "wagtail.blocks.StreamBlock",
                                [
                                    [
                                        ("paragraph", 0),
                                        ("heading", 1),
                                        ("quote", 4),
                                        ("pull_quote", 4),
                                        ("picture", 8),
                                        ("fact_box", 14),
                                        ("table", 12),
                                        ("embed", 18),
                                        ("verbatim", 19),
                                        ("pause", 20),
                                        ("lesson", 25),
                                        ("glossary", 27),
                                        ("grammar", 29),
                                        ("exercises", 36),
                                    ]
                                ],
                                {"label": "Text"},
                            ),
                            41: ("wagtail.blocks.StructBlock", [[("headline", 37), ("at", 38), ("is_key", 39), ("body", 40)]], {}),
                        },
                        verbose_name="text",
                    ),
                ),
                migrations.AlterField(
                    model_name="standingpage",
                    name="body",
                    field=wagtail.fields.StreamField(
                        [
                            ("paragraph", 0),
                            ("heading", 1),
                            ("quote", 4),
                            ("pull_quote", 4),
                            ("picture", 8),
                            ("fact_box", 14),
                            ("table", 12),
                            ("embed", 18),
                            ("verbatim", 19),
                            ("pause", 20),
                            ("lesson", 25),
                            ("glossary", 27),
                            ("grammar", 29),
                            ("exercises", 36),
                            ("part", 41),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("broadsheet.news.body.Paragraph", (), {}),
                            1: ("broadsheet.news.body.Heading", (), {}),
                            2: ("wagtail.blocks.TextBlock", (), {"label": "Words"}),
                            3: ("wagtail.blocks.CharBlock", (), {"label": "Speaker", "required": False}),
                            4: ("wagtail.blocks.StructBlock", [[("text", 2), ("speaker", 3)]], {}),
                            5: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "Photo"}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Empty: the photo's own.", "label": "Caption", "required": False},
                            ),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Empty: the photo's own.", "label": "Credit", "required": False},
                            ),
                            8: ("wagtail.blocks.StructBlock", [[("photo", 5), ("caption", 6), ("credit", 7)]], {}),
                            9: ("wagtail.blocks.CharBlock", (), {"label": "Title"}),
                            10: ("wagtail.blocks.CharBlock", (), {"label": "Caption", "required": False}),
                            11: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "A row a line, cells parted by | or as a spreadsheet copies them. The first row is the head.",
                                    "label": "Rows",
                                },
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("caption", 10), ("rows", 11)]], {}),
                            13: ("wagtail.blocks.StreamBlock", [[("paragraph", 0), ("table", 12)]], {"label": "Facts"}),
                            14: ("wagtail.blocks.StructBlock", [[("title", 9), ("body", 13)]], {}),
                            15: ("wagtail.blocks.URLBlock", (), {"label": "Address"}),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "Title", "required": False}),
                            17: ("wagtail.blocks.TextBlock", (), {"label": "What is there", "required": False}),
                            18: ("wagtail.blocks.StructBlock", [[("url", 15), ("title", 16), ("text", 17)]], {}),
                            19: ("broadsheet.news.body.Verbatim", (), {}),
                            20: ("broadsheet.news.body.Pause", (), {}),
                            21: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
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
                                    "label": "Language",
                                },
                            ),
                            22: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "In the language that is learnt, with its vowel marks.", "label": "Title"},
                            ),
                            23: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "A paragraph a line, in full spelling with the vowel marks on top. Without them it is made from this.",
                                    "label": "Text",
                                },
                            ),
                            24: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "In Latin letters, a paragraph a line.", "label": "As one hears it", "required": False},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("language", 21), ("title", 22), ("text", 23), ("transliteration", 24)]],
                                {},
                            ),
                            26: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "A word a line, its parts divided by |: the word, how it sounds, what kind of word it is, what it means.",
                                    "label": "Words",
                                },
                            ),
                            27: ("wagtail.blocks.StructBlock", [[("language", 21), ("words", 26)]], {}),
                            28: ("wagtail.blocks.RichTextBlock", (), {"features": ("bold", "italic", "ul"), "label": "Note"}),
                            29: ("wagtail.blocks.StructBlock", [[("language", 21), ("note", 28)]], {}),
                            30: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("choose", "choose one answer"),
                                        ("fill_in", "fill in the missing word"),
                                        ("order", "put the words in order"),
                                    ],
                                    "label": "Kind",
                                },
                            ),
                            31: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "To fill in: the sentence, with ___ for the missing word.",
                                    "label": "Question, or sentence",
                                    "required": False,
                                },
                            ),
                            32: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "An answer a line.", "label": "Answers to choose from", "required": False, "rows": 3},
                            ),
                            33: ("wagtail.blocks.CharBlock", (), {"label": "The right answer"}),
                            34: ("wagtail.blocks.StructBlock", [[("kind", 30), ("question", 31), ("options", 32), ("answer", 33)]], {}),
                            35: ("wagtail.blocks.ListBlock", (34,), {"label": "Exercises"}),
                            36: ("wagtail.blocks.StructBlock", [[("language", 21), ("exercises", 35)]], {}),
                            37: ("wagtail.blocks.CharBlock", (), {"label": "Headline"}),
                            38: ("wagtail.blocks.DateTimeBlock", (), {"label": "At", "required": False}),
                            39: ("wagtail.blocks.BooleanBlock", (), {"label": "A key event", "required": False}),
                            40: (
                                "wagtail.blocks.StreamBlock",
                                [
                                    [
                                        ("paragraph", 0),
                                        ("heading", 1),
                                        ("quote", 4),
                                        ("pull_quote", 4),
                                        ("picture", 8),
                                        ("fact_box", 14),
                                        ("table", 12),
                                        ("embed", 18),
                                        ("verbatim", 19),
                                        ("pause", 20),
                                        ("lesson", 25),
                                        ("glossary", 27),
                                        ("grammar", 29),
                                        ("exercises", 36),
                                    ]
                                ],
                                {"label": "Text"},
                            ),
                            41: ("wagtail.blocks.StructBlock", [[("headline", 37), ("at", 38), ("is_key", 39), ("body", 40)]], {}),
                        },
                        verbose_name="text",
                    ),
                ),
            ]
        )
    ]
