"""Make schema.json from the TypeScript types of the Bot API, as README.md here describes.

It reads only what those generated files contain: interfaces, unions, literals, arrays. Anything else it refuses.
"""

import json
import re
import sys
from pathlib import Path

METHODS = (
    *("getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "logOut", "close", "getChat", "getFile"),
    *("sendMessage", "sendDocument", "sendPhoto", "sendChatAction"),
    *("editMessageText", "editMessageReplyMarkup", "deleteMessage", "answerCallbackQuery", "answerInlineQuery"),
    *("setMyCommands", "getMyCommands", "deleteMyCommands", "setMyDescription", "getMyDescription"),
    *("setMyShortDescription", "getMyShortDescription", "setChatMenuButton", "getChatMenuButton"),
)
OBJECTS = set(
    re.findall(
        r"\w+",
        """
    Update Message InaccessibleMessage MaybeInaccessibleMessage User Chat ChatFullInfo CallbackQuery InlineQuery
    ChosenInlineResult MessageEntity Contact Document PhotoSize File WebhookInfo BotCommand BotDescription
    BotShortDescription BotName ReplyParameters LinkPreviewOptions ResponseParameters AcceptedGiftTypes
    InlineKeyboardMarkup InlineKeyboardButton ReplyKeyboardMarkup KeyboardButton ReplyKeyboardRemove ForceReply
    SwitchInlineQueryChosenChat CopyTextButton WebAppInfo LoginUrl
    BotCommandScope BotCommandScopeDefault BotCommandScopeAllPrivateChats BotCommandScopeAllGroupChats
    BotCommandScopeAllChatAdministrators BotCommandScopeChat BotCommandScopeChatAdministrators
    BotCommandScopeChatMember MenuButton MenuButtonCommands MenuButtonWebApp MenuButtonDefault
    ChatMember ChatMemberOwner ChatMemberAdministrator ChatMemberMember ChatMemberRestricted ChatMemberLeft
    ChatMemberBanned ChatMemberUpdated InlineQueryResult InlineQueryResultArticle InputMessageContent
    InputTextMessageContent InlineQueryResultsButton
    MessageOrigin MessageOriginUser MessageOriginHiddenUser MessageOriginChat MessageOriginChannel
    """,
    )
)
"""Described in full; any other object is only said to be one."""
FLOATS = frozenset({"latitude", "longitude", "horizontal_accuracy"})
BOTH = re.MULTILINE | re.DOTALL
LITERAL = re.compile(r'"([^"]*)"|true|false|\d+')
LIMITS = (
    (re.compile(r"(\d+)-(\d+) characters after entit(?:y|ies) parsing"), "parsed"),
    (re.compile(r"(\d+)-(\d+) bytes"), "bytes"),
    (re.compile(r"(\d+)-(\d+) characters"), "characters"),
    (re.compile(r"(\d+)-(\d+) *(?:are accepted|\. Defaults)"), "values"),
    (re.compile(r"(?:At most|No more than) \**(\d+)\**"), "items"),
)


def fields(body):
    """The fields of an interface: name, whether it may be left out, type and description."""
    for match in re.finditer(r"^    /\*\*\n(.*?)\*/\n    (\w+)(\??):(.*?)(?=^    /\*\*|\Z)", body, BOTH):
        comment, name, optional, kind = match.groups()
        words = " ".join(line.strip(" *") for line in comment.splitlines())
        yield name, bool(optional), kind, words.replace("\\", "").replace("\u2013", "-")


def split(kind):
    """A union's parts, at its own level."""
    parts, depth, current = [], 0, ""
    for sign in kind:
        depth += (sign in "({<") - (sign in ")}>")
        if sign == "|" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += sign
    return [part.strip() for part in [*parts, current] if part.strip()]


class Types:
    """The declarations of the package, and the definitions made of them so far."""

    def __init__(self, text):
        self.interfaces = dict(re.findall(r"^export interface (\w+) \{\n(.*?)^\}", text, BOTH))
        self.unions = dict(re.findall(r"^export type (\w+) =(.*?)(?=^export|^/\*\*|\Z)", text, BOTH))
        self.made = {}

    def schema(self, kind, field=""):
        """The JSON schema of a type expression."""
        parts = [part for part in split(kind) if not part.startswith("{ to")]  # what TypeScript would serialise
        if len(parts) == 1:
            return self.single(parts[0].removeprefix("Objects."), field)
        if [part.removeprefix("Objects.") for part in parts] == ["TelegramInputFile", "string"]:
            return {"type": "string"}
        if all(LITERAL.fullmatch(part) for part in parts):
            return {"enum": [json.loads(part) for part in parts]}
        return {"anyOf": self.alternatives(parts, field)}

    def alternatives(self, parts, field):
        """Each once; an object that is only said to be one would let everything pass beside those described."""
        made = {json.dumps(one): one for one in (self.single(part.removeprefix("Objects."), field) for part in parts)}
        described = [one for one in made.values() if "title" not in one]
        return described or list(made.values())

    def single(self, kind, field):
        if kind.endswith("[]"):
            return {"type": "array", "items": self.schema(kind[:-2], field)}
        if kind.startswith("("):
            return self.schema(kind[1:-1], field)
        if kind.startswith(("Exclude<keyof Objects.TelegramUpdate", "Exclude<keyof TelegramUpdate")):
            update = self.interfaces["TelegramUpdate"]
            return {"enum": [name for name, *_ in fields(update) if name != "update_id"]}
        if LITERAL.fullmatch(kind):
            return {"const": json.loads(kind)}
        if kind == "number":
            return {"type": "number" if field in FLOATS else "integer"}
        if kind in {"string", "boolean"}:
            return {"type": kind}
        if kind == "TelegramInputFile":
            return {"type": "string"}  # an upload is named attach://, and kept apart
        return self.named(kind)

    def named(self, kind):
        name = kind.removeprefix("Telegram")
        if kind in self.unions and name not in OBJECTS and '"' in self.unions[kind]:
            return self.schema(self.unions[kind])
        if name not in OBJECTS:
            return {"type": "object", "title": name}
        if name not in self.made:
            self.made[name] = {}
            known = kind in self.unions
            self.made[name] = self.schema(self.unions[kind]) if known else self.object(self.interfaces[kind])
        return {"$ref": f"#/$defs/{name}"}

    def object(self, body):
        """An interface; what it does not name may not be there."""
        known, required = {}, []
        for name, optional, kind, words in fields(body):
            known[name] = self.schema(kind, name) | limit(words)
            if not optional:
                required.append(name)
        return {"type": "object", "required": required, "additionalProperties": False, "properties": known}


def limit(words):
    """A limit that only the description tells."""
    for pattern, unit in LIMITS:
        if found := pattern.search(words):
            numbers = [int(number) for number in found.groups()]
            match unit:
                case "characters":
                    return {"minLength": numbers[0], "maxLength": numbers[1]}
                case "values":
                    return {"minimum": numbers[0], "maximum": numbers[1]}
                case "items":
                    return {"maxItems": numbers[0]}
                case _:
                    return {unit: numbers}
    return {}


def methods(types, text):
    """Parameters and results, by method."""
    for name in METHODS:
        found = re.search(rf"^    {name}: (\w+)<(.*?)>$", text, BOTH)
        *parameters, result = found[2].split(",")
        empty = {"type": "object", "required": [], "additionalProperties": False, "properties": {}}
        body = types.interfaces[parameters[0].strip().removeprefix("Params.")] if parameters else None
        yield name, {"parameters": types.object(body) if body else empty, "result": types.schema(result)}


def written(value, depth=0, *, broken=True):
    """JSON with a field a line and nothing else broken, so that a new Bot API is a readable diff."""
    if not (broken and isinstance(value, dict) and value):
        return json.dumps(value)
    pad = " " * (depth + 1)
    lines = []
    for key, part in value.items():
        deeper = key in {"methods", "$defs", "parameters", "properties"} or (depth in {1, 2} and "enum" not in value)
        lines.append(f"{pad}{json.dumps(key)}: {written(part, depth + 1, broken=deeper and not leaf(part))}")
    return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"


def leaf(part):
    """A schema without fields of its own: it stands on one line."""
    return isinstance(part, dict) and not part.keys().isdisjoint({"$ref", "const", "enum", "anyOf", "items"})


def main(package):
    texts = {name: (package / "out" / f"{name}.d.ts").read_text() for name in ("objects", "params", "methods")}
    types = Types(texts["objects"] + texts["params"])
    made = dict(methods(types, texts["methods"]))
    types.named("TelegramUpdate")
    types.named("TelegramResponseParameters")
    package_json = json.loads((package / "package.json").read_text())
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "source": f"{package_json['name']} {package_json['version']} ({package_json['license']})",
        "api": re.search(r"Based on Bot API v([\d.]+ \([\d.]+\))", texts["objects"])[1],
        "methods": made,
        "$defs": dict(sorted(types.made.items())),
    }
    Path(__file__).with_name("schema.json").write_text(written(schema) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
