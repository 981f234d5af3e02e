package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private final RecordingPodApi api = new RecordingPodApi();

    private Map<String, String> environment(String container) {
        Pod pod = Pods.pod("containers:\n- {name: main, image: x, %s}\n".formatted(container));
        Fields fields = new Fields(pod, "node-1", "100.64.0.7", List.of("10.244.1.5"), new Quantity("2"), new Quantity("4Gi"));
        return new Environment(pod, api, api::services, fields).of(pod.getSpec().getContainers().getFirst());
    }

    @Test
    void laterValuesWinAndMayReferToEarlierOnes() {
        api.configMaps.put("all", new ConfigMapBuilder().withData(Map.of("A", "from-map", "B", "b")).build());

        assertEquals(Map.of("X_A", "from-map", "X_B", "b", "A", "own", "C", "own-b-$(NOBODY)-$(A)"), environment("""
                envFrom: [{prefix: X_, configMapRef: {name: all}}], \
                env: [{name: A, value: own}, {name: C, value: "$(A)-$(X_B)-$(NOBODY)-$$(A)"}]"""));
    }

    /// Upstream's RelaxedEnvironmentVariableValidation: whatever is printable and no `=` is a name, though many shells drop it.
    @Test
    void namesThatNoShellCouldAssignToAreVariables() {
        api.configMaps.put("names", new ConfigMapBuilder().withData(Map.of("data-1", "a", "x.y", "b")).build());
        api.secrets.put("names", new SecretBuilder().withData(Map.of("key-1", "Yw==")).build());

        assertEquals(Map.of("data-1", "a", "x.y", "b", "p-data-1", "a", "p-x.y", "b", "$_(%-,*key-1", "c", "1 #", "d"), environment("""
                envFrom: [{configMapRef: {name: names}}, {prefix: p-, configMapRef: {name: names}}, {prefix: "$_(%-,*", secretRef: {name: names}}], \
                env: [{name: "1 #", value: d}]"""));
    }

    @Test
    void fieldsAndResourcesOfThePodAreValues() {
        assertEquals(Map.of("NAME", "web", "IP", "10.244.1.5", "NODE", "node-1", "APP", "web", "CPU", "500", "MEMORY", "4096"), environment("""
                resources: {requests: {cpu: 500m}}, env: [\
                {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, \
                {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}, {name: APP, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}, \
                {name: CPU, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}}, \
                {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}]"""));
    }

    @Test
    void missingReferencesAreNamedUnlessOptional() {
        api.secrets.put("known", new SecretBuilder().withData(Map.of("key", "dmFsdWU=")).build());

        assertEquals("secret \"other\" not found", assertThrows(Environment.Unresolved.class,
                () -> environment("env: [{name: A, valueFrom: {secretKeyRef: {name: other, key: key}}}]")).getMessage());
        assertEquals("couldn't find key nokey in Secret default/known", assertThrows(Environment.Unresolved.class,
                () -> environment("env: [{name: A, valueFrom: {secretKeyRef: {name: known, key: nokey}}}]")).getMessage());
        assertEquals("configmap \"other\" not found", assertThrows(Environment.Unresolved.class,
                () -> environment("envFrom: [{configMapRef: {name: other}}]")).getMessage());
        assertEquals(Map.of("A", "value"), environment(
                """
                env: [{name: A, valueFrom: {secretKeyRef: {name: known, key: key}}}, {name: B, valueFrom: {secretKeyRef: {name: other, key: key, optional: true}}}]"""));
    }

    @Test
    void servicesOfTheNamespaceAreVariables() {
        api.services.add(new ServiceBuilder().withNewMetadata().withName("my-db").withNamespace("default").endMetadata()
                .withNewSpec().withClusterIP("10.96.0.20").addNewPort().withName("sql").withPort(3306).withProtocol("TCP").endPort().endSpec().build());
        api.services.add(new ServiceBuilder().withNewMetadata().withName("headless").withNamespace("default").endMetadata()
                .withNewSpec().withClusterIP("None").addNewPort().withPort(1).endPort().endSpec().build());

        Map<String, String> env = environment("env: []");

        assertEquals("10.96.0.20", env.get("MY_DB_SERVICE_HOST"));
        assertEquals("3306", env.get("MY_DB_SERVICE_PORT_SQL"));
        assertEquals("tcp://10.96.0.20:3306", env.get("MY_DB_PORT"));
        assertEquals("10.96.0.20", env.get("MY_DB_PORT_3306_TCP_ADDR"));
        assertEquals(7 + 1, env.size() + (env.containsKey("HEADLESS_SERVICE_HOST") ? 100 : 0), env.toString());
    }
}
