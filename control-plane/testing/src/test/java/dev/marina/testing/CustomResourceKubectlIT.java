package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import dev.marina.testing.Kubectl.Result;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Custom types with an unmodified kubectl, as an operator's author meets them.
class CustomResourceKubectlIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static Kubectl owner;

    @BeforeAll
    static void aCluster() {
        ClusterRecord cluster = plane.cluster("acme", "custom");
        owner = new Kubectl(plane.kubeconfig(cluster, "owner", "marina:acme:owner"));
    }

    private static Result kubectl(String input, String... arguments) throws Exception {
        return owner.run(input, arguments);
    }

    private static String file(String name) throws Exception {
        try (InputStream in = CustomResourceKubectlIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aTypeIsDefinedUsedExplainedAndTakenBack() throws Exception {
        assertEquals(new Result(0, "customresourcedefinition.apiextensions.k8s.io/routes.traffic.example.com created\n"),
                kubectl(file("routes-crd.yaml"), "apply", "-f", "-"));
        assertEquals(0, kubectl("", "wait", "--for=condition=Established", "crd/routes.traffic.example.com", "--timeout=20s").exit());
        String route = """
                apiVersion: traffic.example.com/v1
                kind: Route
                metadata: {name: web}
                spec:
                  hostnames: [www.example.com]
                  rules:
                  - name: all
                    matches: [{path: {type: PathPrefix, value: /}}]
                    backendRefs: [{name: web, port: 80, weight: 1}]
                """;
        assertEquals(new Result(0, "route.traffic.example.com/web created\n"), kubectl(route, "apply", "-f", "-"));
        assertEquals(new Result(0, "route.traffic.example.com/web unchanged\n"), kubectl(route, "apply", "-f", "-"));
        assertEquals(new Result(0, "route.traffic.example.com/web configured\n"), kubectl(route.replace("port: 80", "port: 81"), "apply", "-f", "-"));
        Result listed = kubectl("", "get", "rt");
        assertTrue(listed.output().startsWith("NAME   HOSTNAMES             AGE\nweb    [\"www.example.com\"]   "), listed.output());
        kubectl("", "patch", "route", "web", "--type=merge", "-p", "{\"spec\":{\"rules\":[{\"name\":\"all\",\"backendRefs\":[{\"name\":\"web\"}]}]}}");
        assertEquals("PathPrefix 1",
                kubectl("", "get", "route", "web", "-o", "jsonpath={.spec.rules[0].matches[0].path.type} {.spec.rules[0].backendRefs[0].weight}").output());
        assertTrue(kubectl("", "explain", "route.spec.rules.matches").output().contains("Conditions under which the rule applies."));
        assertTrue(kubectl("", "api-resources", "--api-group=traffic.example.com").output()
                .contains("routes   rt           traffic.example.com/v1   true         Route"));
        Result unknown = kubectl(route.replace("hostnames", "hostnmes"), "apply", "-f", "-");
        assertTrue(unknown.output().contains("unknown field \"spec.hostnmes\""), unknown.output());
        Result refused = kubectl(route.replace("value: /", "value: x"), "apply", "-f", "-");
        assertTrue(refused.output().contains("spec.rules[0].matches[0].path: Invalid value: value must be an absolute path"), refused.output());
        assertEquals(0, kubectl("", "delete", "crd", "routes.traffic.example.com", "--timeout=30s").exit());
        assertEquals(1, kubectl("", "get", "routes").exit());
    }
}
