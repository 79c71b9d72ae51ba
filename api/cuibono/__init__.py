"""cuibono: who promotes which agenda, on what evidence, and to whose benefit."""

__version__ = "0.2.0"
