"""Overtime and working-time rules in figures: what each set of rules counts as overtime, and what it forbids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain.fields import Map
from agencysim.figures.base import Window, exact, window_of
from agencysim.figures.breaches import RULES, breaches_in, text_of
from agencysim.figures.presence import Attendance
from agencysim.language import tr
from agencysim.scenario.staffing import calendar_of
from agencysim.values import HOUR, Frozen

if TYPE_CHECKING:
    from agencysim.domain import WorkingTimeRules
    from agencysim.log import Log


class OvertimeHours(Frozen):
    """Hours of overtime by pay class: on workdays, on rest days and on public holidays."""

    workday: float = 0.0
    rest_day: float = 0.0
    holiday: float = 0.0

    @property
    def total(self) -> float:
        """All of them."""
        return self.workday + self.rest_day + self.holiday


class OvertimePay(OvertimeHours):
    """Money for overtime by pay class, in the scenario's currency.

    Parameters
    ----------
    plain
        Money for hours beyond the roster that are no overtime by the set that is paid by: the wage, once.
    """

    plain: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return super().total + self.plain


class RuleFigures(Frozen):
    """How often a rule was broken.

    Parameters
    ----------
    text
        The rule for people.
    breaches, people
        How often, and by how many people's hours.
    worst
        The breach by the most, in words: who, when, by how much; empty if there was none.
    """

    text: str
    breaches: int
    people: int
    worst: str = ""


class RuleSetFigures(Frozen):
    """What a set of rules says of the working time in the window.

    Parameters
    ----------
    overtime
        Overtime as the set counts it.
    rules
        Its rules by the name of the limit, held or not.
    """

    overtime: OvertimeHours
    rules: Map[str, RuleFigures]

    @property
    def breaches(self) -> int:
        """How often its rules were broken."""
        return sum(rule.breaches for rule in self.rules.values())


class ContractWeek(Frozen):
    """A roster's hours in a week without holidays, against the standards of the sets of rules.

    Parameters
    ----------
    hours, people
        Hours of the roster, and how many people have such a one.
    groups
        Who they are.
    beyond
        By set: hours by which the roster exceeds its standard; negative if it stays below.
    words
        The same in words.
    """

    hours: float
    people: int
    groups: tuple[str, ...]
    beyond: Map[str, float]
    words: tuple[str, ...]


class WorkingTimeFigures(Frozen):
    """Working time in the window.

    Parameters
    ----------
    roster_overtime
        Overtime as the roster counts it: what was granted beyond it.
    overtime_from
        Set that says where overtime starts in this agency; ``None`` if that is the roster.
    overtime
        Overtime as that set counts it.
    sets
        The sets that are to be reported.
    weeks
        The hours of the rosters, longest first.
    """

    roster_overtime: OvertimeHours
    overtime_from: str | None
    overtime: OvertimeHours
    sets: Map[str, RuleSetFigures]
    weeks: tuple[ContractWeek, ...]


def working_time(log: Log, window: Window | None = None, attendance: Attendance | None = None) -> WorkingTimeFigures:
    """Return overtime and breaches of working-time rules, by the roster and by the sets that the scenario names.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about; the run without its warm-up if absent.
    attendance
        When people were there, if it was found already: many windows of one log are quicker so.
    """
    window = window or window_of(log)
    attendance, settings = attendance or Attendance(log), log.scenario.working_time
    roster = _hours(_by_roster(log, window))
    overtime = roster
    if settings.overtime_from is not None:
        overtime = _hours(_by_set(attendance, window, settings.named(settings.overtime_from)))
    return WorkingTimeFigures(
        roster_overtime=roster,
        overtime_from=settings.overtime_from,
        overtime=overtime,
        sets={name: _of_set(attendance, window, settings.named(name)) for name in dict.fromkeys(settings.report)},
        weeks=_contract_weeks(attendance),
    )


def overtime_by(log: Log, window: Window, rules: WorkingTimeRules | None) -> pl.DataFrame:
    """Return the hours of overtime in a window by person and pay class, as a set of rules counts them.

    Public days off and weekends that the roster leaves free are overtime wholly; on other days it is what exceeds
    the set's hours of the day and then, counted over whole weeks from Monday on, of the week: see
    `Attendance.counted`. What begins in the window counts.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about.
    rules
        The set; ``None``, or a set that does not say where overtime starts, takes what was granted beyond the roster.

    Returns
    -------
    pl.DataFrame
        person, pay_class (``workday``, ``rest_day`` or ``holiday``), hours; where there were any.
    """
    return _by_roster(log, window) if rules is None else _by_set(Attendance(log), window, rules)


def pay(log: Log, window: Window | None = None, attendance: Attendance | None = None) -> OvertimePay:
    """Return what overtime in a window costs beyond the roster's wages.

    Overtime is what the set in ``working_time.overtime_from`` counts; what was granted beyond the roster if none is
    named. Hours beyond the roster are paid the wage times the rate of their pay class. Hours of the roster that the
    set calls overtime are paid once by the roster's wage, so that only the premium, the rate less 1, is added for
    them; where a rate is below 1, nothing is taken off. Hours beyond the roster that the set does not call overtime
    are paid once, as ``plain``.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.
    attendance
        When people were there, if it was found already: many windows of one log are quicker so.
    """
    window = window or window_of(log)
    rates = log.scenario.overtime.rates.model_dump()
    rate = pl.col("pay_class").replace_strict(rates, return_dtype=pl.Float64)
    times = pl.when("granted").then(rate).otherwise((rate - 1).clip(0))
    wages = log.resources.select(pl.col("name").alias("person"), "per_hour")
    work = _paid_work(log, window, attendance).join(wages, on="person")
    hour = pl.col("per_hour") / HOUR
    sums = work.group_by("pay_class").agg(exact(pl.col("over") * times * hour).sum())
    rest = pl.col("end") - pl.col("start") - pl.col("over")
    plain = work.filter("granted").select(exact(rest * hour).sum()).item()
    return OvertimePay(**dict(sums.iter_rows()), plain=plain)


def _paid_work(log: Log, window: Window, attendance: Attendance | None) -> pl.DataFrame:
    """Return work in a window with its pay class and the seconds of it that are overtime as it is paid."""
    name = log.scenario.working_time.overtime_from
    if name is None:
        return _granted(log, window).with_columns(granted=pl.lit(True))
    attendance = attendance or Attendance(log)
    return _inside(attendance.counted(log.scenario.working_time.named(name)), window)


def _granted(log: Log, window: Window) -> pl.DataFrame:
    length = pl.col("until") - pl.col("start")
    granted = log.overtime.select("person", "start", end="until", pay_class="day", over=length)
    return _inside(granted, window)


def _inside(work: pl.DataFrame, window: Window) -> pl.DataFrame:
    return work.filter((pl.col("start") >= window.since) & (pl.col("start") < window.until))


def _by_roster(log: Log, window: Window) -> pl.DataFrame:
    return _by_person(_granted(log, window))


def _by_set(attendance: Attendance, window: Window, rules: WorkingTimeRules) -> pl.DataFrame:
    return _by_person(_inside(attendance.counted(rules), window))


def _by_person(work: pl.DataFrame) -> pl.DataFrame:
    sums = work.group_by("person", "pay_class").agg(hours=pl.col("over").sum() / HOUR)
    return sums.filter(pl.col("hours") > 0).sort("person", "pay_class")


def _hours(by_person: pl.DataFrame) -> OvertimeHours:
    return OvertimeHours(**dict(by_person.group_by("pay_class").agg(pl.col("hours").sum()).iter_rows()))


def _of_set(attendance: Attendance, window: Window, rules: WorkingTimeRules) -> RuleSetFigures:
    found = breaches_in(attendance, window, rules)
    texts = {name: text_of(name, rules) for name in RULES}
    return RuleSetFigures(
        overtime=_hours(_by_set(attendance, window, rules)),
        rules={name: _of_rule(found.filter(pl.col("rule") == name), text) for name, text in texts.items() if text},
    )


def _of_rule(found: pl.DataFrame, text: str) -> RuleFigures:
    worst = found.sort("excess", descending=True, maintain_order=True).head(1)
    words = next((_in_words(row) for row in worst.iter_rows(named=True)), "")
    return RuleFigures(text=text, breaches=found.height, people=found["person"].n_unique(), worst=words)


def _in_words(breach: dict[str, object]) -> str:
    """Return who, when, and by how much: ``ann, 2026-01-06: 10.5 h, 0.5 h too little``."""
    told = {name: breach[name] for name in ("person", "about")}
    told |= {name: _number(breach[name]) for name in ("measure", "excess")}
    if breach["unit"] == "days":
        return tr("{person}, {about}: {measure} days, {excess} too few", **told)
    if RULES[str(breach["rule"])].least:
        return tr("{person}, {about}: {measure} h, {excess} h too little", **told)
    return tr("{person}, {about}: {measure} h, {excess} h too much", **told)


def _number(value: object) -> str:
    return f"{round(float(value), 2):g}"  # type: ignore[arg-type]


def _contract_weeks(attendance: Attendance) -> tuple[ContractWeek, ...]:
    scenario = attendance.log.scenario
    groups: dict[int, list[str]] = {}
    for key, group in scenario.people.items():
        if group.count:
            groups.setdefault(attendance.hours.ordinary_week(calendar_of(scenario, key)), []).append(key)
    settings = scenario.working_time
    names = dict.fromkeys([*([settings.overtime_from] if settings.overtime_from else []), *settings.report])
    standards = {name: hours for name in names if (hours := settings.named(name).week_hours) is not None}
    return tuple(
        ContractWeek(
            hours=seconds / HOUR,
            people=sum(scenario.people[key].count for key in keys),
            groups=tuple(keys),
            beyond={name: seconds / HOUR - standard for name, standard in standards.items()},
            words=tuple(_compared(seconds / HOUR, name, standard) for name, standard in standards.items()),
        )
        for seconds, keys in sorted(groups.items(), reverse=True)
    )


def _compared(hours: float, name: str, standard: float) -> str:
    """Return in words: ``the roster of 42 h a week is 2 h more than china's 40 h``."""
    beyond = hours - standard
    told = {"hours": _number(hours), "rules": name, "beyond": _number(abs(beyond)), "standard": _number(standard)}
    if abs(beyond) < 0.005:
        return tr("the roster of {hours} h a week is {rules}'s standard", **told)
    if beyond > 0:
        return tr("the roster of {hours} h a week is {beyond} h more than {rules}'s {standard} h", **told)
    return tr("the roster of {hours} h a week is {beyond} h less than {rules}'s {standard} h", **told)
