"""German: words that get in the way of feedback, and what helps instead. A star stands for the rest of a word."""

TRAIT = (
    *("faul*", "schlampig*", "nachlässig*", "unzuverlässig*", "unprofessionell*", "unfähig*", "inkompetent*", "dumm*"),
    *("stur", "arrogant*", "überheblich*", "unmotiviert*", "teamunfähig*", "deine Einstellung", "typisch du"),
    "dein Charakter",
)
OF_YOU = ("du bist", "du warst", "du wirkst", "bist du")
TRAIT_OF_YOU = ("chaotisch", "aggressiv", "passiv", "empfindlich", "schwierig", "kalt", "schwach", "langsam", "negativ")
ABSOLUTE = (
    *("immer", "nie", "niemals", "jedes Mal", "ständig", "dauernd", "andauernd", "alle sagen", "alle finden"),
    *("niemand kann", "schon wieder", "wie üblich"),
)
VAGUE = (
    *("gut gemacht", "gute Arbeit", "tolle Arbeit", "super gemacht", "weiter so", "spitze", "mehr Eigeninitiative"),
    *("proaktiver", "besser kommunizieren", "an der Kommunikation arbeiten", "professioneller", "mehr Verantwortung"),
    *("ausbaufähig", "Luft nach oben", "irgendwie", "im Großen und Ganzen", "im Allgemeinen"),
)
EXAMPLE = (
    *("Montag*", "Dienstag*", "Mittwoch*", "Donnerstag*", "Freitag*", "Samstag*", "Sonntag*", "gestern", "heute"),
    *("letzte Woche", "vorige Woche", "letzten Monat", "zum Beispiel", "als du", "in der Besprechung", "im Gespräch"),
    *("beim Anruf", "während", "Januar", "Februar", "März", "April", "Juni", "Juli"),
    *("August", "September", "Oktober", "November", "Dezember"),
)
FAULT = (
    *("nicht", "kein*", "falsch*", "verpasst*", "fehlt*", "fehler*", "zu spät", "schlecht*", "problem*", "vergessen"),
    *("ohne", "ignoriert*", "beschwer*", "verloren"),
)
BALANCE = (
    *("danke*", "gut", "gute*", "hilft", "geholfen", "hilfreich*", "stark*", "klappt", "freut", "freue"),
    *("wie siehst du", "was meinst du", "was würde helfen", "kann ich", "ich kann", "ich könnte", "wir können"),
    *("wir könnten", "lass uns", "gemeinsam", "zusammen"),
)
EXPLAINED = {
    "trait": (
        "Das sagt, wie jemand ist, nicht, was geschehen ist. Daran lässt sich nichts ändern, und es verletzt.",
        "Sag, was eine Kamera gesehen hätte: „Am Dienstag ging der Bericht ohne zweite Lesung hinaus.“",
    ),
    "absolute": (
        "„Immer“ und „nie“ klingen ungerecht: ein Gegenbeispiel, und der Rest wird nicht geglaubt.",
        "Nenne die Male, die du meinst: „bei zwei der letzten drei Übergaben“.",
    ),
    "vague": (
        "Das ließe sich von jedem sagen. Was genau war es?",
        "Nenne die eine Sache und was sie bewirkt hat: „Deine Liste hat uns eine zweite Fahrt erspart.“",
    ),
    "no_example": (
        "Es enthält keinen Augenblick, an den sich der andere erinnern kann.",
        "Beginne mit einem: „Am Donnerstag, im Gespräch mit Doncaster, hast du …“",
    ),
    "no_impact": (
        "Es sagt nicht, was daraus wurde, und klingt so vielleicht nach Geschmackssache.",
        "Sag, was danach geschah, und für wen: „… und der Kunde musste zweimal anrufen.“",
    ),
    "no_next_step": (
        "Es sagt, was war, nicht, was helfen würde.",
        "Ende mit einer Sache zum Ausprobieren: „Schick die Liste nächstes Mal am Tag davor.“",
    ),
    "one_sided": (
        "Alles darin handelt von dem, was schiefging. Neben dem, was gelingt, hört es sich leichter.",
        "Sag auch, was gelang, was du selbst tun kannst, oder frage: „Wie siehst du es?“",
    ),
}
