"""What may be wrong in a module: every small change of its syntax tree that this runner knows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import CodeType

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
COMPLEMENTS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
BOUNDARIES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
CALLS |= {"bisect_left": "bisect_right", "bisect_right": "bisect_left"}
ROUNDINGS = {
    "floor6": "half_up6",
    "half_up6": "floor6",
    "cut8": "half_up8",
    "half_up8": "cut8",
    "half_up10": "half_up8",
    "half_even30": "half_up10",
    "quotient_up": "quotient",
}
DIRECTIONS = {
    "ROUND_FLOOR": "ROUND_CEILING",
    "ROUND_CEILING": "ROUND_FLOOR",
    "ROUND_DOWN": "ROUND_UP",
    "ROUND_HALF_UP": "ROUND_HALF_EVEN",
    "ROUND_HALF_EVEN": "ROUND_HALF_UP",
}
# Types, decorators and what only guards against our own mistakes change no figure.
UNTOUCHED_FIELDS = {"annotation", "returns", "decorator_list", "type_params"}
UNTOUCHED = (ast.Assert, ast.JoinedStr, ast.TypeAlias, ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """One change. `function`: the outermost function it is in, None where it runs at import."""

    module: str
    path: Path
    function: str | None
    lines: range
    at: int
    line: str
    what: str
    tree: ast.Module
    owner: ast.AST
    field: str
    index: int | None
    new: ast.AST

    def __str__(self) -> str:
        return f"{self.module}:{self.at}  {self.line}\n         {self.what}"

    def compiled(self) -> CodeType:
        """The module's code with this change; the tree is as before afterwards."""
        old = self._put(self.new)
        try:
            return compile(self.tree, str(self.path), "exec")
        finally:
            self._put(old)

    def _put(self, node: ast.AST) -> ast.AST:
        held = getattr(self.owner, self.field)
        if self.index is None:
            setattr(self.owner, self.field, node)
            return held
        old, held[self.index] = held[self.index], node
        return old


@dataclass(frozen=True, slots=True)
class _Scope:
    function: str | None = None
    names: tuple[str, ...] = ()
    statement: range = range(0)


def of_module(name: str, path: Path) -> list[Mutant]:
    """Every mutant of one file, in the order of its text."""
    text = path.read_text()
    tree = ast.parse(text)
    rows = text.splitlines()
    return [
        Mutant(name, path, scope.function, lines, at, rows[at - 1].strip(), what, tree, *place, new)
        for scope, lines, at, what, place, new in _walk(tree, _Scope())
    ]


def _walk(owner: ast.AST, scope: _Scope) -> Iterator[tuple]:
    for field, value in ast.iter_fields(owner):
        if field in UNTOUCHED_FIELDS:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, UNTOUCHED):
                continue
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue
            inner = _scope(child, scope)
            for new in _variants(child, owner):
                ast.fix_missing_locations(ast.copy_location(new, child))
                span = range(child.lineno, child.end_lineno + 1)
                lines = range(min(span.start, inner.statement.start), max(span.stop, inner.statement.stop))
                lines = lines if inner.statement else span
                what = f"{_said(child)} → {_said(new)}"
                yield scope, lines, child.lineno, what, (owner, field, index), new
            yield from _walk(child, inner)


def _scope(node: ast.AST, scope: _Scope) -> _Scope:
    if isinstance(node, ast.arguments) and len(scope.names) == (scope.function or "").count(".") + 1:
        return replace(scope, function=None)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        names = (*scope.names, node.name)
        is_outermost = isinstance(node, ast.FunctionDef) and scope.function is None
        return _Scope(".".join(names) if is_outermost else scope.function, names)
    if isinstance(node, ast.stmt):
        is_simple = not hasattr(node, "body")
        return replace(scope, statement=range(node.lineno, node.end_lineno + 1) if is_simple else range(0))
    return scope


def _variants(node: ast.AST, owner: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, operator, right) | ast.AugAssign(left, operator, right):
            kind, target = type(node), "left" if isinstance(node, ast.BinOp) else "target"
            if type(operator) in SWAPS:
                yield kind(**{target: left, "op": SWAPS[type(operator)](), _right(node): right})
            if kind is ast.BinOp and isinstance(operator, ast.Sub):
                yield ast.BinOp(right, operator, left)
        case ast.Compare(left, operators, rights):
            for table in (COMPLEMENTS, BOUNDARIES):
                for index, operator in enumerate(operators):
                    if type(operator) in table:
                        changed = [*operators[:index], table[type(operator)](), *operators[index + 1 :]]
                        yield ast.Compare(left, changed, rights)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(SWAPS[type(operator)](), values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Constant(str() as value) if isinstance(owner, ast.Call) and _is_number(value):
            yield ast.Constant(str(Decimal(value) * 10))
        case ast.Name(name) if name in DIRECTIONS:
            yield ast.Constant(DIRECTIONS[name])
        case ast.Call():
            yield from _calls(node)
        case ast.Return(ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
    if _is_condition(node, owner) and not isinstance(node, ast.Compare | ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in CALLS:
        yield ast.Call(ast.Name(CALLS[name], ast.Load()), node.args, node.keywords)
    if name in ROUNDINGS:
        yield ast.Call(_money(ROUNDINGS[name]), node.args, node.keywords)
    if (name in ROUNDINGS and name != "quotient_up") or name == "abs":
        yield node.args[0]
    if name in {"min", "max", "isinstance"} or getattr(node.func, "attr", "") == "quantize":
        return  # order says nothing, or a wrong one is a TypeError
    for index, (first, second) in enumerate(zip(node.args, node.args[1:], strict=False)):
        if (
            not isinstance(first, ast.Starred)
            and not isinstance(second, ast.Starred)
            and _said(first) != _said(second)
        ):
            swapped = [*node.args[:index], second, first, *node.args[index + 2 :]]
            yield ast.Call(node.func, swapped, node.keywords)


def _money(name: str) -> ast.expr:
    """The rounding by its module: the mutated one need not import it."""
    return ast.parse(f"__import__('margin.engine.money', fromlist=['{name}']).{name}", mode="eval").body


def _right(node: ast.BinOp | ast.AugAssign) -> str:
    return "right" if isinstance(node, ast.BinOp) else "value"


def _is_condition(node: ast.AST, owner: ast.AST) -> bool:
    return node is getattr(owner, "test", None) or any(node is held for held in getattr(owner, "ifs", ()))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _said(node: ast.AST) -> str:
    return ast.unparse(node).replace("__import__('margin.engine.money', fromlist=", "money(")
