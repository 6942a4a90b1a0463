"""An archive of any size, the same each time: `python -m bench.archive 10000 --out DIR` writes ninjs, an item a line.

A paper of a hundred articles a day from 1 January 1996 on. Item n is the same in an archive of any size, so that one can be grown. Words come as often as
in a language (Zipf): the commonest are the sample papers' own, the rest are made of syllables; one item in twenty is in Hebrew. Sections, topics and
bylines come as often as in a paper, most topics and all bylines only in their own years. Every item has the address at which the old system had it."""

import argparse
import json
import re
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

DEMO = Path(__file__).resolve().parents[1] / "demo"
FIRST_DAY = datetime(1996, 1, 1, 5, tzinfo=UTC)
ARTICLES_A_DAY, ITEMS_A_BLOCK, ITEMS_A_FILE = 100, 1_000, 50_000
WORDS_KNOWN, SENTENCES = 40_000, 30_000
USUAL_WORDS, LONGEST_WORDS = 380, 3_000  # of an article: the median; longer ones get rarer as in a log-normal distribution of sigma 0.55
TOPICS, BYLINES = 2_000, 400
EVERGREEN_TOPICS = 200  # in use in all years
SECTIONS = ("News", "Harbour", "Sport", "Opinion", "Business", "Culture", "Town", "Science", "Travel", "Obituaries")
HEBREW_SECTIONS = ("חדשות", "דעות")
_SYLLABLES = ("ba", "be", "bro", "ca", "cle", "da", "den", "dor", "fal", "fen", "ga", "gri", "hal", "hem", "is", "ka", "ker", "la", "lin", "lor", "ma", "mer", "mon", "na", "nor", "or",
              "pen", "pla", "qui", "ra", "ren", "ros", "sa", "sel", "sto", "ta", "ter", "tri", "ul", "va", "ven", "wal", "wes", "yar", "zel")  # fmt: skip
_HEBREW_SYLLABLES = (
    "אב",
    "בר",
    "גל",
    "דן",
    "הר",
    "זיו",
    "חן",
    "טל",
    "יר",
    "כר",
    "לב",
    "מג",
    "נו",
    "סל",
    "עד",
    "פר",
    "צו",
    "קד",
    "רון",
    "שי",
    "תמ",
)
_FRONT_MATTER = re.compile(r"\A---.*?^---", re.DOTALL | re.MULTILINE)
Told = dict[str, object]


def items(first: int, last: int) -> Iterator[Told]:
    """The items from number `first` up to, not including, `last`. Whole blocks are made, since each has dice of its own."""
    for block in range(first // ITEMS_A_BLOCK, -(-last // ITEMS_A_BLOCK)):
        dice = Random(f"block {block}")
        for number in range(block * ITEMS_A_BLOCK, (block + 1) * ITEMS_A_BLOCK):
            item = _item(number, dice)
            if first <= number < last:
                yield item


def write(folder: Path, first: int, last: int) -> list[Path]:
    """Writes those items into files of JSON lines. Returns the files."""
    return [write_file(folder, start, min(start + ITEMS_A_FILE, last)) for start in range(first, last, ITEMS_A_FILE)]


def write_file(folder: Path, first: int, last: int) -> Path:
    """Writes one file; one that is there is whole, and left as it is."""
    file = folder / f"{first:08}-{last:08}.jsonl"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".half")
        with half.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items(first, last))
        half.rename(file)
    return file


class Tongue:
    """A language as far as an archive needs it: words by how often they come, and sentences of them."""

    def __init__(self, code: str, sample: str, syllables: Sequence[str], letters: str) -> None:
        dice = Random(f"tongue {code}")
        self.code = code
        self.words = _words_by_use(sample, letters)
        made = sorted({"".join(dice.choices(syllables, k=dice.choice((2, 3, 3, 4)))) for _ in range(WORDS_KNOWN)} - set(self.words))
        self.words += dice.sample(made, len(made))
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))  # Mandelbrot's correction of Zipf's law
        self.sentences = [_sentence(dice.choices(self.words, cum_weights=weights, k=dice.randint(5, 27))) for _ in range(SENTENCES)]
        self.names = [f"{a.title()} {b.title()}" for a, b in zip(self.words[-2 * BYLINES : -BYLINES], self.words[-BYLINES:], strict=True)]


@cache
def tongue(code: str) -> Tongue:
    """English or Hebrew, made once."""
    if code == "he":
        return Tongue("he", "shaliach", _HEBREW_SYLLABLES, "א-ת")
    return Tongue("en", "gazette", _SYLLABLES, "a-z")


def published_at(number: int) -> datetime:
    """When an item went out."""
    day, of_the_day = divmod(number, ARTICLES_A_DAY)
    return FIRST_DAY + timedelta(days=day, minutes=10 * of_the_day)


def topic_name(number: int) -> str:
    """The name of a topic: the lower its number, the more articles it has."""
    return tongue("en").words[600 + number].title() + (" affair" if number >= EVERGREEN_TOPICS else "")


def _words_by_use(sample: str, letters: str) -> list[str]:
    texts = (_FRONT_MATTER.sub("", path.read_text(encoding="utf-8")) for path in sorted((DEMO / sample).rglob("*.md")))
    return [word for word, _times in Counter(re.findall(f"[{letters}]{{1,20}}", " ".join(texts).lower())).most_common()]


def _sentence(words: list[str]) -> str:
    middle = len(words) // 2
    said = " ".join(words[:middle]) + (", " if len(words) > 12 else " ") + " ".join(words[middle:])
    return said[0].upper() + said[1:] + "."


def _item(number: int, dice: Random) -> Told:
    """Long because an item has many fields, and the dice must fall in one order."""
    said = tongue("he" if dice.random() < 0.05 else "en")
    length = min(LONGEST_WORDS, USUAL_WORDS * dice.lognormvariate(0, 0.55))
    sentences = [said.sentences[int(dice.random() * SENTENCES)] for _ in range(max(3, int(length / 16)))]
    headline = " ".join(sentences[0].rstrip(".").split(" ")[:9])
    name, when = _of_its_time(said.names, number, dice), published_at(number)
    sentences.insert(2, f"{name} has file {number:07}, {said.words[-1 - int(dice.random() * 20_000)]}.")
    paragraphs = "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(1, len(sentences), 3))
    if number % 4 == 0:  # not all that comes is plain
        paragraphs = paragraphs.replace(" ", ' <em>so</em> <a href="https://example.org/file?a=1&amp;b=2">it is said</a> ', 1).replace(
            "</p><p>", f"</p><h2>{name}</h2><p>", 1
        )
    section = _by_zipf(HEBREW_SECTIONS if said.code == "he" else SECTIONS, dice)
    topics = {_topic(number, dice) for _ in range(dice.choice((0, 1, 1, 2, 3)))}
    subjects = [{"name": section, "rel": "classifies"}, *({"name": topic, "rel": "about"} for topic in sorted(topics))]
    told = when.isoformat()
    return {
        "uri": f"urn:archive:{number:08}", "standard": {"name": "ninjs", "version": "3.1"}, "type": "text", "pubStatus": "usable", "language": said.code, "version": "1",
        "firstCreated": told, "versionCreated": told, "urgency": dice.choices(range(1, 9), (1, 2, 6, 10, 30, 10, 6, 3))[0], "by": name, "slugline": f"archive-{number}",
        "headlines": [{"role": "main", "value": headline}], "descriptions": [{"role": "summary", "value": sentences[1]}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": paragraphs}], "subjects": subjects, "altIds": [{"role": "permalink", "value": f"/old/{when:%Y/%m}/{number}.html"}],
    }  # fmt: skip


def _by_zipf(of: Sequence[str], dice: Random) -> str:
    weights = _zipf(len(of))
    return of[bisect(weights, dice.random() * weights[-1])]


def _topic(number: int, dice: Random) -> str:
    """Half of all mentions are of what a paper always writes about, half of affairs of their time."""
    if dice.random() < 0.5:
        weights = _zipf(EVERGREEN_TOPICS)
        return topic_name(bisect(weights, dice.random() * weights[-1]))
    return topic_name(EVERGREEN_TOPICS + (number // 2_000 + int(dice.random() ** 2 * 30)) % (TOPICS - EVERGREEN_TOPICS))


def _of_its_time(names: Sequence[str], number: int, dice: Random) -> str:
    """One of the sixty who write for the paper in these years: another comes each few months, and one leaves."""
    return names[(number // 8_000 + int(dice.random() ** 2 * 60)) % len(names)]


@cache
def _zipf(many: int) -> list[float]:
    return list(accumulate(1 / (rank + 1) for rank in range(many)))


def main() -> int:
    """Writes an archive, and says where."""
    words = argparse.ArgumentParser(prog="python -m bench.archive", description="Write an archive of any size, the same each time.")
    words.add_argument("articles", type=int)
    words.add_argument("--first", type=int, default=0, help="the number of its first item")
    words.add_argument("--out", type=Path, default=Path("var/archive"))
    told = words.parse_args()
    for file in write(told.out, told.first, told.first + told.articles):
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
