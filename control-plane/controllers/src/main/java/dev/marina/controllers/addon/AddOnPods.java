package dev.marina.controllers.addon;

import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;

/// The pods of an add-on: its server's, and those of its jobs. All fulfil the Pod Security Standard "restricted". What an image has to have is the commands
/// below `/addon`: see docs/add-ons.md.
record AddOnPods(AddOn addOn, AddOnServer server) {

    private static final long USER = 999;
    private static final String DATA = "data";
    private static final String BACKUPS = "backups";

    private String name() {
        return addOn.getMetadata().getName();
    }

    private AddOnSize size() {
        return AddOnSize.of(server, addOn.getSpec().size());
    }

    PodSpec serving() {
        Container container = container("server", "start").addNewPort().withName("server").withContainerPort(server.port()).withProtocol("TCP").endPort()
                .withEnv(environment("")).withResources(size().resources())
                .withStartupProbe(probe("ready", 3, 100)).withReadinessProbe(probe("ready", 10, 2)).withLivenessProbe(probe("alive", 20, 6))
                .withVolumeMounts(mount(DATA, "/data"), mount("run", "/run/addon"), mount("tmp", "/tmp")).build();
        return pod(List.of(container), List.of(), List.of(claim(DATA, AddOnParts.dataClaim(addOn)), empty("run", "64Mi"), empty("tmp", "256Mi")))
                .withTerminationGracePeriodSeconds(60L).build();
    }

    /// @param backups whether it sees them
    PodSpec setting(boolean backups) {
        return work(List.of(), working("set", "", backups), backups);
    }

    /// Dumps, then restores what was dumped for trial into a server of its own.
    ///
    /// @param backup its name
    /// @param keep those that stay beside it
    PodSpec backup(String backup, List<String> keep) {
        Container check = new ContainerBuilder(working("check", backup, true)).addToEnv(variable("ADDON_KEEP", String.join(" ", keep))).build();
        return work(List.of(working("dump", backup, true)), check, true);
    }

    PodSpec restore(String backup) {
        return work(List.of(), working("restore", backup, true), true);
    }

    private PodSpec work(List<Container> before, Container container, boolean backups) {
        List<Volume> volumes = new ArrayList<>(List.of(empty("work", addOn.getSpec().storage()), empty("run", "64Mi"), empty("tmp", "256Mi")));
        if (backups) {
            volumes.add(claim(BACKUPS, AddOnParts.backupsClaim(addOn)));
        }
        return pod(List.of(container), before, volumes).withRestartPolicy("Never").build();
    }

    private Container working(String command, String backup, boolean backups) {
        List<VolumeMount> mounts = new ArrayList<>(List.of(mount("work", "/work"), mount("run", "/run/addon"), mount("tmp", "/tmp")));
        if (backups) {
            mounts.add(mount(BACKUPS, "/backups"));
        }
        return container(command, command).withEnv(environment(backup)).withResources(size().resources()).withVolumeMounts(mounts)
                .withTerminationMessagePolicy("FallbackToLogsOnError").build();
    }

    private PodSpecBuilder pod(List<Container> containers, List<Container> before, List<Volume> volumes) {
        return new PodSpecBuilder().withAutomountServiceAccountToken(false).withEnableServiceLinks(false).withSecurityContext(security())
                .withInitContainers(before).withContainers(containers).withVolumes(volumes);
    }

    private ContainerBuilder container(String called, String command) {
        return new ContainerBuilder().withName(called).withImage(server.image()).withCommand("/addon/" + command)
                .withNewSecurityContext().withAllowPrivilegeEscalation(false).withReadOnlyRootFilesystem(true)
                .withNewCapabilities().addToDrop("ALL").endCapabilities().endSecurityContext();
    }

    private static PodSecurityContext security() {
        return new PodSecurityContextBuilder().withRunAsNonRoot(true).withRunAsUser(USER).withRunAsGroup(USER).withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch").withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile().build();
    }

    /// Passwords come as variables, by reference: in a command line everybody in the pod could read them.
    private List<EnvVar> environment(String backup) {
        String secret = Passwords.secret(addOn);
        return List.of(secret("ADDON_ADMIN", secret, "admin"), secret("ADDON_A", secret, "a"), secret("ADDON_B", secret, "b"), variable("ADDON_HOST", name()),
                variable("ADDON_PORT", Integer.toString(server.port())), variable("ADDON_MEMORY", Integer.toString(size().mebibytes())),
                variable("ADDON_BACKUP", backup), new EnvVarBuilder().withName("ADDON_IP").withNewValueFrom().withNewFieldRef().withFieldPath("status.podIP")
                        .endFieldRef().endValueFrom().build());
    }

    private static EnvVar secret(String name, String secret, String key) {
        return new EnvVarBuilder().withName(name).withNewValueFrom().withNewSecretKeyRef(key, secret, null).endValueFrom().build();
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /// Asks the server itself. One that is still reading what it holds is alive and not ready.
    private static Probe probe(String what, int everySeconds, int failures) {
        return new ProbeBuilder().withNewExec().withCommand("/addon/ping", what).endExec().withPeriodSeconds(everySeconds).withTimeoutSeconds(10)
                .withFailureThreshold(failures).build();
    }

    private static VolumeMount mount(String name, String path) {
        return new VolumeMountBuilder().withName(name).withMountPath(path).build();
    }

    private static Volume claim(String name, String claim) {
        return new VolumeBuilder().withName(name).withNewPersistentVolumeClaim().withClaimName(claim).endPersistentVolumeClaim().build();
    }

    private static Volume empty(String name, String most) {
        return new VolumeBuilder().withName(name).withNewEmptyDir().withSizeLimit(new Quantity(most)).endEmptyDir().build();
    }
}
