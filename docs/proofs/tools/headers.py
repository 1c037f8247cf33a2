"""What a header says and does, in pieces that can be compared: each row of its table, and each definition.

A proof is of a transition system that a person has read out of a header. `accepted.txt` keeps a fingerprint of what
that person has read; here is how it is taken. Comments do not count in code, and white space nowhere."""

import hashlib
import re

# Which headers each proof is read out of.
HEADERS = {
    "semaphore": ["semaphore.h", "wait_queue.h", "futex_lock.h"],
    "semaphore_order": ["semaphore.h", "wait_queue.h"],
    "mutex": ["mutex.h"],
    "mutex_bypass": ["mutex.h", "wait_queue.h"],
    "rw_mutex": ["rw_mutex.h", "mutex.h"],
    "wait_group": ["wait_group.h"],
    "wait_group_misuse": ["wait_group.h"],
    "once": ["once.h"],
    "notify_list": ["notify_list.h", "cond.h", "wait_queue.h", "futex_lock.h"],
    "hazard_pointer": ["hazard_pointer.h"],
    "map": ["map.h", "map_value.h", "map_entry.h", "map_table.h", "map_remains.h", "map_key.h"],
}

ROW = re.compile(r"^//   ([A-Z]\d+) ")
LABELS = re.compile(r"//+ ?((?:[A-Z]\d+(?:, | and | to )?)+)")  # at the beginning of a comment
CONTAINER = re.compile(r"^(template <.*> )?(inline )?(namespace|class|struct|union)\b(?!.*=)")


def fingerprint(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def rows(text):
    """The table of transitions: label -> row, in order."""
    found = {}
    label = None
    inside = False
    for line in text.splitlines():
        if line.startswith("// Transitions"):
            inside = True
        elif inside and not line.startswith("//   "):
            if found:
                break
        elif inside:
            match = ROW.match(line)
            if match:
                label = match[1]
                found[label] = ""
            if label:
                found[label] = (found[label] + " " + " ".join(line[2:].split())).strip()
    return found


def name_of(item):
    head = re.sub(r"\[\[.*?\]\]|alignas\(.*?\)", "", item)
    head = re.sub(r"^template <[^()]*?> ", "", head)
    match = (
        re.search(r"\b(?:enum|enum class|concept|using|friend) (\w+)", head)
        or re.search(r"(operator[^\s(]+|~?\w+) ?\(", head)
        or re.search(r"(\w+) ?[{=;\[]", head)
    )
    return match[1] if match else "?"


def blank_comments(text):
    """The text without comments and directives, each place where it was."""
    code = re.sub(r"^[ \t]*#.*$", lambda m: " " * len(m[0]), text, flags=re.M)
    return re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*', lambda m: m[0] if m[0][0] == '"' else " " * len(m[0]), code)


def definitions(text):
    """Everything that a header defines: (name, code, labels), the name with its class or namespace before it."""
    code = blank_comments(text)
    found = []
    scopes = []
    start = depth = 0

    def words(begin, end):
        return re.sub(r"^(public|private|protected): ?", "", " ".join(code[begin:end].split()))

    def end_definition(end, name=None):
        nonlocal start
        item = words(start, end)
        if item.strip(" ;"):
            labels = re.findall(r"[A-Z]\d+", " ".join(LABELS.findall(text[start:end])))
            found.append(("::".join(scopes[-1:] + [name or name_of(item)]), item, labels))
        start = end

    for at, c in enumerate(code):
        if c == "{" and depth == 0 and CONTAINER.match(words(start, at)):
            scope = re.findall(r"[\w:]+", re.sub(r" (final|: .*)$", "", words(start, at)))[-1]
            end_definition(at, scope)
            scopes.append(scope)
            start = at + 1
        elif c == "{":
            depth += 1
        elif c == "}" and depth == 0:
            start = at + 1
            if scopes:
                scopes.pop()
        elif c == "}":
            depth -= 1
            # A brace may also end an initialiser, after which the definition goes on.
            if depth == 0 and code[at + 1 :].lstrip()[:1] not in tuple(";,)<>("):
                end_definition(at + 1)
        elif c == ";" and depth == 0:
            end_definition(at + 1)
    return found


def pieces(text):
    """Key -> (fingerprint, labels): rows by their label, code by its name."""
    found = {label: (fingerprint(row), [label]) for label, row in rows(text).items()}
    bodies = {}
    for name, code, labels in definitions(text):
        old_code, old_labels = bodies.get(name, ("", []))
        bodies[name] = (old_code + code, old_labels + labels)
    for name, (code, labels) in bodies.items():
        found[name] = (fingerprint(code), sorted(set(labels)))
    return found
