package dev.marina.apiserver.types.apiextensions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.apiserver.structural.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages as kube-apiserver answers them.
class DefinitionRulesTest {

    private static final String VALID = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: shops.demo.example.com}
            spec:
              group: demo.example.com
              scope: Namespaced
              names: {kind: Shop, plural: shops}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object}}
            """;

    private static final CustomResourceDefinitionType TYPE = new CustomResourceDefinitionType();

    private static Document definition(String yaml) {
        return TYPE.prepareForCreate(TYPE.defaulted(Document.of(Yaml.object(yaml))));
    }

    private static List<String> errors(String yaml) {
        return TYPE.validateCreate(definition(yaml)).stream().map(error -> error.field() + ": " + error.message()).toList();
    }

    private static List<String> schemaErrors(String schema) {
        return errors(VALID.replace("{openAPIV3Schema: {type: object}}", "{openAPIV3Schema: " + schema + "}")).stream()
                .map(error -> error.replace("spec.versions[0].schema.openAPIV3Schema", "$")).toList();
    }

    @Test
    void namesAreFilledIn() {
        Document filled = definition(VALID);
        assertEquals("shop ShopList None [\"v1\"]", "%s %s %s %s".formatted(filled.text("spec", "names", "singular"), filled.text("spec", "names", "listKind"),
                filled.text("spec", "conversion", "strategy"), filled.at("status", "storedVersions")));
        assertEquals(List.of(), errors(VALID));
    }

    @Test
    void theNameIsMadeOfPluralAndGroup() {
        assertEquals(List.of("metadata.name: Invalid value: \"x\": must be spec.names.plural+\".\"+spec.group"),
                errors(VALID.replace("shops.demo.example.com}", "x}")));
    }

    @Test
    void oneVersionIsStored() {
        assertTrue(errors(VALID.replace("storage: true", "storage: false")).getFirst().endsWith("must have exactly one version marked as storage version"));
    }

    @Test
    void builtInTypesAndThePlatformsGroupsAreTaken() {
        assertEquals(List.of("spec.names.plural: Forbidden: endpointslices.discovery.k8s.io is a built-in type"),
                errors(VALID.replace("shops", "endpointslices")
                        .replace("demo.example.com", "discovery.k8s.io")
                        .replace("metadata: {", "metadata: {annotations: {api-approved.kubernetes.io: unapproved}, ")));
        assertEquals(List.of("spec.group: Forbidden: groups of marina.dev belong to the platform"),
                errors(VALID.replace("demo.example.com", "internal.marina.dev")));
    }

    @Test
    void groupsOfTheCommunityNeedAnApproval() {
        String community = VALID.replace("demo.example.com", "x.k8s.io");
        assertTrue(errors(community).getFirst()
                .startsWith("metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation"));
        assertEquals(List.of(), errors(community.replace("metadata: {",
                "metadata: {annotations: {api-approved.kubernetes.io: 'https://github.com/kubernetes/enhancements/pull/1111'}, ")));
    }

    private static List<String> conversionErrors(String conversion) {
        return errors(VALID.replace("  scope:", "  conversion: " + conversion + "\n  scope:")).stream()
                .map(error -> error.replace("spec.conversion.", "")).toList();
    }

    @Test
    void conversionByAWebhookNamesOne() {
        assertEquals(List.of(), conversionErrors(
                "{strategy: Webhook, webhook: {clientConfig: {service: {namespace: a, name: b}}, conversionReviewVersions: [v2, v1]}}"));
        assertEquals(List.of(),
                conversionErrors("{strategy: Webhook, webhook: {clientConfig: {url: 'https://x.example.com/y'}, conversionReviewVersions: [v1beta1]}}"));
        assertEquals(List.of("webhookClientConfig: Required value: required when strategy is set to Webhook",
                "conversionReviewVersions: Invalid value: [\"v9\"]: must include at least one of v1, v1beta1"),
                conversionErrors("{strategy: Webhook, webhook: {conversionReviewVersions: [v9]}}"));
        assertEquals(
                List.of("webhookClientConfig.service.name: Required value", "webhookClientConfig.service.path: Invalid value: \"xy\": must start with a '/'"),
                conversionErrors("{strategy: Webhook, webhook: {clientConfig: {service: {namespace: a, path: xy}}, conversionReviewVersions: [v1]}}"));
        assertEquals(List.of("webhookClientConfig: Required value: exactly one of url or service is required"),
                conversionErrors("{strategy: Webhook, webhook: {clientConfig: {}, conversionReviewVersions: [v1]}}"));
        assertEquals(List.of("conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook"),
                conversionErrors("{strategy: None, webhook: {conversionReviewVersions: [v1]}}"));
        assertEquals(443, definition(VALID.replace("  scope:", "  conversion: {strategy: Webhook, webhook: {clientConfig: {service: {name: b}}}}\n  scope:"))
                .at("spec", "conversion", "webhook", "clientConfig", "service", "port").asInt());
    }

    @Test
    void schemasAreStructural() {
        assertEquals(List.of("$.properties[a].type: Required value: must not be empty for specified object fields"),
                schemaErrors("{type: object, properties: {a: {}}}"));
        assertEquals(List.of("$.properties[a].items: Required value: must be specified"), schemaErrors("{type: object, properties: {a: {type: array}}}"));
        assertEquals(List.of("$.properties[a].anyOf[0].type: Forbidden: must be empty to be structural"),
                schemaErrors("{type: object, properties: {a: {type: string, anyOf: [{type: string}]}}}"));
        assertEquals(List.of(), schemaErrors("{type: object, properties: {a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}}"));
        assertEquals(
                List.of("$.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified"),
                schemaErrors("{type: object, properties: {metadata: {type: object, properties: {labels: {type: object}}}}}"));
        assertEquals(List.of("$.additionalProperties: Forbidden: must not be used at the root"), schemaErrors("{type: object, additionalProperties: true}"));
    }

    @Test
    void keywordsThatAreNotServedAreNamed() {
        assertEquals(List.of("$.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"),
                schemaErrors("{type: object, properties: {a: {type: array, uniqueItems: true, items: {type: string}}}}"));
        assertEquals(List.of("$.properties[a].$ref: Forbidden: $ref is not supported"),
                schemaErrors("{type: object, properties: {a: {type: object, $ref: x}}}"));
        assertEquals(List.of("$.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map"),
                schemaErrors("{type: object, properties: {a: {type: array, x-kubernetes-list-type: map, items: {type: object}}}}"));
    }

    @Test
    void defaultsAreValid() {
        assertEquals(List.of(
                "$.properties[a].default: Invalid value: 9: spec.versions[0].schema.openAPIV3Schema.properties[a].default in body should be less than or equal to 5"
                        .replace("spec.versions[0].schema.openAPIV3Schema", "$")),
                schemaErrors("{type: object, properties: {a: {type: integer, maximum: 5, default: 9}}}"));
        assertEquals(List.of("$.properties[a].default: Invalid value: {\"x\":1}: must not have unknown fields"),
                schemaErrors("{type: object, properties: {a: {type: object, default: {x: 1}}}}"));
    }

    @Test
    void rulesAreCompiledBeforeTheyAreTaken() {
        List<String> errors = schemaErrors("{type: object, x-kubernetes-validations: [{rule: self.nothing}]}");
        assertTrue(errors.getFirst().startsWith("$.x-kubernetes-validations[0].rule: Invalid value: \"self.nothing\": compilation failed: "), errors::toString);
    }

    @Test
    void schemasHaveAnEnd() {
        String deep = "{type: object, properties: {a: ".repeat(120) + "{type: string}" + "}}".repeat(120);
        assertTrue(schemaErrors(deep).getFirst().endsWith("Forbidden: schemas must not be nested deeper than 100 levels"));
    }

    @Test
    void whatHasBeenStoredKeepsItsVersion() {
        Document stored = definition(VALID);
        Document renamed = definition(VALID.replace("name: v1", "name: v2")).with(stored.at("status"), "status");
        List<String> errors = TYPE.validateUpdate(TYPE.prepareForUpdate(renamed, stored), stored).stream().map(error -> error.field() + ": " + error.message())
                .toList();
        assertTrue(errors.getFirst().startsWith(
                "status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage version"), errors::toString);
    }
}
