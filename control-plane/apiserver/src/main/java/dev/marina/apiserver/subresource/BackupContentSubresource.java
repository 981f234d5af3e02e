package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.history.SecretReaders;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterRecord;
import dev.marina.store.PastPage;
import dev.marina.store.Stored;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupFiles;
import dev.marina.store.backup.BackupId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// `backups/content` of the management cluster: the objects of a backup, by pages (`limit`, `continue`), each with its type and its place. What Secrets said
/// is for the person for whom it is asked (`subject`, `email`), where they may read it in the cluster now; of a cluster that is gone it is for nobody.
public final class BackupContentSubresource implements SubresourceHandler {

    private static final String NOTHING_YET = "it has no content yet";
    private static final int MOST = 500;
    private static final int USUAL = 100;

    private final ClusterViews views;
    private final BackupFiles files;
    private final SecretReaders secrets;

    public BackupContentSubresource(ClusterViews views, BackupFiles files, SecretReaders secrets) {
        this.views = views;
        this.files = files;
        this.secrets = secrets;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document backup = views.current(request.requireCluster())
                .find(new ObjectKey(request.clusterId(), target.groupResource(), target.namespace(), target.name()))
                .map(stored -> Document.parse(stored.bytes())).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        if (backup.text("status", "clusterId").isEmpty()) {
            throw StatusException.conflict(target.groupResource(), target.name(), NOTHING_YET);
        }
        ClusterId cluster = new ClusterId(backup.text("status", "clusterId"));
        SecretReaders.Veil veil = views.store().find(target.namespace(), backup.text("spec", "cluster"))
                .filter(record -> record.id().equals(cluster) && record.state() == ClusterRecord.State.ACTIVE)
                .map(record -> secrets.of(request.query(), target.namespace(), views.current(record))).orElseGet(SecretReaders::overAllSecrets);
        try {
            return ApiResponse.json(200, page(files.read(new BackupId(target.namespace(), backup.uid())).page(cluster, after(request.query(), cluster),
                    limit(request.query())), veil));
        } catch (BackupException.Missing _) {
            throw StatusException.conflict(target.groupResource(), target.name(), NOTHING_YET);
        } catch (BackupException e) {
            throw StatusException.unavailable(e.getMessage());
        }
    }

    private static int limit(Query query) {
        long limit = query.number("limit").orElse(USUAL);
        if (limit < 1 || limit > MOST) {
            throw StatusException.badRequest("limit is %d; it must be a number from 1 to %d".formatted(limit, MOST));
        }
        return (int) limit;
    }

    private static Document page(PastPage<Stored> page, SecretReaders.Veil veil) {
        return Document.object("marina.dev/v1", "BackupContentList").edited(root -> {
            root.putObject("metadata").put("continue", page.next().map(BackupContentSubresource::text).orElse(""));
            ArrayNode items = root.putArray("items");
            page.items().forEach(stored -> {
                ObjectNode object = Document.parse(stored.bytes()).root().deepCopy();
                if (veil.over(stored.key())) {
                    SecretReaders.veil(object);
                }
                items.addObject().put("resource", stored.key().resource().toString()).put("namespace", stored.key().namespace())
                        .put("name", stored.key().name()).set("object", object);
            });
        });
    }

    private static String text(ObjectKey key) {
        String plain = String.join("/", key.resource().group(), key.resource().resource(), key.namespace(), key.name());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<ObjectKey> after(Query query, ClusterId cluster) {
        String text = query.text("continue");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("/", 4);
            return Optional.of(new ObjectKey(cluster, new GroupResource(parts[0], parts[1]), parts[2], parts[3]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            throw StatusException.badRequest("continue must be what the page before ended with");
        }
    }
}
