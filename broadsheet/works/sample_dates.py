"""The days and hours of a sample paper: written as distances from the day it is made (day 0), read as words and moments. Plain Python."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

COMPLETE_BY = time(10, 30)  # nothing in a sample is dated later on day 0
_TOKEN = re.compile(r"(\w?)\[\[(weekday|date|month|year) ([+-]\d+)\]\]")
_HEBREW_LETTER = re.compile(r"[א-ת]")
_MAQAF = "\u05be"  # stands between a Hebrew prefix letter and a figure: ב־6 בדצמבר


@dataclass(frozen=True, slots=True)
class _Words:
    weekdays: tuple[str, ...]  # from Monday, as Python counts them
    months: tuple[str, ...]
    date: str


_WORDS = {
    "en": _Words(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
        "{day} {month}",
    ),
    "he": _Words(
        ("יום שני", "יום שלישי", "יום רביעי", "יום חמישי", "יום שישי", "יום שבת", "יום ראשון"),
        ("ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"),
        "{day} ב{month}",
    ),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Day 0 of a sample. `now` is aware and in the paper's own time zone; `language` is the one the days are named in."""

    now: datetime
    language: str

    def told(self, text: str) -> str:
        """The text with every token in words: “[[date +12]]” is “6 December” where day 0 is 24 November."""
        return _TOKEN.sub(lambda found: found[1] + self._after(found[1], self._words(found[2], self._day(int(found[3])))), text)

    def moment(self, day: int, clock: str) -> datetime:
        """When it was at that hour (“05:58”) of that day.

        A paper made before COMPLETE_BY has nothing in it from the future: then the hours of its day 0 draw together, in order."""
        start = self._at(day, time())
        told = self._at(day, time.fromisoformat(clock))
        complete, now = self._at(0, COMPLETE_BY), self.now.astimezone(UTC)
        if day != 0 or now >= complete:
            return told.astimezone(self.now.tzinfo)
        drawn = start + (told - start) * ((now - start) / (complete - start))
        return drawn.replace(microsecond=0).astimezone(self.now.tzinfo)

    def _day(self, distance: int) -> date:
        return self.now.date() + timedelta(days=distance)

    def _at(self, day: int, clock: time) -> datetime:
        return datetime.combine(self._day(day), clock, tzinfo=self.now.tzinfo).astimezone(UTC)

    def _words(self, kind: str, day: date) -> str:
        words = _WORDS[self.language]
        if kind == "weekday":
            return words.weekdays[day.weekday()]
        if kind == "year":
            return str(day.year)
        month = words.months[day.month - 1]
        return month if kind == "month" else words.date.format(day=day.day, month=month)

    @staticmethod
    def _after(letter: str, words: str) -> str:
        return f"{_MAQAF}{words}" if _HEBREW_LETTER.match(letter) and words[0].isdigit() else words
