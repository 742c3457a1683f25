"""How each tone of a verdict is drawn on a terminal; what a verdict means belongs to the vocabulary."""

from expectations.vocabulary import Tone

STYLES = {
    Tone.GOOD: "green",
    Tone.CARE: "yellow",
    Tone.BAD: "bold red",
    Tone.ABSENT: "magenta",
    Tone.NEUTRAL: "cyan",
}
