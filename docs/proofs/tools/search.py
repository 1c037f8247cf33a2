"""Breadth-first search of a proof's transition system, for a bounded number of threads.

z3 says that a broken step can leave the invariant from some state that satisfies it. That state may be one which never
occurs. The search asks for one that does, and so shows what the fault leads to; and it shows that every step of the
proof does occur, so that none is proved because its guard is never true."""

import itertools

from smt import Malformed

ARITHMETIC = {"+": "+", "*": "*"}
COMPARISON = {">=": ">=", "<=": "<=", ">": ">", "<": "<"}
CHOICES = {"Int": range(-2, 3), "Bool": (False, True)}
LARGEST = 2_000_000  # states


def python(e):
    """The expression in Python. Integers and booleans only."""
    if isinstance(e, str):
        return {"true": "True", "false": "False"}.get(e, e)
    head, rest = e[0], [python(x) for x in e[1:]]
    if head in ("and", "or"):
        return "(" + f" {head} ".join(rest) + ")"
    if head == "not":
        return f"(not {rest[0]})"
    if head == "=>":
        return f"(not {rest[0]} or {rest[1]})"
    if head == "=":
        return "(" + " == ".join(rest) + ")"
    if head == "ite":
        return f"({rest[1]} if {rest[0]} else {rest[2]})"
    if head == "-":
        return f"(-{rest[0]})" if len(rest) == 1 else "(" + " - ".join(rest) + ")"
    if head in ARITHMETIC:
        return "(" + f" {ARITHMETIC[head]} ".join(rest) + ")"
    if head in COMPARISON:
        return f"({rest[0]} {COMPARISON[head]} {rest[1]})"
    raise Malformed(f"the search does not know {head}")


def function(variables, name, lines):
    """A Python function of a state, in whose body the variables have their names."""
    scope = {}
    source = f"def {name}(state):\n    {', '.join(variables)}, = state\n" + "".join(f"    {line}\n" for line in lines)
    exec(source, scope)  # the source is generated from a proof of this repository
    return scope[name]


def step_function(proof, block):
    """From a state to the states after the step."""
    new = dict(block.effect)
    after = ", ".join(python(new.get(v, v)) for v in proof.variables)
    lines = ["_after = []"]
    choices = list(itertools.product(*(CHOICES[sort] for _, sort in block.parameters)))
    for choice in choices:
        lines += [f"{name} = {value}" for (name, _), value in zip(block.parameters, choice)]
        lines.append(f"if {python(block.guard)}: _after.append(({after},))")
    return function(proof.variables, "step", lines + ["return _after"])


def conjunction(proof, name, conjuncts):
    return function(proof.variables, name, ["return " + python(["and"] + conjuncts)])


def initial_states(proof):
    """Where init fixes a variable it is that; what it leaves open is tried within the search's bound."""
    guard = next(b for b in proof.blocks if b.kind == "init").guard
    fixed = {c[1]: int(c[2]) for c in guard[1:] if c[0] == "=" and isinstance(c[1], str) and str(c[2]).isdigit()}
    is_initial = conjunction(proof, "initial", [guard])
    ranges = [(fixed[v],) if v in fixed else range(5) for v in proof.variables]
    return [s for s in itertools.product(*ranges) if is_initial(s)]


class Search:
    """All states within the bound, each with the step that first led there."""

    def __init__(self, proof):
        self.proof = proof
        self.steps = [(b, step_function(proof, b)) for b in proof.steps()]
        self.parts = [(name, conjunction(proof, "part", conjuncts)) for name, conjuncts in proof.invariants]
        within = conjunction(proof, "within", [proof.bound])
        self.came_by = {s: None for s in initial_states(proof) if within(s)}
        self.taken = set()
        frontier = list(self.came_by)
        while frontier:
            if len(self.came_by) > LARGEST:
                raise Malformed("the search's bound leaves too many states")
            following = []
            for state in frontier:
                for block, step in self.steps:
                    for after in step(state):
                        self.taken.add(block.title)
                        if after not in self.came_by and within(after):
                            self.came_by[after] = (state, block)
                            following.append(after)
            frontier = following

    def never_taken(self):
        return [b.title for b, _ in self.steps if b.title not in self.taken]

    def broken_parts(self, state):
        return [name for name, holds in self.parts if not holds(state)]

    def violation(self):
        """A reachable state that breaks the invariant, if there is one: then z3 or this search is wrong."""
        return next((s for s in self.came_by if self.broken_parts(s)), None)

    def counterexample(self, broken):
        """The shortest way into a state from which the broken step leaves the invariant, and the state after it."""
        step = step_function(self.proof, broken)
        for state in self.came_by:  # in the order of their distance
            for after in step(state):
                if self.broken_parts(after):
                    return self.way_to(state), state, after
        return None

    def way_to(self, state):
        way = []
        while self.came_by[state] is not None:
            state, block = self.came_by[state]
            way.append(block.title)
        return way[::-1]
