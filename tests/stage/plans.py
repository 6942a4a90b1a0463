"""How the database finds what it is asked for: the plans of all queries that some code asks, and those that read a whole table of articles."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

_ASKS = re.compile(r"\s*(?:SELECT|UPDATE|DELETE|WITH)\b")
_OF_ARTICLES = re.compile(r"(?:SCAN|Seq Scan on) (news_(?:article|redirect|showing|kindred)\w*)(.*)")


@dataclass
class Queries:
    """What was asked, in order, with its parameters."""

    asked: list[tuple[str, object]] = field(default_factory=list)

    def reading_all_articles(self) -> list[str]:
        """Those that go through a table of articles from one end to the other, each with its plan. What walks an index until it has enough is none."""
        planned = ((sql, plan_of(sql, params)) for sql, params in self.asked)
        return [f"{sql}\n{plan}" for sql, plan in planned if any(_reads_all(line, sql) for line in plan.splitlines())]


@contextmanager
def queries() -> Iterator[Queries]:
    """All queries that are asked within."""
    found = Queries()

    def note(execute, sql, params, many, context):
        if not many and _ASKS.match(sql):
            found.asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def plan_of(sql: str, params: object) -> str:
    """How the database would answer. PostgreSQL is asked as if it could afford neither to read a whole table nor to sort it, as in a large archive it can't."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            cursor.execute("RESET enable_seqscan; RESET enable_sort")
            return plan
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(row[-1] for row in cursor.fetchall())


def _reads_all(line: str, sql: str) -> bool:
    found = _OF_ARTICLES.search(line)
    return found is not None and not ("INDEX" in found[2] and "LIMIT" in sql)
