"""Take the network, other programs and other files away from this process, for good.

Two means of Linux, each used where the kernel has it:

- Landlock (`landlock(7)`) leaves of all files only those below the folders named, and no TCP;
- a seccomp filter (`seccomp(2)`, classic BPF; x86_64 and aarch64) makes the system calls below
  fail with EPERM. SERVICE and LOAD then fail in the kernel, however they are spelt.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_DENIED: Final = {
    # name: (number on x86_64, number on aarch64), None where the machine has no such call
    "socket": (41, 198),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "connect": (42, 203),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "openat2": (437, 437),
}
_OPENAT: Final = {"x86_64": 257, "aarch64": 56}
_OPEN: Final = {"x86_64": 2, "aarch64": None}
_CLONE: Final = {"x86_64": 56, "aarch64": 220}
_CLONE3: Final = 435
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_RETURN_ERRNO: Final = 0x00050000
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, _RETURN_ERRNO | 1, _RETURN_ERRNO | 38
_X32_CALLS: Final = 0x40000000
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CLONE_THREAD: Final = 0x00010000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_SET_MODE_FILTER, _GET_ACTION_AVAIL, _ALL_THREADS = 1, 2, 1

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FS_RIGHTS: Final = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
_TCP: Final = 3


def can_deny_network() -> bool:
    """Whether this platform has the means to take the network away: the kernel is asked."""
    machine = platform.machine()
    if platform.system() != "Linux" or machine not in _AUDIT_ARCH:
        return False
    try:
        _call(_SECCOMP[machine], _GET_ACTION_AVAIL, 0, ctypes.byref(ctypes.c_uint32(_RETURN_ERRNO)))
    except OSError as fault:
        return fault.errno == errno.EINVAL  # it has seccomp, and is older than the question
    return True


def can_deny_files() -> bool:
    """Whether this platform has the means to take other files away."""
    return _landlock_version() > 0


def lacks() -> list[str]:
    """Return what this platform cannot take away from a query process, in words."""
    told: list[str] = []
    if not can_deny_network():
        told.append(
            "this platform cannot take the network away from query processes "
            "(seccomp of Linux on x86_64 or aarch64); SERVICE and LOAD are refused by the engine's "
            "parser alone"
        )
    if not can_deny_files():
        told.append(
            "this platform cannot take files away from query processes (Landlock of Linux 5.13)"
        )
    return told


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that made it ends."""
    if platform.system() == "Linux":
        _libc().prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)


def deny_files(*, readable: Sequence[Path] = (), writable: Sequence[Path] = ()) -> None:
    """Leave only what is below these folders; nothing happens where the means are lacking.

    Holds for the calling thread and those that it starts from now on.
    """
    version = _landlock_version()
    if not version:
        return
    rights = _FS_RIGHTS.get(version, _FS_RIGHTS[5])
    network = _TCP if version >= 4 else 0
    attributes = struct.pack("=QQ", rights, network)[: 16 if network else 8]
    ruleset = _call(_CREATE_RULESET, attributes, len(attributes), 0)
    for folders, allowed in ((readable, _READ_FILE | _READ_DIR), (writable, rights)):
        for folder in folders:
            beneath = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            _call(_ADD_RULE, ruleset, 1, struct.pack("=Qi", allowed, beneath), 0)
            os.close(beneath)
    _give_up_privileges()
    _call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def deny_network(*, writing: bool = False) -> None:
    """Install the filter in all threads; nothing happens where the means are lacking.

    Unless `writing`, files can be opened to read only.
    """
    if not can_deny_network():
        return
    machine = platform.machine()
    program = _program(machine, writing=writing)
    buffer = ctypes.create_string_buffer(program)
    header = _Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    _give_up_privileges()
    _call(_SECCOMP[machine], _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(header))


def _landlock_version() -> int:
    if platform.system() != "Linux":
        return 0
    with suppress(OSError):
        return _call(_CREATE_RULESET, None, 0, 1)
    return 0


def _give_up_privileges() -> None:
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "cannot give up privileges")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    """Make a system call; raises `OSError`."""
    result: int = _libc().syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"system call {number} failed")
    return result


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _program(machine: str, *, writing: bool) -> bytes:
    """Return the filter as steps of (code, steps to skip if true, if false, operand).

    Each rule stands by itself: a comparison, and after it what to return where it holds.
    """
    column = 0 if machine == "x86_64" else 1
    denied = [numbers[column] for numbers in _DENIED.values()]
    refuse = (_RETURN, 0, 0, _EPERM)
    number, second, third = (_LOAD, 0, 0, 0), (_LOAD, 0, 0, 24), (_LOAD, 0, 0, 32)
    steps = [
        *((_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _AUDIT_ARCH[machine]), refuse, number),
        *((_AT_LEAST, 0, 1, _X32_CALLS), refuse),
        *(step for call in denied if call for step in ((_EQUAL, 0, 1, call), refuse)),
        # glibc tries clone3 first, whose flags a filter cannot see, and takes clone without it.
        *((_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ENOSYS)),
        *((_EQUAL, 0, 4, _CLONE[machine]), (_LOAD, 0, 0, 16), (_ANY_BIT, 1, 0, _CLONE_THREAD)),
        *(refuse, number),
    ]
    if not writing:
        for call, flags in ((_OPENAT[machine], third), (_OPEN[machine], second)):
            if call:
                steps += [(_EQUAL, 0, 4, call), flags, (_ANY_BIT, 0, 1, _WRITING), refuse, number]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)
