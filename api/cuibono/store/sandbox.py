"""Take the network and the starting of programs away from this process, for good.

A seccomp filter (Linux; `seccomp(2)`, filter in classic BPF) makes the system calls below fail
with EPERM. SERVICE and LOAD then fail in the kernel, however they are spelt.
"""

import ctypes
import platform
import struct

_DENIED = {
    "x86_64": {
        "socket": 41,
        "connect": 42,
        "fork": 57,
        "vfork": 58,
        "execve": 59,
        "execveat": 322,
        "io_uring_setup": 425,
    },
    "aarch64": {
        "socket": 198,
        "connect": 203,
        "execve": 221,
        "execveat": 281,
        "io_uring_setup": 425,
    },
}
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _EPERM = 0x7FFF0000, 0x00050001
_X32_CALLS = 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2


def can_deny_network() -> bool:
    """Whether this platform has the means."""
    return platform.system() == "Linux" and platform.machine() in _DENIED


def deny_network() -> None:
    """Install the filter; nothing happens where the platform lacks the means."""
    if not can_deny_network():
        return
    machine = platform.machine()
    program = _program(_AUDIT_ARCH[machine], sorted(_DENIED[machine].values()))
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program)
    header = _Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "cannot give up privileges")
    if libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(header), 0, 0):
        raise OSError(ctypes.get_errno(), "cannot install the seccomp filter")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _program(architecture: int, denied: list[int]) -> bytes:
    """Return the filter: other architectures, x32 calls and denied calls fail, others pass.

    Each step is (code, steps to skip if true, steps to skip if false, operand).
    """
    count = len(denied)
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, count + 3, architecture),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 1, 0, _X32_CALLS),
        *((_EQUAL, count - i, 0, number) for i, number in enumerate(denied)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _EPERM),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
