"""A page beside nginx: T1, T2 and what else the door hands out. `python -m bench.door [the words of broadsheet bench]`. Ends with 1 below a target."""

import json
import subprocess
import sys

COMMAND = (sys.executable, "-m", "broadsheet.cli", "bench", "--json")


def main(words: list[str]) -> int:
    """Runs the verb as an operator does, and holds what it measured against the targets."""
    done = subprocess.run([*COMMAND, *words], stdout=subprocess.PIPE, text=True, check=False)
    *lines, last = done.stdout.splitlines() or [""]
    print("\n".join(lines))
    if done.returncode:
        return done.returncode
    missed = [run for run in json.loads(last)["runs"] if run["least_ratio"] and run["ratio"] < run["least_ratio"]]
    for run in missed:
        print(f"\nBelow its target: {run['reader']} with {run['ratio']:.2f}, wanted {run['least_ratio']:.2f}.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
