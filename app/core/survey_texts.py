"""The survey in every language it speaks: short words that a fourth-grader reads. Data only.

A new language is one more `Wording`. A student's Language column decides; a language that is not here is
asked in English. The English questions stand with the columns that they fill.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.survey_words import ASKED, Mails, Wording, first_word
from sheets_schema.tabs.survey_answers import SURVEY_ANSWERS

ENGLISH = Wording(
    names=("en", "eng", "english"),
    title="How is it going for you?",
    welcome=(
        "An accommodation is a help you can use at school, like more time or a quiet room. "
        "From here on we call it a help. Tell us how each help went for you. "
        "No answer is wrong. You will not lose a help because of what you say."
    ),
    until=" Please send this by {day}.",
    last_heading="Almost done",
    scale=("not at all", "a lot"),
    questions={
        key: (asked.text, asked.explained)
        for key in ASKED
        if (asked := SURVEY_ANSWERS.column(key).asked) is not None
    },
    options={},
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    day="{day} {month} {year}",
    mails=Mails(
        hello="Hello {name},",
        hello_nobody="Hello,",
        subject="A few questions for you",
        why=(
            "Four times a year we ask how school is going for you. It takes about five minutes. "
            "No answer is wrong, and you lose nothing because of what you say."
        ),
        link="Open my survey",
        until="Please answer by {day}. If something does not work, tell me and we do it together.",
        subject_again="A few questions are waiting for you",
        why_again="We do not have your answers yet. It takes about five minutes.",
        until_again="You can answer until {day}.",
    ),
)

SPANISH = Wording(
    names=("es", "esp", "spa", "spanish", "espanol", "castellano"),
    title="¿Cómo te va?",
    welcome=(
        "Una adaptación es una ayuda que puedes usar en la escuela, como más tiempo o un lugar tranquilo. "
        "Aquí la llamamos ayuda. Cuéntanos cómo te fue con cada ayuda. "
        "No hay respuestas malas. No vas a perder una ayuda por lo que digas."
    ),
    until=" Mándalo antes del final del día {day}.",
    last_heading="Ya casi terminas",
    scale=("nada", "mucho"),
    questions={
        "used": ("¿La usaste este trimestre?", ""),
        "what_got_in_the_way": ("¿Qué te lo puso difícil?", "Si no hubo nada, pasa a lo que sigue."),
        "other": ("¿Fue otra cosa? Dilo con tus palabras.", "No es obligatorio."),
        "helped": ("¿Te ayudó?", "1 es nada. 4 es mucho."),
        "wants_a_goal": ("¿Quieres una meta sobre esto?", "Una meta es una cosa pequeña que quieres probar."),
        "goal": (
            "Si dices que sí, ¿cuál es tu meta?",
            "Por ejemplo: La voy a pedir una vez por semana. La voy a usar en una clase. "
            "Voy a avisar cuando no funcione.",
        ),
        "keep": ("¿Debe seguir como está?", ""),
        "who_could_help": ("¿Quién te puede ayudar a usarlas más?", "No es obligatorio."),
        "anything_to_tell": ("¿Hay algo más que nos quieras decir?", "No es obligatorio."),
        "want_to_talk": ("¿Quieres hablar de esto?", ""),
    },
    options={
        "often": "muchas veces",
        "sometimes": "a veces",
        "no, but I could": "no, pero podía",
        "no, the teacher did not offer it": "no, en clase no me la dieron",
        "did not know I had it": "no sabía que la tenía",
        "not needed": "no me hizo falta",
        "forgot": "se me olvidó",
        "too slow": "es muy lento",
        "looks odd in front of others": "se ve raro frente a los demás",
        "teacher said no": "en clase me dijeron que no",
        "tool broken": "no servía",
        "hard to ask": "me cuesta pedirla",
        "already fine without": "estoy bien sin ella",
        "other": "otra cosa",
        "yes": "sí",
        "no": "no",
        "tell me more": "cuéntame más",
        "keep": "que siga igual",
        "change how": "cambiar la forma",
        "talk about it": "hablar de eso",
    },
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    day="{day} de {month} de {year}",
    mails=Mails(
        hello="Hola, {name}:",
        hello_nobody="Hola:",
        subject="Unas preguntas para ti",
        why=(
            "Cuatro veces al año te preguntamos cómo te va en la escuela. Toma unos cinco minutos. "
            "No hay respuestas malas, y no pierdes nada por lo que digas."
        ),
        link="Abrir mi encuesta",
        until="Responde, por favor, hasta el {day}. Si algo no funciona, dímelo y lo hacemos juntos.",
        subject_again="Unas preguntas te esperan",
        why_again="Todavía no tenemos tus respuestas. Toma unos cinco minutos.",
        until_again="Puedes responder hasta el {day}.",
    ),
)

FRENCH = Wording(
    names=("fr", "fra", "fre", "french", "francais"),
    title="Comment ça va pour toi ?",
    welcome=(
        "Un aménagement est une aide pour toi à l'école, comme plus de temps ou une salle calme. "
        "Ici, on dit juste une aide. Dis-nous comment ça va avec chaque aide. "
        "Tout ce que tu dis est bon. Tu ne perds pas une aide à cause de ce que tu dis."
    ),
    until=" Envoie ta réponse avant la fin du {day}.",
    last_heading="C'est presque fini",
    scale=("pas du tout", "beaucoup"),
    questions={
        "used": ("Est-ce que tu t'en es servi ce trimestre ?", ""),
        "what_got_in_the_way": ("Qu'est-ce qui t'a gêné ?", "Passe si rien ne t'a gêné."),
        "other": ("C'était autre chose ? Dis-le avec tes mots.", "Tu peux passer."),
        "helped": ("Est-ce que ça t'a aidé ?", "1, c'est pas du tout. 4, c'est beaucoup."),
        "wants_a_goal": (
            "Veux-tu un but pour cette aide ?",
            "Un but est une petite chose que tu veux essayer.",
        ),
        "goal": (
            "Si oui, quel est ton but ?",
            "Comme ceci : Je la demande une fois par semaine. Je m'en sers dans un cours. "
            "Je le dis quand ça ne marche pas.",
        ),
        "keep": ("Est-ce que ça doit rester ainsi ?", ""),
        "who_could_help": ("Qui peut t'aider à t'en servir plus ?", "Tu peux passer."),
        "anything_to_tell": ("Veux-tu nous dire autre chose ?", "Tu peux passer."),
        "want_to_talk": ("Veux-tu en parler ?", ""),
    },
    options={
        "often": "souvent",
        "sometimes": "parfois",
        "no, but I could": "non, mais je pouvais",
        "no, the teacher did not offer it": "non, le prof ne l'a pas proposée",
        "did not know I had it": "je ne savais pas que je l'avais",
        "not needed": "pas besoin",
        "forgot": "j'ai oublié",
        "too slow": "trop lent",
        "looks odd in front of others": "ça fait bizarre devant les autres",
        "teacher said no": "le prof a dit non",
        "tool broken": "c'était cassé",
        "hard to ask": "dur à demander",
        "already fine without": "ça va bien sans",
        "other": "autre chose",
        "yes": "oui",
        "no": "non",
        "tell me more": "dis-m'en plus",
        "keep": "la garder",
        "change how": "changer la façon",
        "talk about it": "en parler",
    },
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    day="{day} {month} {year}",
    mails=Mails(
        hello="Bonjour {name},",
        hello_nobody="Bonjour,",
        subject="Quelques questions pour toi",
        why=(
            "Quatre fois par an, on te demande comment ça va à l'école. Il faut cinq minutes. "
            "Tout ce que tu dis est bon, et tu ne perds rien à cause de ça."
        ),
        link="Ouvrir mon questionnaire",
        until="Réponds avant la fin du {day}. Si ça ne marche pas, dis-le-moi : on le fait ensemble.",
        subject_again="Quelques questions t'attendent",
        why_again="On n'a pas encore tes réponses. Il faut cinq minutes.",
        until_again="Tu peux répondre jusqu'au {day}.",
    ),
)

WORDING: Mapping[str, Wording] = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH}

STARTER_GOALS: Mapping[str, str] = {  # barrier -> a goal that fits it, for the case manager's Goals tab
    "forgot": "I will put a note on my desk and use it once a day.",
    "too slow": "I will try it in one class for two weeks and say how it went.",
    "looks odd in front of others": "I will find a quiet way to use it with my teacher.",
    "teacher said no": "I will ask together with my case manager.",
    "tool broken": "I will tell my teacher on the same day when it does not work.",
    # the five-step way of LDatSchool (ldatschool.ca): face, eye contact, say what and why, thank, use it
    "hard to ask": "I will ask for it once a week: look, say what I need and why, say thank you.",
}
USUAL_GOAL = "I will use it once a week."


def wording(language: str) -> Wording:
    """The wording for what is typed under Language: a name, a code, in its own language or English."""
    word = first_word(language)
    return next((one for one in WORDING.values() if word in one.names), ENGLISH)


def _item_by_shown(wordings: Iterable[Wording]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in wordings:
        for item, shown in one.options.items():
            found.setdefault(shown.casefold(), {})[item] = item
    return {shown: items for shown, items in found.items() if len(items) == 1}


_ITEMS = {shown: next(iter(items)) for shown, items in _item_by_shown(WORDING.values()).items()}


def as_listed(field: str, text: str) -> str:
    """An answer to a choice question in the words of its pick list, whatever language it was shown in."""
    asked = ASKED.get(field)
    return _ITEMS.get(text.casefold(), text) if asked is not None and asked.choices else text
