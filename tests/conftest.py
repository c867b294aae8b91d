"""The same examples on every machine: a test must not pass here and fail there.

`HYPOTHESIS_PROFILE=explore` looks for new ones; what it finds becomes an `@example`.
"""

import os
import sys

from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Tests start many processes; compiling every module anew takes most of each one's time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
