"""The smallest bot there is: calls made as a form, as PTB makes them, for tests of the double and for nothing else."""

import json

import aiohttp


class Client:
    """One bot's connection to a double."""

    def __init__(self, double, token=None):
        self.base = f"{double.url}/bot{token or double.token}"

    async def __aenter__(self):
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_):
        await self.session.close()

    async def call(self, method, **parameters):
        """The whole answer; what is no text goes as JSON inside its field."""
        form = {name: part if isinstance(part, str) else json.dumps(part) for name, part in parameters.items()}
        async with self.session.post(f"{self.base}/{method}", data=form) as response:
            answer = await response.json()
            assert response.status == (200 if answer["ok"] else answer["error_code"])
            return answer

    async def __call__(self, method, **parameters):
        """The result of a call that must succeed."""
        answer = await self.call(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]


def keyboard(*labels, **more):
    """A button a row, each with its own words in small letters as its data."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()} | more] for label in labels]}
