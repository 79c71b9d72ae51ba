"""What is probably wrong with a query that the engine cannot read."""

import re

from cuibono.terms import PREFIXES

_SKIPPED = re.compile(r"""\"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|\#[^\n]*""")
_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w?$:-])([A-Za-z][\w-]*):(?=[A-Za-z_])")


def missing_prefixes(query: str) -> str | None:
    """Return a hint where names are used whose prefix is not declared, the commonest mistake."""
    bare = _SKIPPED.sub(" ", query)
    declared = {*_DECLARED.findall(bare), "_"}
    missing = sorted(set(_USED.findall(bare)) - declared)
    if not missing:
        return None
    lines = [f"PREFIX {name}: <{PREFIXES.get(name, '...')}>" for name in missing]
    return f"declare first: {' '.join(lines)}"
