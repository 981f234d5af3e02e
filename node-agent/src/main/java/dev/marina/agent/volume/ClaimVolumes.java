package dev.marina.agent.volume;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;

/// Volumes behind claims.
public interface ClaimVolumes {

    /// Makes the claim's volume appear at `target`. May be called twice. Throws [dev.marina.agent.pod.PodVolumes.MountFailure].
    void mount(Pod pod, String claim, boolean readOnly, Path target);

    /// Takes it away again; succeeds when it is not there.
    void unmount(String podUid, Path target);
}
