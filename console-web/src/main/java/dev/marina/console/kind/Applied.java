package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.feed.TableSource.Refusal;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What became of one object that was to be made or changed.
sealed interface Applied {

    /// Such as `Deployment shop/web`.
    String name();

    /// @param how created, changed or unchanged
    record Made(String name, String how) implements Applied {}

    record Refused(String name, String why, List<Refusal.Cause> causes) implements Applied {}

    /// By server-side apply, so that it may be repeated. Blocks.
    ///
    /// @throws IOException where the cluster does not answer
    static Applied of(ClusterApi to, KindCatalog catalog, ObjectNode object, boolean dry) throws IOException {
        String version = object.path("apiVersion").asText();
        String kindName = object.path("kind").asText();
        int slash = version.lastIndexOf('/');
        String group = slash < 0 ? "" : version.substring(0, slash);
        JsonNode metadata = object.path("metadata");
        String shown = "%s %s".formatted(kindName, metadata.path("name").asText(metadata.path("generateName").asText()));
        Optional<Kind> kind = catalog.kinds().stream().filter(one -> one.ref().group().equals(group) && one.name().equals(kindName)).findFirst();
        if (kind.isEmpty()) {
            return new Refused(shown, "no matches for kind \"%s\" in version \"%s\"".formatted(kindName, version), List.of());
        }
        KindRef ref = new KindRef(group, version.substring(slash + 1), kind.get().ref().plural());
        String namespace = kind.get().namespaced() ? metadata.path("namespace").asText("default") : "";
        String full = namespace.isEmpty()
                ? shown
                : "%s %s/%s".formatted(kindName, namespace, metadata.path("name").asText(metadata.path("generateName").asText()));
        try {
            return new Made(full, how(to, ref.listPath(namespace), object, dry ? "&dryRun=All" : ""));
        } catch (Refusal refusal) {
            return new Refused(full, refusal.getMessage(), refusal.causes());
        }
    }

    private static String how(ClusterApi to, String list, ObjectNode object, String dry) throws IOException {
        String query = "?fieldManager=marina-console&fieldValidation=Strict" + dry;
        String name = object.path("metadata").path("name").asText();
        if (name.isEmpty()) {
            to.write("POST", list + query, "application/json", object.toString());
            return "created";
        }
        Optional<JsonNode> before = find(to, list + "/" + name);
        JsonNode after = to.write("PATCH", "%s/%s%s".formatted(list, name, query), "application/apply-patch+yaml", object.toString());
        return before.isEmpty()
                ? "created"
                : before.get().path("metadata").path("resourceVersion").equals(after.path("metadata").path("resourceVersion")) ? "unchanged" : "changed";
    }

    private static Optional<JsonNode> find(ClusterApi to, String path) throws IOException {
        try {
            return Optional.of(to.read(path));
        } catch (Refusal refusal) {
            if (refusal.status() == 404) {
                return Optional.empty();
            }
            throw refusal;
        }
    }
}
