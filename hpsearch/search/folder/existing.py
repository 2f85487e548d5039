"""What a search does with a run that is already in its folder."""

from enum import StrEnum

from hpsearch.errors import UsageError


class Existing(StrEnum):
    """What a search does with a run that is already in its folder.

    In another environment (another processor, other library versions) the last bits of results may differ, so CONTINUE
    refuses to go on there and CONTINUE_ELSEWHERE allows it.
    """

    REFUSE = "refuse"
    CONTINUE = "continue"
    CONTINUE_ELSEWHERE = "continue_elsewhere"
    OVERWRITE = "overwrite"

    @classmethod
    def of(cls, *, resume: bool, overwrite: bool, force: bool) -> "Existing":
        """Return the value that three options of the user stand for. Raises UsageError if they contradict each other.

        >>> Existing.of(resume=True, overwrite=False, force=True)
        <Existing.CONTINUE_ELSEWHERE: 'continue_elsewhere'>
        """
        if resume and overwrite:
            raise UsageError("resume and overwrite contradict each other; give one of them")
        if overwrite:
            return cls.OVERWRITE
        if resume:
            return cls.CONTINUE_ELSEWHERE if force else cls.CONTINUE
        return cls.REFUSE

    @property
    def continues(self) -> bool:
        """Whether an existing run is continued."""
        return self in (Existing.CONTINUE, Existing.CONTINUE_ELSEWHERE)
