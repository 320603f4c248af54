"""Which commands prove nothing, because their end is known beforehand; runs none of them.

A judgement by statements; when in doubt a script can turn out either way. Each kind of script
has its file: `shell`, `python`, `recipe` for just, `lines` for the other languages.
"""

from __future__ import annotations

import contextlib
from functools import partial

from orchestrator.document.expect import Expect
from orchestrator.document.languages import BASH_OR_SH, canonical
from orchestrator.plan.vacuous.fate import INWARD, MAY_FAIL, Fate

_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh", BASH_OR_SH})


# What has been judged: a plan is looked through when it is made, and again command by command
# while it runs.
_known: dict[tuple[str, str, Expect, bool], str | None] = {}


def proves_nothing(
    language: str, script: str, expect: Expect, *, check: bool = False
) -> str | None:
    """Why a command proves nothing, in words that finish "it …"; None if it can.

    `check` is whether it is a check: one that only writes a file does no work by that. What is
    expected of its own words makes no difference. But one that prints what others say, as a
    pipeline that hides their failure, can still disappoint.
    """
    key = (language, script, expect, check)
    try:
        return _known[key]
    except KeyError:
        _known[key] = reason = _judged(*key)
        return reason
    except TypeError:  # JSON that is expected may be a list, which is no key
        return _judged(*key)


def remember(
    language: str, script: str, expect: Expect, reason: str | None, *, check: bool
) -> None:
    """Take what `proves_nothing` said of a command before for what it says now."""
    with contextlib.suppress(TypeError):
        _known[language, script, expect, check] = reason


def _judged(language: str, script: str, expect: Expect, check: bool) -> str | None:
    from orchestrator.plan.vacuous.expected import asks_of_output, can_disappoint

    fate = fate_of_script(language, script, check=check)
    codes = (0,) if expect.exit_code is None else expect.exit_code
    if not fate.can_fail:
        own = "\n".join(fate.tells) if _is_shell(language) else script
        if fate.shows and asks_of_output(expect, own, silence=not fate.lost):
            return None
        inward = fate.reason == INWARD
        return f"{fate.reason}: {'its end is known beforehand' if inward else 'it cannot fail'}"
    if not fate.well and (codes == "non_zero" or (fate.sure and codes != (0,))):
        return "can only fail, and is expected to"
    if codes != "non_zero" and {0, 1} <= set(codes) and not can_disappoint(expect):
        return "may succeed (0) as well as fail (1)"
    return None


def cannot_fail(language: str, script: str, *, check: bool = False) -> str | None:
    """Why the script cannot fail, in words that finish "it …"; None when it can."""
    fate = fate_of_script(language, script, check=check)
    return None if fate.can_fail else fate.reason


def fate_of_script(language: str, script: str, depth: int = 0, *, check: bool = False) -> Fate:
    """How a script can end. `language` is a name, or the command line of a shell; `depth` is in
    how many other scripts it stands."""
    words = language.split()
    name = words[0].rsplit("/", 1)[-1].lower() if words else ""
    if _is_shell(language):
        from orchestrator.plan.vacuous import shell

        # A block of these starts with these options; a shell of one's own with those it names.
        options = words[1:] if len(words) > 1 or "/" in words[0] else _OPTIONS.get(name, [])
        try:
            return shell.judge(
                script,
                partial(fate_of_script, check=check),
                stops=any(_has_e(option) for option in options),
                pipefail="pipefail" in options,
                check=check,
                depth=depth,
            )
        except RecursionError:
            return MAY_FAIL
    if name == "just":
        from orchestrator.plan.vacuous.recipe import body_of

        body = body_of(script)
        return MAY_FAIL if body is None else fate_of_script(*body, depth, check=check)
    known = canonical(name) or name
    if known == "python" or name.startswith("python"):
        from orchestrator.plan.vacuous import python

        return python.judge(script)
    if not known:
        return MAY_FAIL
    from orchestrator.plan.vacuous import lines

    return lines.judge(known, script)


def _is_shell(language: str) -> bool:
    first = language.split()[:1]
    return bool(first) and first[0].rsplit("/", 1)[-1].lower() in _SHELLS


_OPTIONS = {"sh": ["-e"], "bash": ["-e", "-o", "pipefail"], BASH_OR_SH: ["-e"]}


def _has_e(option: str) -> bool:
    return option == "errexit" or (
        option.startswith("-") and not option.startswith("--") and "e" in option
    )
