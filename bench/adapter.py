"""This project as the shared harnesses call extractors: ``-x bench.adapter:extract``."""

from __future__ import annotations

from pipelines import clean_page


def extract(html: str, url: str | None) -> dict[str, str | None]:
    """Text, title, date, author and source of a page."""
    page = clean_page(html, url)
    return {
        "text": page.body,
        "title": page.title,
        "date": page.published or page.published_claimed,
        "author": " ".join(page.authors),
        "source": page.source,
    }
