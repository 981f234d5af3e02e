package dev.marina.builds.kustomize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KustomizeTest {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  serviceAccountName: runner
                  containers:
                  - name: web
                    image: registry.example.org:5000/shop/web:1
                    ports: [{containerPort: 8080}]
                    envFrom: [{configMapRef: {name: settings}}]
                    env: [{name: A, value: "1"}, {name: B, value: "2"}]
                  volumes: [{name: keys, secret: {secretName: keys}}]
            """;

    @TempDir
    Path root;

    @BeforeEach
    void aBase() throws IOException {
        write("base/kustomization.yaml", """
                resources: [web.yaml, rest.yaml]
                configMapGenerator:
                - name: settings
                  literals: [COLOR=red, 'SIZE="large"']
                secretGenerator:
                - name: keys
                  files: [key.bin, named=key.bin]
                """);
        write("base/web.yaml", DEPLOYMENT);
        write("base/key.bin", "secret");
        write("base/rest.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: runner}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: runs}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects: [{kind: ServiceAccount, name: runner, namespace: elsewhere}]
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
                """);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private List<ObjectNode> overlay(String kustomization) throws IOException {
        write("over/kustomization.yaml", kustomization);
        return Kustomize.build(root, root.resolve("over"));
    }

    private static JsonNode find(List<ObjectNode> objects, String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).findFirst().orElseThrow();
    }

    private String refused(String kustomization) {
        return assertThrows(Unbuildable.class, () -> overlay(kustomization)).getMessage();
    }

    @Test
    void namesAndWhatNamesThemChangeTogether() throws IOException {
        List<ObjectNode> made = overlay("""
                resources: [../base]
                namePrefix: eu-
                nameSuffix: -2
                namespace: shop
                """);

        JsonNode pod = find(made, "Deployment").at("/spec/template/spec");
        assertEquals("eu-web-2", find(made, "Deployment").at("/metadata/name").asText());
        assertEquals("eu-runner-2", pod.path("serviceAccountName").asText());
        assertEquals(find(made, "ConfigMap").at("/metadata/name").asText(), pod.at("/containers/0/envFrom/0/configMapRef/name").asText());
        assertEquals(find(made, "Secret").at("/metadata/name").asText(), pod.at("/volumes/0/secret/secretName").asText());
        assertTrue(find(made, "ConfigMap").at("/metadata/name").asText().matches("eu-settings-2-[a-z0-9]{10}"));
        assertEquals("eu-web-2", find(made, "Ingress").at("/spec/rules/0/http/paths/0/backend/service/name").asText());
        assertEquals("eu-runner-2", find(made, "RoleBinding").at("/subjects/0/name").asText());
        assertEquals("shop", find(made, "RoleBinding").at("/subjects/0/namespace").asText());
        assertEquals("view", find(made, "RoleBinding").at("/roleRef/name").asText());
        assertTrue(made.stream().allMatch(object -> object.at("/metadata/namespace").asText().equals("shop")));
    }

    /// "9g67k2htb6" is what kustomize's own tests have for one empty key. sigs.k8s.io/kustomize/api/hasher/hasher_test.go
    @Test
    void theHashIsThatOfKustomize() {
        ObjectNode map = Manifests.objects("{kind: ConfigMap, metadata: {}, data: {one: ''}}", "x").getFirst();

        assertEquals("9g67k2htb6", ContentHash.of(new Resource(map)));
    }

    @Test
    void whatIsGeneratedFollowsItsContent() throws IOException {
        String before = find(overlay("resources: [../base]"), "ConfigMap").at("/metadata/name").asText();
        List<ObjectNode> merged = overlay("""
                resources: [../base]
                configMapGenerator:
                - {name: settings, behavior: merge, literals: [COLOR=blue]}
                """);
        JsonNode map = find(merged, "ConfigMap");

        assertEquals("blue", map.at("/data/COLOR").asText());
        assertEquals("large", map.at("/data/SIZE").asText());
        assertFalse(before.equals(map.at("/metadata/name").asText()));
        assertEquals("c2VjcmV0", find(merged, "Secret").at("/data/named").asText());
        assertEquals("plain", find(overlay("""
                generatorOptions: {disableNameSuffixHash: true, labels: {made: "yes"}}
                configMapGenerator: [{name: plain, literals: [A=1]}]
                """), "ConfigMap").at("/metadata/name").asText());
    }

    @Test
    void labelsReachSelectorsOnlyWhereTheyShould() throws IOException {
        List<ObjectNode> common = overlay("{resources: [../base], commonLabels: {team: a}, commonAnnotations: {note: b}}");
        List<ObjectNode> plain = overlay("{resources: [../base], labels: [{pairs: {team: a}}]}");

        assertEquals("a", find(common, "Deployment").at("/spec/selector/matchLabels/team").asText());
        assertEquals("a", find(common, "Deployment").at("/spec/template/metadata/labels/team").asText());
        assertEquals("b", find(common, "Deployment").at("/spec/template/metadata/annotations/note").asText());
        assertEquals("a", find(common, "Service").at("/spec/selector/team").asText());
        assertEquals("a", find(plain, "Service").at("/metadata/labels/team").asText());
        assertTrue(find(plain, "Service").at("/spec/selector/team").isMissingNode());
        assertTrue(find(plain, "Deployment").at("/spec/template/metadata/labels/team").isMissingNode());
    }

    @Test
    void imagesAndReplicasAreSet() throws IOException {
        List<ObjectNode> made = overlay("""
                resources: [../base]
                images: [{name: 'registry.example.org:5000/shop/web', newName: other/web, newTag: v2}]
                replicas: [{name: web, count: 4}]
                """);

        assertEquals("other/web:v2", find(made, "Deployment").at("/spec/template/spec/containers/0/image").asText());
        assertEquals(4, find(made, "Deployment").at("/spec/replicas").asInt());
        JsonNode digest = Manifests.documents("{name: nginx, digest: 'sha256:1'}", "x").getFirst();
        assertEquals("nginx@sha256:1", Images.of("nginx:1.27", digest));
        assertEquals("x/nginx:1.27", Images.of("x/nginx:1.27", digest));
    }

    @Test
    void patchesMergeByNamesOrGoByPaths() throws IOException {
        List<ObjectNode> made = overlay("""
                resources: [../base]
                namePrefix: p-
                patches:
                - patch: |-
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      template:
                        spec:
                          containers:
                          - name: web
                            env: [{name: B, $patch: delete}, {name: C, value: "3"}]
                          - {name: side, image: side:1}
                - target: {kind: Service, name: w.*}
                  patch: |-
                    - {op: replace, path: /spec/ports/0/port, value: 81}
                    - {op: add, path: /metadata/annotations, value: {a~b: c}}
                - target: {kind: Ingress}
                  patch: |-
                    $patch: merge
                    kind: any
                    metadata: {name: any, labels: {seen: "1"}}
                patchesStrategicMerge:
                - '{apiVersion: v1, kind: ServiceAccount, metadata: {name: runner}, $patch: delete}'
                """);
        JsonNode containers = find(made, "Deployment").at("/spec/template/spec/containers");

        assertEquals("[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"C\",\"value\":\"3\"}]", containers.at("/0/env").toString());
        assertEquals("registry.example.org:5000/shop/web:1", containers.at("/0/image").asText());
        assertEquals("side", containers.at("/1/name").asText());
        assertEquals(81, find(made, "Service").at("/spec/ports/0/port").asInt());
        assertEquals("c", find(made, "Service").at("/metadata/annotations").path("a~b").asText());
        assertEquals("p-web", find(made, "Ingress").at("/metadata/name").asText());
        assertEquals("1", find(made, "Ingress").at("/metadata/labels/seen").asText());
        assertTrue(made.stream().noneMatch(object -> object.path("kind").asText().equals("ServiceAccount")));
    }

    @Test
    void aComponentChangesWhatIsThereAlready() throws IOException {
        write("extra/kustomization.yaml", """
                apiVersion: kustomize.config.k8s.io/v1alpha1
                kind: Component
                replicas: [{name: web, count: 2}]
                """);

        assertEquals(2, find(overlay("{resources: [../base], components: [../extra]}"), "Deployment").at("/spec/replicas").asInt());
    }

    @Test
    void whatIsNotSupportedOrElsewhereIsRefusedByName() throws IOException {
        assertTrue(refused("helmCharts: []").contains("has the field helmCharts, which is not supported"));
        assertTrue(refused("resources: ['https://example.org/base']").contains("is elsewhere"));
        assertTrue(refused("resources: ['github.com/example/base']").contains("is elsewhere"));
        assertTrue(refused("resources: [../../../etc/passwd]").contains("outside of the source"));
        assertTrue(refused("resources: [/etc/passwd]").contains("outside of the source"));
        assertTrue(refused("resources: [../over]").contains("leads to itself"));
        assertTrue(refused("resources: [../base, ../base]").contains("twice"));
        assertTrue(refused("{resources: [../base], patches: [{target: {kind: Service, name: nope}, patch: '{spec: {}}'}]}").contains("is not there"));
        assertTrue(refused("{resources: [../base], patches: [{patch: '[{op: add, path: /a, value: 1}]'}]}").contains("no target"));
    }

    @Test
    void aLinkLeadsNowhere() throws IOException {
        Files.createDirectories(root.resolve("over"));
        Files.createSymbolicLink(root.resolve("over/passwd.yaml"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root.resolve("linked"), root.resolve("base"));

        assertTrue(refused("resources: [passwd.yaml]").contains("links are not followed"));
        assertTrue(refused("resources: [../linked]").contains("links are not followed"));
        assertTrue(refused("configMapGenerator: [{name: a, files: [passwd.yaml]}]").contains("links are not followed"));
    }

    @Test
    void yamlIsReadAsKubernetesReadsIt() {
        JsonNode read = Manifests.documents("{a: yes, b: 2001-01-01, c: 0644, d: true, e: 1.5, f: '1', g: ~, h: 1:30}", "x").getFirst();

        assertEquals("{\"a\":\"yes\",\"b\":\"2001-01-01\",\"c\":420,\"d\":true,\"e\":1.5,\"f\":\"1\",\"g\":null,\"h\":\"1:30\"}", read.toString());
    }

    /// https://en.wikipedia.org/wiki/Billion_laughs_attack
    @Test
    void whatUnfoldsForEverIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertTrue(assertThrows(Unbuildable.class, () -> Manifests.documents(bomb.toString(), "bomb.yaml")).getMessage().startsWith("bomb.yaml is no YAML"));
        assertThrows(Unbuildable.class, () -> Manifests.documents("a: &a [*a]", "circle.yaml"));
    }
}
