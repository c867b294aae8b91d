"""What was dropped as spam, by where it came from, what it advertised and why it was dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

_SPAM = "q.status != 'restored' AND q.category != 'empty'"  # a page without an article is dropped, too
_EXAMPLE = 60  # characters
# Title, headers, query; each takes the most rows to give. Beside max() SQLite gives the values of that row.
TABLES = (
    (
        "Spam by host",
        ("source", "host", "pages", "dropped", "characters", "example"),
        f"""SELECT coalesce(u.source, '-'), coalesce(q.host, 'documents'), count(DISTINCT q.url), count(*),
                sum(length(q.text)), substr(q.text, 1, {_EXAMPLE})
            FROM quarantine q LEFT JOIN urls u ON u.url = q.url
            WHERE {_SPAM} GROUP BY 1, 2 HAVING max(q.score) OR 1 ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT ?""",  # noqa: S608
    ),
    (
        "Spam by category",
        ("category", "kind", "pages", "dropped", "example"),
        f"""SELECT q.category, q.kind, count(DISTINCT q.url), count(*), substr(q.text, 1, {_EXAMPLE})
            FROM quarantine q WHERE {_SPAM}
            GROUP BY 1, 2 HAVING max(q.score) OR 1 ORDER BY 4 DESC, 1, 2 LIMIT ?""",  # noqa: S608
    ),
)  # fmt: skip
DECIDED = (
    "Decisions",
    ("decision", "by", "items", "last"),
    """SELECT decision, by, count(*), substr(max(at), 1, 16)
        FROM decisions GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT ?""",
)
REASON_HEADERS = ("reason", "pages", "dropped", "example")
_NUMBER = re.compile(r"\d+")


def reasons(conn: sqlite3.Connection, limit: int) -> list[tuple[Any, ...]]:
    """Rows of ``REASON_HEADERS``: reasons that differ in their numbers alone are one, "n spam terms"."""
    conn.create_function("without_numbers", 1, lambda reason: _NUMBER.sub("n", reason), deterministic=True)
    query = f"""SELECT without_numbers(value), count(DISTINCT q.url), count(*), substr(q.text, 1, {_EXAMPLE})
        FROM quarantine q, json_each(q.reasons) WHERE {_SPAM}
        GROUP BY 1 HAVING max(q.score) OR 1 ORDER BY 3 DESC, 1 LIMIT ?"""  # noqa: S608
    return conn.execute(query, (limit,)).fetchall()
