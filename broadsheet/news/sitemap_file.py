"""In which file of the sitemap an article stands. By its number, so that publishing one makes one file old, however many there are."""

URLS_IN_A_FILE = 5_000  # the standard allows 50,000; a file of 5,000 is set in 0.1 s
NEWS = "news-sitemap"  # the name by which the news sitemap says the same of itself


def file_of(article_pk: int) -> int:
    """The number of the file that tells of an article."""
    return article_pk // URLS_IN_A_FILE


def thing_of(file: int) -> str:
    """The name by which a page says that it shows this file's articles."""
    return f"sitemap-{file}"
