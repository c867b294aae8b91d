"""Every night: pull what changed and bring a copy up to date.

From the project's folder: python docs/examples/nightly_pull.py output/archive.db copy/

Killed at any moment, the next run puts everything right: the cursor moves when the file is whole, and the same rows
again change nothing.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

archive, folder = sys.argv[1], Path(sys.argv[2])
inbox = folder / "inbox"
inbox.mkdir(parents=True, exist_ok=True)
file = inbox / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.jsonl"
pull = ["export", "--archive", archive, "--cursor", str(folder / "cursor.json"), "--out", str(file)]
subprocess.run([sys.executable, "-m", "scrapy", *pull], check=True)

copy = Database(folder / "copy.db")
for pulled in sorted(inbox.glob("*.jsonl")):  # also those that a run before did not come to
    with pulled.open(encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        copy["articles"].upsert_all(rows, pk="url", alter=True)
    pulled.unlink()
    pulled.with_name(pulled.name + ".sha256").unlink(missing_ok=True)

if copy["articles"].exists():
    # What readers no longer find: the text is the last good one.
    lost = copy["articles"].count_where("verdict != 'article'")
    print(f"{copy['articles'].count} articles in the copy, {lost} of them lost since")
