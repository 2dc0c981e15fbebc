"""The version of the package: known too where it runs without being installed."""

VERSION = "0.1.0"
