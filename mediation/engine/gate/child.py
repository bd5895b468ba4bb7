"""The child process of the model gate: SpiffWorkflow's parse under limits, findings as JSON on standard output."""

import json
import resource
import sys
from dataclasses import asdict

from mediation.engine.definition import parse_bundle
from mediation.errors import ModelRefused

MAX_CPU_SECONDS, MAX_MEMORY = 2, 512 * 1024 * 1024


def main() -> None:
    """Read the files from standard input, parse them, answer with the findings."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    files = {name: text.encode("latin-1") for name, text in json.load(sys.stdin).items()}
    findings = []
    try:
        parse_bundle(files)
    except ModelRefused as refused:
        findings = [asdict(finding) for finding in refused.findings]
    json.dump(findings, sys.stdout)


if __name__ == "__main__":
    main()
