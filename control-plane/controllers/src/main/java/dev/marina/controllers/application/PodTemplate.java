package dev.marina.controllers.application;

import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.stream.Stream;

/// The pods of an application: one container, without a way to the cluster's API.
///
/// @param bindings to add-ons, whose variables it has beside its own
record PodTemplate(String name, Application.Spec wanted, Bindings bindings) {

    /// Two minutes to start in, before somebody concludes that it will not.
    private static final int STARTS_EVERY_SECONDS = 2;
    private static final int STARTS_AT_MOST = 60;

    static String claim(String application, Application.Volume volume) {
        return application + "-" + volume.name();
    }

    PodSpec spec(String image, String restartPolicy) {
        return new PodSpecBuilder().withRestartPolicy(restartPolicy).withAutomountServiceAccountToken(false).withEnableServiceLinks(false)
                .withContainers(container(image)).withVolumes(wanted.volumes().stream().map(this::volume).toList()).build();
    }

    private Container container(String image) {
        ContainerBuilder container = new ContainerBuilder().withName(name).withImage(image).withCommand(wanted.command()).withArgs(wanted.args())
                .withEnv(Stream.concat(bindings.variables(wanted.env()), wanted.env().stream().map(PodTemplate::variable)).toList())
                .withResources(wanted.resources())
                .withNewSecurityContext().withAllowPrivilegeEscalation(false).endSecurityContext()
                .withVolumeMounts(wanted.volumes().stream()
                        .map(volume -> new VolumeMountBuilder().withName(volume.name()).withMountPath(volume.path()).build()).toList());
        if (wanted.port() != null) {
            container.addNewPort().withName("http").withContainerPort(wanted.port()).withProtocol("TCP").endPort()
                    .withStartupProbe(probe(STARTS_EVERY_SECONDS, STARTS_AT_MOST)).withReadinessProbe(probe(5, 2));
            if (wanted.health() != null) {
                container.withLivenessProbe(probe(10, 3));
            }
        }
        return container.build();
    }

    private Probe probe(int everySeconds, int failures) {
        ProbeBuilder probe = new ProbeBuilder().withPeriodSeconds(everySeconds).withFailureThreshold(failures);
        IntOrString port = new IntOrString(wanted.port());
        return wanted.health() == null
                ? probe.withNewTcpSocket().withPort(port).endTcpSocket().build()
                : probe.withNewHttpGet().withPath(wanted.health().path()).withPort(port).endHttpGet().build();
    }

    private static EnvVar variable(Application.Variable variable) {
        return variable.secret() == null
                ? new EnvVarBuilder().withName(variable.name()).withValue(variable.value() == null ? "" : variable.value()).build()
                : new EnvVarBuilder().withName(variable.name()).withNewValueFrom()
                        .withNewSecretKeyRef(variable.secret().key(), variable.secret().name(), null).endValueFrom().build();
    }

    private Volume volume(Application.Volume volume) {
        return new VolumeBuilder().withName(volume.name()).withNewPersistentVolumeClaim().withClaimName(claim(name, volume)).endPersistentVolumeClaim().build();
    }
}
