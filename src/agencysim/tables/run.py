"""The figures of a run as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr
from agencysim.names import Names, policy_in_words
from agencysim.tables.base import Table, Topic, labels_of, length_of, number, percent
from agencysim.tables.load import load_tables
from agencysim.tables.months import dates_by_month, month_tables

if TYPE_CHECKING:
    from agencysim.figures import Figures
    from agencysim.figures.lead_times import LeadTime
    from agencysim.figures.quality import Quality, Rate
    from agencysim.scenario import Scenario

LONGEST_LIST = 12
"""Rows of lists that could be long."""


def of_run(scenario: Scenario, figures: Figures) -> dict[Topic, list[Table]]:
    """Return the figures of a run by topic, without tables that have nothing to show."""
    found: dict[Topic, list[Table]] = {
        Topic.DATES: [
            *month_tables(figures),
            _tiers(scenario, figures),
            _job_types(scenario, figures),
            dates_by_month(scenario, figures),
        ],
        Topic.FLOW: [_stages(scenario, figures), _waiting(scenario, figures)],
        Topic.PEOPLE: [*load_tables(scenario, figures)],
        Topic.MONEY: [_money(scenario, figures), _clients(figures)],
        Topic.QUALITY: [
            _quality(figures.quality),
            _losses(figures),
            _cards(scenario, figures),
            _working_time(figures),
        ],
    }
    return {topic: [table for table in tables if table.rows] for topic, tables in found.items()}


def headline(figures: Figures) -> Table:
    """Return the figures that are looked at first."""
    title = tr(
        "{name}: {length}, seed {seed}, {policy}",
        name=figures.scenario,
        length=length_of(figures.days),
        seed=figures.seed,
        policy=policy_in_words(figures.policy),
    )
    table = Table(title, (tr("Figure"), tr("Value")))
    wip, on_time, money = figures.work_in_progress, figures.on_time, figures.money
    held = tr("{share} of {due:,} due", share=percent(on_time.share), due=on_time.due)
    liked = tr("{score} ({jobs:,} jobs)", score=number(figures.satisfaction.mean, 1), jobs=figures.satisfaction.jobs)
    left = tr(
        "{margin} of {revenue} {currency}",
        margin=number(money.margin),
        revenue=number(money.revenue),
        currency=figures.currency,
    )
    table.add(tr("requests"), number(figures.requests))
    table.add(tr("jobs done"), number(figures.done))
    table.add(tr("quotes and pitches lost"), number(figures.lost))
    table.add(tr("jobs that clients took elsewhere"), number(figures.abandoned))
    table.add(tr("on time"), held)
    table.add(tr("days to delivery, mean / median / 90 %"), _spread(figures.delivery_time))
    table.add(tr("days to the end, mean / median / 90 %"), _spread(figures.lead_time))
    table.add(tr("work in progress, mean / start / end"), f"{wip.mean:.1f} / {wip.at_start:,} / {wip.at_end:,}")
    table.add(tr("overtime (hours)"), number(sum(role.overtime_hours for role in figures.roles.values())))
    table.add(tr("satisfaction, of 100"), liked)
    table.add(tr("margin"), left)
    table.add(tr("receivable days"), number(figures.receivables.days, 1))
    return table


def _spread(lead_time: LeadTime) -> str:
    return " / ".join(number(days, 1) for days in (lead_time.mean, lead_time.median, lead_time.p90))


def _tiers(scenario: Scenario, figures: Figures) -> Table:
    title = tr("Client tiers (days from request to delivery; margin over direct costs)")
    columns = (
        tr("tier"),
        tr("requests"),
        tr("due"),
        tr("on time"),
        tr("days"),
        tr("revenue"),
        tr("margin"),
        tr("happy"),
    )
    table = Table(title, columns)
    labels = labels_of(scenario.tiers)
    requests = {group.name: group.requests for group in figures.job_groups if group.by == "tier" and not group.month}
    for name, on_time in figures.on_time_by_tier.items():
        delivery, margin = figures.delivery_time_by_tier.get(name), figures.margins.by_tier.get(name)
        happy = figures.satisfaction.by_tier.get(name)
        table.add(
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
    title = tr("Job types (days from request to delivery, and to the end; margin over direct costs)")
    columns = (tr("job type"), tr("due"), tr("on time"), tr("days"), "90 %", tr("end"), tr("margin"), tr("happy"))
    table = Table(title, columns)
    labels = labels_of(scenario.job_types)
    for name, on_time in figures.on_time_by_type.items():
        delivery, to_end = figures.delivery_time_by_type.get(name), figures.lead_time_by_type.get(name)
        margin, happy = figures.margins.by_type.get(name), figures.satisfaction.by_type.get(name)
        days = (delivery.mean, delivery.p90) if delivery else (None, None)
        table.add(
            labels.get(name, name),
            number(on_time.due),
            percent(on_time.share),
            *(number(length, 1) for length in (*days, to_end.mean if to_end else None)),
            percent(margin.share if margin else None),
            number(happy.mean if happy else None, 1),
        )
    return table


def _stages(scenario: Scenario, figures: Figures) -> Table:
    table = Table(tr("Lead time by stage"), (tr("stage"), tr("days a job")))
    labels = labels_of(scenario.stages)
    for name, length in figures.stages.items():
        table.add(labels.get(name, name), number(length, 1))
    return table


def _waiting(scenario: Scenario, figures: Figures) -> Table:
    columns = (tr("cause"), tr("visits"), tr("mean (h)"), tr("share"), tr("mean queue"))
    table, names = Table(tr("What jobs waited for"), columns), Names(scenario)
    for cause, wait in list(figures.waiting.items())[:LONGEST_LIST]:
        numbers = (number(wait.mean_hours, 1), percent(wait.share), number(wait.mean_queue, 1))
        table.add(names.cause(cause), number(wait.visits), *numbers)
    return table


def _quality(quality: Quality) -> Table:
    """Return what went well and what did not, as far as the scenario's choices say what they mean."""
    table = Table(tr("Quality"), (tr("what"), tr("number"), tr("of"), tr("share")))
    rates = (
        (tr("designs approved at once"), quality.revisions.first_pass),
        (tr("schemes sent back by a review"), quality.sent_back),
        (tr("quotes won"), quality.quotes),
        (tr("pitches won"), quality.pitches),
        (tr("rework"), quality.rework),
        (tr("scrap"), quality.scrap),
        (tr("upstream errors caught before they were built"), quality.errors_caught),
        (tr("finished items altered"), quality.alterations),
        (tr("defects at acceptance"), quality.defects),
        (tr("site not ready"), quality.site_not_ready),
        (tr("stopped by the weather"), quality.weather),
        (tr("changes in running jobs"), quality.changes.rate),
        (tr("exceptions escalated"), quality.escalations),
        (tr("payments late"), quality.payments_late),
        (tr("payments irregular"), quality.payments_irregular),
        (tr("complaints replied to in time"), quality.complaints.in_time),
    )
    for name, rate in rates:
        if rate.of:
            table.add(name, *_rate(rate))
    if quality.layout_waste.taken:
        table.add(tr("material wasted by layout"), "", "", percent(quality.layout_waste.share))
    return table


def _rate(rate: Rate) -> tuple[str, str, str]:
    return number(rate.count), number(rate.of), percent(rate.share)


def _losses(figures: Figures) -> Table:
    """Return what mistakes cost, by who found them; what the crews bear depends on that."""
    columns = (tr("found by"), tr("mistakes"), tr("waste"), tr("repair"), tr("crews bear"), tr("company bears"))
    table = Table(tr("Losses, by who found the mistake"), columns)
    finders = {"crew": tr("crew"), "other": tr("other"), "company": tr("company"), "client": tr("client")}
    for who, loss in figures.losses.by_finder.items():
        amounts = (number(amount) for amount in (loss.waste, loss.repair, loss.crew, loss.company))
        table.add(finders.get(who, who), number(loss.count), *amounts)
    return table


def _money(scenario: Scenario, figures: Figures) -> Table:
    table, kinds = Table(tr("Money"), (tr("kind"), scenario.currency)), _kinds_of_money()
    for name, amount in figures.money.model_dump().items():
        table.add(kinds.get(name, name.replace("_", " ")), number(amount))
    return table


def _kinds_of_money() -> dict[str, str]:
    return {
        "revenue": tr("revenue"),
        "paid_in": tr("paid in"),
        "wages": tr("wages"),
        "overtime_pay": tr("overtime pay"),
        "overtime_workday": tr("overtime on workdays"),
        "overtime_rest_day": tr("overtime on rest days"),
        "overtime_holiday": tr("overtime on holidays"),
        "overtime_plain": tr("overtime at the plain wage"),
        "material": tr("material"),
        "waste": tr("waste"),
        "purchases": tr("purchases"),
        "outsourcing": tr("outsourcing"),
        "hire": tr("hire"),
        "equipment": tr("equipment"),
        "travel": tr("travel"),
        "expenses": tr("expenses"),
        "penalties": tr("penalties"),
        "rework": tr("rework"),
        "bad_debt": tr("bad debt"),
        "margin": tr("margin"),
    }


def _clients(figures: Figures) -> Table:
    """Return the clients who brought most, with their growth from the first to the second half of the run."""
    title = tr("Clients who brought most (growth: second half of the period against the first, season included)")
    table = Table(title, (tr("client"), tr("revenue"), tr("direct margin"), tr("growth"), tr("happy")))
    largest = sorted(figures.margins.by_client.items(), key=lambda item: -item[1].revenue)[:LONGEST_LIST]
    for name, margin in largest:
        growth, happy = figures.growth.get(name), figures.satisfaction.by_client.get(name)
        table.add(
            name or tr("without a name"),
            number(margin.revenue),
            percent(margin.share),
            percent(growth.growth if growth else None),
            number(happy.mean if happy else None, 1),
        )
    return table


def _cards(scenario: Scenario, figures: Figures) -> Table:
    colours = dict.fromkeys(colour for cards in figures.cards.values() for colour in cards)
    names = {"blue": tr("blue"), "yellow": tr("yellow"), "red": tr("red"), "warning": tr("warning")}
    table = Table(tr("Cards"), (tr("role"), *(names.get(colour, colour) for colour in colours)))
    labels = labels_of(scenario.roles)
    for role, cards in figures.cards.items():
        table.add(labels.get(role, role), *(number(cards.get(colour, 0)) for colour in colours))
    return table


def _working_time(figures: Figures) -> Table:
    """Return the sets of rules with their breaches; the worst one stands below its rule."""
    table = Table(tr("Working time"), (tr("rule"), tr("breaches"), tr("people")))
    for name, rules in figures.working_time.sets.items():
        table.add(tr("{rules}: {hours} h of overtime as it counts it", rules=name, hours=number(rules.overtime.total)))
        for rule in rules.rules.values():
            worst = f"\n    {rule.worst}" if rule.worst else ""
            table.add(f"  {rule.text}{worst}", number(rule.breaches), number(rule.people))
    for week in figures.working_time.weeks:
        for sentence in week.words:
            table.add(tr("{sentence} ({n} people)", sentence=sentence, n=week.people))
    return table
