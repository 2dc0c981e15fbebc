"""Commands about API keys: make one, list them, revoke one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taobeiqa.cli.options import INDEX, IndexOption, KeysFileOption, app, option
from taobeiqa.errors import AccessError
from taobeiqa.serving.keys import FILE, SCOPES, KeyStore, scopes_of

keys = typer.Typer(
    help="API keys for the server: make one, list them, revoke one.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(keys, name="keys")


def key_store(named: Path | None, index: Path) -> KeyStore:
    """The keys in the file that was named, or in the one beside the index."""
    return KeyStore(named or index / FILE)


@keys.command()
def add(
    name: Annotated[str, typer.Argument(help="Whose it is, or what for.", show_default=False)],
    scopes: Annotated[str, option("--scopes", f"What it may do: some of {', '.join(SCOPES)}.")] = "ask,read",
    keys_file: KeysFileOption = None,
    index: IndexOption = INDEX,
) -> None:
    """Make a key and print it. It is told only now: only its hash is kept."""
    key, text = key_store(keys_file, index).add(name, scopes_of(scopes))
    typer.echo(f"Made the key {key.id} for {key.name}. Keep what follows: it is not shown again.", err=True)
    typer.echo(text)


@keys.command("list")
def listed(keys_file: KeysFileOption = None, index: IndexOption = INDEX) -> None:
    """List the keys, the revoked ones too."""
    for key in key_store(keys_file, index).all():
        scopes = ",".join(scope for scope in SCOPES if scope in key.scopes)
        state = f"revoked {key.revoked}" if key.revoked else f"made {key.made}"
        typer.echo(f"{key.id}  {scopes:<20}  {state:<18}  {key.name}")


@keys.command()
def revoke(
    id: Annotated[str, typer.Argument(help="The key's id, as `taobeiqa keys list` shows it.", show_default=False)],  # noqa: A002
    keys_file: KeysFileOption = None,
    index: IndexOption = INDEX,
) -> None:
    """Refuse a key from now on, and the sessions that it began; also on a server that is running."""
    store = key_store(keys_file, index)
    if not store.revoke(id):
        raise AccessError(f"There is no key {id!r} to revoke in {store.path}: see taobeiqa keys list.")
    typer.echo(f"Revoked the key {id}.")
