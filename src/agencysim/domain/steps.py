"""The few things that a job can do: the step kinds of a route."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from immutabledict import immutabledict
from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from agencysim.chance import NumberDistribution, TimeDistribution
from agencysim.domain.fields import Map, Money, Names, Share
from agencysim.language import tr
from agencysim.values import Amount, Elapsed, Frozen, Number

END = "end"
"""The name that ends a route where a step's name could stand."""


class EndOfShift(StrEnum):
    """What happens to running work when its people's shift ends."""

    PAUSE = "pause"
    """Go on with the same people in their next shift."""
    FINISH = "finish"
    """Go on in overtime until it is done."""
    RESTART = "restart"
    """Lose what was done, and queue again."""
    NO_START = "no_start"
    """Begin only what, by estimate, fits before the end of the shift plus the allowed overtime."""


class BaseStep(Frozen):
    """What all steps share.

    Parameters
    ----------
    label
        Name in the agency's language.
    stage
        Stage of the reports; the step before's if absent.
    next
        Step that follows; the next one of the route if absent, ``end`` to end.
    """

    kind: str
    label: str = ""
    stage: str | None = None
    next: str | None = None

    @model_serializer(mode="wrap")
    def _with_kind(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write the kind even if nobody said it, as in Python, where it goes without saying."""
        return {"kind": self.kind, **handler(self)}


class CrewRole(Frozen):
    """A place in a crew.

    Parameters
    ----------
    skill
        Skill, or role, that fills it.
    count
        How many are needed.
    lead
        Whether whoever fills it leads the crew.
    shared
        Whether somebody with another place in the crew may fill it, too, as when the lead also drives.
    """

    skill: str
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    lead: bool = False
    shared: bool = False


def _crew(value: object) -> object:
    """Read ``designer``, ``{installer: 2, driver: 1}`` or a list of such."""
    if isinstance(value, str):
        return ({"skill": value},)
    if isinstance(value, Mapping):
        return tuple({"skill": skill, "count": count} for skill, count in value.items())
    if isinstance(value, list | tuple):
        return tuple({"skill": item} if isinstance(item, str) else item for item in value)
    return value


Crew = Annotated[
    tuple[CrewRole, ...],
    BeforeValidator(_crew, json_schema_input_type=str | dict[str, int] | list[str | CrewRole]),
]
"""Places in a crew, written ``designer``, ``{installer: 2, driver: 1}`` or as a list."""


def hands(crew: tuple[CrewRole, ...]) -> int:
    """Return how many people a crew is; who only fills a second place does not count."""
    return sum(place.count for place in crew if not place.shared)


class Outsource(Frozen):
    """Another firm that can do a step.

    Parameters
    ----------
    price
        Money for the step.
    delay
        The other firm's time, on ``calendar``.
    calendar
        The other firm's working hours; the scenario's calendar if absent.
    after
        Elapsed time that the step waits for own people before it is given away; nights count, too.
    """

    price: NumberDistribution
    delay: TimeDistribution
    calendar: str | None = None
    after: Elapsed


class Alternative(Frozen):
    """Another way of doing a step, which a plan may choose: a smaller crew that takes longer, another machine.

    Parameters
    ----------
    crew
        Places, filled in the order listed.
    slower
        Factor on the content: 1.5 takes half as long again.
    equipment, vehicles
        Units held for the whole task, by name.
    """

    crew: Crew = ()
    slower: Annotated[float, Field(gt=0, le=100)] = 1.0
    equipment: Map[str, Annotated[int, Field(ge=1)]] = immutabledict()
    vehicles: Map[str, Annotated[int, Field(ge=1)]] = immutabledict()

    @model_validator(mode="after")
    def _needs_someone(self) -> Alternative:
        if not self.crew and not self.equipment and not self.vehicles:
            raise ValueError(tr("nobody does it this way: name a crew, equipment or a vehicle"))
        return self


class Work(BaseStep):
    """Work of a crew, with its equipment and vehicles.

    Parameters
    ----------
    crew
        Places, filled in the order listed; the slowest sets the pace.
    content
        Work content: time of one person of speed 1, or clock time.
    per
        ``clock``: the content is the time on the clock; ``person``: it is shared out over the crew.
    equipment, vehicles
        Units held for the whole task, by name.
    site
        Calendar that says when the site is open; content counts only then.
    loading, travel
        Time before the content (loading, and the way out); the way back takes ``travel`` again.
    end_of_shift
        What happens when the shift of the crew ends.
    same_people_as
        Earlier step whose people do this one too.
    wait_for_same_people
        After sickness stopped it, wait for the same people instead of taking others.
    overtime
        Whether the overtime policy may keep the crew.
    outsource
        Another firm that takes the step when it has waited too long.
    alternatives
        Other ways of doing it, by name.
    """

    kind: Literal["work"] = "work"
    crew: Crew = ()
    content: TimeDistribution
    per: Literal["clock", "person"] = "clock"
    equipment: Map[str, Annotated[int, Field(ge=1)]] = immutabledict()
    vehicles: Map[str, Annotated[int, Field(ge=1)]] = immutabledict()
    site: str | None = None
    loading: TimeDistribution | None = None
    travel: TimeDistribution | None = None
    end_of_shift: EndOfShift = EndOfShift.PAUSE
    same_people_as: str | None = None
    wait_for_same_people: bool = False
    overtime: bool = True
    outsource: Outsource | None = None
    alternatives: Map[str, Alternative] = immutabledict()

    @property
    def hands(self) -> int:
        """How many people work in person-time is shared out over; who only fills a second place does not count."""
        return hands(self.crew)

    @model_validator(mode="after")
    def _needs_someone(self) -> Work:
        if not self.crew and not self.equipment and not self.vehicles:
            raise ValueError(tr("nobody does this work: name a crew, equipment or a vehicle, or make it a wait"))
        return self


class Wait(BaseStep):
    """A delay on somebody's calendar that takes none of the agency's people.

    Parameters
    ----------
    delay
        How long; absent if it is the client's answer.
    on
        ``client``: the delay is the client tier's answer, on the tier's calendar.
    calendar
        Calendar on which the delay passes; the scenario's if absent.
    """

    kind: Literal["wait"] = "wait"
    delay: TimeDistribution | None = None
    on: Literal["client"] | None = None
    calendar: str | None = None

    @model_validator(mode="after")
    def _one_delay(self) -> Wait:
        if (self.delay is None) == (self.on is None):
            raise ValueError(tr("say how long: either a delay, or 'on: client' for the client's answer, and not both"))
        return self


FACTS_WITH_NAMES = ("tier", "client", "credit", "about", "passed")
"""Facts that are among some names, or are not."""


class Condition(Frozen):
    """A fact of the job that decides a choice.

    Parameters
    ----------
    fact
        ``value`` (money), ``tier``, ``client``, ``new_client``, ``credit`` (what the check of a new client finds),
        ``about`` (what a complaint is about), ``passed`` (the steps to which the job has come), ``attempt`` (visits
        of this step, this one included), or ``lateness`` (hours past the due date; negative before it).
    above, below
        Holds where the fact is above, or below, this number.
    above_authority
        Holds where the value is beyond what this role may sign.
    among
        Holds where the fact is one of these names.
    """

    fact: Literal["value", "attempt", "lateness", "new_client", "tier", "client", "credit", "about", "passed"] = "value"
    above: Number | None = None
    below: Number | None = None
    above_authority: str | None = None
    among: Names | None = None

    @model_validator(mode="after")
    def _is_decidable(self) -> Condition:
        tests = [self.above, self.below, self.above_authority, self.among]
        if self.fact == "new_client":
            if any(test is not None for test in tests):
                raise ValueError(tr("new_client is a yes or no: leave out above, below and among"))
        elif self.fact in FACTS_WITH_NAMES:
            if self.among is None or any(test is not None for test in tests[:3]):
                raise ValueError(tr("say which: 'among: [...]' names what {fact} may be", fact=self.fact))
        elif self.among is not None or all(test is None for test in tests):
            raise ValueError(tr("{fact} is a number: give above, below or above_authority", fact=self.fact))
        if self.above_authority and self.fact != "value":
            raise ValueError(tr("above_authority compares the value: leave 'fact' out"))
        return self


class Meaning(StrEnum):
    """What it means that a job takes a way: figures, cards and losses count these."""

    REVISION = "revision"
    """The client wants the design changed."""
    SENT_BACK = "sent_back"
    """An own review wants it changed before the client sees it."""
    PITCH_WON = "pitch_won"
    PITCH_LOST = "pitch_lost"
    CHANGE = "change"
    """Client, design or site change a running job: it has to be reported, at the step that this way leads to."""
    ESCALATION = "escalation"
    """An exception that departments or client cannot settle goes to the supervisor."""
    ERROR_CAUGHT = "error_caught"
    """An error made upstream is found before anything is built."""
    ERROR_BUILT_IN = "error_built_in"
    """An error made upstream was built without a check, and is found now."""
    REWORK = "rework"
    """An own mistake is put right."""
    SCRAP = "scrap"
    """What was made is thrown away, and made again."""
    ALTERATION = "alteration"
    """The client wants the finished item changed."""
    DEFECT = "defect"
    """Acceptance finds something to put right."""
    SITE_NOT_READY = "site_not_ready"
    WEATHER = "weather"
    PAYMENT_LATE = "payment_late"
    PAYMENT_IRREGULAR = "payment_irregular"
    DOCUMENTS_MISHANDLED = "documents_mishandled"
    """Documents are mishandled so that work is delayed."""
    NOT_ARCHIVED = "not_archived"
    """Drawings are not archived after the hand-over."""
    POOR_COMMUNICATION = "poor_communication"
    """Poor communication causes a mistake."""
    SERIOUS = "serious"
    """A serious complaint."""
    FAULT = "fault"
    """A complaint is found to be the fault of the role that ``caused_by`` names."""


class FoundBy(StrEnum):
    """Who reports a mistake."""

    CREW = "crew"
    """Those who made it."""
    OTHER = "other"
    """Another department."""
    COMPANY = "company"
    """Nobody: the company discovers it."""
    CLIENT = "client"


class Branch(Frozen):
    """One way out of a choice.

    Parameters
    ----------
    to
        Step it leads to, or ``end``.
    chance
        Its probability; a list gives it for the 1st, 2nd, ... visit, the last one holding from there on.
    when
        A condition; the first branch whose condition holds is taken before chance is asked.
    means
        What it means for figures, cards and losses that a job goes this way.
    found_by
        Who reports the mistake that this way puts right.
    caused_by
        Role that is at fault.
    """

    to: str
    chance: Share | tuple[Share, ...] | None = None
    when: Condition | None = None
    means: Meaning | None = None
    found_by: FoundBy | None = None
    caused_by: str | None = None

    @model_validator(mode="after")
    def _has_one_reason(self) -> Branch:
        if self.chance is not None and self.when is not None:
            raise ValueError(tr("a branch is taken by chance or by a condition, not both"))
        if self.chance == ():
            raise ValueError(tr("give at least one chance"))
        return self


class Choice(BaseStep):
    """A parting of the ways, by facts of the job or by chance.

    Parameters
    ----------
    branches
        Those with a condition are asked first, in order; then chance; one with neither takes what is left.
    """

    kind: Literal["choice"] = "choice"
    branches: Annotated[tuple[Branch, ...], Field(min_length=1)]


class Fork(BaseStep):
    """Parallel branches that must all end before the job goes on at the join.

    Parameters
    ----------
    branches
        First step of each branch.
    join
        Step of kind ``join`` where they meet.
    """

    kind: Literal["fork"] = "fork"
    branches: Annotated[tuple[str, ...], Field(min_length=2)]
    join: str


class Join(BaseStep):
    """Where the branches of a fork meet."""

    kind: Literal["join"] = "join"


class Stock(BaseStep):
    """Material taken from stock; the job waits while it is short.

    Parameters
    ----------
    uses
        Quantity of each material.
    waste
        Share of each quantity that is lost beside it, such as the rest of a sheet by a poor layout.
    """

    kind: Literal["stock"] = "stock"
    uses: Annotated[Map[str, NumberDistribution], Field(min_length=1)]
    waste: NumberDistribution | None = None


class Birth(Frozen):
    """A job that another job brings about.

    Parameters
    ----------
    job_type
        Type of the new job, for the same client.
    chance
        Its probability.
    when
        Only if this holds of the job.
    about
        What the new job is about, such as the department that a complaint concerns; its own conditions can ask for it.
    """

    job_type: str
    chance: Share = 1.0
    when: Condition | None = None
    about: str = ""


class Milestone(BaseStep):
    """A fact with its date, and perhaps money or another job.

    Parameters
    ----------
    earns
        Share of the job's value that is paid now.
    bills
        Share of the job's value that is due from now on; what is paid without a bill is due when it is paid.
    costs
        Money that is spent now.
    births
        Jobs that it brings about.
    """

    kind: Literal["milestone"] = "milestone"
    earns: Amount = 0.0
    bills: Amount = 0.0
    costs: Money = 0.0
    births: tuple[Birth, ...] = ()


Step = Annotated[Work | Wait | Choice | Fork | Join | Stock | Milestone, Field(discriminator="kind")]
"""A step of any kind, told apart by ``kind``."""
