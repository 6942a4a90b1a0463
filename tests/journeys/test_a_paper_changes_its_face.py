"""A paper changes one template and one colour in its own folder, starts again, and no old copy is handed out."""

import pytest
from playwright.sync_api import Page

from tests.stage.served import Served

LOST = """{% extends "masthead/base.html" %}{% block main %}<h1>Nothing is moored at this address.</h1>{% endblock main %}"""
pytestmark = pytest.mark.slow


def test_a_changed_theme_is_seen_after_a_start_and_nothing_old_is_handed_out(served: Served, page: Page) -> None:
    page.goto(served.url)
    before = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')")
    kept = served.get("/")
    assert served.get("/", {"If-None-Match": kept.headers["ETag"]}).status == 304
    old_style = page.locator("link[rel=stylesheet]").first.get_attribute("href")

    templates, styles = (served.folder / "theme" / name / "masthead" for name in ("templates", "static"))
    for folder in (templates, styles):
        folder.mkdir(parents=True, exist_ok=True)
    (templates / "404.html").write_text(LOST, encoding="utf-8")
    (styles / "theme.css").write_text(":root { --accent: #14476b; }", encoding="utf-8")
    served.stop()
    served.start()

    after = served.get("/", {"If-None-Match": kept.headers["ETag"]})
    assert after.status == 200
    assert old_style not in after.text
    page.goto(served.url)
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')").strip() == "#14476b" != before.strip()
    assert "Nothing is moored at this address." in served.get("/no-such-page/").text
