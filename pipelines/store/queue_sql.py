"""The statements of the frontier."""

from __future__ import annotations

CLEAR = "UPDATE urls SET taken = NULL WHERE taken IS NOT NULL AND taken != ?"
KILLED = "SELECT source, count(*) FROM urls WHERE taken IS NOT NULL AND taken != ? GROUP BY source"
HOSTS = "SELECT DISTINCT host FROM urls WHERE source = ? AND due IS NOT NULL"
LEFT = "SELECT count(*) FROM urls WHERE source = ? AND due <= ?"
NEXT_DUE = "SELECT min(due) FROM urls WHERE source = ? AND due IS NOT NULL"
# What waits: since the address was first seen, nothing has been stored for it but this row.
ADD = """
    INSERT INTO urls (url, state, source, kind, host, priority, depth, parent, title, listed, due, further,
        failures)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (url) DO NOTHING"""
# A known address that a list or sitemap dates after the last visit has changed since.
RENEWED = """
    UPDATE urls SET due = ?3, listed = ?2
    WHERE url = ?1 AND last_seen < ?2 AND state IN ('done', 'gone') AND (due IS NULL OR due > ?3)"""
# Further pages of a list that brought something new.
FURTHER = """
    UPDATE urls SET due = ?2 WHERE url = ?1 AND state = 'done' AND last_seen < ?3 AND (due IS NULL OR due > ?2)"""
SEED = """
    INSERT INTO urls (url, state, source, kind, host, priority, depth, due, further, failures)
    VALUES (?1, 'waiting', ?2, ?3, ?4, 0, 0, ?5, ?6, 0)
    ON CONFLICT (url) DO UPDATE SET source = ?2, kind = ?3, host = ?4, priority = 0, depth = 0, further = ?6,
        due = CASE WHEN due IS NULL OR failures > 0 THEN ?5 ELSE due END"""
FORMER_SEEDS = "SELECT url FROM urls WHERE source = ? AND priority = 0"
DROP_SEED = "UPDATE urls SET due = NULL, priority = 2 WHERE url = ?"
RECHECK = """
    UPDATE urls SET due = ?2 WHERE source = ?1 AND state IN ('done', 'waiting') AND due > ?2
        AND (?3 OR kind != 'article')"""
WAKE = """
    UPDATE urls SET state = 'waiting', due = ?2 WHERE source = ?1 AND state = 'skipped'
        AND (?3 IS NULL OR listed IS NULL OR listed >= ?3)
        AND (?4 IS NULL OR topics IS NULL OR EXISTS (SELECT 1 FROM json_each(topics) WHERE value = ?4))"""
TAKE = """
    SELECT url, source, host, kind, depth, parent, further, title, listed, etag, last_modified, body_digest, failures, history,
        last_seen, state, taken
    FROM urls WHERE source = ? AND host = ? AND priority = ? AND due <= ? AND taken IS NOT ?
    ORDER BY due LIMIT ?"""
DIGEST = "SELECT digest FROM urls WHERE url = ?"
SET_DIGEST = "UPDATE urls SET digest = ? WHERE url = ?"
PUT_OFF = """
    UPDATE urls SET state = 'skipped', due = NULL, taken = NULL WHERE source = ? AND state = 'waiting'
        AND due IS NOT NULL AND kind NOT IN ('article', 'attachment') AND priority > 0 AND taken IS NULL"""
TAKEN = "UPDATE urls SET taken = ? WHERE url = ?"
FINISH = """
    UPDATE urls SET state = ?2, due = ?3, failures = ?4, history = ?5, reason = ?6, target = ?7, topics = ?8,
        listed = coalesce(?9, listed), etag = ?10, last_modified = ?11, body_digest = ?12, last_seen = ?13, crawl = ?14,
        priority = CASE WHEN priority = 0 THEN 0 ELSE 2 END, taken = NULL
    WHERE url = ?1"""
# The page lies at another address than the one that was asked for: that one is as done.
ARRIVED = """
    INSERT INTO urls (url, state, source, kind, host, priority, depth, parent, failures)
    VALUES (?1, 'done', ?2, ?3, ?4, 2, ?5, ?6, 0)
    ON CONFLICT (url) DO UPDATE SET source = coalesce(source, ?2), kind = coalesce(kind, ?3),
        host = coalesce(host, ?4), depth = coalesce(depth, ?5), priority = coalesce(priority, 2),
        parent = coalesce(parent, ?6)"""
PART = """
    INSERT INTO urls (url, state, source, kind, host, target, parent, failures, last_seen, crawl)
    VALUES (?1, 'part', ?2, 'article', ?3, ?4, ?4, 0, ?5, ?6)
    ON CONFLICT (url) DO UPDATE SET state = 'part', target = ?4, due = NULL, last_seen = ?5, crawl = ?6
    WHERE state = 'waiting' OR state = 'part'"""
FILES = """
    SELECT a.url, j.value FROM urls u JOIN articles a USING (url), json_each(a.attachments) j
    WHERE u.source = ? AND u.kind = 'article' AND a.attachments != '[]'"""
LEARN = """
    INSERT INTO sources (name, learned) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET learned = excluded.learned"""
LEARNED = "SELECT learned FROM sources WHERE name = ?"
SOURCE_ENDED = """
    INSERT INTO sources (name, state, reason, crawl, finished, counts) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET state = excluded.state, reason = excluded.reason, crawl = excluded.crawl,
        finished = excluded.finished, counts = excluded.counts"""
