package dev.marina.agent.volume;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.Optional;

/// Volumes behind claims.
public interface ClaimVolumes {

    /// The node's own directory that is behind the claim; empty where a driver has it, and asks nobody where the driver's volume is at `target`.
    Optional<HostPathVolumeSource> path(Pod pod, String claim, Path target);

    /// Makes the claim's volume appear at `target`. May be called twice. Throws [dev.marina.agent.pod.PodVolumes.MountFailure].
    void mount(Pod pod, String claim, boolean readOnly, Path target);

    /// Takes it away again; succeeds when it is not there.
    void unmount(String podUid, Path target);
}
