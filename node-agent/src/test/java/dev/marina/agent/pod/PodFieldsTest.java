package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PodFieldsTest {

    private static final Map<String, Class<?>> TYPES = Map.of("spec.", PodSpec.class, "spec.securityContext.", PodSecurityContext.class, "spec.containers[].",
            Container.class,
            "spec.containers[].lifecycle.", Lifecycle.class, "spec.containers[].resources.", ResourceRequirements.class,
            "spec.containers[].securityContext.", SecurityContext.class, "spec.containers[].volumeMounts[].", VolumeMount.class);

    @Test
    void everyFieldThatTheApiHasIsAnsweredFor() {
        TreeSet<String> wanted = new TreeSet<>();
        TYPES.forEach((prefix, type) -> Arrays.stream(type.getDeclaredFields()).filter(field -> !Modifier.isStatic(field.getModifiers())).map(Field::getName)
                .filter(name -> !name.equals("additionalProperties")).forEach(name -> wanted.add(prefix + name)));

        assertEquals(wanted, new TreeSet<>(PodFields.all().stream().map(PodFields.Field::path).toList()));
    }

    @Test
    void fieldThatNobodyCarriesOutIsRefusedByName() {
        record Row(String spec, String refused) {}
        for (Row row : List.of(
                new Row("containers: [{name: a, volumeDevices: [{name: v, devicePath: /dev/x}]}]", ""),
                new Row("{initContainers: [{name: a}, {name: b, securityContext: {procMount: Unmasked}}]}", "spec.initContainers[1].securityContext.procMount"),
                new Row("securityContext: {seccompProfile: {type: Localhost, localhostProfile: x.json}}", "spec.securityContext.seccompProfile"),
                new Row("{os: {name: linux}, securityContext: {seccompProfile: {type: RuntimeDefault}, supplementalGroupsPolicy: Merge}}", ""),
                new Row("containers: [{name: a, volumeMounts: [{name: v, mountPath: /v, recursiveReadOnly: IfPossible}]}]", ""))) {
            Pod pod = Pods.pod(row.spec);

            assertEquals(row.refused, PodFields.refuse(pod).map(text -> text.substring(0, text.indexOf(' '))).orElse(""), row.spec);
        }
    }

    @Test
    void usualPodIsNotRefused() {
        assertEquals(Optional.empty(), PodAdmission.refuse(Pods.oneContainer("Always"), true));
    }
}
