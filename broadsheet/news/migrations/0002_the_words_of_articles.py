"""The table of words, and what each database finds them by.

A later change of this table must lay the triggers again: Django remakes a table on SQLite, and they go with the old one."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = ("headline", "standfirst", "body", "premium", "magazine", "epaper")
BODIES = COLUMNS[2:]


def lay_the_index(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A full-text table kept true by triggers on SQLite; generated columns with an index each on PostgreSQL."""
    lines = _on_postgresql() if schema_editor.connection.vendor == "postgresql" else _on_sqlite()
    for line in lines:
        schema_editor.execute(line)


def take_the_index_up(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The way back; on PostgreSQL the columns go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE news_articlewords_found")


def _on_sqlite() -> list[str]:
    # The words hold letters and digits only; “ascii” takes every other letter of Unicode for a part of a word, whatever it is.
    columns = ", ".join(COLUMNS)
    old, new = (", ".join(f"{row}.{column}" for column in COLUMNS) for row in ("old", "new"))
    gone = f"INSERT INTO news_articlewords_found (news_articlewords_found, rowid, {columns}) VALUES ('delete', old.place, {old})"  # noqa: S608 - our own names
    come = f"INSERT INTO news_articlewords_found (rowid, {columns}) VALUES (new.place, {new})"  # noqa: S608 - our own names
    return [
        f"CREATE VIRTUAL TABLE news_articlewords_found USING fts5({columns}, content='news_articlewords', content_rowid='place', tokenize='ascii')",
        f"CREATE TRIGGER news_articlewords_come AFTER INSERT ON news_articlewords BEGIN {come}; END",
        f"CREATE TRIGGER news_articlewords_gone AFTER DELETE ON news_articlewords BEGIN {gone}; END",
        f"CREATE TRIGGER news_articlewords_other AFTER UPDATE ON news_articlewords BEGIN {gone}; {come}; END",
    ]


def _on_postgresql() -> list[str]:
    found = {"body": "to_tsvector('simple', headline || ' ' || standfirst || ' ' || body)"}
    for body in BODIES[1:]:
        found[body] = f"CASE WHEN {body} <> '' THEN to_tsvector('simple', headline || ' ' || standfirst || ' ' || {body}) END"
    columns = [
        f"ALTER TABLE news_articlewords ADD COLUMN {body}_found tsvector GENERATED ALWAYS AS ({words}) STORED"
        for body, words in found.items()
    ]
    # Kept in the row: the planner counts what lies beside it as free, and would read a whole archive's words for a rare one (1,000 times slower).
    columns += [f"ALTER TABLE news_articlewords ALTER COLUMN {body}_found SET STORAGE MAIN" for body in BODIES]
    return columns + [f"CREATE INDEX news_articlewords_{body}_found ON news_articlewords USING gin ({body}_found)" for body in BODIES]


class Migration(migrations.Migration):
    dependencies = [("news", "0001_the_news")]

    operations = [
        migrations.CreateModel(
            name="ArticleWords",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=8)),
                ("headline", models.TextField()),
                ("standfirst", models.TextField()),
                ("body", models.TextField()),
                ("premium", models.TextField()),
                ("magazine", models.TextField()),
                ("epaper", models.TextField()),
                ("article", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="words", to="news.article")),
            ],
            options={"verbose_name": "words of an article", "verbose_name_plural": "words of articles"},
        ),
        migrations.RunPython(lay_the_index, take_the_index_up),
    ]
