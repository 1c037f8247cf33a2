"""Reads a proof: SMT-LIB commands, of which only the shapes that docs/proofs/README.md describes are accepted."""

import re
from dataclasses import dataclass, field


class Malformed(Exception):
    """The file is not of the shape that the README describes."""


@dataclass(frozen=True)
class Comment:
    text: str


TOKEN = re.compile(r';[^\n]*|"[^"]*"|[()]|[^\s()";]+')


def parse(text):
    """The commands and comments of a file: nested lists of strings, with comments where they stand."""
    top = []
    stack = [top]
    for token in TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            if len(stack) == 1:
                raise Malformed("a closing parenthesis too many")
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(Comment(token[1:].strip()) if token[0] == ";" else token)
    if len(stack) != 1:
        raise Malformed("a parenthesis is not closed")
    return top


def bare(expression):
    """The same without comments."""
    if isinstance(expression, list):
        return [bare(e) for e in expression if not isinstance(e, Comment)]
    return expression


def show(expression):
    return "(" + " ".join(map(show, expression)) + ")" if isinstance(expression, list) else expression


@dataclass
class Block:
    """What stands between push and pop."""

    kind: str  # init, step, broken, holds
    label: str  # of the header (T1), "enter" for what the world does, a claim for what holds
    title: str
    parameters: list = field(default_factory=list)  # (name, sort): what a step is free to choose
    guard: object = None
    effect: list = field(default_factory=list)  # (variable, new value)
    expected: list = field(default_factory=list)  # answers
    commands: list = field(default_factory=list)
    breaks_invariant: bool = False  # its last assertion is that the invariant fails afterwards


@dataclass
class Proof:
    variables: list = field(default_factory=list)
    invariants: list = field(default_factory=list)  # (name and meaning, [conjuncts])
    bound: object = None  # of the search
    bound_text: str = ""
    blocks: list = field(default_factory=list)

    def steps(self):
        return [b for b in self.blocks if b.kind == "step"]

    def expected(self):
        """What z3 has to print, but for the values of get-value."""
        return [line for b in self.blocks for line in [b.title] + b.expected]


def read_invariant(definition, proof):
    _, _, parameters, sort, body = definition
    if bare(parameters) != [[v, "Int"] for v in proof.variables] or sort != "Bool" or body[0] != "and":
        raise Malformed("inv has to be a conjunction over all the state, in the order of its declarations")
    for item in body[1:]:
        if isinstance(item, Comment):
            if re.match(r"I\d+ ", item.text):
                proof.invariants.append((item.text, []))
        elif not proof.invariants:
            raise Malformed("a conjunct of inv without a comment that numbers it: I1, I2 …")
        else:
            proof.invariants[-1][1].append(bare(item))


def read_title(text):
    title = text.strip('"')
    first, _, rest = title.partition(" ")
    if first in ("broken", "holds"):
        return Block(first, re.split(r"[ :,]", rest)[0], title)
    if first == "init":
        return Block("init", "init", title)
    return Block("step", re.split(r"[ :,]", title)[0], title)


def read_block(commands, proof):
    """One block: its title, its declarations, guard, answer, effect, answer."""
    block = None
    assertions = []
    for at, command in enumerate(commands):
        if isinstance(command, Comment):
            continue
        if command[0] == "echo" and block is None:
            block = read_title(command[1])
        elif block is None:
            raise Malformed(f"a block has to begin with an echo: {show(bare(command))}")
        elif command[0] == "declare-const":
            block.parameters.append((command[1], command[2]))
        elif command[0] == "assert":
            assertions.append(bare(command[1]))
        elif command[0] == "check-sat":
            following = commands[at + 1] if at + 1 < len(commands) else None
            if not isinstance(following, Comment) or following.text not in ("sat", "unsat"):
                raise Malformed(f"{block.title}: a check-sat has to be followed by ; sat or ; unsat")
            block.expected.append(following.text)
        elif command[0] != "get-value":
            raise Malformed(f"{block.title}: no {command[0]} belongs into a block")
    if block is None:
        raise Malformed("an empty block")
    block.commands = bare(commands)
    invariant = ["inv"] + proof.variables
    if block.kind == "holds":
        if block.expected != ["unsat"]:
            raise Malformed(f"{block.title}: a consequence has one answer, unsat")
        return block
    if block.expected != (["sat", "sat"] if block.kind == "broken" else ["sat", "unsat"]) or len(assertions) != 2:
        raise Malformed(f"{block.title}: a guard, its sat, an effect and its answer are needed")
    block.guard, after = assertions
    if isinstance(after, list) and after[0] == "let":
        block.effect = [tuple(binding) for binding in after[1]]
        after = after[2]
    block.breaks_invariant = after == ["not", invariant]
    if not block.breaks_invariant and block.kind != "broken":
        raise Malformed(f"{block.title}: the effect has to end in (not (inv …)) of all the state in order")
    unknown = [name for name, _ in block.effect if name not in proof.variables]
    if unknown:
        raise Malformed(f"{block.title}: no such part of the state: {unknown[0]}")
    return block


def read(text):
    proof = Proof()
    pending = None
    assumed = False  # the invariant has been asserted
    for command in parse(text):
        if isinstance(command, Comment):
            if command.text.startswith("search: "):
                proof.bound_text = command.text[len("search: ") :]
                proof.bound = parse(proof.bound_text)[0]
            if pending is not None:
                pending.append(command)
        elif command[0] == "push":
            pending = []
        elif command[0] == "pop":
            proof.blocks.append(read_block(pending, proof))
            if (proof.blocks[-1].kind == "init") == assumed:
                raise Malformed("init comes first, then the invariant is asserted, then the rest follows")
            pending = None
        elif pending is not None:
            pending.append(command)
        elif command[0] == "declare-const":
            proof.variables.append(command[1])
        elif command[:2] == ["define-fun", "inv"] and not proof.invariants:
            read_invariant(command, proof)
        elif command[0] == "assert":
            # Another assumption would prove whatever one likes.
            if assumed or bare(command[1]) != ["inv"] + proof.variables:
                raise Malformed(f"nothing but the invariant may be assumed: {show(bare(command[1]))}")
            assumed = True
        elif command[0] != "set-logic" and (command[0] != "define-fun" or command[1] == "inv"):
            raise Malformed(f"no {command[0]} belongs outside of a block")
    if not assumed or not proof.invariants or proof.bound is None or pending is not None:
        raise Malformed("an invariant, its assertion, a search bound and complete blocks are needed")
    return proof
