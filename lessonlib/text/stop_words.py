"""Stop words: the English words that hold a sentence together and say little of what it is about."""

from __future__ import annotations

# Function words by kind, in the forms that contractions leave behind. A list is a choice: this one keeps "not" and
# "no", which turn a review round, out of the words that are dropped.
_BY_KIND = """
a an the
this that these those such
i me my mine myself we us our ours ourselves you your yours yourself yourselves
he him his himself she her hers herself it its itself they them their theirs themselves
who whom whose which what
am is are was were be been being have has had having do does did doing
will would shall should can could may might must
and or but nor if then else because although though while whereas whether as than so
about above across after against along among around at before behind below beneath beside between beyond by down
during for from in inside into near of off on onto out outside over since through to toward towards under until up
upon with within without
when where why how here there again once also just very too only own same
all any both each either every few more most other some
"""
STOP_WORDS = frozenset(_BY_KIND.split())
