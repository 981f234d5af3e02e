package dev.marina.apiserver.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.apiserver.openapi.OpenApi;
import dev.marina.apiserver.openapi.Pieces;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.BuiltinTypes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    private final Discovery discovery = new Discovery(BuiltinTypes.tenant());

    @Test
    void everyGroupOfTheRegistryIsListedAndNoOther() {
        Document groups = discovery.groups();

        assertTrue(groups.toString().contains("\"apps/v1\""));
        assertFalse(discovery.resources("marina.dev", "v1").orElseThrow().toString().contains("\"name\":\"tenants\""),
                "what the platform is made of belongs to the management cluster");
        assertEquals(Optional.empty(), discovery.group("example.org"));
    }

    @Test
    void podsAreListedWithTheirSubresources() {
        String resources = discovery.resources("", "v1").orElseThrow().toString();

        assertTrue(resources.contains("\"name\":\"pods/log\""));
        assertTrue(resources.contains("\"group\":\"policy\",\"version\":\"v1\",\"kind\":\"Eviction\""));
        assertTrue(resources.contains("\"shortNames\":[\"po\"]"));
    }

    @Test
    void theAggregatedFormHasEveryTypeOnce() {
        AggregatedDiscovery aggregated = new AggregatedDiscovery(BuiltinTypes.tenant(), "v2");
        long types = java.util.stream.Stream.of(aggregated.core(), aggregated.groups())
                .flatMap(document -> document.at("items").valueStream())
                .flatMap(group -> group.path("versions").valueStream())
                .mapToLong(version -> version.path("resources").size()).sum();

        assertEquals(BuiltinTypes.tenant().definitions().size(), types);
    }

    @Test
    void everyTypeHasASchemaInItsOpenApiDocument() {
        OpenApi openApi = new OpenApi(BuiltinTypes.management());
        for (ResourceDefinition definition : BuiltinTypes.management().definitions()) {
            String path = (definition.resource().group().isEmpty() ? "api/" : "apis/") + definition.resource().apiVersion();
            Document document = Document.parse(Pieces.joined(openApi.groupVersion(path).orElseThrow().json()));
            boolean found = document.at("components", "schemas").valueStream()
                    .flatMap(schema -> schema.path("x-kubernetes-group-version-kind").valueStream())
                    .anyMatch(kind -> kind.path("kind").asText().equals(definition.names().kind()));
            assertTrue(found, path + " lacks " + definition.names().kind());
        }
    }
}
