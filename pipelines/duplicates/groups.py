"""From judged pairs to clusters: which articles tell the same text, and which of them tells it best."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from pipelines.duplicates.judge import MOSTLY, WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipelines.duplicates.judge import Likeness

Role = Literal["best", "copy", "rewrite", "clone", "excerpt", "holds"]
COPY = 0.8  # of the shorter's shingles; of less, words were changed throughout
_HELD = 0.9  # of the size of what holds it and something else
_ASKED = 16  # texts that another holds, to see whether they are of one story
_FOREIGN = 0.4  # of what the holder has of it: synonyms spare about as much of a part as of the whole
_CONTRADICTS = 0.4  # of the numbers
_MANY = 3  # a text that stands in more stories than these is a phrase of all, nobody's excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How good an article's text is.

    Attributes:
        url: of the article.
        text: number of its text.
        size: of the text, in shingles.
        suspicious: whether cleaning found signs of a clone or of hijacking.
        flags: other damage that was recognised, how many kinds.
        own: whether the page was published by the outlet that it names as its origin.
        wounds: blocks in quarantine and guessed repairs.
        published: date that is believed, ISO 8601; "" where there is none.
        repairs: changes made to it.
    """

    url: str
    text: int
    size: int
    suspicious: bool = False
    flags: int = 0
    own: bool = False
    wounds: int = 0
    published: str = ""
    repairs: int = 0


class Group(NamedTuple):
    """An article's place in a cluster.

    Attributes:
        url: of the article.
        cluster: address of the article with the best text.
        likeness: to the best text, in [0, 1].
        role: ``best``; ``copy``; ``rewrite``, its words changed throughout; ``clone``, with signs of a clone or of
            hijacking; ``excerpt`` of the best; ``holds`` the best and something else.
        main: whether this is the cluster the article itself belongs to.
    """

    url: str
    cluster: str
    likeness: float
    role: Role
    main: bool


class _Sets:
    """Disjoint sets; a set's name is its least member, so that it does not depend on the order of joining."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def find(self, member: int) -> int:
        root = member
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(member, member)) != root:
            self._parent[member] = root
            member = above
        return root

    def join(self, one: int, two: int) -> None:
        low, high = sorted((self.find(one), self.find(two)))
        self._parent[high] = low


def group(
    articles: Mapping[int, Sequence[Standing]],
    judged: Mapping[tuple[int, int], Likeness],
    judge: Callable[[int, int], Likeness],
) -> list[Group]:
    """The clusters of two articles or more.

    Args:
        articles: number of a text to the articles that tell it.
        judged: pairs of texts, the smaller number first.
        judge: compares two texts that may not be among them.

    Returns:
        Sorted by cluster and address. An article that holds two others whole stands in the clusters of both.
    """
    known = {pair: like for pair, like in judged.items() if like.same}
    size = {text: told[0].size for text, told in articles.items()}
    stories, held = _stories(known, size, judge)
    members: dict[int, list[int]] = defaultdict(list)
    for text in sorted(articles):
        members[stories.find(text)].append(text)
    guests: dict[int, dict[int, float]] = defaultdict(
        dict
    )  # story to texts of others that hold it, how like it
    for long, short in held:
        rooms = guests[stories.find(short)]
        if long not in members[stories.find(short)]:
            rooms[long] = max(rooms.get(long, 0.0), _like(judge, long, short).likeness)
    # A text that nobody else tells belongs to what it holds most of.
    lonely = {story for story, texts in members.items() if sum(len(articles[text]) for text in texts) == 1}
    homes: dict[int, tuple[float, int]] = {}
    for story, rooms in sorted(guests.items()):
        for text, likeness in rooms.items():
            if stories.find(text) in lonely:
                homes[text] = max(homes.get(text, (0.0, 0)), (likeness, -story))
    near: dict[int, list[float]] = defaultdict(list)  # how like a text is to each of about its length
    for pair, like in known.items():
        for text in pair if like.whole else ():
            near[text].append(like.likeness)
    found: list[Group] = []
    for story, texts in members.items():
        if story in lonely and (texts[0] in homes or not guests.get(story)):
            continue
        best = _best([standing for text in texts for standing in articles[text]], near)
        found += _rows(texts, best, articles, judge, main=True)
        for text in guests.get(story, ()):
            main = homes.get(text, (0.0, 0))[1] == -story and text in homes
            found += _rows([text], best, articles, judge, main=main)
    return sorted(found, key=lambda row: (row.cluster, row.url))


def _stories(
    known: Mapping[tuple[int, int], Likeness],
    size: Mapping[int, int],
    judge: Callable[[int, int], Likeness],
) -> tuple[_Sets, list[tuple[int, int]]]:
    """The texts of each story, and which texts hold several: (holder, held)."""
    contained: dict[int, list[int]] = defaultdict(list)
    for pair, like in known.items():
        short, long = sorted(pair, key=lambda text: (size[text], text))
        if size[short] < _HELD * size[long] and like.covered >= MOSTLY:
            contained[long].append(short)
    held: list[tuple[int, int]] = []
    holders: set[int] = set()
    for long in sorted(contained, key=lambda text: (size[text], text)):
        texts = sorted(set(contained[long]) - holders, key=lambda text: (-size[text], text))
        if any(_foreign(judge, texts[0], text, long) for text in texts[1:_ASKED]):
            holders.add(long)
            held += [(long, text) for text in texts]
    stories = _Sets()
    excerpts: list[tuple[int, int]] = []
    for (one, two), like in sorted(known.items()):
        if one in holders or two in holders:
            continue
        if like.whole:
            stories.join(one, two)
        else:
            excerpts.append((one, two) if size[one] < size[two] else (two, one))
    homes: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
    for short, long in excerpts:
        home, story = homes[stories.find(short)], stories.find(long)
        home[story] = max(home.get(story, (0.0, 0)), (_like(judge, short, long).likeness, -long))
    wholes = [(story, -max(home.values())[1]) for story, home in homes.items() if len(home) <= _MANY]
    for story, long in wholes:
        stories.join(story, long)
    return stories, held


def _foreign(judge: Callable[[int, int], Likeness], one: int, two: int, holder: int) -> bool:
    """Whether two texts that a third holds are of different stories: they share little, or tell other numbers."""
    like = _like(judge, one, two)
    if like.agreed is not None and like.agreed < _CONTRADICTS:
        return True
    return like.covered < _FOREIGN * _like(judge, holder, two).covered


def _like(judge: Callable[[int, int], Likeness], one: int, two: int) -> Likeness:
    return judge(min(one, two), max(one, two))


def _best(standings: Sequence[Standing], near: Mapping[int, Sequence[float]]) -> Standing:
    """The one whose text is whole and clean, from the outlet itself, and early."""
    longest = max(standing.size for standing in standings)
    told = Counter(standing.text for standing in standings)
    central = {
        text: round((sum(near.get(text, ())) + count - 1) / max(1, len(near.get(text, ())) + count - 1), 1)
        for text, count in told.items()
    }

    def order(standing: Standing) -> tuple[object, ...]:
        return (
            standing.suspicious,
            standing.size < WHOLE * longest,
            -central[
                standing.text
            ],  # what rewrites were made from is liker to each than they are to each other
            standing.flags,
            not standing.own,
            standing.wounds,
            standing.published or "9",
            standing.repairs,
            standing.url,
        )

    return min(standings, key=order)


def _rows(
    texts: Iterable[int],
    best: Standing,
    articles: Mapping[int, Sequence[Standing]],
    judge: Callable[[int, int], Likeness],
    *,
    main: bool,
) -> Iterator[Group]:
    for text in texts:
        like = _like(judge, best.text, text) if text != best.text else None
        for standing in articles[text]:
            role = _role(standing, best, like)
            yield Group(standing.url, best.url, 1.0 if like is None else round(like.likeness, 3), role, main)


def _role(standing: Standing, best: Standing, like: Likeness | None) -> Role:
    if standing.url == best.url:
        return "best"
    if standing.suspicious and not best.suspicious:
        return "clone"
    if like is None:
        return "copy"
    if not like.whole:
        return "excerpt" if standing.size < best.size else "holds"
    return "copy" if like.covered >= COPY else "rewrite"
