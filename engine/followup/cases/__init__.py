"""Cases, their people and everything that files said about them, kept in one SQLite file."""
