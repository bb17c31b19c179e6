"""followup: a policy engine whose rules are data, with a plugin framework for channels."""
