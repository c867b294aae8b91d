"""What an article is about: everything that follows from its title and body alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.metadata.campaign import campaign_names, find_campaigns, relevance
from pipelines.metadata.figures import find_figures
from pipelines.metadata.place import find_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.types import Figure, Place


@dataclass(frozen=True, slots=True)
class Subject:
    """Fields of :class:`pipelines.types.CleanPage`, and the basis of each; "" where it has none."""

    place: Place
    campaigns: tuple[str, ...]
    relevance: float
    figures: tuple[Figure, ...]
    basis: Mapping[str, str]


def find_subject(title: str, body: str, *, hints: Sequence[str]) -> Subject:
    """Place, campaigns, relevance and figures.

    Args:
        title: repaired; may be "".
        body: likewise.
        hints: names of outlets, which may tell the place.
    """
    place, place_basis = find_place(title, body, hints=hints)
    campaigns = find_campaigns(title, body)
    topics = campaign_names(campaigns)
    score, why = relevance(campaigns)
    basis = {
        "place": place_basis if place else "",
        "campaigns": "; ".join(found.evidence[0] for found in campaigns if found.name in topics),
        "relevance": why,
    }
    return Subject(place, topics, score, find_figures(body) if campaigns else (), basis)
