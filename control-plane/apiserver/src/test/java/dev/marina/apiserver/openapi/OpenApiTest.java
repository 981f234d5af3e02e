package dev.marina.apiserver.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.types.BuiltinTypes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private final OpenApi openApi = new OpenApi(BuiltinTypes.management());

    @Test
    void indexListsEachServedGroupVersion() {
        Set<String> listed = new HashSet<>();
        openApi.index("/clusters/a/b").at("paths").fieldNames().forEachRemaining(listed::add);
        Set<String> served = new HashSet<>();
        BuiltinTypes.management().definitions()
                .forEach(definition -> served.add((definition.resource().group().isEmpty() ? "api/" : "apis/") + definition.resource().apiVersion()));
        assertEquals(served, listed);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        openApi.index("").at("paths").fieldNames().forEachRemaining(path -> {
            Document document = Document.parse(Pieces.joined(openApi.groupVersion(path).orElseThrow().json()));
            assertReferencesResolve(document.root(), document.at("components", "schemas"));
        });
        Document two = Document.parse(Pieces.joined(openApi.version2().json()));
        assertReferencesResolve(two.root(), two.at("definitions"));
    }

    private static void assertReferencesResolve(JsonNode document, JsonNode schemas) {
        for (String reference : document.findValuesAsText("$ref")) {
            assertTrue(schemas.has(reference.substring(reference.lastIndexOf('/') + 1)), reference);
        }
    }

    /// A cluster whose definitions are not established yet, or have just gone.
    @Test
    void whoAddsNothingPublishesWhatAllDo() {
        OpenApi common = new OpenApi(BuiltinTypes.tenant());
        OpenApi same = new OpenApi(BuiltinTypes.tenant().with(List.of(), List.of()));
        assertEquals(Document.parse(Pieces.joined(common.version2().json())), Document.parse(Pieces.joined(same.version2().json())));
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        List<String> names = Document.parse(Pieces.joined(openApi.version2().json())).root().findValuesAsText("operationId");
        assertEquals(names.size(), new HashSet<>(names).size());
        assertTrue(names.containsAll(List.of("listCoreV1PodForAllNamespaces", "createCoreV1NamespacedPodBinding", "connectCoreV1GetNamespacedPodExec",
                "deleteAppsV1CollectionNamespacedDeployment", "patchRbacAuthorizationV1ClusterRole", "replaceAppsV1NamespacedDeploymentScale")));
    }

    /// kubectl asks this document whether the server checks fields itself.
    @Test
    void patchOperationsSayThatFieldsAreValidated() {
        JsonNode patch = three("apis/apps/v1").at("paths").path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}").path("patch");
        assertTrue(patch.path("parameters").valueStream().anyMatch(parameter -> parameter.path("name").asText().equals("fieldValidation")));
        assertEquals("Deployment", patch.path("x-kubernetes-group-version-kind").path("kind").asText());
    }

    @Test
    void nothingStandsBesideAReferenceInVersionThree() {
        for (JsonNode schema : three("api/v1").at("components", "schemas")) {
            for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
                assertFalse(property.getValue().has("$ref") && property.getValue().size() > 1, property.toString());
            }
        }
    }

    /// What `kubectl explain` shows of a field whose type is described elsewhere.
    @Test
    void aFieldOfAnotherTypeHasItsOwnText() {
        JsonNode probe = three("api/v1").at("components", "schemas").path("io.k8s.api.core.v1.Container").path("properties").path("livenessProbe");
        assertTrue(probe.path("description").asText().startsWith("Periodic probe of container liveness."), probe.toString());
    }

    @Test
    void whatIsOursAloneIsNotPublished() {
        assertFalse(new String(Pieces.joined(openApi.version2().json()), StandardCharsets.UTF_8).contains("x-marina"));
    }

    @Test
    void createOnlyTypesHaveNoLists() {
        assertFalse(three("apis/authorization.k8s.io/v1").at("components", "schemas").has("io.k8s.api.authorization.v1.SubjectAccessReviewList"));
    }

    private Document three(String path) {
        return Document.parse(Pieces.joined(openApi.groupVersion(path).orElseThrow().json()));
    }
}
