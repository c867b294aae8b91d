"""All hosts of the practice site, and the truth about them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tools.practice.press import A_DAY, Press, mix
from tools.practice.sites import DIALECTS, Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# Dialect, county, what the site calls itself, colour of its banner.
_HOSTS = (
    ("trs", "青禾县", "青禾县人民政府", "#b5161b"),
    ("hanweb", "望川市", "望川市人民政府网", "#1d63b0"),
    ("vsb", "临湖区", "临湖区政府门户网站", "#0f6f8f"),
    ("dedecms", "云岭县", "云岭在线", "#c7391f"),
    ("empirecms", "长坪县", "长坪信息港", "#2d7d46"),
    ("phpcms", "北渡区", "北渡生活网", "#7a4fb3"),
    ("epaper", "锦溪市", "锦溪日报", "#8c2f2f"),
    ("wordpress", "鹤浦县", "鹤浦新闻网", "#a83232"),
    ("discuz", "枫泾市", "枫泾论坛", "#2b6cb0"),
    ("island", "南屿县", "南屿时报", "#444f5a"),
)
_COPIED = "dedecms"  # the site that the mirror mirrors, and that is hijacked in its turn
_MIRRORED = 1 / 3  # of the copied site's articles
_OUTLETS = "{}日报 {}县融媒体中心 {}新闻网 {}发布 {}文明网"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a site is made from; the same plan gives the same site.

    Attributes:
        pages: articles of all hosts together on day 0.
        seed: another number, other articles.
        short: pages of a paragraph and no furniture, to run through many addresses.
        hijacked: the day on which one host is taken over.
        hosts: dialects that are served; empty for all.
    """

    pages: int = 300
    seed: int = 1
    short: bool = False
    hijacked: int = 2
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    """What an archive should hold of an article's address after crawls on some days.

    Attributes:
        state: ``article``, ``off-topic``, ``either`` (a campaign is named in passing), ``gone`` or ``replaced``
            (by spam): of the last two the archive keeps the text it had, if it had one.
        published: ISO 8601, to the minute or the day: what a page says in two places may be more precise in one.
        spam: phrases that were put on the page and must not be in what is kept.
        also: other texts that count: those of earlier days.
    """

    url: str
    host: str
    state: str
    title: str
    published: str
    source: str | None
    body: str
    campaign: str | None
    spam: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class World:
    """The hosts, on one day.

    Args:
        plan: what to make.
        ports: of the hosts, as many as :meth:`names` has.
    """

    def __init__(self, plan: Plan, ports: Sequence[int]) -> None:
        self.plan = plan
        self._day = 0
        self.sites: dict[str, Site] = {}
        names = self.names(plan)
        shares = sum(_MIRRORED if name == "mirror" else 1 for name in names)
        each = A_DAY * max(1, round(plan.pages / shares / A_DAY))  # whole days
        presses: dict[str, Press] = {}
        for i, (key, county, _, _) in enumerate(_HOSTS):
            outlets = [outlet.format(county[:-1]) for outlet in _OUTLETS.split()]
            presses[key] = Press(county, outlets, each, mix(plan.seed, i) >> 20, short=plan.short)
        for port, key in zip(ports, names, strict=True):
            copied = key == "mirror"
            _, county, name, color = next(row for row in _HOSTS if row[0] == (_COPIED if copied else key))
            if copied:
                name, color = f"{county[:-1]}资讯网", "#555555"
            hijacked = plan.hijacked if key == _COPIED else 0 if copied else None
            self.sites[key] = DIALECTS[key](
                name, presses[_COPIED if copied else key], color, port, hijacked, bare=plan.short
            )

    @staticmethod
    def names(plan: Plan) -> list[str]:
        """The dialects of a plan."""
        every = [*(row[0] for row in _HOSTS), "mirror"]
        return [name for name in every if not plan.hosts or name in plan.hosts]

    @property
    def day(self) -> int:
        """The day it is, from 0."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        self._day = day
        for site in self.sites.values():
            site.day = day

    def truth(self) -> Iterator[Truth]:
        """What becomes of each article that was ever out."""
        for key, site in self.sites.items():
            for number in range(site.press.total(self.day)):
                if site.holds(number):
                    yield _truth(key, site, number)

    def write_sources(self, folder: Path, *, delay: float = 0.0, concurrency: int = 8) -> None:
        """A source file for each host, as ``crawler/sources`` has them."""
        folder.mkdir(parents=True, exist_ok=True)
        for key, site in self.sites.items():
            seeds = "".join(
                f'\n[[seeds]]\nurl = "{site.url(path)}"\nkind = "{kind}"\n' for path, kind in site.seeds()
            )
            (folder / f"practice-{key}.toml").write_text(
                f'name = "practice-{key}"\ntitle = "{site.name}"\nhosts = ["127.0.0.1"]\n'
                f'allow_addresses = ["127.0.0.1"]\ndelay = {delay}\nconcurrency = {concurrency}\n'
                f'note = "Composed, on this machine: tools/practice."\n{seeds}\n'
                "[limits]\npages = 200000\nlist_pages = 20000\ndepth = 100\n",
                "utf-8",
            )


def _truth(key: str, site: Site, number: int) -> Truth:
    press, day = site.press, site.day
    head, revision = press.headline(number), press.revision(number, day)
    article = press.article(number, revision)
    hijack = site.hijack(number)
    state: str = head.expect
    if press.gone(number, day):
        state = "gone"
    elif hijack and (hijack.replaced or hijack.elsewhere):
        state = "replaced"
    published = head.published.isoformat()
    published = published[: 16 if "%H" in site.stamp else 10]
    return Truth(
        url=site.url(site.address(number)),
        host=key,
        state=state,
        title=head.title,
        published=published,
        source=None if key == "discuz" else article.source,
        body=article.body,
        campaign=head.campaign,
        spam=hijack.phrases if hijack else (),
        also=tuple(press.article(number, earlier).body for earlier in range(revision)),
    )


def as_record(truth: Truth) -> dict[str, Any]:
    """For JSON."""
    return asdict(truth)
