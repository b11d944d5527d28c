"""The figures of a run on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.cli.console import Output
from agencysim.cli.tables import labels_of, new_table, number, percent, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.table import Table

    from agencysim.figures import Figures
    from agencysim.figures.core import RoleFigures
    from agencysim.figures.monthly import Month
    from agencysim.figures.quality import Quality, Rate
    from agencysim.scenario import Scenario

LONGEST_LIST = 12
"""Rows of lists that could be long."""


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
    yield from _months(figures)
    yield _targets(figures)
    yield _job_types(scenario, figures)
    yield _load("People (hours for tasks, worked, of overtime)", labels_of(scenario.roles), figures.roles)
    units = labels_of(scenario.equipment) | labels_of(scenario.vehicles)
    yield _load("Equipment and vehicles (hours)", units, figures.equipment)
    yield _stages(scenario, figures)
    yield _waiting(scenario, figures)
    yield _quality(figures.quality)
    yield _money(scenario, figures)
    yield _clients(figures)
    yield _overtime(scenario, figures)
    yield _cards(scenario, figures)
    yield _working_time(figures)


def _headline(scenario: Scenario, figures: Figures) -> Table:
    title = f"{scenario.name}: {figures.days / 7:.3g} weeks, seed {figures.seed}, {figures.policy}"
    table = new_table(title, "Figure", "Value")
    wip, on_time, lead_time = figures.work_in_progress, figures.on_time, figures.lead_time
    three = (lead_time.mean, lead_time.median, lead_time.p90)
    rows = [
        ("requests", number(figures.requests)),
        ("jobs done", number(figures.done)),
        ("quotes and pitches lost", number(figures.lost)),
        ("jobs that clients took elsewhere", number(figures.abandoned)),
        ("on time", f"{percent(on_time.share)} of {on_time.due:,} due"),
        ("lead time, mean / median / 90 % (days)", " / ".join(number(d, 1) for d in three)),
        ("work in progress, mean / start / end", f"{wip.mean:.1f} / {wip.at_start:,} / {wip.at_end:,}"),
        ("overtime (hours)", number(sum(role.overtime_hours for role in figures.roles.values()))),
        ("satisfaction, of 100", f"{number(figures.satisfaction.mean, 1)} ({figures.satisfaction.jobs:,} jobs)"),
        ("margin", f"{number(figures.money.margin)} of {number(figures.money.revenue)} {scenario.currency}"),
        ("receivable days", number(figures.receivables.days, 1)),
    ]
    for row in rows:
        table.add_row(*row)
    return table


def _months(figures: Figures) -> Iterator[Table]:
    work = new_table("Months", "month", "requests", "done", "on time", "days", "busy", "overtime", "cards")
    rest = new_table("Months: quality and money", "month", "rounds", "at once", "rework", "happy", "revenue", "margin")
    for name, month in figures.months.items():
        work.add_row(name, *_work(month))
        rest.add_row(name, *_quality_and_money(month))
    yield from (work, rest)


def _work(month: Month) -> Iterator[str]:
    yield from (number(month.requests), number(month.done), percent(month.on_time.share))
    yield from (number(month.lead_time.mean, 1), percent(month.utilisation))
    yield from (number(month.overtime_hours), number(sum(month.cards.values())))


def _quality_and_money(month: Month) -> Iterator[str]:
    yield number(month.revision_rounds, 2)
    yield from (percent(share) for share in (month.first_pass.share, month.rework.share))
    yield from (number(month.satisfaction, 1), number(month.revenue), number(month.margin))


def _targets(figures: Figures) -> Table:
    table = new_table("Targets, month by month", "target", "should be", "months met", "of", "last month")
    last = list(figures.months.values())[-1:]
    for name, latest in (last[0].targets if last else {}).items():
        all_months = [month.targets[name] for month in figures.months.values()]
        met = [against.met for against in all_months if against.met is not None]
        write = percent if name in ("on_time", "first_pass") else number
        table.add_row(words(name), write(latest.target), str(sum(met)), str(len(met)), write(latest.value))
    return table


def _job_types(scenario: Scenario, figures: Figures) -> Table:
    columns = ("done", "days", "90 %", "due", "on time", "direct margin", "happy")
    table = new_table("Job types (days from request to last payment; margin over direct costs)", "job type", *columns)
    labels = labels_of(scenario.job_types)
    for name, on_time in figures.on_time_by_type.items():
        lead_time = figures.lead_time_by_type.get(name)
        days = (lead_time.mean, lead_time.p90) if lead_time else (None, None)
        margin, happy = figures.margins.by_type.get(name), figures.satisfaction.by_type.get(name)
        table.add_row(
            labels.get(name, name),
            number(lead_time.jobs if lead_time else 0),
            *(number(length, 1) for length in days),
            f"{on_time.due:,}",
            percent(on_time.share),
            percent(margin.share) if margin else "-",
            number(happy.mean, 1) if happy else "-",
        )
    return table


def _load(title: str, labels: Mapping[str, str], figures: Mapping[str, RoleFigures]) -> Table:
    table = new_table(title, "who", "no.", "hours", "worked", "busy", "overtime")
    for name, role in sorted(figures.items(), key=lambda item: -(item[1].utilisation or 0)):
        table.add_row(
            labels.get(name, name),
            str(role.count),
            *(number(value) for value in (role.scheduled_hours, role.worked_hours)),
            percent(role.utilisation),
            number(role.overtime_hours) if role.overtime_hours else "",
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


def _money(scenario: Scenario, figures: Figures) -> Table:
    table = new_table("Money", "kind", scenario.currency)
    for name, amount in figures.money.model_dump().items():
        table.add_row(words(name), number(amount))
    total = figures.losses.total
    if total.count:
        table.add_row("losses borne by crews", number(total.crew))
    return table


def _clients(figures: Figures) -> Table:
    """Return the clients who brought most, with their growth from the first to the second half of the run."""
    table = new_table("Clients who brought most", "client", "revenue", "direct margin", "growth", "happy")
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


def _overtime(scenario: Scenario, figures: Figures) -> Table:
    """Return overtime by department, and the persons with the most of it."""
    table = new_table("Overtime by department, and by those with most", "who", "hours", "share of hours")
    labels = labels_of(scenario.departments)
    persons = sorted(figures.people.items(), key=lambda item: -item[1].overtime_hours)[:LONGEST_LIST]
    for name, load in (*figures.departments.items(), *persons):
        if load.overtime_hours:
            share = load.overtime_hours / (load.scheduled_hours + load.overtime_hours)
            table.add_row(labels.get(name, name), number(load.overtime_hours), percent(share))
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
