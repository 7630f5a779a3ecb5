"""How people say what they type, language by language: not sure, yes and no, a number of people, a question.

Only words stand here. What is made of them is decided in `bot.conversation`. Words are written as they are compared: in
small letters, without apostrophes and other marks, one space between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(","))


@dataclass(frozen=True)
class Hearing:
    """The words of one language; the defaults are English.

    `same` are ways of saying what labels of many questions say. `negations` and `opposites` (prefixes) turn a meaning
    round. `around` and `articles` add nothing to a number. `tens_and_ones` says how a number between them is put
    together. A question begins with one of `interrogatives` and a word of `auxiliaries` or `measures`, with an
    auxiliary and one of `subjects`, or with one of `requests`. `little` are words that say nothing about what is asked.
    """

    unsure: frozenset[str] = _phrases(
        "not sure, notsure, unsure, dont know, i dont know, do not know, i do not know, no idea, idk, dunno"
    )
    yes: frozenset[str] = _words("yes y yep yeah sure ok")
    no: frozenset[str] = _words("no n nope")
    same: Mapping[str, str] = field(
        default_factory=lambda: {
            "lets go": "start",
            "lets start": "start",
            "go ahead": "start",
            "begin": "start",
            "go": "start",
            "24 7": "day and night",
            "24 7 365": "day and night",
            "247": "day and night",
            "24 hours": "day and night",
            "24 hours a day": "day and night",
            "24h": "day and night",
            "round the clock": "day and night",
            "around the clock": "day and night",
            "all the time": "day and night",
            "anytime": "day and night",
            "any time": "day and night",
            "never": "hardly ever",
            "almost never": "hardly ever",
            "never ever": "hardly ever",
            "not once": "hardly ever",
        }
    )
    greetings: frozenset[str] = _phrases(
        "hello, hi, hey, hello there, hi there, good morning, good afternoon, good evening, how are you, hello how "
        "are you, hi how are you, good day"
    )
    thanks: frozenset[str] = _phrases(
        "thanks, thank you, thanks a lot, many thanks, thank you very much, cheers, great, bye"
    )
    people: frozenset[str] = frozenset(
        f"{talk} {whom}"
        for talk in ("talk to", "talk with", "speak to", "speak with", "chat with")
        for whom in ("a human", "a person", "a real", "somebody", "someone", "an expert", "one of you", "your staff")
    ) | _phrases(
        "call me, call me back, ring me, phone me, contact me, real person, real human, human being, your number, "
        "your phone number, your telephone number, your email, your email address, your contact details, "
        "get in touch with you, contact you, reach you by phone"
    )
    """What is said by who would rather talk to a person."""
    why_nots: frozenset[str] = _phrases("why not, why no, why isnt it, why is it not")
    """What is said before a model by who asks why it is not advised."""
    onward: frozenset[str] = _phrases("next, next one, go on, carry on, continue, skip, skip this, proceed")
    """What is said by who wants to go on without an answer."""
    negations: frozenset[str] = _words(
        "no not never none nothing nobody without dont doesnt isnt arent cannot cant neither nor hardly"
    )
    opposites: tuple[str, ...] = ("un", "non", "in", "ir", "dis")
    around: frozenset[str] = _words(
        "about around approx approximately roughly ca circa some maybe only just we are were there us of people "
        "persons person staff employees employee users user computers seats heads in all total"
    )
    articles: frozenset[str] = _words("a an and")
    to_twenty: tuple[str, ...] = (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
    )
    tens: tuple[str, ...] = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    tens_and_ones: str = "{tens} {ones}"
    amounts: Mapping[str, int] = field(
        default_factory=lambda: {
            "half dozen": 6,
            "dozen": 12,
            "two dozen": 24,
            "hundred": 100,
            "couple": 2,
            "me": 1,
            "myself": 1,
        }
    )
    commands: Mapping[str, str] = field(default_factory=dict)
    """Words of this language that stand for a command, by the command's name."""
    interrogatives: frozenset[str] = _words(
        "what which who whom whose when where why how whats hows whos wheres wots wot"
    )
    contracted: frozenset[str] = _words("whats hows whos wheres wots why whose")
    """Interrogatives that ask whatever follows."""
    open_ended: frozenset[str] = _words("what which wot")
    """Interrogatives between which and the verb a noun may stand: "which kind of support does"."""
    auxiliaries: frozenset[str] = _words(
        "is are was were do does did can could may might must should will would shall am isnt arent dont doesnt "
        "cant couldnt shouldnt wont wouldnt"
    )
    measures: frozenset[str] = _words(
        "much many long often fast quick quickly soon big small far good safe likely reliable about if happens "
        "happen kind sort type to exactly else come"
    )
    subjects: frozenset[str] = _words(
        "i we you they he she it there this that these those the a an my our your their somebody someone anybody "
        "anyone people everything everybody nobody such all one"
    )
    askers: frozenset[str] = _words("do does did can could should would will may might must")
    """Auxiliaries that ask whatever follows, but for what `predicates` hold."""
    being: frozenset[str] = _words("is are was were")
    """Auxiliaries that ask where more than a few words follow: "is maintenance worth it", but not "is fine"."""
    predicates: frozenset[str] = _words(
        "fine ok okay good in on at not always mostly usually never just only about around too very quite enough "
        "same wait be have live manage work need know say tell"
    )
    """Words that go on with a statement whose subject was left out: "can wait", "is in the cloud"."""
    links: frozenset[str] = _words("so and but or well hi hello hey ok okay also then please sorry")
    pronouns: frozenset[str] = _words("i we you they he she it")
    requests: frozenset[str] = _phrases(
        "tell me, explain, show me, i want to know, i would like to know, id like to know, difference between, "
        "meaning of, compare, what about, how about, question, i have a question, can you explain, please explain, "
        "define, i wonder, i was wondering, do you know, any idea"
    )
    stemmed: str = "yes"
    """Whether words are compared by their English stems: yes, or nothing."""
    little: frozenset[str] = _words(
        "a an the is are was were be been being am do does did doing done can could may might must shall should "
        "will would has had having have i me my mine we us our ours you your yours he him his she her they them "
        "their it its this that these those there here what which who whom whose when where why how if or and but "
        "so than then as at by for from in into of off on onto out over to up with about between any some no not "
        "much many more most other such own same too very just only also even ever really actually please tell "
        "explain know mean means meant say says said thing things get gets got want wants need needs like make "
        "makes going go goes use used using good way kind best better still yet again always never people firm "
        "business company somebody someone anybody anyone something anything everything all each every per im ive "
        "id dont doesnt isnt arent cant wont whats hows thats theres youre were lets hi hello hey thanks thank ok "
        "okay forgive silly grateful kindly wonder wondering wondered understand mind hope afraid perhaps maybe "
        "rather quite simply merely suppose suspect confess appreciate thankful course perfectly today tomorrow now "
        "soon wots bless heaven forbid impertinent curious trying read heard told tells come comes came let put "
        "puts stuff lot bit able quick quickly"
    )

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Every number in words that is understood."""
        found = {word: number for number, word in enumerate(self.to_twenty)}
        for number, tens in enumerate(self.tens, 2):
            found[tens] = 10 * number
            for one, ones in enumerate(self.to_twenty[1:10], 1):
                found[self.tens_and_ones.format(tens=tens, ones=ones)] = 10 * number + one
        return {**found, **self.amounts}


EN = Hearing()
