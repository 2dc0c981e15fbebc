"""The web chat as a Hugging Face Space expects it: `demo`, over the corpus and the index that lie beside this file."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "src"))  # a Space installs what requirements.txt names, and not the package itself

from taobeiqa.answering.generate import PATIENCE_S
from taobeiqa.errors import TaobeiqaError
from taobeiqa.language_model import LanguageModel
from taobeiqa.pipeline import current_pipeline
from taobeiqa.serving.access import Door
from taobeiqa.serving.chat import build_chat
from taobeiqa.serving.keys import FILE as KEYS
from taobeiqa.serving.keys import KeyStore
from taobeiqa.serving.server import serve
from taobeiqa.settings import Settings


def say(line: str) -> None:
    """One line for whoever started it."""
    sys.stderr.write(f"{line}\n")


def refuse(error: TaobeiqaError) -> SystemExit:
    """What is wrong in one line, and the exit code for it."""
    say(str(error))
    return SystemExit(2)


os.environ.setdefault("TAOBEIQA_CORPUS", str(HERE / "corpus"))
os.environ.setdefault("TAOBEIQA_INDEX", str(HERE / "index"))
try:
    model = LanguageModel.from_environment(PATIENCE_S)
    pipeline = current_pipeline(Settings.from_environment()).with_language_model(model)
except TaobeiqaError as error:
    raise refuse(error) from None
demo = build_chat(pipeline)

if __name__ == "__main__":
    host = os.environ.get("TAOBEIQA_HOST") or os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1"
    port = os.environ.get("TAOBEIQA_PORT") or os.environ.get("GRADIO_SERVER_PORT") or "7860"
    try:
        if not port.isascii() or not port.isdigit():
            raise TaobeiqaError(f"TAOBEIQA_PORT is {port!r}: name a port as a number, such as 7860.")
        # Who sees a Space is decided where the Space is.
        access = os.environ.get("TAOBEIQA_ACCESS") or ("open" if os.environ.get("SPACE_ID") else None)
        if access not in ("open", "keys", None):
            raise TaobeiqaError(f"TAOBEIQA_ACCESS is {access!r}: it has to be open or keys.")
        index = Path(os.environ["TAOBEIQA_INDEX"])
        # The page of a Space shows it in a frame.
        pages = frozenset({"https://huggingface.co"}) if os.environ.get("SPACE_ID") else frozenset()
        door = Door(origins=pages, keys=KeyStore(Path(os.environ.get("TAOBEIQA_KEYS_FILE") or index / KEYS)))
        serve(pipeline, host, int(port), say, door=door, access=access)
    except TaobeiqaError as error:
        raise refuse(error) from None
