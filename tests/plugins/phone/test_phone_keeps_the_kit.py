"""The phone plugin is a good plugin."""

from __future__ import annotations

from followup.plugins import Order, Party
from followup.plugins.testing import PluginKit, Sample

CALLS = b"""<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<calls count="9">
  <call number="030 123456" duration="0" date="1767225600123" type="2" presentation="1" contact_name="Ada" />
  <call number="-2" duration="0" date="1767225700123" type="3" presentation="2" contact_name="(Unknown)" />
</calls>"""
TEXTS = b"""<smses count="2"><sms address="+4930123456" date="1767225600123" type="1" body="Hi &#55357;&#56832;" />
<mms date="1767225601000" msg_box="2" address="+4930123456~+4930123457"><parts>
<part ct="text/plain" text="both of you" /></parts></mms></smses>"""
PAGE = b"""<html><head><title>Placed call to</title></head><body><div class="haudio"><span class="album">Call Log for
</span><div class="contributor vcard"><a class="tel" href="tel:+4930123456"><span class="fn">Ada</span></a></div>
<abbr class="published" title="2026-01-01T09:00:00.000+01:00">then</abbr>
<abbr class="duration" title="PT1M2S">(00:01:02)</abbr>
<a rel="tag" href="http://www.google.com/voice#placed">Placed</a></div></body></html>"""
HISTORY = b"""Call type,Date,Duration,Number,Contact,Location,Service
Outgoing,31/01/2026 12:00:00,00:01:00,+4930123456,Ada,,iPhone
Missed,01/02/2026 12:00:00,00:00:00,+4930123456,Ada,,iPhone
"""


class TestPhone(PluginKit):
    plugin = "followup_phone"
    samples = (
        Sample("android-calls", {"a.xml": CALLS}, items=2),
        Sample("android-calls", {"b.xml": TEXTS}, items=2),
        Sample("google-voice", {"Voice/Calls/a.html": PAGE, "Voice/Calls/a.mp3": b"ID3"}, items=1),
        Sample("google-voice", {"one.html": PAGE}, items=1),
        Sample("iphone-calls", {"c.csv": HISTORY}, items=2),
    )
    orders = (
        Order(
            "draft", "phone", (Party("Ada", number="+4930123456"),), text="Hello", attributes={"title": "T"}
        ),
    )
