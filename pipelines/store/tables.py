# ruff: noqa: RUF009  # column() is dataclasses.field()
"""The tables of archive.db, told once: one dataclass a table, one field a column.

The database schema, the mapping of rows and everything that is exported derive from these classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003  # the columns' types are read at run time

from pipelines.store.columns import column, table, view


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What cleaning yields of an article: the digest covers these columns and no others."""

    title: str | None = column("Title, repaired and Simplified, without the site's name.")
    body: str = column("Text: paragraphs joined by one newline, Simplified.", large=True)
    body_as_written: str | None = column("Text as written, where it is native Traditional.", large=True)
    published: str | None = column("Date of publication that is believed: ISO 8601, date alone if no time.")
    published_claimed: str | None = column("Date the page claims where it is not believed.")
    not_before: str | None = column("Earliest day on which the text can have been written.")
    source: str | None = column("Outlet that the page names as its origin (来源).")
    authors: tuple[str, ...] = column("Reporters, correspondents and writers, in the page's order.")
    editors: tuple[str, ...] = column("Editors and proof-readers, in the page's order.")
    people: dict[str, str] = column("Authors and editors, each with the roles the page gives them.")
    sources: tuple[str, ...] = column("Every outlet the page names, source first.")
    publisher: str | None = column("Site or account that the page was published on.")
    campaigns: tuple[str, ...] = column("Official names of the campaigns the article is about.")
    province: str | None = column("Province, or municipality, of the place the article is about.")
    city: str | None = column("City of the place.")
    county: str | None = column("County or district of the place.")
    town: str | None = column("Town, township or subdistrict of the place.")
    place_code: str | None = column("Statistical code of the most specific level that is known.")
    relevance: float | None = column("How much the article is about any campaign, in 0 to 1.")
    images: tuple[str, ...] = column("Absolute addresses of the article's pictures, in order.")
    captions: tuple[str, ...] = column("Captions of the images, as many; empty where one has none.")
    attachments: tuple[str, ...] = column("Absolute addresses of the files linked from the article.")
    fields: dict[str, str] = column("Header table of a government notice: 索引号, 发文字号 and the like.")
    next_page: str | None = column("Address of the article's next page.")
    basis: dict[str, str] = column("Field name to where its value came from, or why there is none.")
    flags: tuple[str, ...] = column("Damage that was recognised and cannot be undone, and the like.")
    encoding: str | None = column("Encoding the bytes were read in.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Content):
    """One text of an article, with what tells it from the others."""

    url: str = column("Address of the page.")
    version: int = column("Number of this text, from 1; counts up when cleaning yields something else.")
    digest: str = column("SHA-256, in hex, of what cleaning yields: text, fields and flags.")
    last_seen: datetime = column("When the page was last fetched with this text.")
    crawl: int | None = column("Crawl that brought this text.")


@table("articles", key=("url",))
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow(Text):
    """The newest good text of an article."""

    verdict: str = column("What the page was judged last; if spam or empty, this is the text from before.")
    cluster: str | None = column(
        "Address of the best text where several articles tell the same; the article's own if it is that.",
        default=None,
    )
    first_seen: datetime = column("When the article was first fetched.")
    seq: int | None = column("Number of its last change: what to ask from next time.", default=None, since=5)


@table("versions", key=("url", "version"))
@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow(Text):
    """An earlier text of an article."""

    replaced: datetime = column("When the next text took its place; no earlier, where it was found later.")


@table("repairs", key=("url", "version", "ordinal"), rowid=False)
@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRow:
    """One change that cleaning made to a text; taken back in reverse order they give the text as found."""

    url: str = column("Address of the article.")
    version: int = column("Version of the article that the change led to.")
    ordinal: int = column("Number of the change within the version, from 0.")
    field: str = column("Column that the offset counts in: body or title.")
    kind: str = column("What was wrong: slip, pinyin, mark, script, punctuation, space, page-break ...")
    before: str = column("Characters as found; empty where something was put in.")
    after: str = column("Characters that took their place; empty where something was taken out.")
    offset: int = column("Where the characters began in the text as found, in code points.")
    certain: bool = column("1 where the bytes determine the change, 0 where a model chose it.")
    probability: float | None = column("Of a guessed change, in 0 to 1.")


@table("figures", key=("url", "version", "ordinal"), rowid=False)
@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A number that a text of an article tells."""

    url: str = column("Address of the article.")
    version: int = column("Version of the article that tells it.")
    ordinal: int = column("Number of the figure within the version, from 0.")
    value: float | None = column("The number; null where the text leaves it open.")
    text: str = column("As it stands, with its measure word.")
    unit: str = column("Measure word or unit; empty where people are counted without one.")
    approximate: bool = column("1 where the text says about, nearly or more than.")
    counts: str = column("What is counted; empty where that is not clear.")
    sentence: str = column("The sentence it stands in.")
    offset: int = column("Where it begins in the body, in code points.")


@table("quarantine", key=("url", "digest"))
@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """A block or page that was dropped, kept as proof."""

    url: str = column("Address of the page.")
    digest: str = column("SHA-256, in hex, of the text.")
    text: str = column("As found, before any repair.", large=True)
    reasons: tuple[str, ...] = column("Why it was dropped.")
    score: float | None = column("How sure the judge was, in 0 to 1.")
    kind: str = column("block, run inside a paragraph, title for a phrase beside it, page for the whole.")
    category: str = column("Of the spam: porn, gambling ... or other; empty where no article was found.")
    model: str = column("Version of the judge.")
    status: str = column("dropped; restored or confirmed by an operator.", default="dropped")
    first_seen: datetime = column("When it was first found.")
    crawl: int | None = column("Crawl that found it.")
    host: str | None = column("Host of the page; null for documents.", default=None, since=4)
    title: str | None = column("Title of the page.", default=None, since=4)
    version: int | None = column("Version of the article it stood beside last.", default=None, since=4)
    offset: int | None = column(
        "Where it stood in that version's body, or title, as found: in code points.", default=None, since=4
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One response, or one attempt at it, as the caller knows it. ``at`` must carry a time zone."""

    at: datetime = column("When it was fetched.")
    status: int | None = column("HTTP status; null for documents and where nothing answered.", default=None)
    content_type: str | None = column("Content-Type of the response.", default=None)
    size: int | None = column("Bytes of the body.", default=None)
    body_digest: str | None = column("Digest of the body's bytes, as in the WARC.", default=None)
    warc_file: str | None = column("WARC file that keeps the response.", default=None)
    warc_offset: int | None = column("Where its record begins in the WARC file, in bytes.", default=None)


@table("fetches", key=("id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRow(Fetch):
    """One response, or one attempt at it: the log of what was fetched."""

    id: int | None = column("Number of the fetch.", default=None)
    url: str = column("Address that was fetched.")
    crawl: int | None = column("Crawl that fetched it.")
    outcome: str = column(
        "new, changed or unchanged for what was stored; older, listed, off-topic, skipped, gone, part, failed ..."
    )
    verdict: str | None = column("article, spam or empty; null where it failed.", default=None)
    reason: str | None = column("Why it failed, or was not kept.", default=None)


@table("urls", key=("url",), rowid=False)
@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRow:
    """What is known of an address."""

    url: str = column("Address.")
    state: str = column(
        "waiting, done, off-topic, skipped (by an argument of the run), gone, moved, duplicate, part, refused, failed ..."
    )
    source: str | None = column("Name of the source file that led to it.", default=None)
    kind: str | None = column("What lies there: page, list, document ...", default=None)
    verdict: str | None = column("What the page was judged last: article, spam or empty.", default=None)
    digest: str | None = column("Digest of what cleaning yielded last.", default=None)
    etag: str | None = column("ETag of the last response.", default=None)
    last_modified: str | None = column("Last-Modified of the last response.", default=None)
    due: datetime | None = column("When it should be fetched next.", default=None)
    failures: int = column("Failed attempts since the last success.", default=0)
    last_seen: datetime | None = column("When it was last fetched.", default=None)
    crawl: int | None = column("Crawl that last touched it.", default=None)
    host: str | None = column("Host and port, in whose queue it waits.", default=None, since=2)
    priority: int | None = column(
        "0 for seeds, 1 for new addresses, 2 for known ones.", default=None, since=2
    )
    depth: int | None = column(
        "Links from a seed, further pages of a list not counted.", default=None, since=2
    )
    parent: str | None = column("Page that led to it first.", default=None, since=2)
    title: str | None = column("Title that the list shows.", default=None, since=2)
    listed: str | None = column(
        "Date that the list shows, or the page where it was skipped.", default=None, since=2
    )
    target: str | None = column(
        "Address that it leads to: redirect, canonical, first page.", default=None, since=2
    )
    topics: tuple[str, ...] | None = column("Campaigns of a page that was skipped.", default=None, since=2)
    body_digest: str | None = column("SHA-256, in hex, of the last body's bytes.", default=None, since=2)
    history: str | None = column(
        "Last visits: hours since the one before, + if it had changed.", default=None, since=2
    )
    reason: str | None = column("Why it is gone, skipped, refused or failed.", default=None, since=2)
    further: int | None = column(
        "Further pages that may follow it; null for any number.", default=None, since=2
    )
    cleaner: str | None = column(
        "Fingerprint of the code and models that read it last.", default=None, since=3
    )
    taken: int | None = column("Crawl that has it under way, or was killed then.", default=None, since=2)
    served: str | None = column("What it served last, as hosts counts it, in JSON.", default=None, since=4)


@table("sources", key=("name",), since=2)
@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """What is known of a source beside its file."""

    name: str = column("Name of the source file.")
    learned: dict[str, object] | None = column(
        "Shapes of addresses, as discovery learned them.", default=None
    )
    state: str | None = column("How its last crawl ended: done, limit, failed, interrupted.", default=None)
    reason: str | None = column("Why it failed.", default=None)
    crawl: int | None = column("Its last crawl.", default=None)
    finished: datetime | None = column("When that ended.", default=None)
    counts: dict[str, object] | None = column("What that counted.", default=None)


@table("crawls", key=("id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRow:
    """One run."""

    id: int | None = column("Number of the crawl.", default=None)
    spider: str = column("Name of the spider.")
    arguments: dict[str, object] = column("Arguments the spider was started with.")
    code_version: str = column("Version of this program.")
    started: datetime = column("When it began.")
    finished: datetime | None = column(
        "When it ended; null while it runs or where it was killed.", default=None
    )
    reason: str | None = column("Why it ended; finished where all was done.", default=None)
    counts: dict[str, object] | None = column("What it counted.", default=None)


@table("changes", key=("seq",))
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One change of an article: what a downstream tool reads from its last number on."""

    seq: int | None = column("Number of the change; only ever grows.", default=None)
    url: str = column("Address of the article.")
    kind: str = column(
        "new, changed; hijacked or gone where the page lost it; restored where it came back; recleaned where the"
        " same response was read anew; clustered where it came into another cluster."
    )
    version: int = column("Version of the article after the change.")
    at: datetime = column("When the page was fetched.")
    crawl: int | None = column("Crawl that found the change.")


@table("hosts", key=("host",), rowid=False, since=4)
@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    """How much of what a host served last at each of its addresses was spam."""

    host: str = column("Name of the host.")
    pages: int = column("Addresses that served something.", default=0)
    articles: int = column("Of them, articles with no spam beside them.", default=0)
    hijacked: int = column("Of them, articles with spam beside them.", default=0)
    spam: int = column("Of them, spam pages.", default=0)
    empty: int = column("Of them, pages with no article.", default=0)
    blocks: int = column("Dropped blocks.", default=0)
    characters: int = column("Characters of article bodies and of spam.", default=0)
    spam_characters: int = column("Of them, of spam.", default=0)
    categories: dict[str, int] = column("Category of spam to dropped blocks.")
    updated: datetime | None = column("When the numbers last changed.", default=None)
    crawl: int | None = column("Crawl that last changed the numbers.", default=None)
    paused: datetime | None = column("Since when an operator has it paused; null where not.", default=None)


@table("decisions", key=("id",), since=4)
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """What an operator decided, when and why; the last one of each counts."""

    id: int | None = column("Number of the decision.", default=None)
    at: datetime = column("When it was made.")
    by: str = column("Who made it.")
    decision: str = column("restored or confirmed what was dropped; paused or resumed a host.")
    why: str | None = column("Why, in the operator's words.", default=None)
    url: str | None = column("Address of the page.", default=None)
    digest: str | None = column("Of the text in quarantine.", default=None)
    host: str | None = column("Host.", default=None)
    version: int | None = column("Version of the article that it made.", default=None)


@view("export", key=("url",), source="FROM articles a JOIN changes c ON c.seq = a.seq")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow(ArticleRow):
    """An article with its last change: what `scrapy export` gives, and what a downstream tool pulls."""

    seq: int = column("Number of its last change: what to ask from next time.")
    change: str = column(
        "Kind of its last change: new, changed, recleaned, restored, clustered; hijacked or gone where the page lost"
        " it; left, in a pull, where it fulfils the pull's condition no longer.",
        query="c.kind",
    )
    changed: datetime = column(
        "When the page was fetched that brought the change, or the cluster was found.", query="c.at"
    )
    published_day: date | None = column(
        "Day of publication, as the page gives it.", query="date(substr(a.published, 1, 10))"
    )


@table("duplicates", key=("url", "cluster"), rowid=False, since=6)
@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRow:
    """An article that tells the same text as others; one that holds two of them whole has a row for each."""

    url: str = column("Address of the article.")
    cluster: str = column("Address of the article with the best text of the cluster.")
    likeness: float = column("Shared runs of five characters of all, with the best text, in 0 to 1.")
    role: str = column(
        "best; copy; rewrite, where words were changed throughout; clone, with signs of one or of hijacking; excerpt"
        " of the best text; holds, where it holds the best text and more."
    )
    main: bool = column("1 for the cluster that articles.cluster names.")


@table("fingerprints", key=("url",), rowid=False, since=6)
@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintRow:
    """What is compared of an article's text, so that it need not be read again."""

    url: str = column("Address of the article.")
    text: int = column("Hash of the letters of its text: the same for the same text.")
    sketch: bytes = column("Size, MinHash signatures and numbers: pipelines/duplicates/sketch.py.")


@table("likenesses", key=("one", "two"), rowid=False, since=6)
@dataclass(frozen=True, slots=True, kw_only=True)
class LikenessRow:
    """What came of comparing two texts; kept, so that they need not be read again."""

    one: int = column("Hash of the one text, as in fingerprints.")
    two: int = column("Hash of the other, greater.")
    same: bool = column("1 where they are the same article, or one holds the other.")
    whole: bool = column("1 where they are about as long.")
    likeness: float = column("Shared runs of five characters of all, in 0 to 1.")
    covered: float = column("Shared runs of the shorter text's.")
    agreed: float | None = column(
        "Shared numbers of the text that has fewer; null where that has next to none."
    )


@table("cursors", key=("name",), rowid=False, since=6)
@dataclass(frozen=True, slots=True, kw_only=True)
class CursorRow:
    """How far something that is worked out from the articles has read the changes."""

    name: str = column("What is worked out: duplicates.")
    seq: int = column("Number of the last change it has read.")
    method: str = column("What worked it out; where that changes, all is worked out anew.")
