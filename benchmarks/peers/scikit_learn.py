"""scikit-learn's MLPClassifier, which has neither batch norm nor dropout."""

from sklearn.neural_network import MLPClassifier

from benchmarks.workloads import LEARNING_RATE, Workload


class ScikitLearn:
    """One classifier for each network that has to be trained; `partial_fit` is an epoch, in float32 as its input."""

    def __init__(self, workload: Workload) -> None:
        self.x, self.y = workload.arrays()
        self.classifiers = [
            MLPClassifier(
                hidden,
                batch_size=workload.batch,
                learning_rate_init=LEARNING_RATE,
                alpha=0,
                shuffle=True,
                random_state=0,
            )
            for hidden in workload.one_by_one
        ]
        for classifier in self.classifiers:
            classifier.partial_fit(self.x, self.y, classes=range(max(2, workload.outputs)))
        self.models = len(self.classifiers)

    def train_epoch(self) -> None:
        """Each classifier in turn."""
        for classifier in self.classifiers:
            classifier.partial_fit(self.x, self.y)
