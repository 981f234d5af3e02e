package dev.marina.apiserver.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditPolicyTest {

    private static final Identity ANN = Identity.authenticated("ann", "", List.of("marina:acme:owner"), Map.of(), Identity.Proof.OIDC_TOKEN);
    private static final Identity NODE = Identity.authenticated("system:node:n1", "", List.of("system:nodes"), Map.of(), Identity.Proof.CERTIFICATE);

    private static AuditPolicy policy(String yaml) {
        try {
            return AuditPolicy.of(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param path such as `get apps/deployments/scale ns name`, or `get /healthz`
    private static Target target(String text) {
        String[] parts = text.split(" ");
        if (parts[1].startsWith("/")) {
            return new Target.NonResource(parts[0], parts[1]);
        }
        String[] type = parts[1].split("/");
        boolean grouped = type.length > 1 && type[0].matches(".*\\..*|apps|core");
        String group = grouped && !type[0].equals("core") ? type[0] : "";
        int at = grouped ? 1 : 0;
        return new Target.Resource(parts[0], new GroupVersionResource(group, "v1", type[at]), parts.length > 2 ? parts[2] : "",
                parts.length > 3 ? parts[3] : "",
                type.length > at + 1 ? type[at + 1] : "");
    }

    private static String level(String rule, String target) {
        return policy("rules: [{level: Request, %s}]".formatted(rule)).decide(ANN, target(target)).level().wire();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "users: [ann]                                                       | get pods ns p            | Request",
            "users: [bob]                                                       | get pods ns p            | None",
            "userGroups: ['marina:acme:owner']                                  | get pods ns p            | Request",
            "userGroups: [other]                                                | get pods ns p            | None",
            "verbs: [get, list]                                                 | list pods ns             | Request",
            "verbs: [get]                                                       | list pods ns             | None",
            "namespaces: [ns]                                                   | get pods ns p            | Request",
            "namespaces: ['']                                                   | get nodes                | Request",
            "namespaces: [other]                                                | get pods ns p            | None",
            "namespaces: [ns]                                                   | get /healthz             | None",
            "resources: [{group: ''}]                                           | get pods ns p            | Request",
            "resources: [{group: apps}]                                         | get pods ns p            | None",
            "resources: [{group: apps, resources: [deployments]}]               | get apps/deployments ns  | Request",
            "resources: [{group: apps, resources: [deployments]}]               | get apps/deployments/scale ns d | None",
            "resources: [{group: apps, resources: ['deployments/*']}]           | get apps/deployments/scale ns d | Request",
            "resources: [{group: apps, resources: ['deployments/*']}]           | get apps/deployments ns d | Request",
            "resources: [{group: apps, resources: ['*/scale']}]                 | get apps/deployments/scale ns d | Request",
            "resources: [{group: apps, resources: ['*/scale']}]                 | get apps/deployments ns d | None",
            "resources: [{group: apps, resources: ['*']}]                       | get apps/deployments/scale ns d | Request",
            "resources: [{group: '', resources: [pods], resourceNames: [p]}]    | get pods ns p            | Request",
            "resources: [{group: '', resources: [pods], resourceNames: [q]}]    | get pods ns p            | None",
            "nonResourceURLs: ['/healthz*']                                     | get /healthz/etcd        | Request",
            "nonResourceURLs: ['/healthz']                                      | get /healthz/etcd        | None",
            "nonResourceURLs: ['*']                                             | get /metrics             | Request",
            "nonResourceURLs: ['*']                                             | get pods ns p            | None",
            "verbs: []                                                          | get /metrics             | Request"})
    void aRuleIsForWhatItNames(String rule, String target, String level) {
        assertEquals(level, level(rule, target));
    }

    @Test
    void theFirstRuleThatMatchesDecidesAndWhereNoneDoesNothingIsRecorded() {
        AuditPolicy policy = policy("""
                omitStages: [RequestReceived]
                omitManagedFields: true
                rules:
                - {level: Metadata, verbs: [get], omitStages: [ResponseStarted], omitManagedFields: false}
                - {level: RequestResponse, users: [ann]}
                """);

        AuditPolicy.Decision read = policy.decide(ANN, target("get pods ns p"));
        assertEquals(Level.METADATA, read.level());
        assertFalse(read.omitManagedFields() || read.records(Stage.REQUEST_RECEIVED) || read.records(Stage.RESPONSE_STARTED));
        assertTrue(read.records(Stage.RESPONSE_COMPLETE) && read.records(Stage.PANIC));
        AuditPolicy.Decision written = policy.decide(ANN, target("create pods ns"));
        assertEquals(Level.REQUEST_RESPONSE, written.level());
        assertTrue(written.omitManagedFields() && written.records(Stage.RESPONSE_STARTED));
        assertEquals(Level.NONE, policy.decide(NODE, target("create pods ns")).level());
    }

    @ParameterizedTest
    @CsvSource({"get core/secrets ns s", "list core/secrets", "create serviceaccounts/token ns a", "create authentication.k8s.io/tokenreviews"})
    void ofSecretsNoMoreThanMetadataIsRecordedWhateverThePolicy(String target) {
        assertEquals(Level.METADATA, policy("rules: [{level: RequestResponse}]").decide(ANN, target(target)).level());
    }

    @ParameterizedTest
    @CsvSource({"create pods ns, Metadata", "delete apps/deployments ns d, Metadata", "get secrets ns s, Metadata", "list secrets, Metadata",
            "get pods/log ns p, Metadata", "create pods/exec ns p, Metadata", "get pods ns p, None", "list configmaps ns, None", "get /version, None",
            "update coordination.k8s.io/leases ns l, None", "create events ns, None", "create rbac.authorization.k8s.io/roles ns, Metadata"})
    void theStandardPolicyRecordsWhatChangesAndWhoReadSecrets(String target, String level) {
        assertEquals(level, AuditPolicy.STANDARD.decide(ANN, target(target)).level().wire());
    }

    @Test
    void whatNodesReportOfThemselvesIsNotRecordedButWhatTheyDoIs() {
        assertEquals(Level.NONE, AuditPolicy.STANDARD.decide(NODE, target("patch nodes/status  n1")).level());
        assertEquals(Level.NONE, AuditPolicy.STANDARD.decide(NODE, target("get secrets ns s")).level());
        assertEquals(Level.METADATA, AuditPolicy.STANDARD.decide(NODE, target("patch pods/status ns p")).level());
    }

    /// Somebody with a node's certificate that they have asked for reads Secrets like anybody.
    @Test
    void aNodeOfTheTenantsOwnIsHeardLikeAPerson() {
        Identity made = Identity.authenticated("system:node:n1", "", List.of("system:nodes"), Map.of(), Identity.Proof.REQUESTED_CERTIFICATE);
        assertEquals(Level.METADATA, AuditPolicy.STANDARD.decide(made, target("get secrets ns s")).level());
        assertEquals(Level.METADATA, AuditPolicy.STANDARD.decide(made, target("patch nodes/status  n1")).level());
    }
}
