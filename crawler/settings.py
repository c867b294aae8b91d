"""Scrapy's settings, in the order of Scrapy's own documentation; each changed default with its reason."""

BOT_NAME = "chuangcheng"

SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
# crawl (with an exit code that is true) and report.
COMMANDS_MODULE = "crawler.commands"

# Honest, and reachable: put an address of yours here before crawling other people's sites.
USER_AGENT = "chuangcheng/0.1 (archive of Chinese campaign news)"
ROBOTSTXT_OBEY = True

# Counties' servers are small; one page at a time per host, slower when they are.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True

DOWNLOAD_TIMEOUT = 30
# The default of 1 GiB lets one bomb fill the memory. Documents on disk obey the same limit.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_VERIFY_CERTIFICATES = True
# A link must not read this machine's disk.
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None}

# Both open a local port that runs Python.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

ITEM_PIPELINES = {
    "pipelines.stages.Clean": 100,
    "pipelines.stages.Store": 200,
    # Last, so that a spam page is in quarantine before it leaves.
    "pipelines.stages.DropSpam": 300,
}
EXTENSIONS = {"crawler.extensions.summary.Summary": 500}

# The summary at the end is for people; what goes wrong is logged. -L INFO shows Scrapy's own story.
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(levelname)s: %(message)s"

# This project's own.
ARCHIVE = "output/archive.db"
# Thresholds and words of your own for the spam judge, beside pipelines/spam/rules.toml; docs/spam.md tells how.
SPAM_RULES = None
