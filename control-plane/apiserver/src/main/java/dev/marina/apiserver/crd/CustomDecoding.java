package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schema.Scalar;
import dev.marina.api.schema.Schemas;
import dev.marina.apiserver.schema.SchemaCheck;
import dev.marina.apiserver.schema.SerialisedForm;
import dev.marina.apiserver.schema.Submission;
import dev.marina.apiserver.structural.EmbeddedResources;
import dev.marina.apiserver.structural.Pruning;
import dev.marina.apiserver.structural.Structural;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Brings what a client sent into the form of its type: metadata is what all metadata are, what the schema does not name goes.
final class CustomDecoding {

    private static final Schema TEXT = new Scalar("", Scalar.Kind.STRING, "", List.of());
    private static final Schema RESOURCE = new Schema.ObjectOf("", Map.of("apiVersion", TEXT, "kind", TEXT,
            "metadata", new Schema.Ref("", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")), Set.of(), Map.of());

    private final Schemas schemas;
    private final SerialisedForm form;

    CustomDecoding(Schemas schemas) {
        this.schemas = schemas;
        this.form = new SerialisedForm(schemas);
    }

    /// Throws a BadRequest status for metadata of wrong types.
    SchemaCheck.Result decode(Submission submitted, Structural schema) {
        ObjectNode root = submitted.document().root().deepCopy();
        List<String> unknown = new ArrayList<>(metadata(root, ""));
        EmbeddedResources.each(root, schema, "", (object, path) -> unknown.addAll(metadata(object, path + ".")));
        Pruning.resource(root, schema).forEach(path -> unknown.add(path));
        List<String> found = new ArrayList<>(submitted.toldInPlace().stream().sorted().map("duplicate field \"%s\""::formatted).toList());
        unknown.stream().sorted().map("unknown field \"%s\""::formatted).forEach(found::add);
        return new SchemaCheck.Result(Document.of(root), submitted.problems(found));
    }

    /// Changes the object's metadata; answers the paths of what nobody knows there.
    private List<String> metadata(ObjectNode object, String prefix) {
        ObjectNode head = object.objectNode();
        object.properties().forEach(entry -> {
            if (entry.getKey().equals("apiVersion") || entry.getKey().equals("kind") || entry.getKey().equals("metadata")) {
                head.set(entry.getKey(), entry.getValue());
            }
        });
        SchemaCheck.Result checked = SchemaCheck.check(Submission.clean(Document.of(head)), RESOURCE, schemas);
        if (object.has("metadata")) {
            if (checked.document().root().has("metadata")) {
                object.set("metadata", checked.document().at("metadata"));
            } else {
                object.remove("metadata");
            }
        }
        return checked.problems().fields().stream().map(problem -> prefix + problem.substring(problem.indexOf('"') + 1, problem.lastIndexOf('"'))).toList();
    }

    /// The object as it is stored.
    Document serialised(Document object) {
        return object.edited(root -> form.bring(root, RESOURCE));
    }
}
