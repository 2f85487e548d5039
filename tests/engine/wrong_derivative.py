"""An activation whose derivative is off by 1 %."""


def make_wrong(activation, monkeypatch):
    right = activation.backward

    def wrong(self, z, a, d, scratch, mask):
        right(self, z, a, d, scratch, mask)
        d *= 1.01

    monkeypatch.setattr(activation, "backward", wrong)
