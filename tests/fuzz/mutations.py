"""Small damage, as disks, editors and people do it."""

from random import Random
from typing import Any

PIECES = (
    b"", b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\n", b"\r", b"\t", b",", b'"', b"'", b"{", b"[", b"}",
    b"]", b": ", b"- ", b"#", b"&a ", b"*a", b"!!", b"%", b"|", b">", b"?", b"\\", b"~", b"null", b"nan", b"-inf",
    b"1e999", b"-1", b"0x1F", b"9" * 30, b"\x1b]0;x\x07", "\u202e\u2028é".encode(),
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 0.5, -0.0, 1e-300, 1e300, float("nan"), float("inf"), 10**9, 10**30, -(2**63), "",
    " ", "auto", "nan", "adam", "1e-4", "0.5x", "../x", "/dev/null", "~nobody/x.csv", "x" * 3000, "a\nb",
    "\x1b[2J", "\u202e", [], [None], [[1]], [1, 2, 3], [0], [1e400], ["a", 1], {}, {"low": 1, "high": 2},
    {"low": 2, "high": 1},
    {"low": 0, "high": 1, "scale": "log"}, {"low": 0.9, "high": 0.999, "scale": "reverse_log"}, {"choices": []},
    {"choices": [1, 2]}, {"choices": [[8], [4, 4]]}, {"choices": [None, "auto"]}, {"low": 1, "high": 3, "step": 0},
    {"low": 1, "high": 10**12, "step": 1}, {"low": 1e-4, "high": 1, "scale": "log", "or_zero": True},
    {"low": 4, "high": 8, "per_layer": True}, {"low": 0, "high": 1, "when": {"optimizer": "momentum"}},
    {"name": "grid", "points": 3}, {"name": "tpe", "n_ei_candidates": 5}, {"at": {0: 0.1, 1: 0.01}},
    {"a": {"b": {"c": 1}}},
)  # fmt: skip


def bytes_mutated(random: Random, content: bytes) -> bytes:
    """`content` with one to four places changed."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        place = random.randrange(len(content) + 1)
        length = min(random.choice((0, 1, 1, 4, 16, 200)), len(content) - place)
        piece = random.choice(
            (
                random.choice(PIECES),
                random.randbytes(length),
                bytes(length),
                content[random.randrange(len(content) + 1) :][:length],
            )
        )
        content = content[:place] + piece + content[place + length :]
        if random.random() < 0.08:
            content = content[: random.randrange(len(content) + 1)]
        if content and random.random() < 0.3:
            place = random.randrange(len(content))
            content = content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]
    return content


def tree_mutated(random: Random, tree: Any, values: tuple[Any, ...] = VALUES) -> Any:
    """`tree`, of dicts and lists, with one node changed, removed, renamed or added."""
    if isinstance(tree, dict) and tree and random.random() < 0.85:
        key = random.choice(list(tree))
        changed = dict(tree)
        action = random.random()
        if action < 0.75:
            changed[key] = tree_mutated(random, tree[key], values)
        elif action < 0.83:
            del changed[key]
        elif action < 0.91:
            changed[random.choice((f"{key}s", str(key).upper(), "", "x\x07", 3))] = changed.pop(key)
        else:
            changed[random.choice(list(tree))] = changed[key]
        return changed
    if isinstance(tree, list) and tree and random.random() < 0.7:
        place = random.randrange(len(tree))
        return [*tree[:place], tree_mutated(random, tree[place], values), *tree[place + random.randrange(2) :]]
    return random.choice(values)


def argument(content: bytes) -> str:
    """Bytes as a shell would pass them to a command."""
    return content.replace(b"\0", b"").decode(errors="surrogateescape")
