"""The addresses of the news. Sections come last: their slugs are any word that no other address begins with."""

from django.urls import path, re_path, register_converter

from broadsheet.news import feed_views, search_views, views


class WordConverter:
    """A section's address: letters of any script, figures and hyphens; so that /favicon.ico asks no section."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(WordConverter, "word")

urlpatterns = [
    path("", views.front, name="front"),
    path("search/", search_views.search, name="search"),
    path("feed.xml", feed_views.feed, name="feed"),
    path("feed.json", feed_views.feed_json, name="feed-json"),
    path("topic/<str:slug>/feed.xml", feed_views.topic_feed, name="topic-feed"),
    path("by/<str:slug>/feed.xml", feed_views.byline_feed, name="byline-feed"),
    path("sitemap.xml", feed_views.sitemap, name="sitemap"),
    path("sitemap-pages.xml", feed_views.sitemap_pages, name="sitemap-pages"),
    path("sitemap-<int:number>.xml", feed_views.sitemap_file, name="sitemap-file"),
    path("news-sitemap.xml", feed_views.news_sitemap_file, name="news-sitemap"),
    path("robots.txt", feed_views.robots, name="robots"),
    path(".well-known/security.txt", feed_views.security_txt, name="security-txt"),
    path("<int:year>/<int:month>/<int:day>/<str:slug>/", views.article, name="article"),
    path("topic/<str:slug>/", views.topic, name="topic"),
    path("by/<str:slug>/", views.byline, name="byline"),
    path("about/corrections/", views.corrections, name="corrections"),
    path("about/almanac/", views.almanac, name="almanac"),
    path("about/letters/", views.letters, name="letters"),
    path("about/briefs/", views.briefs, name="briefs"),
    path("about/<str:slug>/", views.standing_page, name="standing-page"),
    re_path(r"^media/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$", views.picture, name="picture"),
    re_path(r"^held/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$", views.held_picture, name="held-picture"),
    path("held/<path:name>", views.held_file, name="held-file"),
    path("<word:slug>/feed.xml", feed_views.section_feed, name="section-feed"),
    path("<word:slug>/", views.section, name="section"),
]
