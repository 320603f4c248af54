"""Expressions of Python: which cannot fail, and what those of literals come to; runs nothing."""

from __future__ import annotations

import ast
import operator
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

_CALLS = frozenset({"str", "repr", "len", "bool", "list", "dict", "set", "tuple", "range",
                    "time.time", "time.perf_counter", "os.getcwd", "object"})  # fmt: skip
_TYPES = frozenset(
    {"str", "int", "float", "bool", "bytes", "list", "dict", "set", "tuple", "object"}
)
_PURE = _TYPES | {"len", "repr", "all", "any", "sum", "min", "max", "sorted", "abs", "round",
                  "isinstance", "json", "re", "math", "True", "False", "None"}  # fmt: skip
_KNOWN = frozenset({"__name__", "__file__"})
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda part, whole: part in whole,
    ast.NotIn: lambda part, whole: part not in whole,
}
_COUNTED: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
}
_NOT_KNOWN = object()


def harmless(names: Collection[str], node: ast.expr) -> bool:
    """Whether working it out cannot fail; `names` hold values already."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in names or name in _KNOWN
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(harmless(names, each) for each in parts)
        case ast.FormattedValue(value=value, format_spec=None):
            return harmless(names, value)
        case ast.Dict(keys=keys, values=values):
            return all(each is not None and harmless(names, each) for each in (*keys, *values))
        case ast.Attribute(value=ast.Name(id=name)):
            return name in names
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in names:
            return all(harmless(names, each) for each in arguments(node))
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=right):
            return harmless(names, right)
        case ast.Compare() | ast.BinOp() | ast.UnaryOp() | ast.BoolOp():
            return truth_of(node) is not None
        case ast.Call(func=func):
            plain = all(harmless(names, each) for each in arguments(node))
            return name_of(func) in _CALLS and plain
    return False


def plainly_defined(node: ast.FunctionDef) -> bool:
    """Whether defining it cannot fail: what stands in its head is worked out there and then."""
    arguments_ = node.args
    each = [*arguments_.posonlyargs, *arguments_.args, *arguments_.kwonlyargs]
    heads = [one.annotation for one in (*each, arguments_.vararg, arguments_.kwarg) if one]
    heads += [node.returns, *arguments_.defaults, *arguments_.kw_defaults]
    return not node.decorator_list and all(head is None or harmless(_TYPES, head) for head in heads)


def truth_of(node: ast.expr) -> bool | None:
    """Whether an expression of literals is true; None for any other."""
    try:
        value = _value(node)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return None if value is _NOT_KNOWN else bool(value)


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Tuple() | ast.List() | ast.Set() | ast.Dict():
            return ast.literal_eval(node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            value = _value(operand)
            return _NOT_KNOWN if value is _NOT_KNOWN else not value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _COUNTED:
            pair = _value(left), _value(right)
            known = all(each is not _NOT_KNOWN for each in pair)
            return _COUNTED[type(op)](*pair) if known else _NOT_KNOWN
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            pair = _value(left), _value(right)
            if any(each is _NOT_KNOWN for each in pair):
                return _NOT_KNOWN
            return _COMPARED[type(op)](*pair)
        case ast.BoolOp(op=op, values=values):
            truths = [_value(each) for each in values]
            if any(each is _NOT_KNOWN for each in truths):
                return _NOT_KNOWN
            return all(truths) if isinstance(op, ast.And) else any(truths)
    return _NOT_KNOWN


def constants(body: Sequence[ast.stmt]) -> frozenset[str]:
    """Names that hold one value of literals through a whole module, which nothing can change."""
    stores = Counter(name for statement in body for name in _stored(statement))
    names: set[str] = set()
    if "*" in stores:
        return frozenset()
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if stores[name] == 1:
                stays = not any(map(_changes, ast.walk(value))) or _is_only_read(name, body)
                if closed(names, value) and stays:
                    names.add(name)
    return frozenset(names)


def _is_only_read(name: str, body: Sequence[ast.stmt]) -> bool:
    """Whether a list or a table is only compared or asked for items, so that nothing changes it."""
    uses = items = 0
    for node in (node for statement in body for node in ast.walk(statement)):
        match node:
            case ast.Name(id=used, ctx=ast.Load()) if used == name:
                uses += 1
            case ast.Subscript(value=ast.Name(id=used), ctx=ast.Load()) if used == name:
                items += 1
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=used)]) if used == name:
                items += 1
            case ast.Compare(left=left, comparators=others):
                sides = (left, *others)
                items += sum(isinstance(side, ast.Name) and side.id == name for side in sides)
    return uses == items


def closed(names: Collection[str], node: ast.expr) -> bool:
    """Whether what it comes to hangs on nothing but literals; `names` do neither."""
    inner = {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    for each in ast.walk(node):
        match each:
            case ast.Name(id=name):
                if name not in names and name not in _PURE and name not in inner:
                    return False
            case ast.Call(func=ast.Name(id=name)):
                if name not in _PURE:
                    return False
            case ast.Lambda() | ast.Await() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
                return False
    return True


def _stored(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.split(".")[0]
            case ast.Global(names=several) | ast.Nonlocal(names=several):
                yield from several


def _changes(node: ast.AST) -> bool:
    """Whether it makes a value that others can change."""
    return isinstance(node, ast.List | ast.Dict | ast.Set | ast.Call | ast.comprehension)


def arguments(call: ast.Call) -> list[ast.expr]:
    """Everything that a call is given."""
    return [*call.args, *(word.value for word in call.keywords)]


def constant(node: ast.expr) -> object:
    """The value of a literal; `...` for anything else."""
    return node.value if isinstance(node, ast.Constant) else ...


def name_of(node: ast.expr) -> str:
    """The dotted name that an expression is, or calls; empty for any other."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
