"""A practice site: composed local news on ports of this machine, which knows what a crawl should make of it.

    make practice                          # serves 300 articles on a dozen hosts and crawls them
    python -m tools.practice --serve       # serves until Ctrl-C, to look at in a browser
    python -m tools.practice.score output/practice/archive.db

Everything is made from rules (``news.toml``, ``furniture.toml``) and numbers: counties, people, papers and events are
invented, and the same number gives the same page. Nothing is kept; a page is composed when it is asked for.
"""
