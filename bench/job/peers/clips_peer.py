"""The job in CLIPS: one rule makes the aggregates in a pass over the events, six rules judge them."""

from __future__ import annotations

from typing import Any

import clips

from bench.job.contestants import OverDicts
from bench.job.timelines import Asked, Event

TEMPLATES = (
    "(deftemplate event (slot at) (slot kind) (slot channel) (slot person) (slot daypart))",
    """(deftemplate asked (slot at) (slot channel) (slot person) (slot purpose) (slot daypart)
         (slot politeness) (slot frustration) (slot offers) (slot similarity))""",
    """(deftemplate history (slot closed) (slot interview) (slot contact) (slot silent) (slot outlets)
         (slot mine) (slot daypart))""",
    "(deftemplate violation (slot rule))",
)
FUNCTION = """
(deffunction aggregated (?t ?person)
  (bind ?closed no) (bind ?interview none) (bind ?contact none) (bind ?reply -1) (bind ?silent 0) (bind ?mine 0)
  (bind ?daypart none) (bind $?outlets (create$))
  (do-for-all-facts ((?e event)) (<= ?e:at ?t)
    (switch ?e:kind
      (case contact then
        (bind ?contact ?e:at)
        (if (> ?e:at ?reply) then
          (bind ?silent (+ ?silent 1))
          (if (not (member$ ?e:channel ?outlets)) then (bind ?outlets (create$ ?outlets ?e:channel))))
        (if (eq ?e:person ?person) then
          (bind ?daypart ?e:daypart)
          (if (> ?e:at ?reply) then (bind ?mine (+ ?mine 1)))))
      (case reply then
        (bind ?reply ?e:at) (bind ?silent 0) (bind ?mine 0) (bind ?outlets (create$)))
      (case interview then (bind ?interview ?e:at))
      (case outcome then (bind ?closed yes))))
  (assert (history (closed ?closed) (interview ?interview) (contact ?contact) (silent ?silent)
    (outlets (length$ ?outlets)) (mine ?mine) (daypart ?daypart))))
"""
VIOLATED = """
(deffunction violated ()
  (bind $?found (create$))
  (do-for-all-facts ((?v violation)) TRUE (bind ?found (create$ ?found ?v:rule)))
  ?found)
"""
RULES = (
    "(defrule aggregates (asked (at ?t) (person ?p)) => (aggregated ?t ?p))",
    "(defrule closed (history (closed yes)) => (assert (violation (rule closed))))",
    """(defrule polite (asked (politeness ?p) (frustration ?f)) (test (or (< ?p 0.5) (> ?f 0.3)))
         => (assert (violation (rule polite))))""",
    """(defrule not-daily (asked (at ?t)) (history (interview ?i) (contact ?c))
         (test (or (and (neq ?i none) (< (- ?t ?i) 604800)) (and (neq ?c none) (< (- ?t ?c) 604800))
                   (and (neq ?c none) (> ?c (- ?t 86400)))))
         => (assert (violation (rule not-daily))))""",
    """(defrule ask-to-refrain (asked (purpose ~ask_to_stop)) (history (silent ?s) (outlets ?o))
         (test (and (>= ?s 3) (>= ?o 2))) => (assert (violation (rule ask-to-refrain))))""",
    """(defrule stand-out (asked (purpose follow_up) (offers ?o)) (test (< ?o 1))
         => (assert (violation (rule stand-out))))""",
    """(defrule change-course (asked (similarity ?s) (daypart ?d)) (history (mine ?n) (daypart ?before))
         (test (and (>= ?n 2) (or (> ?s 0.6) (eq ?d ?before)))) => (assert (violation (rule change-course))))""",
)
SLOTS = ("at", "kind", "channel", "person", "daypart")


class Clips(OverDicts):
    """All events are asserted anew for each decision, in one environment."""

    def __init__(self) -> None:
        self.environment = clips.Environment()
        for construct in (*TEMPLATES, FUNCTION, VIOLATED, *RULES):
            self.environment.build(construct)
        self.event_template = self.environment.find_template("event")
        self.asked_template = self.environment.find_template("asked")

    def judge(self, history: list[Event], subject: Asked) -> Any:
        self.environment.reset()
        for event in history:
            self.event_template.assert_fact(
                **{slot: symbol(event[slot]) for slot in SLOTS if event[slot] is not None}
            )
        self.asked_template.assert_fact(**{name: symbol(value) for name, value in subject.items()})
        self.environment.run()
        return self.environment.eval("(violated)")


def symbol(value: Any) -> Any:
    return clips.Symbol(value) if isinstance(value, str) else value


contestant = Clips
