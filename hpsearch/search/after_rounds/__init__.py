"""What a search does after its last round: finalists, ensemble, refitting, comparisons."""
