"""The figures of a run on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.cli.console import Output
from agencysim.cli.show_load import load_tables
from agencysim.cli.show_months import dates_by_month, month_tables
from agencysim.cli.tables import labels_of, new_table, number, percent, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from agencysim.figures import Figures
    from agencysim.figures.lead_times import LeadTime
    from agencysim.figures.quality import Quality, Rate
    from agencysim.scenario import Scenario

LONGEST_LIST = 12
"""Rows of lists that could be long."""

SHORT = 14
"""Days up to which the length of a run is told in days."""


def show_figures(scenario: Scenario, figures: Figures) -> None:
    """Print the figures of a run."""
    console = Output()
    console.print(_headline(scenario, figures))
    for sentence in figures.staffing:
        console.print(sentence, style="bold", highlight=False)
    for table in _tables(scenario, figures):
        if table.row_count:
            console.print(table)


def _tables(scenario: Scenario, figures: Figures) -> Iterator[Table]:
    yield from month_tables(figures)
    yield _tiers(scenario, figures)
    yield _job_types(scenario, figures)
    yield dates_by_month(scenario, figures)
    yield from load_tables(scenario, figures)
    yield _stages(scenario, figures)
    yield _waiting(scenario, figures)
    yield _quality(figures.quality)
    yield _losses(figures)
    yield _money(scenario, figures)
    yield _clients(figures)
    yield _cards(scenario, figures)
    yield _working_time(figures)


def _headline(scenario: Scenario, figures: Figures) -> Table:
    title = f"{scenario.name}: {_length(figures.days)}, seed {figures.seed}, {figures.policy}"
    table = new_table(title, "Figure", "Value")
    wip, on_time = figures.work_in_progress, figures.on_time
    rows = [
        ("requests", number(figures.requests)),
        ("jobs done", number(figures.done)),
        ("quotes and pitches lost", number(figures.lost)),
        ("jobs that clients took elsewhere", number(figures.abandoned)),
        ("on time", f"{percent(on_time.share)} of {on_time.due:,} due"),
        ("days to delivery, mean / median / 90 %", _spread(figures.delivery_time)),
        ("days to the end, mean / median / 90 %", _spread(figures.lead_time)),
        ("work in progress, mean / start / end", f"{wip.mean:.1f} / {wip.at_start:,} / {wip.at_end:,}"),
        ("overtime (hours)", number(sum(role.overtime_hours for role in figures.roles.values()))),
        ("satisfaction, of 100", f"{number(figures.satisfaction.mean, 1)} ({figures.satisfaction.jobs:,} jobs)"),
        ("margin", f"{number(figures.money.margin)} of {number(figures.money.revenue)} {scenario.currency}"),
        ("receivable days", number(figures.receivables.days, 1)),
    ]
    for row in rows:
        table.add_row(*row)
    return table


def _length(days: float) -> str:
    """Return the length of a run in weeks, or in days if it is short."""
    return f"{days / 7:.3g} weeks" if days >= SHORT else f"{days:.3g} day{'' if days == 1 else 's'}"


def _spread(lead_time: LeadTime) -> str:
    return " / ".join(number(days, 1) for days in (lead_time.mean, lead_time.median, lead_time.p90))


def _tiers(scenario: Scenario, figures: Figures) -> Table:
    columns = ("requests", "due", "on time", "days", "revenue", "margin", "happy")
    table = new_table("Client tiers (days from request to delivery; margin over direct costs)", "tier", *columns)
    labels = labels_of(scenario.tiers)
    requests = {group.name: group.requests for group in figures.job_groups if group.by == "tier" and not group.month}
    for name, on_time in figures.on_time_by_tier.items():
        delivery, margin = figures.delivery_time_by_tier.get(name), figures.margins.by_tier.get(name)
        happy = figures.satisfaction.by_tier.get(name)
        table.add_row(
            labels.get(name, name),
            number(requests.get(name, 0)),
            number(on_time.due),
            percent(on_time.share),
            number(delivery.mean if delivery else None, 1),
            number(margin.revenue if margin else None),
            percent(margin.share if margin else None),
            number(happy.mean if happy else None, 1),
        )
    return table


def _job_types(scenario: Scenario, figures: Figures) -> Table:
    columns = ("due", "on time", "days", "90 %", "end", "margin", "happy")
    title = "Job types (days from request to delivery, and to the end; margin over direct costs)"
    table = new_table(title, "job type", *columns)
    labels = labels_of(scenario.job_types)
    for name, on_time in figures.on_time_by_type.items():
        delivery, to_end = figures.delivery_time_by_type.get(name), figures.lead_time_by_type.get(name)
        margin, happy = figures.margins.by_type.get(name), figures.satisfaction.by_type.get(name)
        days = (delivery.mean, delivery.p90) if delivery else (None, None)
        table.add_row(
            labels.get(name, name),
            number(on_time.due),
            percent(on_time.share),
            *(number(length, 1) for length in (*days, to_end.mean if to_end else None)),
            percent(margin.share if margin else None),
            number(happy.mean if happy else None, 1),
        )
    return table


def _stages(scenario: Scenario, figures: Figures) -> Table:
    table = new_table("Lead time by stage", "stage", "days a job")
    labels = labels_of(scenario.stages)
    for name, length in figures.stages.items():
        table.add_row(labels.get(name, name), number(length, 1))
    return table


def _waiting(scenario: Scenario, figures: Figures) -> Table:
    table = new_table("What jobs waited for", "cause", "visits", "mean (h)", "share", "mean queue")
    labels = labels_of(scenario.roles) | labels_of(scenario.skills)
    for cause, wait in list(figures.waiting.items())[:LONGEST_LIST]:
        numbers = (number(wait.mean_hours, 1), percent(wait.share), number(wait.mean_queue, 1))
        table.add_row(labels.get(cause, cause), number(wait.visits), *numbers)
    return table


def _quality(quality: Quality) -> Table:
    """Return what went well and what did not, as far as the scenario's choices say what they mean."""
    table = new_table("Quality", "what", "number", "of", "share")
    rates = (
        ("designs approved at once", quality.revisions.first_pass),
        ("schemes sent back by a review", quality.sent_back),
        ("quotes won", quality.quotes),
        ("pitches won", quality.pitches),
        ("rework", quality.rework),
        ("scrap", quality.scrap),
        ("upstream errors caught before they were built", quality.errors_caught),
        ("finished items altered", quality.alterations),
        ("defects at acceptance", quality.defects),
        ("site not ready", quality.site_not_ready),
        ("stopped by the weather", quality.weather),
        ("changes in running jobs", quality.changes.rate),
        ("exceptions escalated", quality.escalations),
        ("payments late", quality.payments_late),
        ("payments irregular", quality.payments_irregular),
        ("complaints replied to in time", quality.complaints.in_time),
    )
    for name, rate in rates:
        if rate.of:
            table.add_row(name, *_rate(rate))
    if quality.layout_waste.taken:
        table.add_row("material wasted by layout", "", "", percent(quality.layout_waste.share))
    return table


def _rate(rate: Rate) -> tuple[str, str, str]:
    return number(rate.count), number(rate.of), percent(rate.share)


def _losses(figures: Figures) -> Table:
    """Return what mistakes cost, by who found them; what the crews bear depends on that."""
    columns = ("mistakes", "waste", "repair", "crews bear", "company bears")
    table = new_table("Losses, by who found the mistake", "found by", *columns)
    for who, loss in figures.losses.by_finder.items():
        amounts = (number(amount) for amount in (loss.waste, loss.repair, loss.crew, loss.company))
        table.add_row(words(who), number(loss.count), *amounts)
    return table


def _money(scenario: Scenario, figures: Figures) -> Table:
    table = new_table("Money", "kind", scenario.currency)
    for name, amount in figures.money.model_dump().items():
        table.add_row(words(name), number(amount))
    return table


def _clients(figures: Figures) -> Table:
    """Return the clients who brought most, with their growth from the first to the second half of the run."""
    title = "Clients who brought most (growth: second half of the period against the first, season included)"
    table = new_table(title, "client", "revenue", "direct margin", "growth", "happy")
    largest = sorted(figures.margins.by_client.items(), key=lambda item: -item[1].revenue)[:LONGEST_LIST]
    for name, margin in largest:
        growth, happy = figures.growth.get(name), figures.satisfaction.by_client.get(name)
        table.add_row(
            name or "without a name",
            number(margin.revenue),
            percent(margin.share),
            percent(growth.growth if growth else None),
            number(happy.mean if happy else None, 1),
        )
    return table


def _cards(scenario: Scenario, figures: Figures) -> Table:
    colours = dict.fromkeys(colour for cards in figures.cards.values() for colour in cards)
    table = new_table("Cards", "role", *colours)
    labels = labels_of(scenario.roles)
    for role, cards in figures.cards.items():
        table.add_row(labels.get(role, role), *(number(cards.get(colour, 0)) for colour in colours))
    return table


def _working_time(figures: Figures) -> Table:
    """Return the sets of rules with their breaches; the worst one stands below its rule."""
    table = new_table("Working time", "rule", "breaches", "people")
    for name, rules in figures.working_time.sets.items():
        table.add_row(f"[bold]{name}[/bold]: {number(rules.overtime.total)} h of overtime as it counts it")
        for rule in rules.rules.values():
            worst = f"\n    {rule.worst}" if rule.worst else ""
            table.add_row(f"  {rule.text}{worst}", number(rule.breaches), number(rule.people))
    for week in figures.working_time.weeks:
        for sentence in week.words:
            table.add_row(f"{sentence} ({week.people} people)")
    return table
