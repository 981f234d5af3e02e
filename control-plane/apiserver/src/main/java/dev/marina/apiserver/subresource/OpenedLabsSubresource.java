package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.api.StatusException.StatusCause;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.learn.OpenedLabs;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.learn.LabSourceType;
import dev.marina.apiserver.types.marina.TenantType;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// `clusters/openedlabs` of the management cluster: copies a source of labs of the tenant's cluster for a class, and says how copies stand beside what they are of.
/// What is in a source is told nobody.
public final class OpenedLabsSubresource implements SubresourceHandler {

    /// Annotation of a copy: of which source it is.
    static final String OF = "learn.marina.dev/opened-of";

    private static final String USER = "system:serviceaccount:kube-system:lab-controller";
    private static final GroupResource TYPE = LabSourceType.DEFINITION.groupResource();
    private static final String ARCHIVE = "archive";
    private static final String STATUS = "status";

    private final ClusterViews views;
    private final Supplier<ClusterClient> client;

    public OpenedLabsSubresource(ClusterViews views, Supplier<ClusterClient> client) {
        this.views = views;
        this.client = client;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        ClusterRecord cluster = ServedCluster.of(request, target, views);
        return target.verb().equals("create") ? open(request, cluster) : shown(request, cluster);
    }

    /// May be repeated; a copy that is there becomes what the source is now.
    private ApiResponse open(ApiRequest request, ClusterRecord cluster) {
        Document asked = BodyReader.require(request);
        String name = asked.name();
        if (!OpenedLabs.isName(name)) {
            throw StatusException.badRequest("metadata.name is \"%s\"; it must be class- and eight hexadecimal digits".formatted(name));
        }
        Document source = source(cluster, asked.text("spec", "source"))
                .orElseThrow(() -> StatusException.notFound(TYPE, asked.text("spec", "source")));
        String archive = archive(source);
        if (archive.isEmpty() || source.at(STATUS, "labs").isEmpty()) {
            String expected = "a source in which labs are found; kubectl get labsources says what is wrong with this one";
            throw new StatusException(422, "Invalid", "source %s has no labs".formatted(source.name()),
                    StatusException.Details.EMPTY.withCauses(List.of(new StatusCause("FieldValueInvalid", expected, "spec.source"))));
        }
        ClusterView management = views.current(request.requireCluster());
        Optional<Document> present = find(management, name);
        if (present.filter(copy -> !of(copy, cluster)).isPresent()) {
            throw StatusException.alreadyExists(TYPE, name);
        }
        ClusterClient.Call call = new ClusterClient.Call(management.cluster(), USER, Cause.request(request.id()));
        Document copy = present
                .map(old -> client.get().update(call, LabSourceType.DEFINITION.resource(), "", origin(old, cluster, source).with(archive, "spec", ARCHIVE)))
                .orElseGet(() -> client.get().create(call, LabSourceType.DEFINITION.resource(), made(name, management, cluster, source, archive)));
        return ApiResponse.json(present.isPresent() ? 200 : 201, list(Stream.of(copy)));
    }

    private Document made(String name, ClusterView management, ClusterRecord cluster, Document source, String archive) {
        Document tenant = management.find(new ObjectKey(management.cluster(), TenantType.DEFINITION.groupResource(), "", cluster.tenant())).map(Stored::bytes)
                .map(Document::parse).orElseThrow(() -> StatusException.notFound(TenantType.DEFINITION.groupResource(), cluster.tenant()));
        return origin(Document.object("learn.marina.dev/v1", "LabSource").with(name, "metadata", "name"), cluster, source).edited(root -> {
            // It goes with the tenant whose labs they are.
            root.withObjectProperty("metadata").putArray("ownerReferences").addObject().put("apiVersion", "marina.dev/v1").put("kind", "Tenant")
                    .put("name", tenant.name()).put("uid", tenant.uid());
            root.putObject("spec").put(ARCHIVE, archive);
        });
    }

    private static Document origin(Document copy, ClusterRecord cluster, Document source) {
        return copy.with(String.join("/", cluster.tenant(), cluster.name(), source.name()), "metadata", "annotations", OF);
    }

    private static boolean of(Document copy, ClusterRecord cluster) {
        return copy.text("metadata", "annotations", OF).startsWith(cluster.tenant() + "/");
    }

    private static String archive(Document source) {
        return source.has("spec", "git") ? source.text(STATUS, "fetched", ARCHIVE) : source.text("spec", ARCHIVE);
    }

    private Optional<Document> source(ClusterRecord cluster, String name) {
        return OpenedLabs.isName(name) ? Optional.empty() : find(views.current(cluster), name);
    }

    private static Optional<Document> find(ClusterView view, String name) {
        return view.find(new ObjectKey(view.cluster(), TYPE, "", name)).filter(stored -> !stored.opaque() && !stored.fields().terminating()).map(Stored::bytes)
                .map(Document::parse);
    }

    /// Those of `names` that are copies of this tenant's.
    private ApiResponse shown(ApiRequest request, ClusterRecord cluster) {
        ClusterView management = views.current(request.requireCluster());
        return ApiResponse.json(200, list(Stream.of(request.query().text("names").split(",")).filter(OpenedLabs::isName).distinct()
                .flatMap(name -> find(management, name).stream()).filter(copy -> of(copy, cluster))));
    }

    private Document list(Stream<Document> copies) {
        ObjectNode list = Document.object("learn.marina.dev/v1", "OpenedLabs").root();
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        copies.forEach(copy -> {
            String[] origin = copy.text("metadata", "annotations", OF).split("/");
            ObjectNode item = items.addObject().put("name", copy.name()).put("cluster", origin[1]).put("source", origin[2])
                    .put("now", now(copy, origin[0], origin[1], origin[2]));
            item.set("labs", copy.at(STATUS, "labs"));
        });
        return Document.of(list);
    }

    /// `Same`, `Changed` or `Gone`.
    private String now(Document copy, String tenant, String cluster, String source) {
        return views.store().find(tenant, cluster).filter(record -> record.state() == ClusterRecord.State.ACTIVE).flatMap(record -> source(record, source))
                .map(present -> archive(present).equals(archive(copy)) ? "Same" : "Changed").orElse("Gone");
    }
}
