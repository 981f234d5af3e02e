package dev.marina.agent.runtime;

import dev.marina.linux.BlockDevice;
import java.util.List;
import java.util.Optional;

/// One container, complete: nothing here has still to be looked up.
///
/// @param backoffStep how many restarts in a row came before this one; see `RestartBackoff`
/// @param image as the pod names it
/// @param imageId what it was found to mean, which the name may not any more
/// @param command replaces the image's entry point unless empty
/// @param args replaces the image's command unless empty
/// @param env `NAME=value`
/// @param sharePids with all the pod's containers
/// @param processesOf whose processes it sees as its own
/// @param specHash of the container's part of the pod, so that a changed pod is noticed
public record ContainerSpec(PodRef pod, String name, ContainerKind kind, int restartCount, int backoffStep, String image, String imageId,
        List<String> command, List<String> args, String workingDir, List<String> env, List<Mount> mounts, List<Device> devices, Resources resources,
        Security security, boolean stdin, boolean stdinOnce, boolean tty, String cgroupParent, boolean sharePids,
        Optional<ContainerId> processesOf, String specHash,
        String terminationMessageHostPath) {

    /// Without devices.
    public ContainerSpec(PodRef pod, String name, ContainerKind kind, int restartCount, int backoffStep, String image, String imageId,
            List<String> command, List<String> args, String workingDir, List<String> env, List<Mount> mounts, Resources resources,
            Security security, boolean stdin, boolean stdinOnce, boolean tty, String cgroupParent, boolean sharePids,
            Optional<ContainerId> processesOf, String specHash, String terminationMessageHostPath) {
        this(pod, name, kind, restartCount, backoffStep, image, imageId, command, args, workingDir, env, mounts, List.of(), resources, security, stdin,
                stdinOnce, tty, cgroupParent, sharePids, processesOf, specHash, terminationMessageHostPath);
    }

    public ContainerSpec with(Resources now) {
        return new ContainerSpec(pod, name, kind, restartCount, backoffStep, image, imageId, command, args, workingDir, env, mounts, devices, now, security,
                stdin,
                stdinOnce, tty, cgroupParent, sharePids, processesOf, specHash, terminationMessageHostPath);
    }

    /// @param source absolute path on the machine, which exists
    public record Mount(String source, String target, boolean readOnly, Propagation propagation) {}

    /// A block device, the only one that the container may open by this.
    ///
    /// @param source absolute path of its file on the machine, which belongs to whom it is to belong to in the container
    /// @param readOnly whether the kernel refuses to open it for writing, whoever asks
    public record Device(String source, String target, BlockDevice number, boolean readOnly) {

        /// As the kernel's device groups have it. Files for it nobody makes.
        String permissions() {
            return readOnly ? "r" : "rw";
        }
    }

    public enum Propagation {
        NONE, HOST_TO_CONTAINER, BIDIRECTIONAL
    }

    /// Zero means no limit.
    ///
    /// @param diskBytes of what the container writes outside its volumes, its log with it
    public record Resources(long memoryBytes, long cpuQuotaMicros, long cpuShares, long pids, int oomScoreAdj, long diskBytes) {
        public static final Resources UNLIMITED = new Resources(0, 0, 2, 4096, 1000, 0);
    }

    /// @param capabilities all that the container has
    public record Security(Optional<String> user, List<String> groups, List<String> capabilities, boolean readOnlyRoot,
            boolean noNewPrivileges, boolean seccompUnconfined) {}
}
