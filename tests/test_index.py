"""The index on disk: what goes in comes out, damage is told, publishing is all or nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from taobeiqa.corpus.articles import Corpus, parse_article
from taobeiqa.errors import StoredIndexError
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import HashingEncoder, Vectors
from taobeiqa.retrieval.index import FILE, FORMAT, Index, build, load, save
from taobeiqa.retrieval.lexicon import Lexicon

TOWN = "---\ntitle: 小镇\nlanguage: zh\n---\n第一段🎉，53个村。第二句！\n\n<!-- gap -->\n\n第二段。"


class CountingEncoder(HashingEncoder):
    """A hashing encoder that remembers what it was asked to encode."""

    def __init__(self, dimension: int = 8, seed: int = 0) -> None:
        super().__init__(dimension, seed)
        self.seen: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().encode_passages(texts)


def town(body: str = TOWN, name: str = "town") -> Article:
    return parse_article(body.encode(), Path(f"{name}.md"))


def corpus_of(*articles: Article) -> Corpus:
    return Corpus(articles, {}, "0" * 64)


@pytest.fixture(scope="module")
def small(lexicon: Lexicon) -> Index:
    return build(corpus_of(town()), HashingEncoder(8), lexicon)


def equal(one: Index, other: Index) -> bool:
    pairs = [
        (one.vectors.passage_vectors, other.vectors.passage_vectors),
        (one.vectors.sentence_vectors, other.vectors.sentence_vectors),
        *(
            (getattr(one.lexical.counts, part), getattr(other.lexical.counts, part))
            for part in ("data", "indices", "indptr")
        ),
    ]
    return (
        one.manifest == other.manifest
        and one.articles == other.articles
        and one.translations == other.translations
        and one.passages == other.passages
        and dict(one.lexical.vocabulary) == dict(other.lexical.vocabulary)
        and all(np.array_equal(mine, theirs) for mine, theirs in pairs)
    )


def test_what_is_saved_is_what_is_loaded(tmp_path: Path, hashing_index: Index) -> None:
    save(hashing_index, tmp_path / "deep" / "folder")
    loaded = load(tmp_path / "deep" / "folder", HashingEncoder())
    assert equal(loaded, hashing_index)
    assert loaded.places == hashing_index.places
    query = HashingEncoder().encode_queries(["有多少个贫困村出列"])[0]
    assert loaded.vectors.search(query, 50) == hashing_index.vectors.search(query, 50)
    owned = loaded.vectors.sentence_scores(query, list(range(len(loaded.passages))))
    assert [len(owned[place]) for place in owned] == [len(passage.sentences) for passage in loaded.passages]


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path, small: Index, lexicon: Lexicon) -> None:
    save(small, tmp_path / "1")
    save(build(corpus_of(town()), HashingEncoder(8), lexicon), tmp_path / "2")
    assert (tmp_path / "1" / FILE).read_bytes() == (tmp_path / "2" / FILE).read_bytes()


def test_the_index_describes_itself(tmp_path: Path, small: Index) -> None:
    save(small, tmp_path)
    with zipfile.ZipFile(tmp_path / FILE) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        arrays = [archive.read(name) for name in archive.namelist() if name.endswith(".npy")]
    assert manifest["format"] == FORMAT
    assert (manifest["encoder"], manifest["dimension"]) == ("hashing-8-0", 8)
    assert (manifest["articles"], manifest["passages"], manifest["sentences"]) == (1, 2, 3)
    assert {len(manifest[key]) for key in ("encoder_digest", "lexicon_digest")} == {64}
    for content in arrays:
        assert not np.load(io.BytesIO(content), allow_pickle=False).dtype.hasobject
    assert not any(marker in (tmp_path / FILE).read_bytes() for marker in (b"pickle", b"\x80\x04\x95"))


def assert_told(folder: Path, *said: str) -> None:
    with pytest.raises(StoredIndexError) as caught:
        load(folder, HashingEncoder(8))
    message = str(caught.value)
    assert f"taobeiqa index --index {folder}" in message
    assert "\n" not in message
    for word in said:
        assert word in message


def test_no_index_is_told_with_the_command_that_builds_one(tmp_path: Path) -> None:
    assert_told(tmp_path, "no index")
    (tmp_path / FILE).mkdir()
    assert_told(tmp_path, "no index")


@pytest.mark.parametrize("mask", [0xFF, 0x01])
def test_a_flipped_byte_is_told_unless_it_changes_nothing_that_is_read(tmp_path: Path, small: Index, mask: int) -> None:
    save(small, tmp_path)
    whole = (tmp_path / FILE).read_bytes()
    told, places = 0, range(mask % 3, len(whole), 3)
    for place in places:
        (tmp_path / FILE).write_bytes(whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :])
        try:
            assert equal(load(tmp_path, HashingEncoder(8)), small)
        except StoredIndexError:
            assert_told(tmp_path)
            told += 1
    assert told > 0.8 * len(places)


def test_no_truncation_passes_unnoticed(tmp_path: Path, small: Index) -> None:
    save(small, tmp_path)
    whole = (tmp_path / FILE).read_bytes()
    for length in range(len(whole)):
        (tmp_path / FILE).write_bytes(whole[:length])
        assert_told(tmp_path)


def rewritten(folder: Path, index: Index, **changed: bytes | None) -> None:
    """Save an index with members replaced (names with . as __) or left out."""
    save(index, folder)
    with zipfile.ZipFile(folder / FILE) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in changed.items():
        members[name.replace("__", ".")] = content  # type: ignore[assignment]
    with zipfile.ZipFile(folder / FILE, "w") as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)


def array(values: object, dtype: str) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array(values, dtype=dtype))
    return buffer.getvalue()


def test_parts_of_different_generations_are_not_read_together(tmp_path: Path, small: Index, lexicon: Lexicon) -> None:
    save(build(corpus_of(town(TOWN.replace("53", "99") + "\n\n第三段。")), HashingEncoder(8), lexicon), tmp_path)
    with zipfile.ZipFile(tmp_path / FILE) as archive:
        others = {name: archive.read(name) for name in archive.namelist()}
    for name in (
        "articles.jsonl",
        "passages.jsonl",
        "passage_vectors.npy",
        "sentence_vectors.npy",
        "sentence_owners.npy",
    ):
        rewritten(tmp_path, small, **{name.replace(".", "__"): others[name]})
        assert_told(tmp_path, "damaged")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("passages.jsonl", b""),
        ("passages.jsonl", b"[]\n[]"),
        ("manifest.json", b"[]"),
        ("manifest.json", b'{"format": 1}'),
        ("sentence_owners.npy", array([0, 1, 1], "int32")),
        ("sentence_vectors.npy", array(np.zeros((3, 7)), "float32")),
        ("passage_vectors.npy", None),
        ("lexical_indices.npy", array([99], "int32")),
        ("vocabulary.txt", b"one\ntwo"),
    ],
)
def test_parts_that_do_not_fit_are_damage(tmp_path: Path, small: Index, name: str, content: bytes | None) -> None:
    rewritten(tmp_path, small, **{name.replace(".", "__"): content})
    assert_told(tmp_path)


def test_another_format_is_told_by_number(tmp_path: Path, small: Index) -> None:
    save(replace(small, manifest=replace(small.manifest, format=FORMAT + 1)), tmp_path)
    assert_told(tmp_path, f"has format {FORMAT + 1}", f"reads format {FORMAT}")


def test_another_model_is_refused_and_both_are_named(tmp_path: Path, small: Index) -> None:
    save(small, tmp_path)
    assert equal(load(tmp_path), small)
    with pytest.raises(
        StoredIndexError, match=r"hashing-8-0.*hashing-8-5.*taobeiqa index --index .* --model hashing-8-5"
    ):
        load(tmp_path, HashingEncoder(8, seed=5))


FULL_DISK = """
import resource, sys
from pathlib import Path
from taobeiqa.errors import StoredIndexError
from taobeiqa.retrieval.index import load, save
index = load(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    save(index, Path(sys.argv[2]))
except StoredIndexError as error:
    print(error)
"""


@pytest.mark.parametrize("room", [0, 1, 2000])
def test_when_the_disk_is_full_the_old_index_stays_and_nothing_is_left_lying_about(
    tmp_path: Path, small: Index, hashing_index: Index, room: int
) -> None:
    save(hashing_index, tmp_path / "new")
    save(small, tmp_path / "old")
    before = (tmp_path / "old" / FILE).read_bytes()
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "new"), str(tmp_path / "old"), str(room)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "could not be written" in told.stdout
    assert "untouched" in told.stdout
    assert (tmp_path / "old" / FILE).read_bytes() == before
    assert [path.name for path in (tmp_path / "old").iterdir()] == [FILE]
    assert equal(load(tmp_path / "old", HashingEncoder(8)), small)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, small: Index) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoredIndexError, match="could not be written"):
        save(small, tmp_path / "file" / "index")


def test_an_update_encodes_only_new_texts_and_equals_a_fresh_build(tmp_path: Path, lexicon: Lexicon) -> None:
    first, second, third = (CountingEncoder() for _ in range(3))
    other = town(TOWN.replace("小镇", "小城").replace("53", "77"), "city")
    before = build(corpus_of(town(), other), first, lexicon)
    assert len(first.seen) == len(set(first.seen)) > 0
    save(before, tmp_path)
    changed = corpus_of(town(TOWN.replace("第二句！", "新的一句！")), other)
    after = build(changed, second, lexicon, previous=load(tmp_path))
    assert sorted(second.seen) == sorted(["小镇\n第一段🎉，53个村。新的一句！", "新的一句！"])
    assert equal(after, build(changed, third, lexicon))
    untouched = CountingEncoder()
    build(changed, untouched, lexicon, previous=after)
    assert untouched.seen == []


def test_vectors_of_another_model_are_not_taken_over(lexicon: Lexicon) -> None:
    before = build(corpus_of(town()), HashingEncoder(8, seed=1), lexicon)
    encoder = CountingEncoder()
    after = build(corpus_of(town()), encoder, lexicon, previous=before)
    assert equal(after, build(corpus_of(town()), HashingEncoder(8), lexicon))
    assert encoder.seen


def test_progress_tells_how_many_of_how_many(lexicon: Lexicon, corpus: Corpus) -> None:
    told: list[tuple[int, int]] = []
    build(corpus, HashingEncoder(8), lexicon, progress=lambda done, total: told.append((done, total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0
    assert told == sorted(told)
