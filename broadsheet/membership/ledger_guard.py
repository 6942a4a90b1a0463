"""The database's own refusal to change or delete a line of the ledger, whoever asks: triggers, laid by a migration."""

from django.db.backends.base.base import BaseDatabaseWrapper

SAYS = "The ledger is written once: nothing in it is changed or deleted."
TABLE = "membership_payment"
_LITE = "CREATE TRIGGER membership_ledger_kept_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION membership_ledger_kept() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$ LANGUAGE plpgsql"
)
_GRES = "CREATE TRIGGER membership_ledger_kept_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION membership_ledger_kept()"


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay the triggers, in place of older ones."""
    lift(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION.format(says=SAYS))
        for verb in ("UPDATE", "DELETE"):
            sentence = _GRES if connection.vendor == "postgresql" else _LITE
            cursor.execute(sentence.format(verb=verb, table=TABLE, says=SAYS))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take them away: for a migration that must lay the table anew, which lays them again at its end."""
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS membership_ledger_kept_{verb}{on}")


def is_laid(connection: BaseDatabaseWrapper) -> bool:
    """Whether both stand: on SQLite a migration that lays the table anew loses them."""
    table = "pg_trigger WHERE tgname" if connection.vendor == "postgresql" else "sqlite_master WHERE type = 'trigger' AND name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} LIKE 'membership_ledger_kept_%%'", [])  # noqa: S608 - no word of it comes from outside
        return cursor.fetchone()[0] == 2
