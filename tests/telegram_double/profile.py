"""The methods about the bot itself: who it is, its commands, descriptions and menu button, its webhook and files."""

from . import rules
from .errors import Refused, wrong
from .methods import method


@method("getMe")
def get_me(double, call):
    return double.world.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": not double.privacy_mode,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setMyCommands")
def set_my_commands(double, call):
    rules.commands(call.parameters["commands"])
    double.world.commands[_scope(call.parameters)] = call.parameters["commands"]
    return True


@method("getMyCommands")
def get_my_commands(double, call):
    return double.world.commands.get(_scope(call.parameters), [])


@method("deleteMyCommands")
def delete_my_commands(double, call):
    double.world.commands.pop(_scope(call.parameters), None)
    return True


def _scope(given):
    rules.language(given.get("language_code", ""))
    scope = given.get("scope", {"type": "default"})
    return tuple(sorted(scope.items())), given.get("language_code", "")


def _described(name, field):
    """The setter and getter of a text that exists by language."""

    def setter(double, call):
        rules.language(call.parameters.get("language_code", ""))
        texts = getattr(double.world, f"{field}s")
        texts[call.parameters.get("language_code", "")] = call.parameters.get(field, "")
        return True

    def getter(double, call):
        language = call.parameters.get("language_code", "")
        texts = getattr(double.world, f"{field}s")
        return {field: texts.get(language) or texts.get("", "")}

    method(f"set{name}")(setter)
    method(f"get{name}")(getter)


_described("MyDescription", "description")
_described("MyShortDescription", "short_description")


@method("setChatMenuButton")
def set_chat_menu_button(double, call):
    if "chat_id" in call.parameters:
        double.world.chat(call.parameters["chat_id"])
    double.world.menu[call.parameters.get("chat_id")] = call.parameters.get("menu_button", {"type": "default"})
    return True


@method("getChatMenuButton")
def get_chat_menu_button(double, call):
    menu = double.world.menu
    return menu.get(call.parameters.get("chat_id"), menu.get(None, {"type": "commands"}))


@method("getChat")
def get_chat(double, call):
    chat = double.world.writable(call.parameters["chat_id"])
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    accepted = dict.fromkeys(gifts, True)
    return chat.raw | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}


@method("getFile")
def get_file(double, call):
    file_id = call.parameters["file_id"]
    upload = double.world.files.get(file_id)
    if upload is None:
        raise wrong("wrong file_id or the file is temporarily unavailable")
    if len(upload.content) > 20_000_000:
        raise wrong("file is too big")
    return double.file(file_id) | {"file_path": f"documents/{file_id}"}


@method("setWebhook")
def set_webhook(double, call):
    given = call.parameters
    if given["url"]:
        rules.webhook(given)
    double.updates.allow(given.get("allowed_updates"))
    if given.get("drop_pending_updates"):
        double.updates.drop()
    double.webhook.set(given)
    return True


@method("deleteWebhook")
def delete_webhook(double, call):
    if call.parameters.get("drop_pending_updates"):
        double.updates.drop()
    double.webhook.set({"url": ""})
    return True


@method("getWebhookInfo")
def get_webhook_info(double, call):
    return double.webhook.info()


@method("logOut")
def log_out(double, call):
    raise Refused(400, "Bad Request: the bot stays logged in", fault_of_bot="logOut is never asked for")


@method("close")
def close(double, call):
    raise Refused(429, "Too Many Requests: retry after 600", {"retry_after": 600})
