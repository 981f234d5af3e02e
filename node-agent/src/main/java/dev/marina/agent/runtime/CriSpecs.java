package dev.marina.agent.runtime;

import com.google.protobuf.ByteString;
import dev.marina.cri.v1.Capability;
import dev.marina.cri.v1.ContainerConfig;
import dev.marina.cri.v1.ContainerMetadata;
import dev.marina.cri.v1.Device;
import dev.marina.cri.v1.ImageSpec;
import dev.marina.cri.v1.Int64Value;
import dev.marina.cri.v1.KeyValue;
import dev.marina.cri.v1.LinuxContainerConfig;
import dev.marina.cri.v1.LinuxContainerResources;
import dev.marina.cri.v1.LinuxContainerSecurityContext;
import dev.marina.cri.v1.LinuxPodSandboxConfig;
import dev.marina.cri.v1.LinuxSandboxSecurityContext;
import dev.marina.cri.v1.Mount;
import dev.marina.cri.v1.MountPropagation;
import dev.marina.cri.v1.NamespaceMode;
import dev.marina.cri.v1.NamespaceOption;
import dev.marina.cri.v1.PodSandboxConfig;
import dev.marina.cri.v1.PodSandboxMetadata;
import dev.marina.cri.v1.SecurityProfile;
import dev.marina.agent.cgroup.GroupLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a sandbox and a container are, in CRI's words. A pure function of our own.
final class CriSpecs {

    /// What kubelet hides from containers and keeps them from writing (pkg/securitycontext/util.go): a runtime has no list of its own.
    private static final List<String> MASKED = Stream.concat(
            Stream.of("/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
                    "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap"),
            IntStream.range(0, Runtime.getRuntime().availableProcessors()).mapToObj("/sys/devices/system/cpu/cpu%d/thermal_throttle"::formatted)).toList();
    private static final List<String> READ_ONLY = List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    private static final SecurityProfile DEFAULT = SecurityProfile.newBuilder().setProfileType(SecurityProfile.ProfileType.RuntimeDefault).build();
    private static final SecurityProfile UNCONFINED = SecurityProfile.newBuilder().setProfileType(SecurityProfile.ProfileType.Unconfined).build();
    /// Runs nothing but `pause`, which needs nobody's rights.
    private static final int NOBODY = 65_535;

    private CriSpecs() {}

    /// @param logs of the sandbox's containers
    static PodSandboxConfig sandbox(String instance, SandboxSpec spec, Path logs) {
        NamespaceOption namespaces = namespaces(spec.network().isPresent()).setPid(NamespaceMode.POD).build();
        PodSandboxConfig.Builder config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder().setName(name(spec.pod())).setNamespace(spec.pod().namespace()).setUid(spec.pod().uid())
                        .setAttempt(spec.attempt()))
                .setLogDirectory(logs.toString())
                .putAllLabels(Labels.of(instance, spec))
                .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent(spec.cgroupParent()).putAllSysctls(spec.sysctls())
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder().setNamespaceOptions(namespaces).setReadonlyRootfs(true)
                                .setRunAsUser(id(NOBODY)).setRunAsGroup(id(NOBODY)).setSeccomp(DEFAULT)));
        // A sandbox in its node's network has its node's name.
        return spec.network().isEmpty() ? config.setHostname(spec.hostname()).build() : config.build();
    }

    private static String name(PodRef pod) {
        return pod.name().isEmpty() ? "node" : pod.name();
    }

    /// @param nodesNetwork whether the pod is in its node's network
    private static NamespaceOption.Builder namespaces(boolean nodesNetwork) {
        return NamespaceOption.newBuilder().setNetwork(nodesNetwork ? NamespaceMode.NODE : NamespaceMode.POD).setIpc(NamespaceMode.POD);
    }

    /// @param logPath below the sandbox's directory of logs
    static ContainerConfig container(String instance, SandboxId sandbox, boolean nodesNetwork, ContainerSpec spec, String logPath) {
        return ContainerConfig.newBuilder().setMetadata(ContainerMetadata.newBuilder().setName(spec.name()).setAttempt(spec.restartCount()))
                .setImage(ImageSpec.newBuilder().setImage(spec.imageId()).setUserSpecifiedImage(spec.image()))
                .addAllCommand(spec.command()).addAllArgs(spec.args()).setWorkingDir(spec.workingDir())
                .addAllEnvs(spec.env().stream().map(CriSpecs::variable).toList())
                .addAllMounts(spec.mounts().stream().map(CriSpecs::mount).toList())
                .addAllDevices(spec.devices().stream().map(CriSpecs::device).toList())
                .putAllLabels(Labels.of(instance, sandbox, spec)).putLabels(Labels.IMAGE_ID, spec.imageId())
                .setLogPath(logPath).setStdin(spec.stdin()).setStdinOnce(spec.stdinOnce()).setTty(spec.tty())
                .setLinux(LinuxContainerConfig.newBuilder().setResources(resources(spec.resources()))
                        .setSecurityContext(security(spec, nodesNetwork)))
                .build();
    }

    private static KeyValue variable(String text) {
        int equals = text.indexOf('=');
        return KeyValue.newBuilder().setKey(text.substring(0, equals)).setValue(ByteString.copyFromUtf8(text.substring(equals + 1))).build();
    }

    private static Mount mount(ContainerSpec.Mount mount) {
        return Mount.newBuilder().setHostPath(mount.source()).setContainerPath(mount.target()).setReadonly(mount.readOnly())
                .setPropagation(switch (mount.propagation()) {
                    case NONE -> MountPropagation.PROPAGATION_PRIVATE;
                    // What a container mounts there is nobody else's.
                    case HOST_TO_CONTAINER, BIDIRECTIONAL -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                }).build();
    }

    private static Device device(ContainerSpec.Device device) {
        return Device.newBuilder().setHostPath(device.source()).setContainerPath(device.target()).setPermissions(device.permissions()).build();
    }

    static LinuxContainerResources resources(ContainerSpec.Resources resources) {
        LinuxContainerResources.Builder limits = LinuxContainerResources.newBuilder().setCpuShares(resources.cpuShares())
                .setOomScoreAdj(resources.oomScoreAdj());
        if (resources.memoryBytes() > 0) {
            // Both, since neither may pass the other.
            limits.setMemoryLimitInBytes(resources.memoryBytes()).setMemorySwapLimitInBytes(resources.memoryBytes());
        }
        if (resources.cpuQuotaMicros() > 0) {
            limits.setCpuPeriod(GroupLimits.PERIOD_MICROS).setCpuQuota(resources.cpuQuotaMicros());
        }
        return limits.build();
    }

    private static LinuxContainerSecurityContext security(ContainerSpec spec, boolean nodesNetwork) {
        ContainerSpec.Security security = spec.security();
        NamespaceOption.Builder namespaces = namespaces(nodesNetwork).setPid(spec.sharePids() ? NamespaceMode.POD : NamespaceMode.CONTAINER);
        spec.processesOf().ifPresent(target -> namespaces.setPid(NamespaceMode.TARGET).setTargetId(target.value()));
        LinuxContainerSecurityContext.Builder context = LinuxContainerSecurityContext.newBuilder().setNamespaceOptions(namespaces)
                .setCapabilities(Capability.newBuilder().addDropCapabilities("ALL").addAllAddCapabilities(security.capabilities()))
                .setReadonlyRootfs(security.readOnlyRoot()).setNoNewPrivs(security.noNewPrivileges())
                .addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY)
                .addAllSupplementalGroups(security.groups().stream().map(Long::valueOf).toList())
                .setSeccomp(security.seccompUnconfined() ? UNCONFINED : DEFAULT);
        security.user().ifPresent(user -> identity(user, context));
        return context.build();
    }

    /// @param user `user` or `user:group`; the user a name of the image or a number, the group a number
    private static void identity(String user, LinuxContainerSecurityContext.Builder context) {
        String[] parts = user.split(":", 2);
        if (parts[0].chars().allMatch(Character::isDigit)) {
            context.setRunAsUser(id(Long.parseLong(parts[0])));
        } else {
            context.setRunAsUsername(parts[0]);
        }
        if (parts.length > 1) {
            context.setRunAsGroup(id(Long.parseLong(parts[1])));
        }
    }

    private static Int64Value id(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }
}
