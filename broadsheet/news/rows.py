"""Many new rows at once, past Django's own way, which costs more than the database does: COPY on PostgreSQL, one long statement on SQLite.

For takings-in of thousands. As with bulk_create no signal is sent and no save() is called; numbers are given before, so that nothing is read back."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

MOST_PARAMETERS = 30_000  # of one statement; SQLite takes 32,766 since 3.32


def insert(objects: Sequence[models.Model], ready: Mapping[str, Sequence[object]] | None = None) -> None:
    """Writes new rows of one model, and gives each object its number. Inside the caller's transaction.

    ready   columns whose values lie as the database keeps them already, in the order of the objects: what is dear to make is made elsewhere"""
    if not objects:
        return
    model, ready = type(objects[0]), ready or {}
    if objects[0].pk is None:
        for one, number in zip(objects, _new_numbers(model, len(objects)), strict=True):
            one.pk = number
    fields = [field for field in model._meta.concrete_fields if field.name not in ready]
    write_rows(model, [*(str(field.column) for field in fields), *ready], _rows(objects, fields, ready))
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes new rows, given as tuples in the order of the columns."""
    if connection.vendor != "postgresql":
        _write(model, columns, rows)
        return
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {_table(model)} ({_names(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def write_missing_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same, but what is there already stays as it is."""
    _write(model, columns, rows, " ON CONFLICT DO NOTHING")


def among(values: Iterable[int] | Iterable[str]) -> RawSQL:
    """Many values as one, for `field__in=`: hundreds of parameters cost Django more than the query costs the database."""
    given = list(values)
    if connection.vendor == "postgresql":
        kind = "text" if given and isinstance(given[0], str) else "bigint"
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [given])  # noqa: S611 - no word of it is from outside
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(given)])


def _new_numbers(model: type[models.Model], many: int) -> list[int]:
    """Numbers that nobody else gets: on PostgreSQL out of the sequence; SQLite's only writer, since our transactions begin as writers, counts on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, many])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])  # AUTOINCREMENT's own count
        last: int = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + 1 + many))


def _rows(objects: Sequence[models.Model], fields: Sequence[models.Field], ready: Mapping[str, Sequence[object]]) -> Iterable[list[Any]]:
    values_of = attrgetter(*(field.attname for field in fields))
    written = [(place, as_written) for place, field in enumerate(fields) if (as_written := _as_written(field)) is not None]
    for one, *made in zip(objects, *ready.values(), strict=True):
        row = list(values_of(one))
        for place, as_written in written:
            if row[place] is not None:
                row[place] = as_written(row[place])
        yield row + made


def _as_written(field: models.Field) -> Callable[[Any], object] | None:
    """How the database keeps a field's values, where that is not how they are."""
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, models.CharField | models.TextField | models.IntegerField | models.BooleanField | models.ForeignKey):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], ending: str = "") -> None:
    """Many rows a statement: SQLite's full-text table begins a new part at each, and merging these would cost more than all the rest.
    Handed to the database's own driver: Django would read the statement anew for its parameters."""
    connection.ensure_connection()
    rows, mark = iter(rows), "%s" if connection.vendor == "postgresql" else "?"
    place = f"({', '.join([mark] * len(columns))})"
    while some := list(islice(rows, MOST_PARAMETERS // len(columns))):
        line = f"INSERT INTO {_table(model)} ({_names(columns)}) VALUES {', '.join([place] * len(some))}{ending}"  # noqa: S608 - our own names
        with connection.wrap_database_errors:
            connection.connection.execute(line, list(chain.from_iterable(some)))


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))
