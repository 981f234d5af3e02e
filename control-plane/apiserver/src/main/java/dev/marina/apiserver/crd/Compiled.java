package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.cel.ValidationRules;
import dev.marina.apiserver.merge.SchemaShapes;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.registry.ResourceStrategy.Published;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.structural.Structural;
import dev.marina.apiserver.structural.StructuralReader;
import java.lang.ref.SoftReference;
import java.util.Optional;

/// The schema of one version, read when it is first needed, and again after memory was short: most definitions of a cluster are
/// never written to.
final class Compiled implements Published {

    private final byte[] definition;
    private final String name;
    private final String version;
    private volatile SoftReference<Schema> schema = new SoftReference<>(null);

    private static final StructuralShapes SHAPES = new StructuralShapes(
            new SchemaShapes(BuiltinSchemas.load()).of(new dev.marina.api.schema.Schema.Ref("", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")));

    /// @param rules empty for a schema without any
    /// @param merging how objects are divided among their managers
    record Schema(Structural shape, Optional<ValidationRules> rules, Shape merging) {}

    /// @param definition the stored CustomResourceDefinition
    Compiled(byte[] definition, GroupVersionKind kind) {
        this.definition = definition;
        this.name = PublishedSchema.name(kind);
        this.version = kind.version();
    }

    Structural schema() {
        return whole().shape();
    }

    Shape merging() {
        return whole().merging();
    }

    Optional<ValidationRules> rules() {
        return whole().rules();
    }

    private Schema whole() {
        Schema known = schema.get();
        if (known == null) {
            Structural shape = StructuralReader.read(openApi(stated()));
            known = new Schema(shape, ValidationRules.of(shape, "openAPIV3Schema", ValidationRules.Problems.NONE), SHAPES.ofResource(shape));
            schema = new SoftReference<>(known);
        }
        return known;
    }

    /// The version as the definition says it.
    private JsonNode stated() {
        return Document.parse(definition).at("spec", "versions").valueStream().filter(each -> each.path("name").asText().equals(version)).findFirst()
                .orElseThrow(() -> new IllegalStateException("the definition has no version " + version));
    }

    private static JsonNode openApi(JsonNode stated) {
        return stated.path("schema").path("openAPIV3Schema");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ObjectNode version2() {
        JsonNode stated = stated();
        return PublishedSchema.version2(openApi(stated), stated.path("selectableFields"));
    }

    @Override
    public ObjectNode version3() {
        JsonNode stated = stated();
        return PublishedSchema.version3(openApi(stated), stated.path("selectableFields"));
    }
}
