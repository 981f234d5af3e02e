package dev.marina.agent.figures;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/// What one node's pods use now. Any thread may call.
public interface PodUses {

    /// Looked at of all pods together: somebody who has made millions of them keeps nobody busy.
    long MANY_FILES = 100_000;

    /// Memory and processes.
    List<PodUse> of(List<Pod> pods);

    /// What they have on the disk too.
    ///
    /// @param files that are looked at; with none, only what has a file system of its own is counted
    List<PodUse> withDisks(List<Pod> pods, long files);
}
