"""Stories, what marketing may publish: figures of groups, disclosure control, consents, and the output's files.

measures, segments         which figures there are, and of which groups of members
aggregates                 the true figures
disclosure                 statistical disclosure control: the protected figures
distribution, portraits    what is derived from protected figures; trend: figures over several periods
claims                     what each figure rests on
below_fee                  what an operator must agree to before it is written
consents                   who may be quoted
tables, published          the files of an output: CSV and JSON, and what was published before
folder, write              the folder of an output
"""
