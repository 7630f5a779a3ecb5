"""The methods that act on messages: each takes the double and a call, and gives what Telegram would give back.

A method changes the world only after it has refused all it refuses.
"""

from . import rules
from .errors import bad_request, not_modified, wrong

METHODS = {}
TWO_DAYS = 48 * 3600


def method(name):
    """Register a function under the name of a method."""

    def register(function):
        METHODS[name] = function
        return function

    return register


@method("sendMessage")
def send_message(double, call):
    given = call.parameters
    chat = double.world.writable(given["chat_id"])
    text, entities, remarks = rules.formatted("sendMessage", given, "text")
    content = {"text": text} | ({"entities": entities} if entities else {})
    shown = _send(double, chat, given, content, remarks)
    shown.html = given["text"]
    return shown.raw


@method("sendDocument")
def send_document(double, call):
    return _send_file(double, call, "document")


@method("sendPhoto")
def send_photo(double, call):
    return _send_file(double, call, "photo")


def _send_file(double, call, field):
    given = call.parameters
    chat = double.world.writable(given["chat_id"])
    content, remarks = {}, []
    if "caption" in given:
        content["caption"], entities, remarks = rules.formatted(call.method, given, "caption")
        content |= {"caption_entities": entities} if entities else {}
    name = given[field].removeprefix("attach://")
    upload = call.files.get(name)
    if upload is None and given[field] not in double.world.files:
        raise wrong("wrong file identifier/HTTP URL specified")
    upload = upload or double.world.files[given[field]]
    if not upload.content:
        raise wrong("file must be non-empty")
    content[field] = double.stored(upload, field)
    shown = _send(double, chat, given, content, remarks)
    shown.html, shown.file = given.get("caption", ""), upload
    return shown.raw


def _send(double, chat, given, content, remarks):
    markup = given.get("reply_markup", {})
    rules.keyboard(markup)
    _only_in_private(chat, markup)
    replied = _replied(double, chat, given.get("reply_parameters"))
    for remark in remarks:
        double.violate(remark)
    if replied is not None:
        content["reply_to_message"] = {key: part for key, part in replied.raw.items() if key != "reply_to_message"}
    if "message_thread_id" in given:
        content |= {"message_thread_id": given["message_thread_id"], "is_topic_message": True}
    if given.get("protect_content"):
        content["has_protected_content"] = True
    if "link_preview_options" in given:
        content["link_preview_options"] = given["link_preview_options"]
    if "inline_keyboard" in markup:
        content |= {"reply_markup": markup} if any(markup["inline_keyboard"]) else {}
    elif "keyboard" in markup:
        chat.reply_keyboard = markup
    elif markup.get("remove_keyboard"):
        chat.reply_keyboard = None
    return double.world.stamped(chat, double.world.me, **content)


def _only_in_private(chat, markup):
    buttons = [button for row in markup.get("keyboard", []) for button in row if isinstance(button, dict)]
    if not chat.private and any("request_contact" in button for button in buttons):
        raise wrong("phone number can be requested in private chats only")


def _replied(double, chat, reply):
    if not reply:
        return None
    if "message_id" not in reply:
        raise wrong("message to be replied not found", "reply_parameters without a message_id")
    try:
        return double.world.shown(chat, reply["message_id"], "be replied")
    except Exception:
        if reply.get("allow_sending_without_reply"):
            return None
        raise


@method("editMessageText")
def edit_message_text(double, call):
    given = call.parameters
    if "text" not in given:
        raise wrong("message text is empty")
    shown = _editable(double, given)
    text, entities, remarks = rules.formatted("editMessageText", given, "text")
    if "text" not in shown.raw:
        raise bad_request("there is no text in the message to edit")
    content = {"text": text} | ({"entities": entities} if entities else {})
    return _edited(double, shown, content, given, remarks)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(double, call):
    shown = _editable(double, call.parameters)
    kept = {name: shown.raw[name] for name in ("text", "entities") if name in shown.raw}
    return _edited(double, shown, kept, call.parameters, [])


def _editable(double, given):
    if "inline_message_id" in given:
        raise wrong("MESSAGE_ID_INVALID", "no inline message was ever sent")
    if "chat_id" not in given or "message_id" not in given:
        raise wrong("message identifier is not specified")
    chat = double.world.writable(given["chat_id"])
    shown = double.world.shown(chat, given["message_id"], "edit")
    if not shown.from_bot:
        raise wrong("message can't be edited", "an edit of what a person wrote")
    rules.keyboard(given.get("reply_markup", {}))
    return shown


def _edited(double, shown, content, given, remarks):
    markup = given.get("reply_markup")
    content |= {"reply_markup": markup} if markup and any(markup["inline_keyboard"]) else {}
    names = ("text", "entities", "reply_markup")
    if all(shown.raw.get(name) == content.get(name) for name in names):
        raise not_modified()
    for remark in remarks:
        double.violate(remark)
    kept = {name: part for name, part in shown.raw.items() if name not in names}
    shown.raw = kept | content | {"edit_date": int(double.world.now())}
    shown.html = given.get("text", shown.html)
    shown.edits += 1
    return shown.raw


@method("deleteMessage")
def delete_message(double, call):
    given = call.parameters
    chat = double.world.writable(given["chat_id"])
    shown = double.world.shown(chat, given["message_id"], "delete")
    if double.world.now() - shown.raw["date"] > TWO_DAYS:
        raise bad_request("message can't be deleted for everyone")
    if not shown.from_bot and not chat.private:
        raise wrong("message can't be deleted", "the bot is no administrator of the group")
    double.world.remove(chat, given["message_id"])
    return True


@method("answerCallbackQuery")
def answer_callback_query(double, call):
    given = call.parameters
    press = double.world.answerable(given["callback_query_id"], double.updates.times_delivered)
    press.answer = given
    call.settles = press
    return True


@method("answerInlineQuery")
def answer_inline_query(double, call):
    given = call.parameters
    query = double.world.inline.get(given["inline_query_id"])
    if query is None or "results" in query:
        raise wrong("query is too old and response timeout expired or query ID is invalid")
    ids = [one["id"] for one in given["results"]]
    if len(ids) > 50:
        raise wrong("RESULTS_TOO_MUCH", f"{len(ids)} inline results, more than 50")
    if len(set(ids)) < len(ids):
        raise wrong("RESULT_ID_DUPLICATE")
    if not all(1 <= len(one.encode()) <= 64 for one in ids):
        raise wrong("RESULT_ID_INVALID")
    for result in given["results"]:
        rules.keyboard(result.get("reply_markup", {}))
        rules.formatted_inline(result["input_message_content"])
    query |= given
    return True


@method("sendChatAction")
def send_chat_action(double, call):
    double.world.writable(call.parameters["chat_id"]).actions.append(call.parameters["action"])
    return True
