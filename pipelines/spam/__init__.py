"""Tells spam from text, with reasons."""

from pipelines.spam.evidence import Category, Evidence, Judgement, PageJudgement
from pipelines.spam.judge import THRESHOLD, judge_blocks, score_blocks
from pipelines.spam.model import ModelError, default_model
from pipelines.spam.page import judge_page
from pipelines.spam.runs import split_title, strip_spam_runs

__all__ = [
    "THRESHOLD",
    "Category",
    "Evidence",
    "Judgement",
    "ModelError",
    "PageJudgement",
    "judge_blocks",
    "judge_page",
    "model_version",
    "score_blocks",
    "split_title",
    "strip_spam_runs",
]


def model_version() -> str:
    """Short digest of the model file, recorded with every quarantined block.

    Raises:
        ModelError: the model file is missing or damaged.
    """
    return default_model().version
