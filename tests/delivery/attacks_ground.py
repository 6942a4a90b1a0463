"""The ground that attacks aim at, laid in the paper of this process: an open, a gated, a Hebrew and a withdrawn article, and passes. Needs Django."""

import time

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction

from broadsheet.delivery import machine, outbox
from broadsheet.delivery.reader_pass import bits, sign
from broadsheet.delivery.reading import pass_keys
from broadsheet.delivery.variant import IDENTITY, Variant
from broadsheet.news.article import Article
from broadsheet.news.section import Section
from broadsheet.serving.app import press_of
from tests.delivery.attacks import Ground

MARK = "The lantern in the seventh vault burns green only for those who pay."
TEXT = "<p>The bell on the North Mole rang this morning, as it does when somebody tries the doors.</p>"
SESSION = "nobodyssessionofthirtytwoletters"
TAKEN_BACK = 13  # the account whose passes were ended


def lay_ground() -> Ground:
    """Writes the articles, shelves them in every variant, and signs the passes. The paper must not be served meanwhile."""
    first, last = Section.objects.filter(requires="").order_by("position")[0], Section.objects.get(requires="p")
    opened = _publish("The doors are tried", first, TEXT)
    gated = _publish("What is behind the doors", last, f"{TEXT}<p>{MARK}</p>")
    hebrew = _publish("נמל", first, TEXT)
    gone = _publish("What should not have been written", first, TEXT)
    with transaction.atomic():
        gone.unpublish()
    shelf = machine.shelf()
    shelf.open_for(machine.fingerprint())
    outbox.sweep(shelf)
    shelf.post_standing(TAKEN_BACK, 1, time.time())
    press = press_of(WSGIHandler())
    for article in (opened, gated, hebrew):
        for benefits in range(4):
            assert press(_spelled(article), Variant(benefits)).shelved, article.path
    connection.ensure_connection()  # held open, as the jobs child does: whoever closes SQLite's last one writes its whole log to disk first
    return Ground(
        host=settings.PAPER.hosts[0].encode(),
        open=_spelled(opened).encode(),
        gated=_spelled(gated).encode(),
        hebrew=_spelled(hebrew).encode(),
        gone=_spelled(gone).encode(),
        static=f"/static/{_a_static_file()}".encode(),
        good=_good_passes(),
        bad=_bad_passes(),
        session=SESSION.encode(),
        etag=_etag(_spelled(opened).encode()),
    )


def _publish(headline: str, section: Section, text: str) -> Article:
    article = Article(headline=headline, section=section, requires=section.requires, importance=0, live=False, body=[("paragraph", text)])
    article.save()
    revision = article.save_revision()
    with transaction.atomic():
        revision.publish()
    return Article.objects.get(pk=article.pk)


def _spelled(article: Article) -> str:
    return article.path


def _a_static_file() -> str:
    return next(file.relative_to(settings.STATIC_ROOT).as_posix() for file in sorted(settings.STATIC_ROOT.rglob("*.css")))


def _good_passes() -> dict[str, bytes]:
    _, older = pass_keys()
    told = {letters: _note(letters) for letters in ("", "a", "p", "ap", "apme")}
    return told | {"ap of the older key": _note("ap", key_id=older), "a of the older key": _note("a", key_id=older)}


def _bad_passes() -> dict[str, bytes]:
    whole = _note("p", account=8)
    return {
        "expired": _note("p", seconds=-1),
        "signed with a foreign key": _note("p", key=b"another paper's key"),
        "of a key nobody knows": _note("p", key_id=b"k9", key=b"x"),
        "altered": _note("a", account=8).replace(b".a.", b".p."),
        "of a longer life than we give": _note("p", seconds=8 * 86_400),
        "older than its account's change": _note("p", account=TAKEN_BACK, generation=0),
        "cut short": whole[:-1],
        "sealed with another last letter": whole[:-1] + (b"B" if whole[-1:] == b"A" else b"A"),
        "longer than it was": whole + b"x",
        "its beginning": b".".join(whole.split(b".")[:3]),
        "empty": b"",
        "in capitals": whole.upper(),
        "encoded": b"%31" + whole[1:],
        "of another layout": b"2" + whole[1:],
        "of nothing but dots": b"......",
        "of six thousand letters": b"1.k." + b"a" * 6_000,
    }


def _note(
    letters: str, *, seconds: int = 86_400, key_id: bytes | None = None, key: bytes | None = None, account: int = 7, generation: int = 1
) -> bytes:
    keys = pass_keys()
    named = key_id or next(iter(keys))
    return sign(named.decode(), key or keys[named], bits(letters), int(time.time()) + seconds, account, generation).encode()


def _etag(path: bytes) -> bytes:
    shelf = machine.shelf()
    with shelf.look() as snapshot:
        copy = shelf.copy(snapshot, path, Variant(), IDENTITY)
        assert copy is not None
        return next(line[6:] for line in bytes(copy).split(b"\r\n") if line.startswith(b"etag: "))
