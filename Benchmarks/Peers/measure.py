"""Children timed by the kernel: what they cost, and what of it is starting and loading."""

import json
import os
import statistics
import subprocess
import tempfile
import time

SINGLE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}


class Failed(Exception):
    pass


def run(command, output=None, asks=True):
    """Runs a child to its end, its standard output to a file if one is named.

    User seconds, wall seconds, peak resident bytes (which the kernel does not put below those of this process). A child
    whose last line of standard output is JSON with `cpu` and `wall` names the part of its work that counts, and is
    believed if `asks`.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        target = open(output, "wb") if output else said
        start = time.perf_counter()
        child = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=target, stderr=complained,
            env={**os.environ, **SINGLE_THREAD})
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if output:
            target.close()
        said.seek(0)
        complained.seek(0)
        text, errors = said.read().decode(errors="replace"), complained.read().decode(errors="replace")
    if child.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} exited {child.returncode}: {errors.strip()[-600:]}")
    result = {"user": usage.ru_utime, "wall": wall, "peak_bytes": usage.ru_maxrss * 1024, "said": text}
    try:
        if not asks:
            return result
        own = json.loads(text.strip().splitlines()[-1])
        result["user"], result["wall"] = own["cpu"], own["wall"]
    except (IndexError, ValueError, KeyError, TypeError):
        pass
    return result


def median(results):
    """The medians of several runs' figures."""
    return {name: statistics.median(result[name] for result in results) for name in ("user", "wall", "peak_bytes")}


def spawned(commands, repeats):
    """Median wall seconds of named commands from spawn to end, in turns, with nothing read and nothing kept: what a shell
    waits for."""
    nothing = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)] + [
        (os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    found = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            words = [str(part) for part in command]
            start = time.perf_counter()
            child = os.posix_spawn(words[0], words, {**os.environ, **SINGLE_THREAD}, file_actions=nothing)
            _, status = os.waitpid(child, 0)
            found[name].append(time.perf_counter() - start)
            if os.waitstatus_to_exitcode(status) != 0:
                raise Failed(f"{' '.join(words)} exited {os.waitstatus_to_exitcode(status)}")
    return {name: statistics.median(times) for name, times in found.items()}


def turns(commands, repeats):
    """Runs named commands in turns, so that a busy moment falls on all of them; what each run cost, by name.

    A command is a list, or a pair of a list and the file for its standard output.
    """
    found = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            found[name].append(run(*command) if isinstance(command, tuple) else run(command))
    return found


def interleaved(commands, repeats):
    """The medians of such runs, by name."""
    return {name: median(results) for name, results in turns(commands, repeats).items()}
