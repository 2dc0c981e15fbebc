"""The web chat as a Hugging Face Space starts it: `taobeiqa serve` over the corpus and the index that lie beside this
file. Whatever that takes from the environment holds here too.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "src"))  # a Space installs what requirements.txt names, and not the package itself

from taobeiqa.cli import main

DEFAULTS = {
    "corpus": HERE / "corpus",
    "index": HERE / "index",
    "host": os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1",
    "port": os.environ.get("GRADIO_SERVER_PORT") or "7860",
    "no_feedback": True,  # what a Space writes is gone when it starts again
}
if os.environ.get("SPACE_ID"):
    # Who sees a Space is decided where the Space is, whose page shows it in a frame.
    DEFAULTS |= {"access": "open", "allow_origin": ["https://huggingface.co"]}


def __getattr__(name: str) -> object:
    """`demo`, the page alone, made when somebody who imports this file asks for it."""
    if name != "demo":
        raise AttributeError(name)
    from taobeiqa.pipeline import current_pipeline
    from taobeiqa.serving.chat import build_chat
    from taobeiqa.settings import Settings

    os.environ.setdefault("TAOBEIQA_CORPUS", str(DEFAULTS["corpus"]))
    os.environ.setdefault("TAOBEIQA_INDEX", str(DEFAULTS["index"]))
    return build_chat(current_pipeline(Settings.from_environment()))


if __name__ == "__main__":
    main(["serve"], {"serve": DEFAULTS})
