"""Refusals with the texts of the Bot API; a refusal says whether the bot is to blame."""


class Refused(Exception):
    """An answer that is not ok. `fault_of_bot` also makes it a violation; a legitimate race is none."""

    def __init__(self, code, description, parameters=None, *, fault_of_bot=""):
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters
        self.fault_of_bot = fault_of_bot

    def answer(self):
        """The body of the response."""
        answer = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(text, *, fault_of_bot=""):
    return Refused(400, f"Bad Request: {text}", fault_of_bot=fault_of_bot)


def wrong(text, why=""):
    """A request that no correct bot makes."""
    return bad_request(text, fault_of_bot=why or text)


def not_modified():
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )


def too_old():
    return bad_request("query is too old and response timeout expired or query ID is invalid")


def blocked():
    return Refused(403, "Forbidden: bot was blocked by the user")


def other_poller():
    return Refused(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
