"""Statistical disclosure control: true figures of groups in, figures out that disclose no member.

Primary suppression hides the figures that are unsafe by themselves. Secondary suppression hides further figures until
no hidden figure can be worked out from the others. What is left is rounded.

    protect          all steps, one after the other
    scenario         what an attacker knows: the population, earlier publications, the rules
    population       the members of the run and those who left; groups: members with the same dimensions
    relations        the relations between measures that everybody knows
    primary          the rules for one figure by itself: threshold, zero, dominance, p-percent
    suppression      the suppression pattern: which figures are hidden, and by which rule
    counts, sums     secondary suppression of counts and shares, and of sums
    quantiles        the rule for medians, quartiles and distributions
    audit            the audit behind secondary suppression; constraints: its system of linear constraints
    rounding         rounding of what is published, and the interval that a rounded figure stands for
    earlier_figures  what was published before; forgotten: bounds on the amounts of forgotten members
"""

from valuereport.stories.disclosure.population import EarlierRelease
from valuereport.stories.disclosure.protect import Protected, protect, suppress_new_figures
from valuereport.stories.disclosure.quantiles import discloses_largest, lower_bounds

__all__ = ["EarlierRelease", "Protected", "discloses_largest", "lower_bounds", "protect", "suppress_new_figures"]
