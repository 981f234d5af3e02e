package dev.marina.testing.simulation;

import dev.marina.testing.simulation.FaultyClient.Write;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/// Something that is run in a simulated cluster, with what must never be and what must come about.
interface Workload {

    /// Somebody asks for it.
    void create();

    /// Somebody changes what is wanted, or does something to it.
    void change();

    /// Takes a pod of its own that is ready a step further.
    default void progress(Pod pod) {}

    /// A controller or the scheduler is about to write: what must not be written is told.
    default Optional<String> wrong(Write write) {
        return Optional.empty();
    }

    /// What is as it must never be; asked after every write.
    Optional<String> broken();

    /// What it is not yet as wanted; asked when no more faults happen.
    Optional<String> unsettled();

    /// Somebody wants no more of it.
    void delete();
}
