"""Files and fine-tuning jobs of the loopback server; the test takes a job from state to state."""

from __future__ import annotations

import dataclasses
import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tests.llm_server import refusals, training_files

__all__ = ("TuningJob", "TuningShop")

METHODS: Final = ("supervised", "dpo")
OVER: Final = ("succeeded", "failed", "cancelled")


@dataclasses.dataclass
class TuningJob:
    """A job; `advance` takes it to its next state."""

    id: str
    model: str
    training_file: str
    method: str
    validation_file: str | None = None
    suffix: str | None = None
    epochs: int | str = "auto"
    problem: str | None = None
    """What is wrong with its files, found when it validates them."""
    status: str = "validating_files"
    error: Mapping[str, Any] | None = None
    created_at: int = dataclasses.field(default_factory=lambda: int(time.time()))
    finished_at: int | None = None
    estimated_finish: int | None = None
    trained_tokens: int | None = None
    fine_tuned_model: str | None = None
    events: list[dict[str, Any]] = dataclasses.field(default_factory=list[dict[str, Any]])
    """Oldest first."""
    on_success: Callable[[str], None] = lambda _name: None

    def advance(self) -> str:
        """Go one state on, as the real service does by and by: validated, queued, running, succeeded; return the state."""
        if self.status == "validating_files" and self.problem:
            self.fail(self.problem, code="invalid_training_file", param="training_file")
        elif self.status == "validating_files":
            self.status = "queued"
            self.tell("Files validated, moving job to queued state")
        elif self.status == "queued":
            self.status = "running"
            self.estimated_finish = int(time.time()) + 600
            self.tell("Fine-tuning job started")
        elif self.status == "running":
            self.succeed()
        return self.status

    def train(self, step: int, steps: int, loss: float = 1.0) -> None:
        """Say that a step is done."""
        data = {"step": step, "train_loss": loss, "total_steps": steps, "train_mean_token_accuracy": 0.8}
        self.tell(f"Step {step}/{steps}: training loss={loss:.2f}", data=data, kind="metrics")

    def succeed(self) -> None:
        """End well: there is a new model."""
        self.status, self.finished_at, self.estimated_finish = "succeeded", int(time.time()), None
        self.trained_tokens = 4321
        self.fine_tuned_model = f"ft:{self.model}:loopback:{self.suffix or ''}:{self.id[-6:]}"
        self.on_success(self.fine_tuned_model)
        self.tell(f"New fine-tuned model created: {self.fine_tuned_model}")
        self.tell("The job has successfully completed")

    def fail(self, message: str, *, code: str = "server_error", param: str | None = None) -> None:
        """End badly."""
        self.status, self.finished_at, self.estimated_finish = "failed", int(time.time()), None
        self.error = {"code": code, "message": message, "param": param}
        self.tell(message, level="error")

    def cancel(self) -> None:
        """End because somebody wanted it."""
        if self.status in OVER:
            raise refusals.invalid(f"Job has already completed: {self.id}", code="job_already_completed")
        self.status, self.finished_at, self.estimated_finish = "cancelled", int(time.time()), None
        self.tell("Fine-tuning job cancelled")

    def tell(self, message: str, *, level: str = "info", data: object = None, kind: str = "message") -> None:
        """Add an event."""
        self.events.append(
            {
                "object": "fine_tuning.job.event",
                "id": f"ftevent-{self.id[-6:]}{len(self.events):04}",
                "created_at": int(time.time()),
                "level": level,
                "message": message,
                "data": data or {},
                "type": kind,
            }
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as the interface describes it."""
        parameters = {"n_epochs": self.epochs, "batch_size": "auto", "learning_rate_multiplier": "auto"}
        method = {"type": self.method, self.method: {"hyperparameters": parameters}}
        return {
            "object": "fine_tuning.job",
            "id": self.id,
            "model": self.model,
            "created_at": self.created_at,
            "finished_at": self.finished_at,
            "fine_tuned_model": self.fine_tuned_model,
            "organization_id": "org-loopback",
            "result_files": [],
            "status": self.status,
            "validation_file": self.validation_file,
            "training_file": self.training_file,
            "hyperparameters": parameters,
            "trained_tokens": self.trained_tokens,
            "error": self.error or {},
            "user_provided_suffix": self.suffix,
            "seed": 7,
            "estimated_finish": self.estimated_finish,
            "integrations": [],
            "metadata": None,
            "method": method,
        }


class TuningShop:
    """Keeps files and jobs.

    Attributes
    ----------
    files
        What was uploaded: content by id.
    jobs
        Every job by id, in order.
    """

    def __init__(self, models: dict[str, str]) -> None:
        self.files: dict[str, bytes] = {}
        self.jobs: dict[str, TuningJob] = {}
        self._described: dict[str, dict[str, Any]] = {}
        self._models = models
        self._numbers: Iterator[int] = itertools.count(1)

    def upload(self, name: str, data: bytes, purpose: str) -> dict[str, Any]:
        """Keep a file and describe it."""
        if purpose != "fine-tune":
            raise refusals.invalid(f"'{purpose}' is not one of ['fine-tune'] - 'purpose'", "purpose")
        if not name.endswith(".jsonl"):
            raise refusals.invalid("Invalid file format for Fine-Tuning API. Must be .jsonl", "file")
        try:
            for line in filter(None, data.decode("utf-8").splitlines()):
                json.loads(line)
        except ValueError:
            raise refusals.invalid(
                "Expected file to have JSONL format, where every line is a valid JSON.", "file"
            ) from None
        if not data.strip():
            raise refusals.invalid("File is empty.", "file")
        file_id = f"file-{next(self._numbers):06}"
        self.files[file_id] = data
        self._described[file_id] = {
            "object": "file",
            "id": file_id,
            "purpose": purpose,
            "filename": name,
            "bytes": len(data),
            "created_at": int(time.time()),
            "status": "processed",
            "status_details": None,
        }
        return self._described[file_id]

    def file(self, file_id: str) -> dict[str, Any]:
        """Describe a file."""
        if file_id not in self._described:
            raise refusals.RefusalError(404, refusals.invalid(f"No such File object: {file_id}", "id").body)
        return self._described[file_id]

    def create(self, body: Any) -> TuningJob:
        """Create a job as a request says."""
        known = {"model", "training_file", "validation_file", "method", "suffix", "hyperparameters", "seed", "metadata"}
        if not isinstance(body, dict) or body.keys() - known:
            raise refusals.invalid("Unrecognized request argument supplied")
        if body.get("model") not in self._models:
            raise refusals.invalid(
                f"Model {body.get('model')} is not available for fine-tuning", "model", "model_not_available"
            )
        method = body.get("method") or {"type": "supervised"}
        if method.get("type") not in METHODS or method.keys() - {"type", method.get("type")}:
            raise refusals.invalid("Invalid value for 'method'", "method")
        suffix = body.get("suffix")
        if suffix is not None and not 1 <= len(suffix) <= 64:
            raise refusals.invalid("'suffix' is too long", "suffix")
        problems: list[str] = []
        for name in ("training_file", "validation_file"):
            if (file_id := body.get(name)) is None:
                continue
            if file_id not in self.files:
                raise refusals.invalid(f"invalid {name}: {file_id}", name)
            fewest = training_files.FEWEST_EXAMPLES if name == "training_file" else 1
            if found := training_files.problem_of(self.files[file_id], method["type"], fewest=fewest):
                problems.append(found)
        if body.get("training_file") is None:
            raise refusals.invalid("Missing required parameter: 'training_file'.", "training_file")
        job = TuningJob(
            id=f"ftjob-{next(self._numbers):06}",
            model=body["model"],
            training_file=body["training_file"],
            validation_file=body.get("validation_file"),
            method=method["type"],
            suffix=suffix,
            epochs=_epochs(body, method),
            problem=problems[0] if problems else None,
            on_success=self._add_model,
        )
        job.tell(f"Created fine-tuning job: {job.id}")
        job.tell(f"Validating training file: {job.training_file}")
        self.jobs[job.id] = job
        return job

    def job(self, job_id: str) -> TuningJob:
        """Return a job."""
        if job_id not in self.jobs:
            text = f"Could not find fine tune: {job_id}"
            raise refusals.RefusalError(404, refusals.invalid(text, "fine_tune_id", "fine_tune_not_found").body)
        return self.jobs[job_id]

    def _add_model(self, name: str) -> None:
        self._models[name] = "user-loopback"


def _epochs(body: Mapping[str, Any], method: Mapping[str, Any]) -> int | str:
    given = (method.get(method["type"]) or {}).get("hyperparameters") or body.get("hyperparameters") or {}
    epochs = given.get("n_epochs", "auto")
    if epochs != "auto" and (not isinstance(epochs, int) or not 1 <= epochs <= 50):
        raise refusals.invalid("Invalid value for 'n_epochs'", "n_epochs")
    return epochs
