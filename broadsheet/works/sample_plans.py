"""What a sample paper offers its readers: its plans, and what they cost."""

from broadsheet.membership.offer import offer_changed
from broadsheet.membership.plan import Plan, Price
from broadsheet.works.sample import Sample


def offer_plans(sample: Sample) -> None:
    """Offers what the sample's plans.yaml says. Writes."""
    for position, row in enumerate(sample.rows("plans"), start=1):
        plan = Plan.objects.create(name=row["name"], slug=row["slug"], line=row["line"], benefits=row["benefits"], position=position)
        Price.objects.bulk_create(
            Price(
                plan=plan,
                interval=told["each"],
                currency=told["currency"],
                amount_minor=told["price"],
                floor_minor=told["floor"],
                reduced_minor=told.get("reduced"),
            )
            for told in row["prices"]
        )
    offer_changed()
