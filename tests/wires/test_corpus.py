"""Whole articles in six languages: taken in, each text complete, its language and direction right."""

import json
from pathlib import Path

import pytest

from broadsheet.news.article import Article
from broadsheet.wires.intake import take
from tests.wires import corpus
from tests.wires.reading_blocks import Seen, squeezed, words

RIGHT_TO_LEFT = {"he", "ar", "fa", "ur"}


@pytest.mark.django_db
def test_every_article_of_six_languages_is_complete(inputs: Path, tmp_path: Path) -> None:
    told = list(corpus.everything(inputs))
    (tmp_path / "corpus.jsonl").write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in told), encoding="utf-8")
    done = take([tmp_path / "corpus.jsonl"], after_batch=lambda _articles: None)
    assert (done.taken, done.refused) == (275, [])
    articles = {article.external_id: article for article in Article.objects.all()}
    for one in told:
        article = articles[one["uri"]]
        assert article.live
        assert article.language == one["language"]
        assert article.direction == ("rtl" if one["language"] in RIGHT_TO_LEFT else "ltr")
        _is_complete(article, one)


def _is_complete(article: Article, one: dict) -> None:
    """Every word of the original is in the article's own text or cards, in the original's order for plain text."""
    if "bodies" in one:
        assert squeezed(one["bodies"][0]["value"]) == squeezed(article.text)
        assert article.headline == one["headlines"][0]["value"] or article.standfirst.startswith(article.headline[:100])
        return
    html = one.get("body_html") or one["body_xhtml"]
    there = " ".join([article.text, *_pictured(article)])
    lost = [word for word in words(Seen(html).text) if word not in there]
    assert lost == [], (article.external_id, lost[:10])


def _pictured(article: Article) -> list[str]:
    return [
        " ".join(str(value) for value in block["value"].values()) for block in article.body.raw_data if isinstance(block["value"], dict)
    ]
