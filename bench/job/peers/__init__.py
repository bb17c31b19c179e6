"""Engines that a user could pick instead, each with the whole job inside, written as that engine wants it."""
