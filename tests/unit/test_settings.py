from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.diagnostics import Diagnostic, InputError
from orchestrator.settings import Settings, load


def problems(
    root: Path, environ: dict[str, str] | None = None, **flags: object
) -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        load(root, environ or {}, flags)
    return list(caught.value.findings)


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path, {}, {})
    assert settings == Settings()
    assert 1 <= settings.jobs <= (os.cpu_count() or 1)
    assert (settings.grace_s, settings.log_limit_bytes) == (5.0, 10_000_000)
    assert (settings.tasks_dir, settings.reports_dir) == ("docs/tasks", "docs/reports")
    assert settings.report
    assert not settings.accept_ticks
    assert settings.agent is None


def test_flags_win_over_variables_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "orchestrator.toml").write_text("jobs = 2\ngrace_s = 2\nagent = 'a'\n")
    environ = {"ORCHESTRATOR_JOBS": "3", "ORCHESTRATOR_GRACE_S": "3.5"}
    settings = load(tmp_path, environ, {"jobs": 4, "grace_s": None})
    assert (settings.jobs, settings.grace_s, settings.agent) == (4, 3.5, "a")


def test_a_whole_file(tmp_path: Path) -> None:
    (tmp_path / "orchestrator.toml").write_text(
        'jobs = "auto"\nlog_limit_bytes = 5000\ntasks_dir = "tasks/"\nreports_dir = "out"\n'
        "report = false\naccept_ticks = true\n"
        '[agents]\nClaude = ["claude", "-p"]\n[languages]\nawk = ["awk", "-f"]\n'
    )
    settings = load(tmp_path, {}, {})
    assert settings.jobs == Settings().jobs
    assert (settings.tasks_dir, settings.reports_dir) == ("tasks", "out")
    assert (settings.report, settings.accept_ticks) == (False, True)
    assert settings.agents == {"claude": ("claude", "-p")}
    assert settings.languages == {"awk": ("awk", "-f")}


def test_a_command_line_may_be_written_as_one(tmp_path: Path) -> None:
    (tmp_path / "orchestrator.toml").write_text(
        "agents.mine = 'python \"my agent.py\" --x=$HOME'\nlanguages.awk = 'awk -f'\n"
    )
    settings = load(tmp_path, {"ORCHESTRATOR_AGENTS": '{"Mine": "other -x"}'}, {})
    assert settings.agents == {"mine": ("other", "-x")}
    assert settings.languages == {"awk": ("awk", "-f")}
    assert load(tmp_path, {}, {}).agents == {"mine": ("python", "my agent.py", "--x=$HOME")}


def test_pyproject_serves_where_there_is_no_file_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.orchestrator]\njobs = 6\n[tool.other]\nx = 1\n")
    assert load(tmp_path, {}, {}).jobs == 6
    (tmp_path / "orchestrator.toml").write_text("grace_s = 1\n")
    assert load(tmp_path, {}, {}).jobs == Settings().jobs


def test_a_pyproject_of_another_tool_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "orchestrator-like"\n')
    assert load(tmp_path, {}, {}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "key", "value"),
    [
        ("REPORT", "0", "report", False),
        ("REPORT", "yes", "report", True),
        ("ACCEPT_TICKS", "True", "accept_ticks", True),
        ("JOBS", "auto", "jobs", Settings().jobs),
        ("AGENT", "7", "agent", "7"),
        ("TASKS_DIR", "todo", "tasks_dir", "todo"),
        ("LANGUAGES", '{"awk": ["awk", "-f"]}', "languages", {"awk": ("awk", "-f")}),
    ],
)
def test_variables(tmp_path: Path, name: str, text: str, key: str, value: object) -> None:
    assert getattr(load(tmp_path, {f"ORCHESTRATOR_{name}": text}, {}), key) == value


def test_variables_of_steps_and_of_other_programs_are_no_settings(tmp_path: Path) -> None:
    names = "TASK RUN SUBTASK STEP ATTEMPT TRACE_ID IDEMPOTENCY_KEY OUTPUTS API_URL"
    environ = {f"ORCHESTRATOR_{name}": "x" for name in names.split()}
    assert load(tmp_path, environ, {}) == Settings()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("jobs = 0", "whole number"),
        ("jobs = true", "whole number"),
        ("jobs = '4'", "whole number"),
        ("grace_s = -1", "seconds"),
        ("grace_s = inf", "seconds"),
        ("grace_s = '5s'", "seconds"),
        ("log_limit_bytes = 1", "at least 1000"),
        ("report = 'yes'", "true or false"),
        ("agent = ''", "name"),
        ("tasks_dir = '../x'", "inside the root"),
        ("reports_dir = '/tmp'", "inside the root"),
        ("agents = 3", "table"),
        ("agents = {a = 3}", "or a list of its words"),
        ("agents = {a = ''}", "or a list of its words"),
        ("agents = {a = 'claude \"-p'}", "quotation is closed"),
        ("agents = {a = []}", "list"),
        ("languages = {awk = ['awk', 1]}", "words in quotes"),
    ],
)
def test_a_value_of_the_wrong_kind_is_one_finding(tmp_path: Path, text: str, wanted: str) -> None:
    (tmp_path / "orchestrator.toml").write_text(f"# settings\n{text}\n")
    (finding,) = problems(tmp_path)
    assert finding.code == "bad-setting"
    assert (finding.path, finding.line) == (str(tmp_path / "orchestrator.toml"), 2)
    assert wanted in (finding.hint or "")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[agents]\nclaude = 'claude -p'\n  mine = []\n", 3, 3),
        ('[agents]\n"mine" = []\n', 2, 1),
        ("jobs = 2\nagents.other = 'x'\nagents.mine = []\n", 3, 8),
        ("agents = {other = 'mine', mine = []}\n", 1, 27),
        ("[agents.mine]\nx = 1\n", 1, 9),
        ("[languages]\nmine = 'x'\n[agents]\nmine = []\n", 4, 1),
    ],
)
def test_an_entry_of_a_table_is_told_at_its_own_place(
    tmp_path: Path, text: str, line: int, column: int
) -> None:
    (tmp_path / "orchestrator.toml").write_text(text)
    (finding,) = problems(tmp_path)
    assert (finding.line, finding.column) == (line, column)
    assert finding.message in ("agents.mine is []", "agents.mine is {'x': 1}")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.orchestrator]\njob = 1\nreport = 2\n")
    found = problems(tmp_path, {"ORCHESTRATOR_GRACE": "9", "ORCHESTRATOR_JOBS": "many"}, agnet="x")
    assert [(item.code, item.message) for item in found] == [
        ("unknown-setting", "unknown setting job"),
        ("bad-setting", "report is 2"),
        ("unknown-setting", "unknown setting ORCHESTRATOR_GRACE (in the environment)"),
        ("bad-setting", "ORCHESTRATOR_JOBS is 'many' (in the environment)"),
        ("unknown-setting", "unknown setting --agnet (on the command line)"),
    ]
    assert [item.line for item in found] == [2, 3, None, None, None]
    assert found[0].hint == "did you mean jobs?"
    assert found[2].hint == "did you mean ORCHESTRATOR_GRACE_S?"


def test_an_unknown_key_lists_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "orchestrator.toml").write_text("colour = 'red'\n")
    (finding,) = problems(tmp_path)
    assert "log_limit_bytes" in (finding.hint or "")


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    (tmp_path / "orchestrator.toml").write_text("jobs = 2\nagent = claude\n")
    (finding,) = problems(tmp_path)
    assert (finding.code, finding.line) == ("settings-syntax", 2)


def test_a_file_that_is_not_text_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "orchestrator.toml").write_bytes(b"jobs = \xff")
    with pytest.raises(InputError, match="cannot read"):
        load(tmp_path, {}, {})
