"""The options of `execute_task`: their spellings and one-line helps; decides nothing."""

from __future__ import annotations

from typing import Annotated

import typer

_Ids = list[str] | None

Task = Annotated[str, typer.Argument(metavar="TASK", help="A file, a plan's JSON or an id.")]
Jobs = Annotated[int | None, typer.Option("-j", "--jobs", metavar="N", help="At most N at once.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the latest run.")]
Only = Annotated[_Ids, typer.Option("--only", metavar="ID", help="Exactly these.")]
Skip = Annotated[_Ids, typer.Option("--skip", metavar="ID", help="Not these.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="ID", help="This one and all after it.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="ID", help="This one and all before it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would run, and run nothing.")]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", help="Stop everything at the first failure.")
]
Timeout = Annotated[
    str | None, typer.Option("--timeout", metavar="TIME", help="For each attempt: 30s, 5m.")
]
Retries = Annotated[
    int | None, typer.Option("--retries", metavar="N", min=0, help="For each subtask.")
]
Env = Annotated[
    list[str] | None,
    typer.Option("--env", metavar="NAME=VALUE", help="A variable for every step."),
]
Agent = Annotated[str | None, typer.Option("--agent", metavar="NAME", help="Who does prose steps.")]
Rollback = Annotated[
    bool, typer.Option("--rollback", help="After a failure undo what had succeeded.")
]
AcceptTicks = Annotated[
    bool | None,
    typer.Option("--accept-ticks/--no-accept-ticks", help="Take ticked boxes as attested."),
]
UntilComplete = Annotated[
    bool,
    typer.Option("--until-complete", help="Round after round, agents told the reasons."),
]
MaxRounds = Annotated[
    int | None,
    typer.Option("--max-rounds", metavar="N", min=1, help="With --until-complete [10]."),
]
Revalidate = Annotated[
    bool, typer.Option("--revalidate", help="Only run the checks of the latest run again.")
]
Tick = Annotated[bool, typer.Option("--tick", help="At the end tick what is proven in the file.")]
Report = Annotated[
    bool | None, typer.Option("--report/--no-report", help="Write reports at the end.")
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Only how it ended.")]
