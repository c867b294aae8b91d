"""The questions that `scrapy report` asks of an archive."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A table to show: a title, a header per column, the rows."""

    title: str
    headers: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


# Title, headers, query; each query takes the greatest number of rows to give.
OF_ARCHIVE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "Pages",
        ("verdict", "pages"),
        """SELECT coalesce(verdict, state), count(*) FROM urls GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?""",
    ),
    (
        "Sources",
        ("source", "articles"),
        """SELECT coalesce(source, '-'), count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?""",
    ),
    (
        "Campaigns",
        ("campaign", "articles"),
        """SELECT value, count(*) FROM articles, json_each(campaigns)
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?""",
    ),
    (
        "Places",
        ("province", "city", "county", "articles"),
        """SELECT coalesce(province, '-'), coalesce(city, '-'), coalesce(county, '-'), count(*)
            FROM articles GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT ?""",
    ),
    (
        "Repairs",
        ("kind", "certain", "guessed"),
        """SELECT kind, sum(certain), sum(NOT certain) FROM repairs JOIN articles USING (url, version)
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?""",
    ),
    (
        "Last crawls",
        ("crawl", "spider", "started", "finished", "reason"),
        """SELECT id, spider, started, coalesce(finished, 'did not end'), coalesce(reason, '-')
            FROM crawls ORDER BY id DESC LIMIT min(?, 3)""",
    ),
    (
        "What the last crawl did",
        ("outcome", "verdict", "reason", "pages"),
        """SELECT outcome, coalesce(verdict, '-'), coalesce(reason, '-'), count(*)
            FROM fetches WHERE crawl = (SELECT max(id) FROM crawls)
            GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT ?""",
    ),
)

# Of one crawl; each query takes its number and the greatest number of rows to give.
OF_CRAWL: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "Sources",
        (
            "source",
            "ended",
            "pages",
            "articles",
            "new",
            "changed",
            "unchanged",
            "spam",
            "off-topic",
            "gone",
            "failed",
            "refetched",
            "left",
            "reason",
        ),
        """SELECT name, state, counts ->> 'pages', counts ->> 'articles', counts ->> 'new', counts ->> 'changed',
                counts ->> 'unchanged', counts ->> 'spam', counts ->> 'off-topic', counts ->> 'gone',
                counts ->> 'failed', counts ->> 'refetched', counts ->> 'left', reason
            FROM (SELECT name, max(value) FILTER (WHERE key = 'state') state,
                    max(value) FILTER (WHERE key = 'reason') reason, json_group_object(key, value) counts
                FROM (SELECT substr(key, 9, instr(substr(key, 9), '/') - 1) name,
                        substr(key, 9 + instr(substr(key, 9), '/')) key, j.value
                    FROM crawls, json_each(counts) j WHERE crawls.id = ?1 AND key LIKE 'sources/%')
                GROUP BY name)
            ORDER BY 3 DESC, 1 LIMIT ?2""",
    ),
    (
        "What it did",
        ("outcome", "verdict", "pages"),
        """SELECT outcome, coalesce(verdict, '-'), count(*) FROM fetches WHERE crawl = ?1
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?2""",
    ),
    (
        "Why not",
        ("outcome", "reason", "pages", "for example"),
        """SELECT outcome, reason, count(*), min(url) FROM fetches
            WHERE crawl = ?1 AND reason IS NOT NULL AND outcome NOT IN ('unchanged', 'listed')
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?2""",
    ),
    (
        "Changes",
        ("kind", "articles"),
        """SELECT kind, count(*) FROM changes WHERE crawl = ?1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?2""",
    ),
)
CRAWL = """
    SELECT id, spider, arguments, code_version, started,
        coalesce(finished, CASE reason WHEN 'killed' THEN 'did not end' ELSE 'is running, or did not end' END),
        coalesce(reason, '-')
    FROM crawls WHERE id = coalesce(?, (SELECT max(id) FROM crawls))"""
LEFT = """
    SELECT source, count(*) FILTER (WHERE due <= ?1), min(due) FROM urls WHERE due IS NOT NULL
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?2"""

PAGES = """
    SELECT coalesce(f.verdict, f.outcome), coalesce(a.title, f.reason), a.published, a.source,
        coalesce(length(a.body), 0),
        (SELECT count(*) FROM quarantine q WHERE q.url = f.url),
        (SELECT count(*) FROM repairs r WHERE r.url = a.url AND r.version = a.version),
        f.outcome, f.url
    FROM fetches f LEFT JOIN articles a ON a.url = f.url AND f.verdict = 'article'
    WHERE f.crawl = ? ORDER BY f.id LIMIT ?"""
PAGE_HEADERS = (
    "verdict", "title", "published", "source", "characters", "quarantined", "repairs", "outcome", "url",
)  # fmt: skip


SOURCES = """
    SELECT name, s.state, s.reason, s.crawl, s.finished, coalesce(u.articles, 0), coalesce(u.waiting, 0),
        coalesce(u.failed, 0)
    FROM (SELECT name FROM sources UNION SELECT DISTINCT source FROM urls WHERE source IS NOT NULL)
    LEFT JOIN sources s USING (name)
    LEFT JOIN (
        SELECT source AS name, sum(kind = 'article' AND verdict = 'article') AS articles,
            sum(state = 'waiting') AS waiting, sum(state = 'failed') AS failed
        FROM urls WHERE source IS NOT NULL GROUP BY source
    ) u USING (name) ORDER BY 1"""
