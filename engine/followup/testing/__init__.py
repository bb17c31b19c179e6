"""Helpers for tests and simulations; the engine never imports them."""
