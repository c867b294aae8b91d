"""The operator's own thresholds and words, named by the setting ``SPAM_RULES``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.spam.lexicon import RulesError, use_rules

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def use_own_rules(settings: BaseSettings, command: str) -> bool:
    """Read them, if there are any; False, with a line on standard error, where they cannot be used."""
    try:
        if path := settings.get("SPAM_RULES"):
            use_rules(Path(path))
    except RulesError as error:
        print(f"{command}: SPAM_RULES {error}", file=sys.stderr)
        return False
    return True
