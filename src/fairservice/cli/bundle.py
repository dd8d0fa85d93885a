"""`fairservice bundle`: a policy as one file that never changes, known by its digest."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fairservice.cli.options import command, format_option


@command(
    "bundle",
    example="""
fairservice bundle my-policy -o my-policy.bundle
fairservice dry-run my-policy.bundle return --case case.json
""",
    exits="0  the bundle is written; 2  the policy has errors, or the file cannot be written",
)
@click.argument("policy")
@click.option("-o", "output", metavar="FILE", required=True, help="Where to write it; `-` is standard output.")
@format_option()
def run(policy: str, output: str, format: str) -> None:
    """Write a policy, with the packs it uses, as one file.

    The same content gives the same bytes, whatever its layout or comments, so the digest that is printed
    names exactly these rules. A bundle can be used wherever a policy folder can.
    """
    from fairservice.cli.files import write_whole
    from fairservice.cli.policies import open_policy
    from fairservice.cli.terminal import dim, paint, say, say_json
    from fairservice.policy.bundle import bundle_bytes, digest_of

    content = bundle_bytes(open_policy(policy).rulebook)
    digest = digest_of(content)
    if output == "-":
        sys.stdout.buffer.write(content)
        say(digest, err=True)
        return
    write_whole(Path(output), content)
    if format == "json":
        say_json({"file": output, "digest": digest, "bytes": len(content)})
    else:
        say(f"{paint('✓', fg='green', bold=True)} {output} {dim(f'({len(content):,} bytes)')}")
        say(f"  sha256 {digest}")
