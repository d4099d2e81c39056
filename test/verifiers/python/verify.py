"""Says of every request in the file named by the first argument whether each library takes it: a line per library."""

import base64
import json
import sys

import standardwebhooks
import svix.webhooks

LIBRARIES = {
    "standardwebhooks": (standardwebhooks.Webhook, standardwebhooks.WebhookVerificationError),
    "svix": (svix.webhooks.Webhook, svix.webhooks.WebhookVerificationError),
}


def accepts(webhook, refusal, request):
    # Only the library's own refusal counts: whatever else it raises is a failure of this test.
    try:
        webhook(request["secret"]).verify(base64.b64decode(request["body"]), request["headers"])
    except refusal:
        return False
    return True


with open(sys.argv[1], encoding="utf-8") as file:
    requests = json.load(file)

for library, (webhook, refusal) in LIBRARIES.items():
    accepted = [accepts(webhook, refusal, request) for request in requests]
    print(json.dumps({"library": library, "accepted": accepted}))
