"""The knowledge survey in every language it speaks: what a help is for, which are mine, how I ask. Data only.

The items are what Survey Answers keeps, whatever language they were shown in; those in `RIGHT` score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.core.survey_texts import ENGLISH, FRENCH, SPANISH, WORDING, wording
from app.core.survey_words import Mails

WHAT_FOR, HOW, SAY, MORE = "what_for", "how", "say", "more"
YES, NO, UNSURE = "yes", "no", "I do not know"
CHOICES: Mapping[str, tuple[str, ...]] = {
    WHAT_FOR: (
        "It is a prize for good work",
        "It lets me show what I can do",
        "It means I have less to learn",
        UNSURE,
    ),
    HOW: ("I wait until someone sees it", "I do without it", "I tell the teacher what I need", UNSURE),
    SAY: (
        "Give it to me now!",
        "I read slowly. May I have more time, please?",
        "I say nothing",
        UNSURE,
    ),
}
RIGHT: Mapping[str, str] = {
    WHAT_FOR: "It lets me show what I can do",
    HOW: "I tell the teacher what I need",
    SAY: "I read slowly. May I have more time, please?",
}
OWNED = (YES, NO, UNSURE)


@dataclass(frozen=True)
class KnowledgeWording:
    """One language. `options` shows the items of CHOICES and OWNED; English shows them as they are."""

    title: str
    welcome: str  # explains the word "accommodation"; nothing after it says that word again
    questions: Mapping[str, str]
    which: str  # the heading above a question for each help
    options: Mapping[str, str]
    skip: str
    mails: Mails

    def shown(self, item: str) -> str:
        return self.options.get(item, item)


KNOWS_ENGLISH = KnowledgeWording(
    title="What do you know about your helps?",
    welcome=(
        "An accommodation is a help you can use at school, like more time or a quiet room. "
        "From here on we call it a help. Tell us what you know. "
        "This is not a test. You get no grade, and you will not lose a help."
    ),
    questions={
        WHAT_FOR: "What is a help for?",
        HOW: "You need a help in class. What do you do first?",
        SAY: "What would you say?",
        MORE: "Which help do you want to know more about?",
    },
    which="Which of these helps are yours?",
    options={},
    skip="You can skip this.",
    mails=replace(
        ENGLISH.mails,
        subject="What do you know about your helps?",
        why=(
            "Three times a year we ask what you know about the helps you have at school. "
            "It takes about three minutes. It is not a test, and there is no grade."
        ),
        why_again="We do not have your answers yet. It takes about three minutes.",
    ),
)

KNOWS_SPANISH = KnowledgeWording(
    title="¿Qué sabes de tus ayudas?",
    welcome=(
        "Una adaptación es una ayuda que puedes usar en la escuela, como más tiempo o un lugar tranquilo. "
        "Aquí la llamamos ayuda. Dinos qué sabes. "
        "No es un examen. No hay nota y no pierdes ninguna ayuda."
    ),
    questions={
        WHAT_FOR: "¿Para qué es una ayuda?",
        HOW: "Te hace falta una ayuda en clase. ¿Qué haces primero?",
        SAY: "¿Qué dices?",
        MORE: "¿De qué ayuda quieres saber más?",
    },
    which="¿Cuáles de estas ayudas son tuyas?",
    options={
        "It is a prize for good work": "Es un premio por hacerlo bien",
        "It lets me show what I can do": "Me deja mostrar lo que sé hacer",
        "It means I have less to learn": "Es para tener menos que aprender",
        "I wait until someone sees it": "Espero a que alguien lo vea",
        "I do without it": "Lo hago sin ella",
        "I tell the teacher what I need": "Digo en clase lo que me hace falta",
        "Give it to me now!": "¡Dámelo ya!",
        "I read slowly. May I have more time, please?": "Leo despacio. ¿Me das más tiempo, por favor?",
        "I say nothing": "No digo nada",
        UNSURE: "No lo sé",
        YES: "sí",
        NO: "no",
    },
    skip="No es obligatorio.",
    mails=replace(
        SPANISH.mails,
        subject="¿Qué sabes de tus ayudas?",
        why=(
            "Tres veces al año te preguntamos qué sabes de las ayudas que tienes en la escuela. "
            "Toma unos tres minutos. No es un examen y no hay nota."
        ),
        why_again="Todavía no tenemos tus respuestas. Toma unos tres minutos.",
    ),
)

KNOWS_FRENCH = KnowledgeWording(
    title="Que sais-tu de tes aides ?",
    welcome=(
        "Un aménagement est une aide pour toi à l'école, comme plus de temps ou une salle calme. "
        "Ici, on dit juste une aide. Dis-nous ce que tu sais. "
        "Ce n'est pas un test. Il n'y a pas de note, et tu ne perds pas une aide."
    ),
    questions={
        WHAT_FOR: "À quoi sert une aide ?",
        HOW: "Tu as besoin d'une aide en classe. Que fais-tu d'abord ?",
        SAY: "Que dis-tu ?",
        MORE: "Quelle aide veux-tu mieux connaître ?",
    },
    which="Quelles aides sont à toi ?",
    options={
        "It is a prize for good work": "C'est un prix pour du bon travail",
        "It lets me show what I can do": "Elle me laisse montrer ce que je sais faire",
        "It means I have less to learn": "Elle fait que j'ai moins à apprendre",
        "I wait until someone sees it": "J'attends qu'on le voie",
        "I do without it": "Je fais sans elle",
        "I tell the teacher what I need": "Je dis au prof ce qu'il me faut",
        "Give it to me now!": "Donne-la-moi vite !",
        "I read slowly. May I have more time, please?": "Je lis lentement. Puis-je avoir plus de temps ?",
        "I say nothing": "Je ne dis rien",
        UNSURE: "Je ne sais pas",
        YES: "oui",
        NO: "non",
    },
    skip="Tu peux passer.",
    mails=replace(
        FRENCH.mails,
        subject="Que sais-tu de tes aides ?",
        why=(
            "Trois fois par an, on te demande ce que tu sais de tes aides à l'école. "
            "Il faut trois minutes. Ce n'est pas un test, et il n'y a pas de note."
        ),
        why_again="On n'a pas encore tes réponses. Il faut trois minutes.",
    ),
)

KNOWLEDGE_WORDING: Mapping[str, KnowledgeWording] = {
    "en": KNOWS_ENGLISH,
    "es": KNOWS_SPANISH,
    "fr": KNOWS_FRENCH,
}
_ITEMS = {
    shown.casefold(): item for words in KNOWLEDGE_WORDING.values() for item, shown in words.options.items()
}


def knowledge_wording(language: str) -> KnowledgeWording:
    """The wording for what is typed under Language; English where it speaks no other."""
    chosen = wording(language)
    return next(KNOWLEDGE_WORDING[code] for code, words in WORDING.items() if words is chosen)


def as_item(text: str) -> str:
    """A choice as Survey Answers keeps it, whatever language it was shown in."""
    return _ITEMS.get(text.casefold(), text)
