"""Finds the articles that tell the same text: reprints, mirrors, clones, light rewrites, excerpts.

Texts become signatures (sketch.py), signatures candidates (candidates.py), candidates are judged on their whole texts
(judge.py), and what was judged the same becomes clusters (groups.py). Each step is a function of values and of nothing
else, so that the clusters of an archive do not depend on the order in which its articles came.
"""

from __future__ import annotations

from pipelines.duplicates.candidates import candidates
from pipelines.duplicates.groups import Group, Standing, group
from pipelines.duplicates.judge import Likeness, compare
from pipelines.duplicates.sketch import METHOD, SKETCH, sketches
from pipelines.duplicates.text import Text, identity, normalise, read

__all__ = [
    "METHOD",
    "SKETCH",
    "Group",
    "Likeness",
    "Standing",
    "Text",
    "candidates",
    "compare",
    "group",
    "identity",
    "normalise",
    "read",
    "sketches",
]
