"""What the actions that deliver have in common.

release          which runs may be delivered: approved, and unchanged since
run_record       what a run remembers of its deliveries, against a ledger that is lost or old
recipients       the members as their exports have them at this moment, and why one gets no mail
pulled_lists     what connections say of who gets no email, and how old that may be
stop_lists       the organisation's lists of those who get no email
opt_outs         far fewer opt-outs than before: nothing is sent until somebody looked
merge_fields     what other systems are given of an approved run
messages         one member's message: composed, rendered, encrypted, signed
sample_content   what still is the sample organisation's
weak_secrets     secrets of encrypted statements that others could find out
"""
