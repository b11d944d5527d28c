"""The sheets that tell of a plan."""

from __future__ import annotations

from agencysim.language import noted
from agencysim.workbook.columns import ATTEMPT, CLIENT, JOB_OF, PEOPLE, PROVISIONAL, STEP, TITLE, UNITS, Column, Sheet
from agencysim.workbook.kinds import YES_NO, Day, Moment, Number, Until

OUTPUT_SHEETS = (
    Sheet(
        "schedule",
        "排程",
        noted("The plan: who does what, when, with what."),
        (
            Column("start", "开始", noted("When it begins, the way there included."), Moment()),
            Column("end", "结束", noted("When it ends, the way back included."), Moment()),
            JOB_OF,
            STEP,
            TITLE,
            CLIENT,
            ATTEMPT,
            PEOPLE,
            UNITS,
            Column("way", "做法", noted("Another way of doing it; empty for the usual one.")),
            Column("outside", "外包", noted("Whether another firm does it."), YES_NO),
            Column("locked", "锁定", noted("Whether it is fixed."), YES_NO),
        ),
        is_output=True,
    ),
    Sheet(
        "load",
        "负荷",
        noted("How much everybody has to do, day by day."),
        (
            Column("person", "人员", noted("Who.")),
            Column("day", "日期", noted("Which day."), Day()),
            Column("start", "上班", noted("When duty begins, overtime included."), Moment()),
            Column("end", "下班", noted("When duty ends, overtime included."), Moment()),
            Column("shift", "班次", noted("The shift.")),
            Column("hours", "工时", noted("Hours of duty, overtime included."), Number()),
            Column("busy", "任务工时", noted("Hours on tasks."), Number()),
            Column("overtime", "加班工时", noted("Hours of overtime."), Number()),
        ),
        is_output=True,
    ),
    Sheet(
        "late_reasons",
        "延误原因",
        noted("Jobs that come late, and what holds them up."),
        (
            JOB_OF,
            CLIENT,
            Column("due", "交期", noted("When it should be done."), Until()),
            PROVISIONAL,
            Column("hours late", "延误小时", noted("By how much."), Number()),
            Column("reason", "原因", noted("What holds it up.")),
        ),
        is_output=True,
    ),
    Sheet(
        "unassigned",
        "未排工序",
        noted("Work that is not planned, or only in part, and why."),
        (JOB_OF, STEP, TITLE, CLIENT, ATTEMPT, Column("reason", "原因", noted("Why."))),
        is_output=True,
    ),
    Sheet(
        "changes",
        "变更",
        noted("What is different from the schedule that the workbook had before."),
        (
            JOB_OF,
            STEP,
            ATTEMPT,
            Column("change", "变更", noted("What has changed.")),
            Column("before", "原排程", noted("How it was.")),
            Column("after", "现排程", noted("How it is.")),
        ),
        is_output=True,
    ),
    Sheet(
        "kpis",
        "指标",
        noted("The plan in numbers."),
        (Column("figure", "指标", noted("What.")), Column("value", "数值", noted("How much."), Number())),
        is_output=True,
    ),
)
