"""Scripts of a shell: how they end, by statements; what single commands do is `commands.py`'s.

Without `pipefail` only the last command of a pipeline counts; without `-e` a failure counts
only if it is the last thing done, and where a condition asks for it, it stops nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.plan.shelltext import group_inside, split_at
from orchestrator.plan.vacuous import fate as ends
from orchestrator.plan.vacuous.closed import Own
from orchestrator.plan.vacuous.commands import fate_of, filters, keeps_a_file
from orchestrator.plan.vacuous.fate import MAY_FAIL, Fate, Sequence, succeeds
from orchestrator.plan.vacuous.nested import script_inside, without_prefix
from orchestrator.plan.vacuous.statements import Branches, Loop, Node, parse, taken_apart

_BACKGROUND = "runs in the background, where its failure is lost"
_SETS = re.compile(r"\bset\s+(?P<sign>[-+])(?P<letters>[a-zA-Z]*)(?:\s+(?P<name>[a-z]\w+))?")
_ENDS_WELL = re.compile(
    r"""trap\s+(?:(['"])(?:.*;)?\s*exit\s+0\s*;?\s*\1|exit\\\s0)\s+.*\b(?:EXIT|ERR|0)\b"""
)
_HANDLER = re.compile(r"trap\s+['\"]?([\w-]+)['\"]?\s+.*\b(?:EXIT|ERR|0)\b")
_EXITS_WELL = re.compile(r"\bexit\s+0\s*;?\s*\}?\s*$")
_ALIAS = re.compile(r"alias\s+(\w+)=(?:'([^']*)'|\"([^\"$`]*)\"|(\S+))$")
_FUNCTION = re.compile(r"(?:function\s+)?([\w-]+)\s*\(\)\s*|function\s+([\w-]+)\s+")
_PREPARING = re.compile(
    r"exec\s+\d?&?>[^\n;|]*|(?:^|(?<=[\n;&|{(]))\s*(?:mkdir|cd|pushd|popd|touch|rm|export|source|\.)(?=\s)[^\n;&|]*",
)
_SILENCED = re.compile(r"&>{1,2}\s*/dev/null|>\s*/dev/null\s+2>&1")
_MARKS = re.compile(r"<<@(\d+)")
_DEPTH = 30
_MAX_CALLS = 1000  # functions that call each other twice double what there is to judge


Nested = Callable[[str, str, int], Fate]
"""Judges a script inside another: its language, its text, how deep it is."""


class _Shell(Struct):
    """What `set` has changed so far, and the functions seen. `stops` is `-e`, `certain` whether
    what is judged is reached, whatever came before it, `aside` whether preparations count as
    done."""

    nested: Nested
    own: Own
    stops: bool
    pipefail: bool
    unset_fails: bool = False
    ends_well: bool = False
    bodies: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    depth: int = 0
    certain: bool = True
    aside: bool = False


def judge(
    script: str,
    nested: Nested,
    *,
    stops: bool,
    pipefail: bool,
    check: bool = False,
    depth: int = 0,
) -> Fate:
    """How a script can end; `nested` judges the scripts in it, whatever their language.

    `check` is whether it checks something, and does no work of its own.
    """
    if depth > _DEPTH:
        return MAY_FAIL
    text, texts = taken_apart(script)
    statements = split_at(text, (";", "\n", "&"))
    if not statements:
        return succeeds(ends.ONLY_COMMENTS)

    def shell(*, aside: bool) -> _Shell:
        own = Own(text, texts, check)
        found = _Shell(nested, own, stops, pipefail, texts=texts, depth=depth, aside=aside)
        own.says = partial(_says, found)
        return found

    fate = _whole(shell(aside=False), statements)
    if depth == 0 and fate.can_fail and _PREPARING.search(text):
        # To make a folder or to go there may fail, but proves nothing of what is lost behind it.
        rest = _whole(shell(aside=True), statements)
        asked = check and rest.reason not in (ends.ONLY_ASSIGNS, ends.PREPARES)
        return rest if not rest.can_fail and (rest.lost or asked) else fate
    return fate


def _whole(shell: _Shell, statements: list[str]) -> Fate:
    fate = _sequence(shell, parse(statements), counts=True)
    if fate.reason == ends.PREPARES and not shell.own.asked:
        # A check that only writes is odd, but what it writes may be looked at elsewhere.
        return MAY_FAIL
    if shell.ends_well:
        return succeeds(ends.REGARDLESS, shows=fate.shows, lost=True)
    return fate if fate.reason or fate.can_fail else replace(fate, reason=ends.ONLY_ASSIGNS)


def _sequence(shell: _Shell, nodes: list[Node], *, counts: bool) -> Fate:
    """Statements in order; `counts` is whether `-e` stops at their failures."""
    sequence = Sequence()
    for node in nodes:
        fate = _node(shell, node, counts=counts)
        shell.own.ended(known=not fate.can_fail)
        if not sequence.add(fate, stops=shell.stops and counts):
            break
    return sequence.fate()


def _node(shell: _Shell, node: Node, *, counts: bool) -> Fate:
    if isinstance(node, str):
        return _statement(shell, node, counts=counts)
    with _perhaps(shell):
        if isinstance(node, Branches):
            fate = _branches(shell, node, counts=counts)
        else:
            fate = _loop(shell, node, counts=counts)
    return _after(shell, _before(shell, node.before, fate), node.rest, counts=counts)


@contextmanager
def _perhaps(shell: _Shell) -> Iterator[None]:
    """For what is perhaps not reached, so that nothing is learned from it."""
    certain, shell.certain = shell.certain, False
    try:
        yield
    finally:
        shell.certain = certain


def _before(shell: _Shell, text: str, fate: Fate) -> Fate:
    """What stands before `if` or `while` in the same statement: commands and an operator."""
    if not text:
        return fate
    if text.endswith("||"):
        return ends.either(_statement(shell, text[:-2], counts=False), fate)
    if text.endswith("&&"):
        return ends.both(_statement(shell, text[:-2], counts=False), fate)
    return _piped_together(shell, [_pipeline(shell, text[:-1], counts=False), ends.enclosed(fate)])


def _branches(shell: _Shell, node: Branches, *, counts: bool) -> Fate:
    """`if` and `case`: whichever branch is taken. Without an `else` it may be none."""
    ways: list[Fate] = []
    for condition, body in node.branches:
        asked = _sequence(shell, condition, counts=False) if condition else MAY_FAIL
        if asked.well:
            ways.append(ends.both(replace(asked, badly=False, reason=""),
                                  _sequence(shell, body, counts=counts)))  # fmt: skip
        if not asked.badly:
            return ends.one_of(ways)
    ways.append(_sequence(shell, node.otherwise, counts=counts))
    return ends.one_of(ways)


def _loop(shell: _Shell, node: Loop, *, counts: bool) -> Fate:
    """A loop may end before its body ever ran."""
    asked = _sequence(shell, node.condition, counts=False)
    if (not asked.badly if node.until else not asked.well) and node.condition:
        return replace(asked, well=True, badly=False, reason="never does what is in its loop")
    body = _sequence(shell, node.body, counts=counts)
    return replace(body, well=True, leaves=False, sure=False, quits=body.quits or asked.quits)


def _after(shell: _Shell, fate: Fate, rest: str, *, counts: bool) -> Fate:
    """What follows `fi` or `done` in the same statement: operators, a pipe, redirections."""
    if rest.startswith("||"):
        return ends.either(fate, _statement(shell, rest[2:], counts=counts))
    if rest.startswith("&&"):
        return ends.both(fate, _statement(shell, rest[2:], counts=counts))
    if rest.startswith("|"):
        parts = split_at(rest[1:], ("|",))
        return _piped(shell, [ends.enclosed(fate)], parts, counts=counts)
    if rest.endswith("&"):
        return succeeds(_BACKGROUND, shows=True, lost=True)
    return MAY_FAIL if re.search(r"[<>]\s*[^&\s/]", rest) else fate


def _statement(shell: _Shell, statement: str, *, counts: bool) -> Fate:
    """Commands joined by `&&` and `||`; under `-e` only the failure of the last one stops."""
    statement = statement.strip()
    if statement.endswith("&") and not statement.endswith("&&"):
        shell.own.files.clear()
        return succeeds(_BACKGROUND, shows=True, lost=True)
    if function := _FUNCTION.match(statement):
        shell.bodies[function[1] or function[2]] = statement[function.end() :]
        return ends.NOTHING
    joined = list(_joined(statement))
    fate = ends.NOTHING
    for number, (operator, part) in enumerate(joined):
        last = number == len(joined) - 1
        reached = not fate.can_fail and operator == "&&"
        this = _pipeline(shell, part, counts=counts and last)
        if shell.certain and reached and not this.can_fail:
            shell.own.learn(part, files=this.reason in (ends.INWARD, ends.PREPARES))
        if number == 0:
            fate = this
        elif operator == "||":
            fate = ends.either(fate, this)
        else:
            fate = ends.both(fate, this)
    return fate


def _joined(statement: str) -> Iterator[tuple[str, str]]:
    """The parts between `&&` and `||`, each with the operator before it."""
    for number, alternative in enumerate(split_at(statement, ("||",))):
        for position, part in enumerate(split_at(alternative, ("&&",))):
            yield ("||" if number and not position else "&&"), part


def _pipeline(shell: _Shell, text: str, *, counts: bool) -> Fate:
    text = text.removeprefix("time ").lstrip()
    if text.startswith("! "):
        inner = _pipeline(shell, text[2:].strip(), counts=False)
        return inner if inner.reason == ends.INWARD else ends.negated(inner)
    parts = split_at(text, ("|",))
    if not parts:
        return ends.NOTHING
    if len(parts) > 1:
        fate = _piped(shell, [], parts, counts=counts)
    else:
        fate = _single(shell, parts[0], counts=counts)
    if (fate.can_fail or fate.reason == ends.HIDES) and fate.well:
        fate = _looked_at(shell, text, parts, fate)
    elif fate.reason == ends.ONLY_SAYS and not shell.own.knows(text):
        fate = replace(fate, shows=True, reason=ends.FOR_OTHERS)
    shell.own.ended(known=not fate.can_fail)
    documents = tuple(shell.texts[int(mark)] for mark in _MARKS.findall(text))
    return replace(fate, tells=fate.tells + documents) if documents else fate


def _looked_at(shell: _Shell, text: str, parts: list[str], fate: Fate) -> Fate:
    """The end of a pipeline that may fail, as it seems; after one that does, files are new."""
    # A function may have the name of a tool.
    called = any(part.split(None, 1)[0] in shell.bodies for part in parts)
    closed = not called and shell.own.closes(parts)
    if shell.own.prepares(text, closed=closed):
        return succeeds(ends.PREPARES)
    if closed:
        shell.own.asked = True
        return succeeds(ends.INWARD, leaves=text.startswith("exit"))
    shell.own.files.clear()
    return fate


def _piped(shell: _Shell, before: list[Fate], parts: list[str], *, counts: bool) -> Fate:
    """A pipeline; each of its commands runs in a shell of its own."""
    fates = list(before)
    for part in parts:
        fate = ends.enclosed(_single(shell, part.removeprefix("&").strip(), counts=counts))
        fates.append(succeeds("") if fates and filters(part) and fate.well else fate)
    if not any(fate.can_fail for fate in fates) and any(map(keeps_a_file, parts)):
        return MAY_FAIL
    return _piped_together(shell, fates)


def _piped_together(shell: _Shell, fates: list[Fate]) -> Fate:
    last = fates[-1]
    if shell.pipefail:
        return Fate(
            well=all(fate.well for fate in fates),
            badly=any(fate.badly for fate in fates),
            sure=all(fate.sure for fate in fates),
            shows=any(fate.shows for fate in fates),
            tells=tuple(text for fate in fates for text in fate.tells),
            reason=fates[0].reason or last.reason,
        )
    hides = not last.badly and any(fate.badly for fate in fates[:-1])
    lost = hides or any(fate.lost for fate in fates)
    shows = any(fate.shows for fate in fates)
    tells = tuple(text for fate in fates for text in fate.tells)
    return replace(
        last,
        lost=lost,
        tells=tells,
        shows=shows,
        reason=ends.HIDES if hides else fates[0].reason or last.reason,
    )


def _single(shell: _Shell, command: str, *, counts: bool) -> Fate:
    """One command, a group of commands, or a call of a function seen before."""
    inside = group_inside(command)
    if inside is not None:
        own = replace(shell) if command.startswith("(") else shell
        with _perhaps(own):
            fate = _sequence(own, parse(split_at(inside, (";", "\n", "&"))), counts=counts)
        return ends.enclosed(fate) if command.startswith("(") else fate
    if command.startswith(("(", "{")) and not command.startswith("(("):
        return _redirected_group(shell, command, counts=counts)
    _note_settings(shell, command)
    if shell.aside and _PREPARING.fullmatch(command):
        return ends.NOTHING
    command = without_prefix(command)
    name = command.split(None, 1)[0] if command.split() else ""
    if name in shell.bodies and shell.depth < _DEPTH:
        return _called(shell, name, command[len(name) :], counts=counts)
    nested = script_inside(command, shell.texts)
    if nested is not None:
        return ends.enclosed(shell.nested(*nested, shell.depth + 1))
    fate = fate_of(command, unset_fails=shell.unset_fails)
    return replace(fate, shows=False) if _SILENCED.search(command) and fate.shows else fate


def _says(shell: _Shell, command: str) -> bool:
    """Whether a command hands a script to an interpreter that only prints its own words."""
    nested = script_inside(without_prefix(command), shell.texts) if not shell.depth else None
    if nested is None:
        return False
    fate = shell.nested(*nested, shell.depth + 1)
    return not fate.can_fail and not fate.shows


def _called(shell: _Shell, name: str, given: str, *, counts: bool) -> Fate:
    """A function, or an alias, which is put before what it is given."""
    if len(shell.calls) > _MAX_CALLS:
        return MAY_FAIL
    shell.calls.append(name)
    body = shell.bodies[name].strip()
    own = replace(shell, depth=shell.depth + 1, bodies={**shell.bodies}, certain=False)
    del own.bodies[name]
    if not body.startswith(("{", "(")):
        return _statement(own, body + given, counts=counts)
    fate = _single(own, body, counts=counts)
    # A `return` leaves the function alone, and an `exit` the whole script.
    returns = "return" in body and not re.search(r"\bexit\b", body)
    return (
        replace(fate, badly=fate.badly or fate.quits, quits=False, leaves=False)
        if returns
        else fate
    )


def _redirected_group(shell: _Shell, command: str, *, counts: bool) -> Fate:
    """`{ …; } 2>/dev/null`: the group, where its output goes nowhere that could fail."""
    end = max(command.rfind(")"), command.rfind("}"))
    rest = command[end + 1 :]
    if end < 0 or re.search(r">\s*(?!/dev/null|&)\S|<", rest):
        return MAY_FAIL
    inside = group_inside(command[: end + 1])
    return MAY_FAIL if inside is None else _single(shell, command[: end + 1], counts=counts)


def _note_settings(shell: _Shell, command: str) -> None:
    for setting in _SETS.finditer(command) if command.startswith("set") else ():
        on = setting["sign"] == "-"
        if "e" in setting["letters"] or setting["name"] == "errexit":
            shell.stops = on
        if "u" in setting["letters"] or setting["name"] == "nounset":
            shell.unset_fails = on
        if setting["name"] == "pipefail":
            shell.pipefail = on
        if "n" in setting["letters"] and on:
            shell.ends_well = True
    handler = _HANDLER.match(command)
    ends_so = handler is not None and _EXITS_WELL.search(shell.bodies.get(handler[1], ""))
    if _ENDS_WELL.match(command) or ends_so:
        shell.ends_well = True
    if alias := _ALIAS.match(command):
        shell.bodies[alias[1]] = next(filter(None, alias.groups()[1:]), ":")
