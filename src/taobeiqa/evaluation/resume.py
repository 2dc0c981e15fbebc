"""What an interrupted evaluation had done, so that the next one goes on from there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from taobeiqa.errors import TaobeiqaError
from taobeiqa.evaluation.judge import Attempt
from taobeiqa.retrieval.encoders import Encoder
from taobeiqa.retrieval.vectors import Vectors

_HEADING_BYTES = 4
_KEY_BYTES = 16


def code_digest() -> str:
    """SHA-256 of the package's own source, so that answers of one version are not counted for another's."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Unfinished:
    """The folder of an evaluation that is under way: `name` tells apart whatever must not be mixed."""

    def __init__(self, parent: Path, *name: str) -> None:
        self.folder = parent / hashlib.sha256("\0".join(name).encode()).hexdigest()[:16]
        self._path = self.folder / "attempts.jsonl"

    def attempts(self) -> dict[str, Attempt]:
        """What was asked so far, by question id. A line that was cut off while it was written is asked again.

        Raises:
            TaobeiqaError: it cannot be read.
        """
        found = {}
        raw = _read(self._path)
        if raw and not raw.endswith(b"\n"):
            _append(self._path, b"\n")
        for line in raw.split(b"\n"):
            try:
                row = json.loads(line)
                found[str(row["id"])] = Attempt.from_json(row["attempt"])
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def add(self, identity: str, attempt: Attempt) -> None:
        """Keep one attempt.

        Raises:
            TaobeiqaError: it cannot be written.
        """
        line = json.dumps({"id": identity, "attempt": attempt.to_json()}, ensure_ascii=False)
        _append(self._path, f"{line}\n".encode())

    def remembering(self, encoder: Encoder) -> RememberingEncoder:
        """The encoder, with passages that it has encoded kept in this folder."""
        return RememberingEncoder(encoder, self.folder / "vectors.bin")

    def finish(self) -> None:
        """The evaluation is done: nothing is to be resumed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):  # another evaluation may be under way beside it
            self.folder.parent.rmdir()


class RememberingEncoder:
    """An encoder that writes the vectors of passages to a file, and reads them from there the next time.

    The file holds the dimension (4 bytes, little-endian), and then records of a text's digest (16 bytes) and its vector
    (float32, little-endian).
    """

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._path = path
        self.name = encoder.name
        self._known: dict[bytes, Vectors] | None = None

    @property
    def digest(self) -> str:
        """See `Encoder`."""
        return self._encoder.digest

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`.

        Raises:
            TaobeiqaError: what is kept cannot be read or written.
        """
        if not texts:
            return self._encoder.encode_passages(texts)
        known = self._known = self._read() if self._known is None else self._known
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES] for text in texts]
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if fresh:
            vectors = self._encoder.encode_passages(list(fresh.values())).astype("<f4")
            dimension = vectors.shape[1]
            if known and len(next(iter(known.values()))) != dimension:
                # The heading was damaged, and with it every record misread.
                self._known = {}
                _shorten(self._path, 0)
                return self.encode_passages(texts)
            heading = b"" if known else dimension.to_bytes(_HEADING_BYTES, "little")
            known.update(zip(fresh, vectors, strict=True))
            _append(self._path, heading + b"".join(key + known[key].tobytes() for key in fresh))
        return np.stack([known[key] for key in keys])

    def _read(self) -> dict[bytes, Vectors]:
        raw = _read(self._path)
        size = _KEY_BYTES + 4 * int.from_bytes(raw[:_HEADING_BYTES], "little")
        whole = max(0, len(raw) - _HEADING_BYTES) // size if size > _KEY_BYTES else 0
        kept = _HEADING_BYTES + whole * size if whole else 0
        if len(raw) > kept:
            # The last record was cut off while it was written; without any the heading is written again.
            _shorten(self._path, kept)
        records = (raw[place : place + size] for place in range(_HEADING_BYTES, kept, size))
        return {record[:_KEY_BYTES]: np.frombuffer(record[_KEY_BYTES:], dtype="<f4") for record in records}


def _read(path: Path) -> bytes:
    with _kept_at(path):
        return path.read_bytes() if path.exists() else b""


def _append(path: Path, content: bytes) -> None:
    with _kept_at(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(content)


def _shorten(path: Path, size: int) -> None:
    with _kept_at(path), path.open("r+b") as file:
        file.truncate(size)


@contextmanager
def _kept_at(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TaobeiqaError(
            f"The evaluation cannot be kept at {path.parent}: {error.strerror}. Make room or choose another --index."
        ) from error
