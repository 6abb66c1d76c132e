"""Grading a class without trusting what it handed in.

A submission only answers; it never judges. Its definitions, and the calls that the checks make of them, run in a
process of their own, shut in as well as the system can, and what leaves that process is what the calls gave back:
numbers, words and errors. The verdict is found by the grader, in a process that has executed nothing of anybody's, by
comparing those answers with what is right. So a submission that patches the checks, prints a result, finds the pipe or
ends the process changes nothing but its own answers, and an answer that it has not computed is as good as a wrong one.

What this cannot tell is whose work an answer is, for the library that the homework imports holds the right ones: that
is read from the text and from the objects (``flags.py``), and told to a person.

=================  ====================================================================================================
``submissions``    what was handed in: a file or a folder a learner
``definitions``    what of a notebook is executed, and what is wrong with it
``isolation``      how the process is shut in: bubblewrap, unshare, or not at all
``sealed``         what the process does to itself: mounts, capabilities, limits, no new processes
``warm``           the process inside: loads once, then a fork for each submission
``player``         the fork: executes the definitions, calls them as the checks do, sends what came
``answers``        what came, as JSON, and back
``marker``         the verdict on it
``flags``          what a person should look at
``journal``        what is graded already, so that a grader that was killed goes on where it was
``table``          grades.csv
``feedback``       a page for each learner
``command``        all of it in order
=================  ====================================================================================================
"""
