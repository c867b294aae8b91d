"""The hosts of the practice site: one class a content management system.

Markup and addresses follow ``../shared/design/cms-patterns.md``.
"""

from __future__ import annotations

from tools.practice.sites.epaper import EPaper
from tools.practice.sites.forum import Discuz
from tools.practice.sites.government import Hanweb, Trs, Vsb
from tools.practice.sites.island import Island
from tools.practice.sites.mirror import Mirror
from tools.practice.sites.portals import DedeCms, EmpireCms, PhpCms
from tools.practice.sites.site import Answer, Site
from tools.practice.sites.wordpress import WordPress

DIALECTS: dict[str, type[Site]] = {
    kind.key: kind
    for kind in (Trs, Hanweb, Vsb, DedeCms, EmpireCms, PhpCms, EPaper, WordPress, Discuz, Island, Mirror)
}

__all__ = ["DIALECTS", "Answer", "Site"]
