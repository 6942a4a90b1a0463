"""The days of a sample paper, on whatever day it is made."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadsheet.works.sample import SAMPLES, open_sample
from broadsheet.works.sample_dates import COMPLETE_BY, Calendar

KELMOUTH = ZoneInfo("Europe/London")
A_TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=KELMOUTH)
ODD_DAYS = [
    datetime(2027, 1, 1, 12, 0, tzinfo=KELMOUTH),
    datetime(2028, 2, 29, 12, 0, tzinfo=KELMOUTH),
    datetime(2026, 12, 31, 23, 59, tzinfo=KELMOUTH),
    datetime(2027, 3, 28, 3, 0, tzinfo=KELMOUTH),  # the clock was put forward two hours ago
    datetime(2026, 10, 25, 12, 0, tzinfo=KELMOUTH),  # it was put back this morning
]


def told(text: str, now: datetime = A_TUESDAY, language: str = "en") -> str:
    return Calendar(now, language).told(text)


def test_a_day_is_told_by_its_name_its_date_its_month_or_its_year() -> None:
    assert told("[[weekday +0]], [[date +12]], [[month +75]], [[year -3671]]") == "Tuesday, 6 December, February, 2016"


def test_dates_run_on_across_the_years_end_and_through_a_leap_day() -> None:
    assert told("[[date +1]]", datetime(2026, 12, 31, 12, tzinfo=KELMOUTH)) == "1 January"
    assert told("[[date -1]], [[year -1]]", datetime(2027, 1, 1, 12, tzinfo=KELMOUTH)) == "31 December, 2026"
    assert told("[[date -1]], [[weekday +1]]", datetime(2028, 3, 1, 12, tzinfo=KELMOUTH)) == "29 February, Thursday"


def test_hebrew_joins_its_prefix_letters_to_the_day() -> None:
    assert told("ב[[weekday -3]]", language="he") == "ביום שבת"
    assert told("מ[[date +12]] עד [[date +13]]", language="he") == "מ־6 בדצמבר עד 7 בדצמבר"
    assert told("ב[[month +130]]", language="he") == "באפריל"


@pytest.mark.parametrize("now", [A_TUESDAY, *ODD_DAYS])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_token_is_left_in_words_on_any_day(name: str, now: datetime) -> None:
    sample = open_sample(name, now)
    words = [repr(document.head) + document.text for kind in ("articles", "pages") for document in sample.documents(kind)]
    words += [repr(sample.rows(file)) for file in ("briefs", "letters", "almanac")]
    assert [text for text in words if re.search(r"\[\[\w", text)] == []


def test_an_hour_of_the_day_is_the_papers_own() -> None:
    summer = Calendar(datetime(2027, 7, 1, 11, 0, tzinfo=KELMOUTH), "en")
    assert summer.moment(0, "05:58").astimezone(UTC) == datetime(2027, 7, 1, 4, 58, tzinfo=UTC)
    assert summer.moment(-1, "18:20").date().isoformat() == "2027-06-30"


@pytest.mark.parametrize("hour", [0, 3, 6, 9, 10])
def test_a_paper_made_before_breakfast_has_nothing_from_the_future(hour: int) -> None:
    now = datetime(2026, 11, 24, hour, 7, tzinfo=KELMOUTH)
    calendar = Calendar(now, "en")
    clocks = [calendar.moment(0, clock) for clock in ("00:25", "05:58", "07:40", "10:20")]
    assert clocks == sorted(set(clocks))
    assert clocks[-1] <= now
    assert clocks[0] >= now.replace(hour=0, minute=0)


def test_every_sample_is_complete_by_the_hour_that_it_says() -> None:
    for name in SAMPLES:
        sample = open_sample(name, A_TUESDAY)
        heads = [document.head for document in sample.documents("articles")] + sample.rows("briefs") + sample.rows("letters")
        clocks = [head["time"] for head in heads if head["day"] == 0] + [
            head["updated_time"] for head in heads if head.get("updated_day") == 0
        ]
        assert max(clocks) <= f"{COMPLETE_BY:%H:%M}"
        assert all(head["day"] <= 0 and head.get("updated_day", 0) <= 0 for head in heads)


def test_weekdays_and_dates_of_a_day_agree() -> None:
    for distance in range(-400, 401, 37):
        day = (A_TUESDAY + timedelta(days=distance)).date()
        assert told(f"[[weekday {distance:+d}]] [[date {distance:+d}]]") == f"{day:%A} {day.day} {day:%B}"
