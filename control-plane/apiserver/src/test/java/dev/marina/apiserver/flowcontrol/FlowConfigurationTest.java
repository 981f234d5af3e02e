package dev.marina.apiserver.flowcontrol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.types.flowcontrol.BootstrapFlows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowConfigurationTest {

    private static final FlowConfiguration DEFAULTS = FlowConfiguration.of(
            BootstrapFlows.documents().stream().filter(each -> each.kind().equals("FlowSchema")).map(FlowSchema::of).toList(),
            BootstrapFlows.documents().stream().filter(each -> !each.kind().equals("FlowSchema")).map(PriorityLevel::of).toList());

    private static Identity identity(String user, String... groups) {
        return Identity.authenticated(user, "", List.of(groups), Map.of(), Identity.Proof.CERTIFICATE);
    }

    private static Target.Resource resource(String verb, String group, String resource, String namespace) {
        return new Target.Resource(verb, new GroupVersionResource(group, "v1", resource), namespace, "", "");
    }

    @ParameterizedTest
    @CsvSource({
            "root,system:masters,list,,pods,default,exempt",
            "system:node:n1,system:nodes,update,,nodes/status,,system-node-high",
            "system:node:n1,system:nodes,update,coordination.k8s.io,leases,kube-node-lease,system-node-high",
            "system:node:n1,system:nodes,list,,pods,,system-nodes",
            "system:kube-scheduler,,update,coordination.k8s.io,leases,kube-system,system-leader-election",
            "system:kube-scheduler,,list,,pods,,kube-scheduler",
            "system:serviceaccount:kube-system:namespace-controller,system:serviceaccounts,list,,pods,,kube-system-service-accounts",
            "system:serviceaccount:default:app,system:serviceaccounts,list,,pods,default,service-accounts",
            "system:serviceaccount:kube-system2:app,system:serviceaccounts,list,,pods,default,service-accounts",
            "alice,,list,,pods,default,global-default"})
    void everybodyHasTheSchemaOfUpstream(String user, String group, String verb, String apiGroup, String resource, String namespace, String schema) {
        String[] parts = resource.split("/");
        Target target = new Target.Resource(verb, new GroupVersionResource(apiGroup == null ? "" : apiGroup, "v1", parts[0]),
                namespace == null ? "" : namespace, "", parts.length == 2 ? parts[1] : "");

        assertEquals(schema, DEFAULTS.classify(group == null ? identity(user) : identity(user, group), target).name());
    }

    @Test
    void probesAreExempt() {
        assertEquals("probes", DEFAULTS.classify(Identity.ANONYMOUS, new Target.NonResource("get", "/healthz")).name());
        assertEquals("probes", DEFAULTS.classify(Identity.ANONYMOUS, new Target.NonResource("get", "/readyz/ping")).name());
        assertEquals("global-default", DEFAULTS.classify(Identity.ANONYMOUS, new Target.NonResource("get", "/healthzz")).name());
    }

    private static FlowSchema schema(String name, int precedence, String level) {
        FlowRule everything = new FlowRule(List.of(new FlowRule.Subject.User("*")),
                List.of(new FlowRule.Resources(List.of("*"), List.of("*"), List.of("*"), true, List.of("*"))), List.of());
        return new FlowSchema(name, "uid", precedence, level, FlowSchema.Distinguisher.BY_USER, List.of(everything));
    }

    @Test
    void theLowestPrecedenceIsAskedFirstAndAmongEqualsTheFirstName() {
        List<FlowSchema> schemas = new ArrayList<>(List.of(schema("b", 500, "catch-all"), schema("a", 500, "catch-all"), schema("z", 400, "catch-all")));
        Target target = resource("get", "", "pods", "default");

        assertEquals("z", FlowConfiguration.of(schemas, List.of()).classify(identity("bob"), target).name());
        schemas.removeLast();
        assertEquals("a", FlowConfiguration.of(schemas, List.of()).classify(identity("bob"), target).name());
    }

    @Test
    void aSchemaWithoutItsLevelIsPassedOver() {
        FlowConfiguration configuration = FlowConfiguration.of(List.of(schema("mine", 2, "nowhere")), List.of());

        assertEquals("catch-all", configuration.classify(identity("bob"), resource("get", "", "pods", "default")).name());
    }

    @Test
    void theMandatoryOnesAreThereWhateverIsStored() {
        FlowConfiguration configuration = FlowConfiguration.of(List.of(), List.of());

        assertEquals(List.of("exempt", "catch-all"), configuration.schemas().stream().map(FlowSchema::name).toList());
        assertEquals(List.of("catch-all", "exempt"), Stream.of("catch-all", "exempt").filter(configuration.levels()::containsKey).toList());
        assertEquals("catch-all", configuration.classify(Identity.ANONYMOUS, resource("watch", "x", "y", "")).name());
    }

    @Test
    void aNamespaceOrAUserMakesAFlow() {
        FlowSchema byUser = schema("mine", 2, "catch-all");
        FlowSchema byNamespace = new FlowSchema("mine", "", 2, "catch-all", FlowSchema.Distinguisher.BY_NAMESPACE, byUser.rules());

        assertEquals("bob", byUser.distinguish(identity("bob"), resource("get", "", "pods", "default")));
        assertEquals("default", byNamespace.distinguish(identity("bob"), resource("get", "", "pods", "default")));
    }

    @Test
    void sharesBecomeSeats() {
        PriorityLevel level = DEFAULTS.levels().get("workload-low");

        assertEquals(new Level.Share(245, 24, 845), Level.Share.of(level, 600, DEFAULTS.shares()));
    }
}
