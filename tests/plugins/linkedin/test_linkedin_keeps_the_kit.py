"""The LinkedIn plugin is a good plugin."""

from __future__ import annotations

from followup.plugins import Content, Order, Party
from followup.plugins.testing import PluginKit, Sample

MESSAGES = b"""CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER
2-x,Bo Lin,https://www.linkedin.com/in/bo-lin,Ada Byron,,2026-01-02 10:00:00 UTC,,Hi,INBOX
2-x,Ada Byron,https://www.linkedin.com/in/ada,Bo Lin,,2026-01-02 10:00:01 UTC,,Hi!,INBOX
"""
INVITATIONS = b"""From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl
Ada Byron,Bo Lin,"1/1/26, 9:00 AM",Hello,OUTGOING,https://www.linkedin.com/in/ada,https://www.linkedin.com/in/bo-lin
"""
CONNECTIONS = b"""Notes:
"When exporting your connection data, you may notice"

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Bo,Lin,https://www.linkedin.com/in/bo-lin,,Acme,Boss,02 Jan 2026
"""
FILES = {"messages.csv": MESSAGES, "Invitations.csv": INVITATIONS, "Connections.csv": CONNECTIONS}
ORDER = Order("draft", "linkedin", (Party("Bo", profile="linkedin.com/in/bo-lin"),), text="Hello Bo")


class TestLinkedIn(PluginKit):
    plugin = "followup_linkedin"
    samples = (
        Sample("linkedin-export", FILES, items=3),
        Sample("linkedin-export", {"messages.csv": MESSAGES}, items=0),
        Sample("linkedin-export", {"Invitations.csv": INVITATIONS}, items=1),
    )
    contents = (
        Content("message", {"text": "Hello", "channel": "linkedin"}),
        Content("invitation", {"text": "x" * 250, "channel": "linkedin"}),
    )
    orders = (
        ORDER,
        Order("draft", "linkedin", ORDER.to, text="Hello", attributes={"kind": "inmail", "subject": "News"}),
    )
