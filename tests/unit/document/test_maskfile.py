"""mask and inkjet files: which files are such, and what their place and the settings change."""

from __future__ import annotations

import pytest

from orchestrator.document.model import Command, Document, SubtaskSpec
from orchestrator.document.parse import read

WASH = "# T\n\n## wash (what)\n\n```bash\nwash $MASK_NOT $what\n```\n"
ITSELF = "## a\n\n```{}\n{}\n```\n"


def parsed(text: str, path: str = "maskfile.md", languages: tuple[str, ...] = ()) -> Document:
    return read(text.encode(), path, frozenset(languages))[0]


def only(text: str, path: str = "maskfile.md", languages: tuple[str, ...] = ()) -> SubtaskSpec:
    (spec,) = parsed(text, path, languages).subtasks
    return spec


def command(spec: SubtaskSpec) -> Command:
    found = spec.steps[0].command
    assert found is not None
    return found


@pytest.mark.parametrize(
    "path", ["maskfile.md", "web/MASKFILE.markdown", "ci.maskfile.md", "inkjet.md", "a/b.inkjet.md"]
)
def test_a_file_of_that_name_is_one(path: str) -> None:
    assert parsed("## a\n\n```sh\nfalse\n```\n", path).dialect == "mask"


@pytest.mark.parametrize(
    "text",
    [
        WASH,
        "## a [b]\n```py\nimport os; os.environ['b']\n```\n",
        "## a (b)\n```js\nprocess.env.b\n```\n",
        "## a\n**OPTIONS**\n* b\n    * flags: -b --bb\n\n```sh\nfalse\n```\n",
    ],
)
def test_arguments_that_a_script_uses_make_one_of_any_name(text: str) -> None:
    assert parsed(text, "README.md").dialect == "mask"


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("## Task 1: Deploy (target)\n```sh\nship $target\n```\n- [ ] 1.1 look\n", "native"),
        ("## Install (optional)\n```sh\nmake\n```\n## Tasks\n### a\n```sh\nmake\n```\n", "xc"),
        ("- [ ] a\n- [ ] b\n\n## Use (beta) [docs](x)\n```sh\necho $HOME\n```\n", "checklist"),
        ("- [ ] a\n\n## OPTIONS\n\n- flags\n\n```sh\nfalse\n```\n", "checklist"),
        ("- [ ] a (b)\n\n## a (6-8h) (b)\n```sh\nls $b\n```\n", "checklist"),
    ],
)
def test_others_stay_what_they_are(text: str, dialect: str) -> None:
    assert parsed(text, "README.md").dialect == dialect


@pytest.mark.parametrize("text", ["", "# T\n", "## a\n", "## a\n```powershell\nx\n```\n"])
def test_such_a_name_alone_is_not_enough(text: str) -> None:
    assert parsed(text).dialect == "native"


def test_a_command_runs_in_the_folder_of_its_file() -> None:
    assert only(WASH).keys.cwd is None
    assert only(WASH, "a/b/maskfile.md").keys.cwd == "a/b"
    assert only(WASH, "/elsewhere/maskfile.md").keys.cwd is None


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("maskfile.md", 'MASK="mask --maskfile $PWD/maskfile.md" MASKFILE_DIR="$PWD"'),
        ("/o/maskfile.md", 'MASK="mask --maskfile /o/maskfile.md" MASKFILE_DIR="/o"'),
        ('a$"b.maskfile.md', r'MASK="mask --maskfile $PWD/a\$\"b.maskfile.md" MASKFILE_DIR="$PWD"'),
    ],
)
def test_a_shell_is_told_how_to_call_mask(path: str, told: str) -> None:
    script = command(only(ITSELF.format("sh", "$MASK b"), path)).script
    assert script == f"export {told}; $MASK b\n"


def test_other_scripts_see_it_as_variables() -> None:
    spec = only(ITSELF.format("js", "process.env.MASKFILE_DIR"), "x/maskfile.md")
    assert spec.keys.env == {"MASK": "mask --maskfile ./maskfile.md", "MASKFILE_DIR": "."}
    assert only(ITSELF.format("js", "process.env.MASKS"), "x/maskfile.md").keys.env == {}


def test_what_the_settings_say_of_a_language_counts() -> None:
    spec = only(ITSELF.format("bash", "false"), languages=("bash",))
    assert command(spec).language == "bash"
    text = ITSELF.format("Tongue", "x")
    assert command(only(text, languages=("tongue",))).language == "tongue"
    assert [each.code for each in read(text.encode(), "maskfile.md")[1]][-1] == "no-interpreter"


def test_a_command_that_is_there_twice_is_told_with_both_lines() -> None:
    text = ITSELF.format("sh", "false")
    twice = (text + text.replace("## a", "## A (b)")).encode()
    (error,) = [each for each in read(twice, "maskfile.md")[1] if each.severity == "error"]
    assert (error.code, error.line, error.related[0].line) == ("duplicate-id", 6, 1)


def test_names_of_any_length_are_read() -> None:
    text = f"## {'a ' * 50_000}\n" + "".join(
        f"### b{number} {'(x)' * 50}\n```sh\nfalse\n```\n" for number in range(200)
    )
    document = parsed(text)
    assert len(document.subtasks) == 200
    assert max(len(spec.title) for spec in document.subtasks) < 300
