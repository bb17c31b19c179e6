"""The job in Rego, by Regorus (Rust) and its virtual machine: JSON text goes in and comes out."""

from __future__ import annotations

import json

import regorus

from bench.job.contestants import Missing, OverDicts
from bench.job.timelines import Asked, Event

ENTRY = "data.job.violations"
#: An unknown age is left undefined, as `null < 604800` is true in Rego.
POLICY = """
package job
import rego.v1

seen := [e | some e in input.events; e.at <= input.asked.at]
contacts := [e | some e in seen; e.kind == "contact"]
interviews := [e.at | some e in seen; e.kind == "interview"]
replies := [e.at | some e in seen; e.kind == "reply"]
reply := max(array.concat([-1], replies))
silent := [e | some e in contacts; e.at > reply]
mine := [e | some e in contacts; e.person == input.asked.person]
unanswered := [e | some e in mine; e.at > reply]

alike if input.asked.similarity > 0.6
alike if input.asked.daypart == mine[count(mine) - 1].daypart

violations contains "closed" if { some e in seen; e.kind == "outcome" }
violations contains "polite" if input.asked.politeness < 0.5
violations contains "polite" if input.asked.frustration > 0.3
violations contains "not-daily" if input.asked.at - max(interviews) < 604800
violations contains "not-daily" if input.asked.at - contacts[count(contacts) - 1].at < 604800
violations contains "not-daily" if count([e | some e in contacts; e.at > input.asked.at - 86400]) >= 1
violations contains "ask-to-refrain" if {
    count(silent) >= 3
    count({e.channel | some e in silent}) >= 2
    input.asked.purpose != "ask_to_stop"
}
violations contains "stand-out" if { input.asked.purpose == "follow_up"; input.asked.offers < 1 }
violations contains "change-course" if { count(unanswered) >= 2; alike }
"""


class Regorus(OverDicts):
    """The events and the proposal cross over as JSON at each decision."""

    def __init__(self) -> None:
        if not hasattr(regorus, "Rvm"):
            raise Missing("another binding than gordon-to-regorus is installed under the name regorus")
        self.machine = regorus.Rvm()
        self.machine.load_program(regorus.Program.compile_from_modules("{}", [("job.rego", POLICY)], [ENTRY]))

    def judge(self, history: list[Event], subject: Asked) -> str:
        self.machine.set_input_json(json.dumps({"events": history, "asked": subject}))
        return str(self.machine.execute())

    def ids(self, outcome: str) -> list[str]:
        return sorted(json.loads(outcome))


contestant = Regorus
