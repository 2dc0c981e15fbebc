"""The web chat, the REST interface, and the gate before both. No retrieval or answer logic here."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
