"""Scrapy's settings, in the order of Scrapy's own documentation; each changed default with its reason."""

BOT_NAME = "chuangcheng"

SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
# Our own commands beside those of Scrapy; crawl takes the place of its own.
COMMANDS_MODULE = "crawler.commands"

# Put an address of a page or a mailbox of yours into CONTACT before crawling other people's sites: it is sent along.
USER_AGENT = "chuangcheng/0.1 (archive of Chinese campaign news)"
CONTACT = ""
ROBOTSTXT_OBEY = True
# The product token alone, as RFC 9309 wants it compared.
ROBOTSTXT_USER_AGENT = "chuangcheng"

# A response gives one item; the default makes a hundred tasks for each.
CONCURRENT_ITEMS = 1

# Counties' servers are small; one page at a time per host, slower when they are.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True

# Of the whole download: a server that drips is cut off, too.
DOWNLOAD_TIMEOUT = 30
# The default of 1 GiB lets one bomb fill the memory. Documents on disk obey the same limit.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
# What is shorter than its Content-Length is kept and flagged (crawler.middlewares.compression), not thrown away.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
# A link must not read this machine's disk, nor reach into the network that it stands in.
DOWNLOAD_HANDLERS = {
    "http": "crawler.guard.handler.GuardedHandler",
    "https": "crawler.guard.handler.GuardedHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.guard.resolver.GuardedResolver"
# A proxy looks names up itself, past the guard: an operator who needs one turns it on knowingly.
HTTPPROXY_ENABLED = False
PLAYWRIGHT_ABORT_REQUEST = "crawler.guard.browser.abort"

# The default of 20 hops is for browsers; more than a few are a loop.
REDIRECT_MAX_TIMES = 5
# A page that goes elsewhere later than this can be read, and is (the default of 100 s follows every live page).
METAREFRESH_MAXDELAY = 5
# 429 and 503 are not here: the back-off waits as long as the host asks, where Scrapy asks thrice in half a second.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
# The page is recorded with its reason; the log need not say it twice.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

DOWNLOADER_MIDDLEWARES = {
    # It lets requests with dont_filter through, and so the redirects of start addresses.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.middlewares.scope.Scope": 50,
    # To it an error 500 means that all is allowed.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.Robots": 100,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "crawler.middlewares.identity.Identity": 500,
    "crawler.middlewares.javascript.Browser": 510,
    # Nearer to the downloader than the retry middleware (550), so that it sees every failure.
    "crawler.middlewares.backoff.Backoff": 555,
    # They say why a redirect was not followed, and lose no page to a refresh.
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.middlewares.redirects.MetaRefresh": 580,
    "crawler.middlewares.javascript.Walls": 585,
    # It takes a truncated page for a whole one.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.compression.Compression": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirects.Redirect": 600,
    # It fetches the list of public suffixes by itself, past the guard, while the crawl waits.
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.middlewares.cookies.Cookies": 700,
    # Next to the downloader: below decompression and redirects, so that bytes are archived as sent.
    "crawler.warc.capture.WarcCapture": 880,
}
# Masks secrets in the log, from its first line on.
ADDONS = {"crawler.redact.Redaction": 0}

# Both open a local port that runs Python.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

ITEM_PIPELINES = {
    "pipelines.stages.Clean": 100,
    # For pages of the frontier only.
    "crawler.parts.JoinParts": 120,
    "crawler.selection.Select": 140,
    "pipelines.stages.Store": 200,
    # Last, so that a spam page is in quarantine before it leaves.
    "pipelines.stages.DropSpam": 300,
}
EXTENSIONS = {
    # Switched off above; loading them, and aiohttp with one, takes a fifth of a second.
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "crawler.extensions.summary.Summary": 500,
    "crawler.extensions.progress.Progress": 510,
}

# The summary at the end is for people; what goes wrong is logged. -L INFO shows Scrapy's own story.
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(levelname)s: %(message)s"

# This project's own.
ARCHIVE = "output/archive.db"
# Beside the archive unless named here; an empty text archives no responses.
WARC_FOLDER = None
WARC_MAX_SIZE = 2**30
# Processes that clean; as many as there are cores unless named here, 0 cleans in the crawl's own.
CLEAN_WORKERS = None
CLEAN_TIMEOUT = 20.0  # seconds a page may take before its worker is killed and it goes to quarantine
# Seconds between two lines of progress where the output is no terminal; 0 for none.
PROGRESS_SECONDS = 60
# Seconds that a run waits for a host that asks for patience or fails; beyond, the host is left until another run.
HOST_PATIENCE = 120
# Thresholds and words of your own for the spam judge, beside pipelines/spam/rules.toml; docs/spam.md tells how.
SPAM_RULES = None
