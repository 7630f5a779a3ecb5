"""The screens to read: the promise, how advice is found, privacy, help, languages, the last word before deleting."""

from bot.conversation.acts import Back, Button, Forget, Open, Screen, Speak, Start, StartOver
from bot.conversation.page import Page, capital
from bot.conversation.places import root


def promise(page: Page) -> Screen:
    """What this is, how long it takes, and whose it is."""
    say = page.say
    return page.screen(
        say.promise.format(firm=page.say.firm(page.voice)),
        options=(Button(say.start, Start()),),
        navigation=(Button(say.how_button, Open("how")), Button(say.delete, Open("forget"))),
    )


def welcome_back(page: Page) -> Screen:
    """The choice of somebody who is here already and begins again."""
    say = page.say
    return page.screen(
        say.welcome_back.format(progress=page.progress()),
        options=(Button(say.go_on_here, Back()), Button(say.start_over, StartOver())),
    )


def how(page: Page) -> Screen:
    """How the advice is found, in plain words."""
    models = page.content.book.models
    text = page.say.how.format(
        count=len(models), models=", ".join(one.said for one in models), Firm=capital(page.say.company(page.voice))
    )
    begin = (Button(page.say.start, Start()),) if root(page.consultation.place).name == "promise" else ()
    article = page.read(("decision-rules",))
    return page.screen(text, options=begin, navigation=(*article, page.back()))


def privacy(page: Page) -> Screen:
    """What is kept, for how long, and how to delete it."""
    say, days = page.say, page.voice.days
    period = say.period_open if days is None else say.period_days.format(days=days)
    return page.screen(
        say.privacy.format(period=period),
        say.privacy_link.format(url=page.voice.privacy_url) if page.voice.privacy_url else "",
        navigation=(Button(say.delete, Open("forget")), page.back()),
    )


def help_(page: Page) -> Screen:
    """What can be pressed and typed."""
    return page.screen(page.say.help, navigation=(Button(page.say.privacy_button, Open("privacy")), page.back()))


def forget(page: Page) -> Screen:
    """The question before everything is deleted."""
    say = page.say
    return page.screen(say.forget, options=(Button(say.forget_yes, Forget()), Button(say.forget_no, Back())))


def language(page: Page) -> Screen:
    """The languages there are, each under its own name."""
    options = tuple(Button(name, Speak(code)) for code, name in page.content.languages.items())
    return page.screen(page.say.language, options=options, navigation=(page.back(),))
