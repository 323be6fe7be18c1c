"""Runs: their store, event logs and files, behind the protocols of `webapp.runs.interface`.

lab = open_lab(Settings.read())
run = lab.store.submit(owner="ann", demo="cifar10", params={})
data, position = lab.log.read(run.id, after=0)
"""

from webapp.runs.lab import Lab, open_lab
from webapp.runs.run import ENDED, PRETRAINED, Refused, Run

__all__ = ["ENDED", "PRETRAINED", "Lab", "Refused", "Run", "open_lab"]
