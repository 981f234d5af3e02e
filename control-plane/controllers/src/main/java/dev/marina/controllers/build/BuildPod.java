package dev.marina.controllers.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.model.Build;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The pod of one build.
///
/// @param tenant whose cluster it is in, `cluster` its name
record BuildPod(BuildPlace place, String tenant, String cluster) {

    static final String CONTAINER = "build";
    /// Beside it, where what a source says is run: it has no identity, no volume but the cache, and none of the other's files or processes.
    static final String RUNNER = "run";
    private static final String BUILDER = "marina/build:1";
    private static final String RUNNERS_IMAGE = "marina/build-run:1";
    /// On the pod's own loopback.
    private static final String RUNNERS_ADDRESS = "127.0.0.1:40404";
    /// What root of a container has to have to install packages: not one more than a container has that says nothing.
    private static final String[] RUNNERS_CAPABILITIES = {"CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
            "SETPCAP", "SETUID", "SYS_CHROOT"};
    private static final String CACHE = "/.marina/cache";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WORK = "/workspace";
    private static final String CONTEXT = "/context";
    private static final String IDENTITY = "/var/run/registry";
    /// As tenancy takes it.
    private static final String AUDIENCE = "registry.marina.dev";
    private static final long TOKEN_SECONDS = 3600;
    /// Less than the limits: what is left unsaid would be asked for as much as it is limited to, and more than a small node has.
    private static final Map<String, Quantity> REQUESTS = Map.of("cpu", new Quantity("100m"), "memory", new Quantity("256Mi"), "ephemeral-storage",
            new Quantity("128Mi"));
    /// Source, layers and their copies all lie in memory's place or on this disk; a bomb fills its own.
    private static final Map<String, Quantity> LIMITS = Map.of("cpu", new Quantity("1"), "memory", new Quantity("512Mi"), "ephemeral-storage",
            new Quantity("1Gi"));

    private static final Map<String, Quantity> RUNNERS_LIMITS = Map.of("cpu", new Quantity("1"), "memory", new Quantity("1Gi"), "ephemeral-storage",
            new Quantity("1536Mi"));

    static String name(Build build) {
        return build.getMetadata().getName() + "-build";
    }

    /// What the build pushes into.
    String repository(Build build) {
        return "%s/%s/%s".formatted(place.registry(), tenant, Optional.ofNullable(build.getSpec().image()).orElse(build.getMetadata().getName()));
    }

    /// @param owner the build
    Pod of(Build build, OwnerReference owner) {
        return new PodBuilder().withNewMetadata().withName(name(build)).withNamespace(build.getMetadata().getNamespace())
                .addToLabels(Build.LABEL, build.getMetadata().getName()).withOwnerReferences(owner)
                .addToAnnotations("kubectl.kubernetes.io/default-container", CONTAINER).endMetadata()
                .withNewSpec().withRestartPolicy("Never").withActiveDeadlineSeconds(build.getSpec().timeoutSeconds().longValue())
                .withAutomountServiceAccountToken(false).withEnableServiceLinks(false)
                .withInitContainers(runs(build) ? List.of(runner(build)) : List.of())
                .addNewContainer().withName(CONTAINER).withImage(BUILDER).withEnv(environment(build)).withVolumeMounts(mounts(build))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewResources().withRequests(REQUESTS).withLimits(LIMITS).endResources()
                .withNewSecurityContext().withAllowPrivilegeEscalation(false).withNewCapabilities().addToDrop("ALL").addToAdd("NET_BIND_SERVICE")
                .endCapabilities()
                .endSecurityContext().endContainer()
                .withVolumes(volumes(build)).endSpec().build();
    }

    /// A page is never made by a command.
    private static boolean runs(Build build) {
        return !build.getSpec().strategy().equals("static");
    }

    /// It ends with the builder, and is there before it.
    private static Container runner(Build build) {
        return new ContainerBuilder().withName(RUNNER).withImage(RUNNERS_IMAGE).withRestartPolicy("Always")
                .withVolumeMounts(build.getSpec().cache() == null ? List.of() : List.of(mount("cache", CACHE, false)))
                .withNewResources().withRequests(REQUESTS).withLimits(RUNNERS_LIMITS).endResources()
                .withNewSecurityContext().withRunAsUser(0L).withAllowPrivilegeEscalation(false).withNewCapabilities().addToDrop("ALL")
                .addToAdd(RUNNERS_CAPABILITIES).endCapabilities().endSecurityContext().build();
    }

    private List<EnvVar> environment(Build build) {
        List<EnvVar> variables = new ArrayList<>();
        Build.Source source = build.getSpec().source();
        put(variables, "BUILD_GIT_URL", Optional.ofNullable(source.git()).map(Build.Git::url));
        put(variables, "BUILD_GIT_REVISION", Optional.ofNullable(source.git()).map(Build.Git::revision));
        put(variables, "BUILD_PATH",
                Optional.ofNullable(source.git()).map(Build.Git::path).or(() -> Optional.ofNullable(source.archive()).map(Build.Archive::path)));
        put(variables, "BUILD_CONTEXT", Optional.of(source.git() == null ? CONTEXT : WORK + "/source"));
        put(variables, "BUILD_STRATEGY", Optional.of(build.getSpec().strategy()));
        put(variables, "BUILD_IMAGE", Optional.of(repository(build)));
        put(variables, "BUILD_TAG", Optional.of(build.getMetadata().getName()));
        put(variables, "BUILD_USER", Optional.of(tenant + "/" + cluster));
        put(variables, "BUILD_TOKEN_FILE", Optional.of(IDENTITY + "/token"));
        put(variables, "BUILD_AUTHORITIES", Optional.of(IDENTITY));
        put(variables, "BUILD_FRONT", place.loopback() ? Optional.of(place.front()) : Optional.empty());
        put(variables, "BUILD_RUNNER", runs(build) ? Optional.of(RUNNERS_ADDRESS) : Optional.empty());
        put(variables, "BUILD_ARGUMENTS", texts(arguments(build)));
        put(variables, "BUILD_REPOSITORIES", texts(repositories(build)));
        // The tenant's layers are kept for all its clusters: a claim is known by where it is.
        put(variables, "BUILD_CACHE", Optional.ofNullable(build.getSpec().cache()).map(named -> "%s/%s/%s".formatted(cluster,
                build.getMetadata().getNamespace(), named.claim())));
        put(variables, "BUILD_FRESH", Optional.ofNullable(build.getSpec().fresh()).filter(Boolean::booleanValue).map(String::valueOf));
        return variables;
    }

    private static Map<String, String> arguments(Build build) {
        Map<String, String> arguments = new TreeMap<>();
        Optional.ofNullable(build.getSpec().arguments()).orElse(List.of())
                .forEach(argument -> arguments.put(argument.name(), Optional.ofNullable(argument.value()).orElse("")));
        return arguments;
    }

    /// What the build says goes before what the installation does.
    private Map<String, String> repositories(Build build) {
        Map<String, String> repositories = new TreeMap<>(place.repositories());
        Optional.ofNullable(build.getSpec().repositories()).ifPresent(said -> {
            named(repositories, "maven", said.maven());
            named(repositories, "npm", said.npm());
            named(repositories, "python", said.python());
            named(repositories, "proxy", said.proxy());
        });
        return repositories;
    }

    private static void named(Map<String, String> repositories, String kind, String url) {
        if (url != null && !url.isEmpty()) {
            repositories.put(kind, url);
        }
    }

    private static Optional<String> texts(Map<String, String> texts) {
        try {
            return texts.isEmpty() ? Optional.empty() : Optional.of(JSON.writeValueAsString(texts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(List<EnvVar> variables, String name, Optional<String> value) {
        value.filter(text -> !text.isEmpty()).ifPresent(text -> variables.add(new EnvVarBuilder().withName(name).withValue(escaped(text)).build()));
    }

    /// As it stands: `$(NAME)` of a source's would be another variable.
    private static String escaped(String text) {
        return text.replace("$(", "$$(");
    }

    private static List<VolumeMount> mounts(Build build) {
        List<VolumeMount> mounts = new ArrayList<>(List.of(mount("work", WORK, false), mount("registry", IDENTITY, true)));
        if (build.getSpec().source().archive() != null) {
            mounts.add(mount("context", CONTEXT, true));
        }
        return mounts;
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        return new VolumeMountBuilder().withName(name).withMountPath(path).withReadOnly(readOnly).build();
    }

    private static List<Volume> volumes(Build build) {
        List<Volume> volumes = new ArrayList<>(List.of(
                new VolumeBuilder().withName("work").withNewEmptyDir().withSizeLimit(new Quantity("1Gi")).endEmptyDir().build(),
                new VolumeBuilder().withName("registry").withNewProjected()
                        .addNewSource().withNewServiceAccountToken().withAudience(AUDIENCE).withExpirationSeconds(TOKEN_SECONDS).withPath("token")
                        .endServiceAccountToken().endSource()
                        .addNewSource().withNewConfigMap().withName("kube-root-ca.crt").addNewItem().withKey("ca.crt").withPath("ca.crt").endItem()
                        .endConfigMap()
                        .endSource().endProjected().build()));
        Build.Archive archive = build.getSpec().source().archive();
        if (archive != null && archive.configMap() != null) {
            volumes.add(new VolumeBuilder().withName("context").withNewConfigMap().withName(archive.configMap()).endConfigMap().build());
        }
        if (archive != null && archive.claim() != null) {
            volumes.add(new VolumeBuilder().withName("context").withNewPersistentVolumeClaim(archive.claim(), true).build());
        }
        Optional.ofNullable(build.getSpec().cache()).filter(_ -> runs(build)).ifPresent(cache -> volumes.add(new VolumeBuilder().withName("cache")
                .withNewPersistentVolumeClaim(cache.claim(), false).build()));
        return volumes;
    }
}
