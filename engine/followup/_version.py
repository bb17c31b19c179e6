"""The version of followup, known without asking for what is installed."""

__version__ = "0.1.0"
