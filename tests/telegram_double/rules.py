"""The rules that no schema holds: keyboards, commands, deep links, secrets, and the words of each refusal."""

import re
from urllib.parse import parse_qs, urlsplit

from .errors import wrong
from .formatting import plain, read_html, units
from .schema import PARSED, SCHEMA

ACTIONS = SCHEMA["$defs"]["InlineKeyboardButton"]["properties"].keys() - {"text", "style", "icon_custom_emoji_id"}
TOO_LONG = {
    "sendMessage": "message is too long",
    "editMessageText": "MESSAGE_TOO_LONG",
    "sendDocument": "message caption is too long",
    "sendPhoto": "message caption is too long",
}


def refusal(method, found):
    """What Telegram says to a request that its schema does not allow."""
    text, why = f"can't parse {method}", "; ".join(found)
    for sign, telegram_says in (
        (r"callback_data has \d+ bytes", "BUTTON_DATA_INVALID"),
        (r"\.text has \d+ characters", "MESSAGE_TOO_LONG"),
        (r"has no chat_id", "chat_id is empty"),
        (r"has no text", "message text is empty"),
        (r"\.commands has \d+ items", "BOT_COMMANDS_TOO_MUCH"),
        (r"\.command has ", "BOT_COMMAND_INVALID"),
        (r"\]\.description has .* characters", "BOT_COMMAND_DESCRIPTION_INVALID"),
        (r"reply_markup is .* not an object", "object expected as reply markup"),
        (r"parse_mode is ", "unsupported parse_mode"),
    ):
        if re.search(sign, why):
            text = telegram_says
            break
    return wrong(text, f"{method}: {why}")


def formatted(method, parameters, field):
    """The text or caption of a call as it will be seen, with its entities and what is questionable about it."""
    source = parameters[field]
    beside = parameters.get("caption_entities" if field == "caption" else "entities", [])
    match parameters.get("parse_mode"):
        case None:
            text, entities, remarks = plain(source, beside)
        case "HTML" if not beside:
            text, entities, remarks = read_html(source)
        case other:
            raise wrong("unsupported parse_mode", f"{method}: parse_mode {other}, which this double does not read")
    least, most = PARSED[method, field]
    if units(text) < least:
        raise wrong("message text is empty", f"{method}: nothing is left of the {field}")
    if units(text) > most:
        raise wrong(TOO_LONG[method], f"{method}: {units(text)} UTF-16 units of {field}, more than {most}")
    return text, entities, remarks


def keyboard(markup):
    """What the schema does not say about an inline keyboard."""
    rows = markup.get("inline_keyboard")
    if rows is None:
        return
    if sum(map(len, rows)) > 100:
        raise wrong("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise wrong("can't parse inline keyboard button: Text must be non-empty", "a button without words")
        if len(ACTIONS & button.keys()) != 1:
            text = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            raise wrong(text, f"button {button['text']!r} must do exactly one thing")
        if "url" in button:
            _address(button["url"])


def _address(url):
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https", "tg"} or not parts.netloc:
        raise wrong("BUTTON_URL_INVALID", f"a button leads to {url!r}")
    if parts.netloc in {"t.me", "telegram.me"}:
        query = parse_qs(parts.query, keep_blank_values=True)
        for value in query.get("start", []) + query.get("startgroup", []):
            if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", value):
                raise wrong("BUTTON_URL_INVALID", f"deep link parameter {value!r}")


def commands(listed):
    """The names of commands: 1-32 of a-z 0-9 _, each once."""
    names = [one["command"] for one in listed]
    for name in names:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise wrong("BOT_COMMAND_INVALID", f"command {name!r}")
    if len(set(names)) < len(names):
        raise wrong("BOT_COMMAND_INVALID", "a command is listed twice")


def language(code):
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise wrong("language_code is invalid", f"language code {code!r}")


def webhook(parameters):
    """The address and the secret of a webhook."""
    parts = urlsplit(parameters["url"])
    local = parts.hostname in {"127.0.0.1", "localhost"}
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise wrong("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (parts.port or 443) not in {443, 80, 88, 8443}:
        raise wrong("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", parameters.get("secret_token", "")):
        raise wrong("bad webhook: secret token contains unallowed characters")


def formatted_inline(content):
    """The text an inline result would send; its limit is the one of a message."""
    given = {"text": content["message_text"], "entities": content.get("entities", [])}
    mode = {"parse_mode": content["parse_mode"]} if "parse_mode" in content else {}
    return formatted("sendMessage", given | mode, "text")
