"""What each consultation must be, from nothing but what people did: the pure functions, once for each update, in order.

Somebody who begins anew does so by a button, never by a word: then a nonce that was not met before can only be that of
the present consultation, and the bot's random strings need not be known here.
"""

from collections import Counter
from dataclasses import replace

from bot.conversation.acts import Fresh, Press, Say
from bot.conversation.codec import decode
from bot.conversation.update import update
from bot.model import Consultation


class Replay:
    """The consultation of one chat, and what was counted and kept of it."""

    def __init__(self, content):
        self.content = content
        self.consultation = None
        self.taken = self.changes = 0
        self.counts, self.receipts = Counter(), []
        self._nonces = {}

    def take(self, raw):
        """Take the next update of this chat."""
        self.taken += 1
        fresh = Fresh(f"c{self.taken}", f"n{self.taken}", f"r{self.taken}")
        if self.consultation is None:
            self.consultation = Consultation(fresh.id, fresh.nonce, self.content.revision)
        turn = update(self.consultation, self._act(raw), self.content, fresh)
        self.changes += turn.consultation is not self.consultation
        self.consultation = turn.consultation
        self.counts.update((one.link, one.step, one.model) for one in turn.counts)
        self.receipts += turn.receipts

    def shows(self, nonce, turn):
        """Whether a button of the present screen carries this nonce and turn."""
        return (self._ours(nonce), turn) == (self.consultation.nonce, self.consultation.turn)

    def differs(self, stored):
        """In what the stored consultation is another one; nothing if it is not."""
        ours = self.consultation
        found = replace(
            stored,
            id=ours.id,
            nonce=self._ours(stored.nonce),
            receipt=ours.receipt if bool(ours.receipt) == bool(stored.receipt) else stored.receipt,
        )
        return "" if found == ours else f"stored is\n  {found}\nand not\n  {ours}"

    def _act(self, raw):
        if "message" in raw:
            return Say(raw["message"]["text"])
        act = decode(raw["callback_query"]["data"])
        if isinstance(act, Press):
            ours = self._ours(act.nonce)
            self._nonces[act.nonce] = ours
            act = replace(act, nonce=ours)
        return act

    def _ours(self, nonce):
        """What a nonce of the bot is called here. A new one is that of the present consultation, if it has none yet."""
        if nonce in self._nonces:
            return self._nonces[nonce]
        taken = self.consultation.nonce in self._nonces.values()
        return f"{nonce}, of no update" if taken else self.consultation.nonce
