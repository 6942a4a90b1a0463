"""One row of everything the newsroom keeps, each the first of its kind: what the address of a first row leads to."""

from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from broadsheet.accounts.account import Account
from broadsheet.advertising.campaign import Advertiser, Campaign, Kind
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.seller import Seller
from broadsheet.editions.issue import Issue
from broadsheet.editions.publication import Publication
from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.plan import Interval, Plan, Price
from broadsheet.news.almanac import Almanac
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.front import Front
from broadsheet.news.letter import Letter
from broadsheet.news.photo import Photo
from broadsheet.news.redirect import Redirect
from broadsheet.news.section import Section
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic
from tests.news.making import an_article
from tests.newsroom.press_photo import press_photo


def lay_first_rows() -> None:
    """Writes them, under the number 1, and where a word is needed under the word “1”."""
    news = Section.objects.create(pk=1, name="News", slug="news", position=1)
    with connection.cursor() as cursor:  # PostgreSQL counts on from what it gave itself; a magazine brings a section of its own
        for statement in connection.ops.sequence_reset_sql(no_style(), [Section]):
            cursor.execute(statement)
    Topic.objects.create(pk=1, name="The harbour", slug="1")
    Byline.objects.create(pk=1, name="Nell Farrow", slug="1", role="Harbour reporter")
    an_article("Ferry fares rise", pk=1, section=news, slug="1")
    Brief.objects.create(pk=1, section=news, slug="1", text="Two pounds ten.")
    Letter.objects.create(pk=1, slug="1", headline="On fares", sender="Ada Quill", text="Too much.")
    Almanac.objects.create(pk=1, day=date(2026, 11, 24))
    StandingPage.objects.create(pk=1, slug="1", title="How we use money", first_published_at=timezone.now())
    Redirect.objects.create(pk=1, old_path="/old/", new_path="/news/")
    Front.objects.create(pk=1)
    Photo.objects.create(pk=1, title="bridge", file=ContentFile(press_photo(80, 60), "bridge.jpg"), alt="A bridge.")
    magazine = Publication.objects.create(pk=1, name="Slack Water", slug="1", line="The monthly of the Gazette")
    Issue.objects.create(pk=1, publication=magazine, number=1, slug="1", date=date(2026, 11, 22), first_published_at=timezone.now())
    advertiser = Advertiser.objects.create(pk=1, name="Petrie Lamps")
    campaign = Campaign.objects.create(pk=1, advertiser=advertiser, name="All on", kind=Kind.DIRECT)
    Flight.objects.create(pk=1, campaign=campaign, starts_at=timezone.now())
    Seller.objects.create(pk=1, domain="exchange.example", account="1")


def first_partner() -> Account:
    """Whose membership and whose payment are the first ones."""
    plan = Plan.objects.create(pk=1, name="Partner", slug="1", benefits="apme")
    Price.objects.create(plan=plan, interval=Interval.MONTH, currency="USD", amount_minor=500, floor_minor=300)
    account = Account.objects.create_user("pauline@reader.example")
    paid = {"amount_minor": 500, "currency": "USD", "account": account, "provider": "pretend", "ref": "1"}
    soon = timezone.now() + timedelta(days=20)
    membership = Membership.objects.create(
        pk=1, plan=plan, state=State.ACTIVE, interval=Interval.MONTH, paid_until=soon, gives=True, **paid
    )
    Payment.objects.create(pk=1, membership=membership, paid_at=timezone.now(), covers_until=soon, **paid)
    return account
