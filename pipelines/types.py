"""What cleaning a page gives: immutable values shared by every room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import ItemsView, Iterator

Verdict = Literal["article", "spam", "empty"]
BlockKind = Literal["block", "run", "title", "page"]
T = TypeVar("T")


def by_fields(cls: type[T]) -> type[T]:
    """Have a frozen class pickled as a call with its fields: Python's own way asks for them at every value.

    A page that was cleaned in another process brings dozens.
    """
    values = attrgetter(*(field.name for field in fields(cls)))  # type: ignore[arg-type]

    def reduce(self: T) -> tuple[type[T], tuple[object, ...]]:
        return cls, values(self)

    cls.__reduce__ = reduce  # type: ignore[assignment, method-assign]
    return cls


@by_fields
@dataclass(frozen=True, slots=True)
class Repair:
    """One change made to a text.

    Attributes:
        kind: what was wrong: ``slip``, ``pinyin``, ``mark``, ``script``, ``punctuation``, ``space``,
            ``page-break``, ``stutter``, ``control``, ``encoding``.
        before: the characters as found; empty where something was put in.
        after: the characters that took their place; empty where something was taken out.
        offset: where ``before`` begins in the text as found, in code points.
        certain: True where the bytes determine the change, False where a model chose it.
        probability: of a guessed change, in [0, 1]; None where certain.
        field: which field of the page the offset counts in: ``body`` or ``title``.
    """

    kind: str
    before: str
    after: str
    offset: int
    certain: bool = True
    probability: float | None = None
    field: str = "body"


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text with the changes that lead to it.

    The changes do not overlap, are sorted by offset and count in the text as found, so that
    :func:`pipelines.repair.undo` gives that text back. ``flags`` names damage that was recognised but
    cannot be undone.
    """

    text: str
    repairs: tuple[Repair, ...] = ()
    flags: tuple[str, ...] = ()


@by_fields
@dataclass(frozen=True, slots=True)
class Quarantined:
    """A block or page that was dropped, kept as proof.

    Attributes:
        text: as found, before any repair.
        reasons: readable, from a fixed vocabulary; never empty.
        score: how sure, in [0, 1].
        kind: ``block``, ``run`` for a part of a paragraph, ``title`` for a phrase beside the title, ``page`` for
            the whole.
        category: of the spam: ``porn``, ``gambling`` ... or ``other``.
        model: version of the judge that decided.
        offset: where in the body it stood, or in the title, in the text as found like :attr:`Repair.offset`; None
            for a page and where there is no article.
    """

    text: str
    reasons: tuple[str, ...]
    score: float
    kind: BlockKind = "block"
    category: str = "other"
    model: str = ""
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What operators decided on the spam of a page; all texts as found, as in :class:`Quarantined`.

    Attributes:
        clean: texts that are no spam, whatever the judge says.
        kept: those of them that belong to this page's article, whatever the content judge says.
        spam: texts that are spam: blocks, phrases beside the title, and runs inside paragraphs.
        clean_pages: what the page was when it was called no spam as a whole. It is still that page where most of its
            characters stood on it then, so that a counter or a date does not bring the spam verdict back.
        spam_pages: likewise, of a page that is spam as a whole.
    """

    clean: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    spam: frozenset[str] = frozenset()
    clean_pages: tuple[str, ...] = ()
    spam_pages: tuple[str, ...] = ()


UNDECIDED = Decisions()


@dataclass(frozen=True, slots=True)
class Place:
    """An official division and everything above it; names as in the divisions table, None where unknown.

    ``code`` is the statistical code of the most specific level: 6 digits down to counties, 9 for towns.
    """

    province: str | None = None
    city: str | None = None
    county: str | None = None
    town: str | None = None
    code: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The known levels from province to town; a municipality's own name stands once."""
        return tuple(name for name in (self.province, self.city, self.county, self.town) if name)

    def __bool__(self) -> bool:
        return bool(self.names)


NOWHERE = Place()


@by_fields
@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a page names: ``role`` is the label as the page writes it (记者, 责任编辑)."""

    name: str
    role: str
    kind: Literal["author", "editor"]


@by_fields
@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an article tells.

    Attributes:
        value: the number with its 万 or 亿 worked out; None where the text leaves it open (数百名, 3至5个).
        text: as it stands, with its measure word and the words that make it approximate.
        unit: the measure word or unit; "" where people are counted without one (90万民众).
        approximate: whether the text says about, nearly or more than.
        counts: what is counted; "" where that is not clear.
        sentence: the sentence it stands in, cut to 200 characters on either side.
        offset: where ``text`` begins in the body, in code points.
    """

    value: float | None
    text: str
    unit: str
    approximate: bool
    counts: str
    sentence: str
    offset: int


class Notes(Mapping[str, str]):
    """Names and what is said of them. Cannot be changed, and can be sent to other processes."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, str] | None = None) -> None:
        self._items = dict(items or {})

    def __getitem__(self, name: str) -> str:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def items(self) -> ItemsView[str, str]:
        """As of a dictionary, at its speed."""
        return self._items.items()

    def __repr__(self) -> str:
        return f"Notes({self._items!r})"

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPage:
    """A page after cleaning.

    Attributes:
        verdict: ``article``, ``spam`` (nothing of its own left) or ``empty`` (no article found).
        title: Simplified, repaired, without the site's name; None where there is none.
        body: paragraphs joined by one newline, full-width Chinese punctuation, Simplified; may be "".
        body_as_written: the body in the script it was written in, of pages from Hong Kong, Macau or Taiwan; None
            for text of the mainland, whatever a mirror made of it.
        published: ISO 8601; +08:00 where the page gives local time, the date alone where it gives no time;
            None where unknown or not believed.
        published_claimed: what the page says where that is not believed; else None.
        not_before: the earliest day on which the text can have been written, where the text shows one.
        source: the outlet the page names as its origin (来源).
        authors: names of reporters, correspondents and writers, in the page's order.
        editors: names of editors and proof-readers, in the page's order.
        people: authors and editors with the role the page gives them; one person may have several.
        sources: every outlet the page names, ``source`` first.
        publisher: the site or account the page was published on.
        campaigns: official names of the campaigns the article is about.
        place: the most specific division that is certain.
        relevance: how much the article is about any campaign, in [0, 1]; ``basis`` tells why.
        images: absolute addresses of the article's pictures, proxies unwrapped, in order.
        captions: of the images, as many; "" where one has none. They stand in the body, too.
        attachments: absolute addresses of the files linked from the article.
        fields: the header table of a government notice (索引号, 发文字号 ...).
        figures: numbers told in the body of an article that names a campaign.
        next_page: absolute address of the article's next page; None where it has none.
        basis: field name to where its value came from, and ``verdict`` and ``published`` to why not.
        quarantined: what was dropped as spam.
        repairs: what was changed in ``title`` and ``body``, in their order.
        flags: damage that was recognised and cannot be undone, partial responses and the like.
        encoding: that the bytes were read in; None for content given as text.
    """

    verdict: Verdict
    title: str | None = None
    body: str = ""
    body_as_written: str | None = None
    published: str | None = None
    published_claimed: str | None = None
    not_before: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    publisher: str | None = None
    campaigns: tuple[str, ...] = ()
    place: Place = NOWHERE
    people: tuple[Person, ...] = ()
    sources: tuple[str, ...] = ()
    relevance: float = 0.0
    images: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=Notes)
    figures: tuple[Figure, ...] = ()
    next_page: str | None = None
    basis: Mapping[str, str] = field(default_factory=Notes)
    quarantined: tuple[Quarantined, ...] = ()
    repairs: tuple[Repair, ...] = ()
    flags: tuple[str, ...] = ()
    encoding: str | None = None
