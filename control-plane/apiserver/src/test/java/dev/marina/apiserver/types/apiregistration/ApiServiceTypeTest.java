package dev.marina.apiserver.types.apiregistration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.types.BuiltinTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ApiServiceTypeTest {

    private static Document service(String name, String spec) {
        String text = """
                {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"%s"},"spec":{%s}}""".formatted(name, spec);
        return ApiServiceType.DEFINITION.strategy().defaulted(Document.parse(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> wrong(String name, String spec) {
        return ApiServiceType.DEFINITION.strategy().validateCreate(service(name, spec)).stream().map(FieldError::field).toList();
    }

    private static String remote(String group, String more) {
        return """
                "group":"%s","version":"v1","groupPriorityMinimum":1000,"versionPriority":15,"service":{"namespace":"n","name":"s"}%s""".formatted(group, more);
    }

    @Test
    void aPortThatIsNotNamedIsThatOfHttps() {
        assertEquals(443, service("v1.a.example.com", remote("a.example.com", "")).at("spec", "service", "port").asInt());
        assertEquals(List.of(), wrong("v1.a.example.com", remote("a.example.com", "")));
    }

    @Test
    void nameAndPrioritiesAreChecked() {
        assertEquals(List.of("metadata.name", "spec.group", "spec.version", "spec.groupPriorityMinimum", "spec.versionPriority"),
                wrong("x", "\"version\":\"V1\",\"groupPriorityMinimum\":20001,\"versionPriority\":0"));
    }

    @Test
    void whatIsLocalTrustsNobody() {
        assertEquals(List.of("spec.caBundle", "spec.insecureSkipTLSVerify"), wrong("v1.a.example.com", """
                "group":"a.example.com","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"caBundle":"eHg=","insecureSkipTLSVerify":true"""));
    }

    @Test
    void aServiceIsNamedCompletelyAndVerifiedOrNot() {
        assertEquals(List.of("spec.service.namespace", "spec.service.name", "spec.service.port", "spec.insecureSkipTLSVerify"), wrong("v1.a.example.com", """
                "group":"a.example.com","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"caBundle":"eHg=","insecureSkipTLSVerify":true,
                "service":{"port":70000}"""));
    }

    /// Whoever answered for these would answer the platform's own components.
    @Test
    void groupsOfTheServerItselfAreNobodyElses() {
        for (String group : List.of("apps", "rbac.authorization.k8s.io", "apiregistration.k8s.io", "marina.dev", "internal.marina.dev", "metrics.k8s.io")) {
            assertEquals(List.of("spec.service"), wrong("v1." + group, remote(group, "")), group);
        }
        assertEquals(List.of(), wrong("v1.custom.metrics.k8s.io", remote("custom.metrics.k8s.io", "")));
    }

    @Test
    void everyGroupAndVersionThatIsServedHasItsService() {
        Set<String> served = BuiltinTypes.tenant().definitions().stream()
                .map(definition -> definition.resource().version() + "." + definition.resource().group())
                .filter(name -> !name.equals("v1.apiregistration.k8s.io")).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(served, LocalApiServices.documents().stream().map(Document::name).collect(Collectors.toCollection(TreeSet::new)));
        assertFalse(served.isEmpty());
        LocalApiServices.documents()
                .forEach(local -> assertEquals(List.of(), ApiServiceType.DEFINITION.strategy().validateCreate(local), local.name()));
    }
}
