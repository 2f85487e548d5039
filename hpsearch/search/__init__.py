"""The search: rounds of trials asked of a sampler, trained in cohorts by workers, stored, told back."""
