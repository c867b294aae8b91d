"""What can be wrong with a query."""

from __future__ import annotations


class SearchError(ValueError):
    """A query that cannot be understood; one line for the user: what, and what would do."""

    def __init__(self, message: str) -> None:
        # It tells what was typed, which may be anything.
        super().__init__("".join(c if c.isprintable() else " " for c in message))
