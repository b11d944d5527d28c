"""The sheets that a planner fills in, and finds filled in."""

from __future__ import annotations

from agencysim.language import noted
from agencysim.workbook.columns import ATTEMPT, CLIENT, JOB_OF, PEOPLE, PROVISIONAL, STEP, TITLE, UNITS, Column, Sheet
from agencysim.workbook.kinds import YES_NO, Choice, Counts, Crews, Day, Moment, Names, Number, Setting, Until, Whole

LEAVE_KINDS = Choice(
    {
        "leave": "请假",
        "sick": "病假",
        "broken": "故障",
        "service": "保养",
        "day off wanted": "希望休息",
        "shift wanted": "希望班次",
        "planned": "已排假期",
    }
)
STATUS = Choice(
    {
        "tentative": "意向",
        "confirmed": "已确认",
        "released": "已下达",
        "in progress": "进行中",
        "done": "已完成",
        "closed": "已关闭",
    }
)
DEADLINE = Choice({"wanted": "期望", "firm": "硬性"}, {"wanted": False, "firm": True})

_JOB = Column("job", "订单", noted("Its id: any text that no other job has."), required=True)
_PERSON = Column("person", "人员", noted("Who."), among="people", required=True)
_MATERIAL = Column("material", "材料", noted("Which material."), among="materials", required=True)

INPUT_SHEETS = (
    Sheet(
        "about",
        "说明",
        noted("Which agency this is, and as of when: set the moment when you bring the workbook up to date."),
        (
            Column("scenario", "场景", noted("The name of the scenario."), required=True),
            Column("first day", "起始日", noted("The day from which the scenario counts."), Day(), required=True),
            Column(
                "as of",
                "截至",
                noted("The moment for which the other sheets say where everything stands."),
                Moment(),
                required=True,
            ),
        ),
        key=("scenario",),
    ),
    Sheet(
        "people",
        "人员",
        noted(
            "Everybody who works here. People of one group are alike: change all, or split the group in the scenario."
        ),
        (
            Column(
                "person", "人员", noted("The name by which all other sheets know them."), among="people", required=True
            ),
            TITLE,
            Column("group", "组别", noted("The group of the scenario."), informs=True),
            Column("department", "部门", noted("Where they belong."), informs=True),
            Column("calendar", "日历", noted("Their working hours."), among="calendars"),
            Column("wage", "时薪", noted("Money an hour."), Number()),
            Column("hired from", "入职日", noted("First day, if within the scenario's time."), Day()),
            Column("employed until", "离职日", noted("Last day, if within the scenario's time."), Day()),
        ),
        key=("person",),
    ),
    Sheet(
        "crews",
        "班组",
        noted("The teams that serve clients of their own."),
        (
            Column("crew", "班组", noted("The team of the scenario."), among="teams", required=True),
            Column("people", "人员", noted("Its members: groups or persons, with commas between them."), Names()),
            Column(
                "tiers", "客户等级", noted("The tiers of clients that it serves; all if empty."), Names(), among="tiers"
            ),
        ),
        key=("crew",),
    ),
    Sheet(
        "equipment",
        "设备车辆",
        noted("Machines and vehicles."),
        (
            Column("unit", "设备", noted("The name by which all other sheets know it."), among="units", required=True),
            TITLE,
            Column("kind", "种类", noted("The kind of the scenario."), informs=True),
            Column("calendar", "日历", noted("When it can be used; always if empty."), among="calendars"),
            Column("cost per hour", "每小时费用", noted("Money for each hour of use."), Number()),
        ),
        key=("unit",),
    ),
    Sheet(
        "skills",
        "技能证书",
        noted("Who can do what, how fast, and until when a certificate holds."),
        (
            _PERSON,
            Column("skill", "技能", noted("What they can do."), among="skills", required=True),
            Column(
                "level",
                "水平",
                noted("Speed: 1 is normal, 2 does the same work in half the time."),
                Number(),
                required=True,
            ),
            Column("certified until", "证书到期", noted("Last valid day of the certificate."), Day()),
        ),
        key=("person", "skill"),
    ),
    Sheet(
        "calendars",
        "日历",
        noted(
            "The hours of an ordinary week, such as 08:30-12:00, 13:30-18:00; empty means off. Holidays come on top."
        ),
        (
            Column("calendar", "日历", noted("The calendar of the scenario."), among="calendars", required=True),
            *(
                Column(day, chinese, noted("Hours of this day."))
                for day, chinese in zip(
                    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
                    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
                    strict=True,
                )
            ),
        ),
        key=("calendar",),
    ),
    Sheet(
        "leave",
        "请假",
        noted("Who and what is not there, and what people wish: a row for each."),
        (
            Column("who", "对象", noted("A person, machine or vehicle."), among="resources", required=True),
            Column(
                "kind",
                "类型",
                noted("Why. 'planned' tells leave of the scenario, and is not read."),
                LEAVE_KINDS,
                required=True,
            ),
            Column("from", "开始", noted("First day, or moment."), Moment()),
            Column("until", "结束", noted("Last day, or moment; the first day if empty."), Until()),
            Column("shift", "班次", noted("The shift that is wanted."), among="calendars"),
        ),
    ),
    Sheet(
        "clients",
        "客户",
        noted("Clients who are known by name."),
        (
            Column("client", "客户", noted("The name."), required=True),
            Column("tier", "客户等级", noted("The tier that the client belongs to."), among="tiers", required=True),
            Column("team", "服务班组", noted("The team that serves this client."), among="teams"),
        ),
        key=("client",),
    ),
    Sheet(
        "jobs",
        "订单",
        noted("All open jobs. A new one needs an id, a job type, a client, a due date and a value."),
        (
            _JOB,
            Column(
                "job type",
                "订单类型",
                noted("What it is; its route follows from that."),
                among="job types",
                required=True,
            ),
            TITLE,
            Column("client", "客户", noted("For whom it is.")),
            Column("tier", "客户等级", noted("The client's tier; as the client sheet says if empty."), among="tiers"),
            Column("team", "服务班组", noted("The team that serves the client."), among="teams"),
            Column(
                "status",
                "状态",
                noted(
                    "How firm it is. Tentative: what follows a pitch is planned only if asked for; confirmed, "
                    "released, in progress: all is planned; done: nothing more is planned; closed: it is left out."
                ),
                STATUS,
            ),
            Column(
                "win probability",
                "中标概率",
                noted("Chance that a tentative job becomes an order, from 0 to 1."),
                Number(),
            ),
            Column("value", "金额", noted("Its price."), Number()),
            Column("due", "交期", noted("When it should be done."), Until()),
            PROVISIONAL,
            Column("deadline", "交期性质", noted("Wanted: it may be late; firm: in time, or not at all."), DEADLINE),
            Column(
                "weight", "权重", noted("How much an hour of lateness weighs; as the job type says if empty."), Number()
            ),
            Column("arrived", "接单时间", noted("When it came in; now if empty."), Moment()),
            Column("first due", "首次交期", noted("The date that was promised first."), Until()),
            Column("due reached", "交付时间", noted("When it reached the milestone that its date is about."), Moment()),
            Column("new client", "新客户", noted("Whether the client is new."), YES_NO),
            Column("credit", "信用", noted("What the credit check of a new client has found."), among="credit"),
            Column("about", "事由", noted("What it is about, such as the department that a complaint concerns.")),
            Column("parent", "来源订单", noted("The job that brought it about.")),
            Column("patience over", "不再流失", noted("Whether the client no longer goes elsewhere."), YES_NO),
            Column("visits", "到达次数", noted("How often it came to each step. Leave empty for a new job."), Counts()),
            Column("crews", "执行人员", noted("Who did the steps whose people do a later one, too."), Crews()),
            Column("births", "派生订单", noted("How many jobs of each type it has brought about."), Counts()),
            Column("key", "编号", noted("The key of its chance. Leave empty for a new job.")),
        ),
        key=("job",),
    ),
    Sheet(
        "tasks",
        "工序",
        noted("The steps at which the jobs stand. A new job without a row here stands at the start of its route."),
        (
            JOB_OF,
            STEP,
            TITLE,
            CLIENT,
            ATTEMPT,
            Column("people", "人员", noted("Who is at it."), Names(), among="people"),
            Column("units", "设备车辆", noted("Which machines and vehicles are in use."), Names(), among="units"),
            Column("start", "开始", noted("When its present part was begun; empty while it waits."), Moment()),
            Column("outside", "外包", noted("Whether another firm does it."), YES_NO),
            Column("ready", "就绪", noted("When its present part began to wait."), Moment()),
            Column("since", "到达", noted("When the job came to the step."), Moment()),
            Column(
                "part",
                "第几段",
                noted("Work that was stopped and taken up again is in its second part."),
                Whole(),
            ),
            Column(
                "done",
                "已完成秒数",
                noted("Work done before the present part, in seconds of one person at speed 1."),
                Number(),
            ),
            Column("pace", "进度速率", noted("Work done in a second; empty while it waits."), Number()),
            Column(
                "kept for", "保留给", noted("People for whom it waits, and for nobody else."), Names(), among="people"
            ),
        ),
        key=("job", "step"),
    ),
    Sheet(
        "locks",
        "锁定",
        noted("Work that is fixed: it is never moved, even if it breaks a rule."),
        (
            JOB_OF,
            STEP,
            ATTEMPT,
            PEOPLE,
            UNITS,
            Column("start", "开始", noted("When it begins."), Moment(), required=True),
            Column("end", "结束", noted("When it ends, ways there and back included."), Moment(), required=True),
            Column("way", "做法", noted("Another way of doing it, by its name; empty for the usual one.")),
            Column("outside", "外包", noted("Whether another firm does it."), YES_NO),
        ),
        key=("job", "step", "attempt", "start"),
    ),
    Sheet(
        "rules",
        "规则",
        noted("Settings of the scenario that plans keep to."),
        (
            Column("rule", "规则", noted("The setting, as the scenario has it."), required=True),
            Column("value", "数值", noted("What holds."), Setting()),
            Column("meaning", "含义", noted("What it means."), informs=True),
        ),
        key=("rule",),
    ),
    Sheet(
        "actuals",
        "实绩",
        noted("What was really done. Rows without start and end are not read yet: fill in what was done."),
        (
            JOB_OF,
            STEP,
            TITLE,
            CLIENT,
            ATTEMPT,
            PEOPLE,
            UNITS,
            Column("planned start", "计划开始", noted("When it was to begin."), Moment(), informs=True),
            Column("planned end", "计划结束", noted("When it was to end."), Moment(), informs=True),
            Column("start", "开始", noted("When it began."), Moment()),
            Column("end", "结束", noted("When it ended, or was stopped; empty if it is still going on."), Moment()),
            Column("finished", "是否完成", noted("No, if it was stopped and has to be taken up again."), YES_NO),
            Column(
                "hours",
                "完成工时",
                noted("Work done in all, in hours of one person at speed 1, if it was stopped."),
                Number(),
            ),
            Column("then", "下一工序", noted("The step that followed, where ways part."), among="steps"),
        ),
    ),
    Sheet(
        "overtime",
        "加班",
        noted("Overtime worked this month and before; what is still to come is not read yet."),
        (
            _PERSON,
            Column("start", "开始", noted("When it began."), Moment(), required=True),
            Column("until", "结束", noted("When it ended."), Moment(), required=True),
        ),
        key=("person", "start"),
    ),
    Sheet(
        "stock",
        "库存",
        noted("What is in stock."),
        (
            _MATERIAL,
            Column("level", "数量", noted("How much is there."), Number(), required=True),
            Column("orders", "订货次数", noted("How many orders there have been."), Whole()),
        ),
        key=("material",),
    ),
    Sheet(
        "purchases",
        "在途采购",
        noted("Material that is on its way."),
        (
            _MATERIAL,
            Column("number", "订货号", noted("The how manieth order of the material."), Whole(), required=True),
            Column("quantity", "数量", noted("How much comes."), Number(), required=True),
            Column("ordered", "订货时间", noted("When it was ordered."), Moment(), required=True),
        ),
        key=("material", "number"),
    ),
)
