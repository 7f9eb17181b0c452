"""The story: load -> combine -> calculate -> compose -> render, for every member, in one batch.

calculation    exports -> one engagement history a member -> valuations
selection      the members who are due, and those who get none because of their status
member_lookup  the member that a person means, by an id or an address
member_search  the members that a person may mean, by any part of a name, an address, a postcode
look_alikes    unmatched rows that look like a member's
plan           who gets a statement, in which language, and which letters no font has
tasks          what a worker is asked to do, and what it answers
worker         one task: compose, lay out a plate, fill plates, lay out a statement; write its file
histories      who was a member when and what everybody used, of all years: what insights read
design         the templates, catalogues and fonts of a workspace, tried before anything is made
environment    the versions and files that a statement's bytes depend on; workers on other machines
dispatch       which plates pay, and each statement by plate or directly
batch          a run: plan, check, freeze, act, report
"""
