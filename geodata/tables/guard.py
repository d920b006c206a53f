"""A command that ends with whoever asked for it, with all that it started, and within limits.

What reads files of strangers may hang in C code in which no thread of Python runs, so it cannot
watch itself, and a parent that is killed can end nothing any more. Between the two stands a
process that does nothing else: it ends the command when its standard input does, which the
system sees to however its parent dies. It runs as a script of the standard library alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

TIME_IS_UP = 124
"""Exit code of a command that took too long, as of ``timeout`` (GNU)."""


# Of its address space a process on Linux uses half; libraries reserve the rest. What it may write
# to is nearer to what it takes. Elsewhere that counts next to nothing.
_MEMORY = "RLIMIT_DATA" if sys.platform == "linux" else "RLIMIT_AS"


def guarded(command: Sequence[str], *, seconds: float, memory: int) -> list[str]:
    """The command under guard: its standard input is to be a pipe, closing which ends it.

    Its exit code is that of the command, `TIME_IS_UP`, or 128 and the signal that ended it, as
    in a shell. Bytes of memory beyond ``memory`` are refused to it, where the system can do so:
    macOS and Windows cannot.
    """
    # Without -P the folder of this file would come before the standard library.
    return [sys.executable, "-P", __file__, str(seconds), str(memory), *command]


def run_guarded(command: Sequence[str], *, seconds: float, memory: int) -> int:
    """Run a command under guard, in silence, and give its exit code."""
    with subprocess.Popen(  # noqa: S603  who asks for it names it, no shell
        guarded(command, seconds=seconds, memory=memory),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        return process.wait()


def _limit(seconds: float, memory: int) -> None:
    """Have the system keep the limits of whatever is started from here on."""
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return
    # Of processor time no more than all cores have by then, should this guard be killed.
    processor = int(seconds * (os.cpu_count() or 1)) + 1
    for name, most in {_MEMORY: memory, "RLIMIT_CPU": processor, "RLIMIT_CORE": 0}.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        strictest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (strictest, strictest))


def _watch(seconds: float, command: Sequence[str]) -> int:
    with subprocess.Popen(  # noqa: S603  who asks for it names it, no shell
        command, stdin=subprocess.DEVNULL, process_group=0
    ) as process:
        threading.Thread(target=_end_with_input, args=(process,), daemon=True).start()
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = TIME_IS_UP
        _end(process)
    return code if code >= 0 else 128 - code


def _end_with_input(process: subprocess.Popen[bytes]) -> None:
    while os.read(0, 4096):
        pass
    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command and, where the system knows groups, what it has left behind."""
    if os.name != "posix":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):  # macOS: all of them are dead already
        os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    _limit(float(sys.argv[1]), int(sys.argv[2]))
    sys.exit(_watch(float(sys.argv[1]), sys.argv[3:]))
