"""Scripts of Python: how they end, by their statements; runs nothing.

A statement cannot fail when it imports from the standard library, assigns or prints literals,
asserts what is true by itself, starts a command without asking how it ended, or stands in a
`try` that catches everything. Whatever else there is may fail.
"""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Sequence as Statements

from msgspec import Struct, field

from orchestrator.plan.vacuous import fate as ends
from orchestrator.plan.vacuous.fate import FAILS, MAY_FAIL, QUITS, Fate, Sequence, succeeds
from orchestrator.plan.vacuous.values import (
    arguments,
    closed,
    constant,
    constants,
    harmless,
    name_of,
    plainly_defined,
    truth_of,
)

_CATCHES_ALL = frozenset({"Exception", "BaseException", "AssertionError", "CalledProcessError"})
_SAYING = frozenset({"print", "sys.stdout.write", "sys.stderr.write", "logging.info",
                     "logging.error", "logging.exception", "logging.warning",
                     "logging.basicConfig", "traceback.print_exc", "time.sleep",
                     "warnings.simplefilter"})  # fmt: skip
_IGNORES = frozenset({"os.system", "os.popen", "os.popen.read", "subprocess.run", "subprocess.call",
                      "subprocess.Popen", "subprocess.Popen.wait", "subprocess.getoutput",
                      "subprocess.Popen.communicate", "pytest.main", "doctest.testmod",
                      "unittest.TextTestRunner.run"})  # fmt: skip
_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit", "SystemExit"})
_ASKS_NOT = "starts a command and does not ask how it ended"
_CATCHES = "catches whatever goes wrong in it"
_IMPORTS = "imports nothing but the standard library"
_DEPTH = 20
_MAX_CALLS = 1000  # functions that call each other twice double what there is to judge


class _Module(Struct):
    """Names with harmless values, and the functions and tests that are defined. `constants` are
    names that hold literals all the time, `results` those that hold what became of a command."""

    constants: frozenset[str]
    results: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    functions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    tests: list[list[ast.stmt]] = field(default_factory=list)
    depth: int = 0
    calls: int = 0


def judge(script: str) -> Fate:
    """How a script can end; what is no Python may do anything."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(script).body
        if not body:
            return succeeds(ends.ONLY_COMMENTS)
        fate = _body(_Module(constants(body)), body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return MAY_FAIL
    return fate if fate.reason or fate.can_fail else succeeds("does nothing that could fail")


def _body(module: _Module, body: Statements[ast.stmt]) -> Fate:
    sequence = Sequence()
    for statement in body:
        if not sequence.add(_statement(module, statement), stops=True):
            break
    return sequence.fate()


def _statement(module: _Module, node: ast.stmt) -> Fate:
    match node:
        case ast.Import() | ast.ImportFrom():
            return _import(node)
        case ast.Expr(value=value):
            return _expression(module, value)
        case ast.Assign() | ast.AnnAssign():
            return _assignment(module, node)
        case ast.Assert(test=test):
            return _assertion(module, test)
        case ast.Raise(exc=exc):
            return _exit(exc) if exc is not None and name_of(exc) in _EXITS else FAILS
        case ast.Try():
            return _try(module, node)
        case ast.If(test=test, body=body, orelse=otherwise):
            return _if(module, test, body, otherwise)
        case ast.For() | ast.While() | ast.With():
            return _block(module, node)
        case ast.FunctionDef(name=name, body=body):
            module.functions[name] = body
            return ends.NOTHING if plainly_defined(node) else MAY_FAIL
        case ast.ClassDef():
            return _class(module, node)
        case ast.Pass() | ast.Global() | ast.Nonlocal() | ast.Break() | ast.Continue():
            return ends.NOTHING
        case ast.Return(value=value):
            return ends.NOTHING if value is None or harmless(module.names, value) else MAY_FAIL
    return MAY_FAIL


def _import(node: ast.Import | ast.ImportFrom) -> Fate:
    if isinstance(node, ast.ImportFrom):
        names = [node.module or ""] if not node.level else [""]
    else:
        names = [alias.name for alias in node.names]
    known = all(name.split(".")[0] in sys.stdlib_module_names for name in names)
    return succeeds(_IMPORTS) if known else MAY_FAIL


def _expression(module: _Module, value: ast.expr) -> Fate:
    if not isinstance(value, ast.Call):
        return ends.NOTHING if harmless(module.names, value) else MAY_FAIL
    name = name_of(value.func)
    if name in _EXITS:
        return _exit(value)
    literal = all(harmless(module.names, each) for each in arguments(value))
    if name in _SAYING and all(_is_said(module, each) for each in arguments(value)):
        return succeeds(ends.ONLY_SAYS if literal else _ASKS_NOT, shows=_shows(module, value))
    if _is_ignored(value):
        return succeeds(_ASKS_NOT, shows=True, lost=True)
    if name.startswith("self.assert") and all(
        closed(module.constants, each) for each in arguments(value)
    ):
        return succeeds(ends.INWARD)
    if name == "unittest.main":
        return _unittest(module, value)
    if name in module.functions and literal and module.depth < _DEPTH:
        return _call(module, name)
    return ends.NOTHING if harmless(module.names, value) else MAY_FAIL


def _is_said(module: _Module, node: ast.expr) -> bool:
    """Whether to print it cannot fail: it is harmless, or what a command left behind."""
    known = harmless(module.names, node) or closed(module.constants, node)
    return known or _is_ignored(node)


def _is_ignored(node: ast.expr) -> bool:
    """Whether it starts a command and does not ask how it ends: `subprocess.run(…).stdout`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    checks = isinstance(node, ast.Call) and any(
        word.arg == "check" and constant(word.value) is not False for word in node.keywords
    )
    return isinstance(node, ast.Call) and name_of(node.func) in _IGNORES and not checks


def _shows(module: _Module, call: ast.Call) -> bool:
    """Whether what is printed is more than the script's own words."""
    inside = [node for each in arguments(call) for node in ast.walk(each)]
    named = any(isinstance(node, ast.Name) and node.id in module.results for node in inside)
    return named or any(_is_ignored(node) for node in inside if isinstance(node, ast.Call))


def _call(module: _Module, name: str) -> Fate:
    """A call of a function seen before, judged as if its body stood there."""
    if module.calls > _MAX_CALLS:
        return MAY_FAIL
    module.calls += 1
    module.depth += 1
    try:
        return _body(module, module.functions[name])
    finally:
        module.depth -= 1


def _unittest(module: _Module, call: ast.Call) -> Fate:
    if any(word.arg == "exit" and constant(word.value) is False for word in call.keywords):
        return succeeds("runs tests and does not ask how they ended", shows=True, lost=True)
    if any(_body(module, test).can_fail for test in module.tests):
        return MAY_FAIL
    return succeeds("runs no test that could fail", leaves=True)


def _assignment(module: _Module, node: ast.Assign | ast.AnnAssign) -> Fate:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    starts = node.value is not None and _is_ignored(node.value)
    if node.value is not None and not starts and not _is_said(module, node.value):
        return MAY_FAIL
    if not all(isinstance(target, ast.Name) for target in targets):
        return MAY_FAIL
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    module.names.update(names)
    module.results.update(names if starts else ())
    return succeeds(_ASKS_NOT, lost=True) if starts else ends.NOTHING


def _assertion(module: _Module, test: ast.expr) -> Fate:
    if isinstance(test, ast.Tuple) and test.elts:
        calls = any(isinstance(each, ast.Call) for each in ast.walk(test))
        return MAY_FAIL if calls else succeeds("asserts a pair, which is always true")
    truth = truth_of(test)
    if truth is None:
        return succeeds(ends.INWARD) if closed(module.constants, test) else MAY_FAIL
    return succeeds("asserts nothing but literals") if truth else FAILS


def _exit(call: ast.expr) -> Fate:
    """`sys.exit(0)` and its like; any other argument may be a failure."""
    given = call.args if isinstance(call, ast.Call) else []
    if not given or constant(given[0]) in (0, None, False):
        return succeeds("ends in success by itself", leaves=True)
    if isinstance(given[0], ast.Constant):
        return QUITS
    return Fate(quits=True, leaves=True, sure=False)


def _try(module: _Module, node: ast.Try) -> Fate:
    final = _body(module, node.finalbody)
    if final.leaves and not final.can_fail:
        return succeeds(ends.REGARDLESS, leaves=True)
    body = _body(module, [*node.body, *node.orelse])
    handler = next((one for one in node.handlers if _catches_all(one)), None)
    if handler is None:
        return MAY_FAIL if body.can_fail or final.can_fail else body
    module.names.update([handler.name] if handler.name else [])
    handled = _body(module, handler.body)
    # `except Exception` lets a `sys.exit(1)` through, a bare `except` does not.
    through = _exits_badly(node.body) and _widest(handler) == "Exception"
    if handled.can_fail or final.can_fail or through:
        return MAY_FAIL
    return succeeds(_CATCHES, shows=body.shows, lost=True) if body.can_fail else body


def _catches_all(handler: ast.ExceptHandler) -> bool:
    names = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(name is None or name_of(name).rsplit(".", 1)[-1] in _CATCHES_ALL for name in names)


def _widest(handler: ast.ExceptHandler) -> str:
    names = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    known = ["" if name is None else name_of(name) for name in names]
    return "" if "" in known or "BaseException" in known else "Exception"


def _exits_badly(body: Statements[ast.stmt]) -> bool:
    calls = (node for statement in body for node in ast.walk(statement))
    return any(isinstance(one, ast.Call) and name_of(one.func) in _EXITS for one in calls)


def _if(module: _Module, test: ast.expr, body: list[ast.stmt], otherwise: list[ast.stmt]) -> Fate:
    truth = True if _asks_for_main(test) else truth_of(test)
    if truth is not None:
        return _body(module, body if truth else otherwise)
    ways = [_body(module, body), _body(module, otherwise)]
    if closed(module.constants, test) and all(way.sure for way in ways):
        return succeeds(ends.INWARD)
    return ends.one_of(ways) if harmless(module.names, test) else MAY_FAIL


def _asks_for_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and name_of(test.left) == "__name__"


def _block(module: _Module, node: ast.For | ast.While | ast.With) -> Fate:
    if isinstance(node, ast.With):
        calls = [item.context_expr for item in node.items]
        if any(_suppresses(call) for call in calls):
            return succeeds(_CATCHES, shows=True, lost=True)
        return MAY_FAIL
    head = node.iter if isinstance(node, ast.For) else node.test
    if not harmless(module.names, head):
        return MAY_FAIL
    if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
        module.names.add(node.target.id)
    body = _body(module, [*node.body, *node.orelse])
    return MAY_FAIL if body.can_fail else ends.one_of([body, ends.NOTHING])


def _suppresses(call: ast.expr) -> bool:
    return (
        isinstance(call, ast.Call)
        and name_of(call.func).rsplit(".", 1)[-1] == "suppress"
        and any(name_of(each).rsplit(".", 1)[-1] in _CATCHES_ALL for each in call.args)
    )


def _class(module: _Module, node: ast.ClassDef) -> Fate:
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test"):
            module.tests.append(statement.body)
    plain = not node.decorator_list and all(
        isinstance(one, ast.Pass | ast.Expr)
        or (isinstance(one, ast.FunctionDef) and plainly_defined(one))
        for one in node.body
    )
    return ends.NOTHING if plain else MAY_FAIL
