package dev.marina.controllers.job;

import dev.marina.controllers.engine.EventRecorder.Severity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The next step of a job.
///
/// @param dismiss pods that are not wanted any more: they go and count as nothing
/// @param delete pods that go because the job ends
/// @param create pods to be made
/// @param status as it is after both, before pods are let go
/// @param release pods whose finalizer goes once the status is written
/// @param notes events, once the status is written
/// @param recheck when there is something to do although nothing changes
record JobPlan(List<Pod> dismiss, List<Pod> delete, List<JobPod.Wanted> create, JobStatus status, List<Pod> release, List<Note> notes,
        Optional<Duration> recheck) {

    /// At most so many pods in one reconcile.
    static final int BURST = 500;

    /// An event about the job.
    record Note(Severity severity, String reason, String message) {}
}
