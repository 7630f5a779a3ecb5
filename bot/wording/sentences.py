"""Every sentence that is the bot's own, in one place, so that its tone can be read and changed as a whole.

Questions, reasons and advice are not here: they stand in rules/ and knowledge/. Plain and polite; no exclamation
marks, no emoji, no urgency; the word "invalid" does not exist.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose bot this is and what it can do here; the defaults are true of anybody.

    `company` is empty where nobody is named, `contact` is how to reach a person there, `calls` whether staff can be
    told of somebody, `pictures` whether a picture can be shown.
    """

    company: str = ""
    area: str = ""
    privacy_url: str = ""
    days: int | None = None
    contact: str = ""
    calls: bool = False
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The bot's own sentences. Words in braces are filled in by the screen that uses them."""

    promise: str = (
        "Which kind of IT support fits your business? This takes about three minutes.\n\n"
        "There are up to 12 taps, perhaps only 6 or 7. The advice comes before any question about who you are. It may "
        "well be break/fix: pay only when something breaks.\n\n"
        "This bot belongs to {firm}, which sells IT support. It says what your answers say, and shows why."
    )
    start: str = "Start"
    how_button: str = "How I decide"
    delete: str = "Delete my data"
    how: str = (
        "**How I decide**\n\n"
        "Rules that anybody may read decide, not a guess and not a salesperson. They look only at the answers you "
        "choose, and the same answers always get the same advice.\n\n"
        "- What is at risk decides: how soon a stop hurts, which data you hold, how often things fail.\n"
        "- What you wish for can tip the advice. Wishes alone never lead to a monthly plan.\n"
        "- Not sure means that every answer is still possible. It is never read as a yes or a no.\n"
        "- There are {count} models to choose from: {models}.\n\n"
        "Every reason names the article behind it, and you see what would change the advice. {Firm} sells some of "
        "these models; the rules do not know which."
    )

    welcome_back: str = (
        "**Go on, or start over?**\n\n{progress}\n\nContinue leads back to where you were. Starting over drops the "
        "answers given so far."
    )
    go_on_here: str = "Continue"

    nothing_answered: str = "Nothing answered yet"
    some_answered: str = "{n} answered"
    left: str = "{least} to {most} left"
    left_one: str = "{most} left"
    left_none: str = "none left"
    answer_so_far: str = "Your answer so far: {label}."
    not_sure: str = "Not sure"
    keep: str = "Keep this answer and go on"
    why_ask_button: str = "Why do you ask?"
    back: str = "Back"
    see: str = "See the advice now"
    decline: str = "Go on without this offer"
    settled: str = "Nothing you could still answer would change the model. See it now, or go on for a sharper summary."
    review_button: str = "Review answers"
    asked_again: str = "This is asked once more because two answers did not go together. Take your time."
    suggests_not_sure: str = 'If nobody keeps count, "Not sure" is a good answer here.'
    ask_back: str = (
        "You were not sure here, and that is fine. It is the point that matters most of those still open. If one "
        'answer is nearer than the others, choose it; if not, stay with "Not sure" and you will see each ending.'
    )
    why_ask: str = "**Why this is asked**\n\n{why}"
    talk_back: str = "**These two answers are hard to have together.**\n\n{facts}\n\n{say}"
    talk_back_how: str = "What is nearer to the truth? Nothing changes unless you change an answer."
    both: str = "Both are true"
    review: str = "**Your answers.** Press one to change it; all others stay as they are."
    review_line: str = "- {ask} **{label}**"
    review_empty: str = "Nothing is answered yet, so there is nothing to change."
    or_: str = " or "
    and_: str = " and "
    next_fact: str = "; "
    date: str = "%Y-%m-%d"
    region: str = "us"
    some_firm: str = "an IT support firm"
    firm_in: str = "{company} in {area}"

    advice: str = "**Our advice: {model}.** {means}"
    reasons: str = "**Why**"
    said: str = "You said that {said}."
    need: str = "You said that {said}: that calls for {words}."
    need_bare: str = "Your answers call for {words}."
    not_given: str = "**What it will not give you**\n\n{text}"
    extras: str = "**Besides**"
    unresolved: str = "**You asked for two things that exclude each other.**"
    robust: str = (
        "This rests on {n} of your answers; most on this one: {said}. Another answer to one of them alone would change "
        "it."
    )
    robust_one: str = "This rests on one of your answers: {said}. Only another answer there would change it."
    robust_none: str = "No single answer would change this."
    why_differs: str = "Which reason counts depends on what is still open; each of them leads here."
    reason_if: str = "If {said}: {say}"
    open_left: str = (
        "Some questions are not answered. They could not change the model, and nothing was assumed about them."
    )
    receipt: str = "Receipt: {id}"
    why_button: str = "Why"
    why_not_button: str = "Why not the others"
    changes_button: str = "What would change it"
    carried_button: str = "Which answers carry it"
    extras_button: str = "More advice"
    extras_read: str = "Read about the other points"
    today_button: str = "By today's rules"
    change_answer: str = "Change an answer"
    start_over: str = "Start over"
    privacy_button: str = "Privacy"
    go_on: str = "Answer the remaining questions"

    unsure: str = (
        "**Your answers lead to more than one ending.** That is no fault of yours: some things are not known yet. This "
        "is what each ending hangs on."
    )
    ending: str = "**{model}**, if {said}. {means}"
    ending_bare: str = "**{model}** is possible. {means}"
    unsure_then: str = "When you have found one of these out, answer it here and the advice becomes clearer."
    answer_again: str = "Answer: {ask}"
    disagreed: str = (
        "**No advice is given for these answers yet.**\n\n"
        "The advice is worked out in two ways, and here the two did not agree. That is a fault of this bot and not of "
        "your answers. It will not give advice that it cannot stand behind. A person will look at it.\n\n"
        "Your answers are kept. You can change one, or come back later."
    )
    try_again: str = "Try once more"
    toast_rules_gone: str = "The rules you began under can no longer be read, so the questions begin again."
    terminal_resumed: str = "You were here before; this is where you stopped."
    terminal_edited: str = "The rules were edited since. You go on under those you began with; /restart begins anew."
    terminal_how: str = "Type the letter of a button, or an answer in your words. /help says what else; /quit leaves."
    terminal_nothing_kept: str = "Goodbye. Nothing is kept."
    terminal_goodbye: str = "Goodbye. Your answers are kept; start again to go on."

    why: str = "**Why {model}**"
    why_open: str = "**What can be said already**"
    rule_said: str = "{say} You said that {said}. ({rule})"
    rule_bare: str = "{say} ({rule})"
    why_needs: str = "**What your answers call for**"
    why_nothing: str = "No reason is certain yet. Which ones count depends on the answers that are still open."
    read: str = "Read: {title}"
    why_not: str = "**Why not the others**"
    why_not_open: str = "Nothing is ruled out by a sentence yet."
    why_not_model: str = "**Why not {model}**\n\n{means}"
    why_not_one: str = "Why not {model}"
    changes: str = "**What would change this advice**"
    change: str = "If {said}, it would be {model}."
    change_hangs: str = "If {said}, it would be {model}, as long as {hangs}."
    come_back: str = "Come back when {said}: then it would be {model}."
    come_back_hangs: str = "Come back when {said}: then it would be {model}, as long as {hangs}."
    own_person: str = "you had your own IT person"
    nobodys_job: str = "IT were nobody's job"
    no_change: str = "No single answer would change this."
    no_other_change: str = "Apart from your own people, no single answer would change this."
    no_pair: str = "No two answers together would, either."
    pair: str = "Two together would: if {said}, it would be {model}."
    pair_come_back: str = "Two together would. Come back when {said}: then it would be {model}."
    changes_open: str = "The advice is still open; your open answers decide it."
    carried: str = (
        "**Which answers carry this advice**\n\n"
        "One block for each other answer you could have given: full where it would lead to another advice, half where "
        "it might, empty where the advice stays. The words say the same."
    )
    carried_all: str = "{said}: every other answer would change it"
    carried_some: str = "{said}: {would} of {others} other answers would change it"
    carried_might: str = "{said}: {would} of {others} other answers would change it, and {might} might"
    carried_maybe: str = "{said}: {might} of {others} other answers might change it"
    carried_none: str = "Nothing rests on these alone: {said}."
    carried_nothing: str = "No single answer carries it: whichever one of them were different, the advice would stay."
    carried_open: str = "The advice is still open, so no answer carries it yet."

    today: str = "**By today's rules**"
    today_began: str = (
        "The rules were edited since you began. Your questions and this advice go by those you began with."
    )
    today_none: str = "The rules are those you began with, so there is nothing to compare."
    today_same: str = "Under today's rules your advice is the same: {model}."
    today_same_open: str = "Under today's rules the same endings are open: {models}."
    today_differs: str = "Under today's rules your advice differs: it would be {model}. {means}"
    today_open: str = "Under today's rules your advice differs: it is still open, {models}."
    today_no_advice: str = "Under today's rules no advice can be given for these answers."
    today_because: str = "**Because of this**"
    today_new: str = "Rule {rule} is new{says}"
    today_gone: str = "Rule {rule} is gone{says}"
    today_changed: str = "Rule {rule} changed{says}"
    today_question_new: str = "A question is new: {ask}"
    today_question_gone: str = "A question is gone: {ask}"
    today_question_changed: str = "A question changed: {ask}"
    today_unnamed: str = "Several rules were edited together; no single one of them makes the difference."
    today_foreign: str = "Left out, because today's rules no longer know the answer"
    today_begin: str = "To answer under today's rules, start over. That drops the answers given so far."

    more: str = "**Everything said besides the advice**"
    more_none: str = "There is nothing to add."

    learn: str = (
        "**Something to read**\n\n"
        "Short articles, in plain words, with what each of them rests on. The advice uses them, and you can read any."
    )
    learn_ask: str = "You may also type a question, here or at any other time."
    learn_button: str = "Something to read"
    learn_yours: str = "**What matters to your answers**"
    learn_nothing: str = "Your answers lead to no article in particular yet. A few more, and some will matter."
    learn_all: str = "**Everything there is to read**"
    theme_yours: str = "What matters to your answers"
    theme_all: str = "Everything, by title"
    read_whole: str = "Read it all: {title}"
    answer_kept: str = "Nothing of your answers has changed."
    back_to: str = "Back to: {ask}"
    unknown: str = (
        "**That is not in the library.**\n\nNobody has written about it here, and I will not guess. Nothing of your "
        "answers has changed."
    )
    unknown_near: str = "What comes nearest may still help."
    person_button: str = "Ask a person"
    person: str = "**A person at {firm}**"
    person_nowhere: str = (
        "**A person at {firm}**\n\nNo way to reach them is known here. Ask whoever gave you the link to this chat."
    )
    person_contact: str = "You reach them here: {contact}"
    person_call: str = (
        "I can let {firm} know that you would like to talk to somebody. They get a link to your Telegram account and "
        "the model advised so far, if there is one; nothing else, and nothing before you press the button."
    )
    person_yes: str = "Yes, let them know"
    person_called: str = "They will be told that you would like to talk to somebody."
    sources_button: str = "Its {count} sources"
    sources_one: str = "Its source"
    sources: str = "**What this rests on: {title}**"
    source: str = "{title}, {publisher}, {year}{mark}"
    source_sells: str = "; its writer sells this"
    source_thumb: str = "; a rule of thumb"
    undated: str = "undated"
    compared: str = "; compared"
    compared_all: str = "Each of them was opened and compared."
    compared_not: str = (
        'Figures are worded as what their source claims. Unless it says "compared", nobody has opened the source and '
        "compared the claim yet."
    )
    uses_button: str = "Which rules use it"
    uses: str = "**Which rules use this: {title}**"
    uses_none: str = "**Which rules use this: {title}**\n\nNo rule cites it; other articles lead to it."
    uses_model: str = "It describes {model}."
    uses_need: str = "{rule}, a need: {words}."
    uses_rule: str = "{rule}, {model}: {say}"
    uses_extra: str = "{rule}, beside the advice: {say}"
    words_button: str = "Words explained"
    words: str = "**Words in this article: {title}**"
    words_none: str = "**{title}**\n\nThis article gets by without words of the trade."
    compare_button: str = "Compare two models"
    compare_with: str = "Compare {model} with another"
    compare_first: str = "**Compare two models**\n\nWhich one first?"
    compare_second: str = "**Compare two models**\n\nWhat do you want to see beside {model}?"
    compare: str = "**{one} and {other}, side by side**"
    compare_line: str = "{model}: {says}"
    picture_button: str = "As a picture"
    picture_foot: str = "From the advisor of {firm}, which sells some of these models."
    language: str = "**Language**\n\nWhich language shall we go on in?"
    previous_page: str = "Previous page"
    next_page: str = "Next page"
    page_of: str = "Page {page} of {pages}."

    reviewed: str = "Reviewed {day}."
    foreign: str = "This text is there in English only so far."
    privacy: str = (
        "**What is kept, and for how long**\n\n"
        "- Your answers, the screen you are on, the advice you got and the link you came by, all encrypted. They are "
        "kept so that you can go on where you stopped, and so that an advice can be checked later.\n"
        "- The number of your chat, inside the same encrypted record, so that the bot can write back to you. Your name "
        "on Telegram is not kept, and what you type is read for an answer and not kept.\n"
        "- {period}\n"
        "- No name and no contact is asked for before the advice. Only if you ask for a person and say yes, the staff "
        "get a link to you on Telegram and the advice so far.\n"
        "- Counters: how many people began, answered and got which advice, by day and by the link they came by. They "
        "hold no chat and stay after deletion. Whoever gave you a link can see them.\n\n"
        "Telegram carries the messages of this chat and can see them, as in every chat with a bot. Its own privacy "
        "policy covers that.\n\n"
        "/mydata gives you all that is kept about this chat, as a file. /forget deletes it, at any time."
    )
    period_days: str = "Without a word from you all of it is deleted after {days} days."
    period_open: str = "All of it stays until you delete it, or until the time set by whoever runs this bot has passed."
    privacy_link: str = "The full text: {url}"
    help: str = (
        "**What you can do**\n\n"
        "Press a button, or type an answer in your own words. You may also ask something at any time, such as "
        '"What does an MSP cost?"\n\n'
        "- /start: begin, or choose between going on and starting over\n"
        "- /back: one step back\n"
        "- /cancel: leave what you opened and return to the question; no answer is lost\n"
        "- /why: why this is asked, or why this is the advice\n"
        "- /notsure: you do not know; that is a good answer\n"
        "- /review: see and change your answers\n"
        "- /advice: see the advice, once it is clear\n"
        "- /whynot, /changes, /extras: why not the others, what would change it, and what else is said with it\n"
        "- /learn: something to read; a question may stand behind it\n"
        "- /compare: two models side by side\n"
        "- /person: how to reach a person\n"
        "- /language: go on in another language\n"
        "- /how: how the advice is found\n"
        "- /privacy: what is kept\n"
        "- /mydata: get everything kept about this chat\n"
        "- /forget: delete everything kept about this chat\n"
        "- /restart: begin anew; asks before it drops your answers\n"
        "- /help: this list"
    )
    forget: str = (
        "**Delete everything kept about this chat?**\n\n"
        "Your answers and every advice given here are deleted, and receipts can no longer be looked up. This cannot be "
        "taken back. Counters that hold no chat stay."
    )
    forget_yes: str = "Yes, delete everything"
    forget_no: str = "No, keep it"

    toast_hello: str = "Hello. Press a button, type an answer, or ask something."
    toast_thanks: str = "You are welcome."
    toast_picture: str = "The picture is on its way."
    toast_called: str = "They will be told."
    toast_stale: str = "That button was on an older screen. Here is the present one."
    toast_elsewhere: str = "That does not belong to this screen. Here is what you can do now."
    toast_forgotten: str = "Everything kept about this chat is deleted. Write again whenever you like."
    toast_left: str = "Nothing is lost: you are back where you were."
    toast_nothing_to_leave: str = "Nothing is lost: nothing else was open. /restart drops the answers and begins anew."
    toast_first: str = "There is nothing before this."
    toast_not_yet: str = "The advice is not clear yet. A few more answers, and it is."
    toast_no_advice: str = "That comes with the advice. A few more answers, and it is there."
    toast_nothing_answered: str = "Nothing is answered yet."
    toast_no_question: str = "No question is open here."
    toast_empty: str = "That message held no words. Press a button, or type one of the answers."
    toast_command: str = "That command is not known here. /help lists those that are."
    toast_number: str = "A number could mean several things here. Please type the answer itself: {labels}."
    toast_number_alone: str = "No number is asked for here. Please type one of: {labels}."
    toast_whole: str = "Please send a whole number of people, such as 12."
    toast_too_few: str = (
        "Please count everybody who needs a working computer, yourself included: {least} or more, such as 12."
    )
    toast_too_many: str = "That is more people than I can count. Please send how many need a computer, such as 12."
    toast_range: str = "That range touches two answers. Please send one whole number, such as 12."
    toast_onward: str = 'An answer leads on; "Not sure" is one. Please press a button, or type one of: {labels}.'
    toast_two: str = "Did you mean {labels}? Please type or press one of them."
    toast_unknown: str = "I did not find that here. Please press a button, or type one of: {labels}."

    def firm(self, voice: Voice) -> str:
        """The firm, with where it works if that is set."""
        name = self.company(voice)
        return self.firm_in.format(company=name, area=voice.area) if voice.area else name

    def company(self, voice: Voice) -> str:
        """The firm alone."""
        return voice.company or self.some_firm


EN = Wording()
