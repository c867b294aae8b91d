"""Full-text search over the archive: pairs of characters in FTS5, ranked, with filters."""

from __future__ import annotations

from pipelines.store.search.errors import SearchError
from pipelines.store.search.find import Found, Hit, search
from pipelines.store.search.index import State, state, update
from pipelines.store.search.query import read_query
from pipelines.store.search.snippet import Snippet

__all__ = ["Found", "Hit", "SearchError", "Snippet", "State", "read_query", "search", "state", "update"]
