"""Actions: what a person can ask for, one file each, named as the command is: (workspace, request, events) -> result.

What takes no workspace, no settings of its own or no time leaves the first, the second or the third of these out.

The command line and the desk call the same functions. Each can be called again in the same process, from any thread;
requests and results are frozen, errors carry remedies (errors.py), and progress and stopping go through events.py.

init, sample           a new workspace; a fictional organisation of any size
check, batch           the exports' problems; a statement for every member
statement, explain     one member: the statement, the email with it; every figure
find, member           whom somebody means; all that is known of one member, at one look
preview                typical statements to look at
approve                the review sheet of a run, and a person's yes
email, rehearse        an approved run's statements by email; the same as files to look at
print, export          the mail house's print file; merge fields for another system
stories                what marketing may publish (previously_published: what was published earlier)
forget                 erasing a member
ledger/                what was sent to whom: deliveries, returned mail, suppressions, adopting a run
delivery/              what the actions above have in common: recipients, messages, the release of a run
workspace              the settings, the output folder and the ledger that all of them start from
rights, people         which role an action needs; who asks
calculated, kept       the exports as they are now, kept where the process lives long
run_names, member_ids  which run, and which member, a person means
"""
