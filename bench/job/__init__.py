"""The job that policy engines are measured on: one pack, its timelines, and everybody who can decide them."""
