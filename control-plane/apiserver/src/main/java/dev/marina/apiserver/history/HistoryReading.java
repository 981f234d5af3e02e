package dev.marina.apiserver.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.api.Tombstone;
import dev.marina.apiserver.authn.TenantMembers;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.budget.TenantPlaces;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.patch.JsonDifference;
import dev.marina.store.ClusterHistory;
import dev.marina.store.ClusterRecord;
import dev.marina.store.PastDifference;
import dev.marina.store.PastMoment;
import dev.marina.store.PastPage;
import dev.marina.store.PastQuery;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Answers what was in a cluster earlier, by `what` is asked:
/// - `span`: the oldest and the newest moment that can be asked for;
/// - `moment`: which version the cluster had `at` a time;
/// - `objects`: as they were `at` a time or version, of one `resource` (`pods`, `deployments.apps`), of one `namespace`, of one `name`;
/// - `differences`: what was created, changed and deleted after `from` and until `to` (or now), with the JSON patch that makes the later out of the earlier.
///
/// Pages take `limit` and `continue`; they stay at the versions of the first.
public final class HistoryReading {

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    /// What every change changes says nothing.
    private static final List<String> NOISE = List.of("resourceVersion", "managedFields");

    private static final int AT_ONCE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final ClusterViews views;
    private final TypeMachinery types;
    private final SecretReaders secrets;
    private final Clock clock;
    private final TenantPlaces places = new TenantPlaces(AT_ONCE, Integer.MAX_VALUE, PATIENCE, _ -> refusal());

    public HistoryReading(ClusterViews views, TypeMachinery types, TenantMembers members, Authorizer authorizer, Clock clock) {
        this.views = views;
        this.types = types;
        this.secrets = new SecretReaders(members, authorizer);
        this.clock = clock;
    }

    public Document answer(ClusterRecord cluster, Query query) {
        HistoryQuery asked = new HistoryQuery(query, cluster.id(), clock);
        SecretReaders.Veil veil = secrets.of(query, cluster.tenant(), views.current(cluster));
        try (TenantPlaces.Place _ = places.take(cluster.tenant())) {
            ClusterHistory history = views.store().history(cluster.id());
            return switch (asked.what()) {
                case "span" -> span(history);
                case "moment" -> list("PastMoment").edited(root -> moment(root, asked.moment(history, "at")));
                case "objects" -> objects(cluster, history, asked, veil);
                case "differences" -> differences(cluster, history, asked, veil);
                default -> throw HistoryQuery.wrong("what", "span, moment, objects or differences");
            };
        }
    }

    private static StatusException refusal() {
        return new StatusException(429, "TooManyRequests", "too many look back at the moment, please try again",
                new StatusException.Details("", "", "", "", List.of(), 1));
    }

    private static Document span(ClusterHistory history) {
        return list("PastSpan").edited(root -> {
            moment(root.putObject("oldest"), history.oldest());
            moment(root.putObject("newest"), history.newest());
        });
    }

    private static void moment(ObjectNode node, PastMoment moment) {
        node.put("time", moment.time().toString()).put("version", moment.version().toString());
    }

    private static Document list(String kind) {
        return Document.object("marina.dev/v1", kind);
    }

    private Document objects(ClusterRecord cluster, ClusterHistory history, HistoryQuery asked, SecretReaders.Veil veil) {
        List<ResourceVersion> at = asked.versions(history, "at");
        if (asked.resource().isEmpty()) {
            throw HistoryQuery.wrong("resource", "a type such as pods or deployments.apps");
        }
        PastPage<Stored> page = gone("at", () -> {
            requireType(cluster, history, asked, at.getFirst());
            return history.list(at.getFirst(), asked.objects());
        });
        return page("PastObjectList", at, page, items -> page.items().forEach(stored -> items.add(shown(stored, veil))));
    }

    private static ObjectNode shown(Stored stored, SecretReaders.Veil veil) {
        ObjectNode object = Document.parse(stored.bytes()).root().deepCopy();
        if (veil.over(stored.key())) {
            SecretReaders.veil(object);
        }
        return object;
    }

    /// That the cluster serves now, or that it knew by a definition at that time.
    private void requireType(ClusterRecord cluster, ClusterHistory history, HistoryQuery asked, ResourceVersion version) {
        asked.resource().filter(type -> types.registry(cluster).find(type).isEmpty()).filter(type -> history.list(version,
                new PastQuery(Optional.of(DEFINITIONS), "", type.toString(), Optional.empty(), 1)).items().isEmpty()).ifPresent(type -> {
                    throw HistoryQuery.wrong("resource", "a type that the cluster has or had then, such as pods or deployments.apps");
                });
    }

    private Document differences(ClusterRecord cluster, ClusterHistory history, HistoryQuery asked, SecretReaders.Veil veil) {
        List<ResourceVersion> versions = asked.versions(history, "from", "to");
        ResourceVersion from = versions.getFirst();
        ResourceVersion to = versions.getLast();
        if (from.isAfter(to)) {
            throw HistoryQuery.wrong("to", "not before from");
        }
        PastPage<PastDifference> page = gone("from", () -> {
            requireType(cluster, history, asked, to);
            return history.differences(from, to, asked.objects());
        });
        return page("PastDifferenceList", versions, page, items -> page.items().stream()
                .filter(difference -> !difference.key().resource().equals(Tombstone.RESOURCE)).forEach(difference -> add(items, difference, veil)));
    }

    private static void add(ArrayNode items, PastDifference difference, SecretReaders.Veil veil) {
        ObjectNode item = items.addObject();
        ObjectKey key = difference.key();
        item.put("resource", key.resource().toString()).put("namespace", key.namespace()).put("name", key.name());
        if (difference.before().isEmpty()) {
            item.put("change", "created").set("object", shown(difference.after().orElseThrow(), veil));
        } else if (difference.after().isEmpty()) {
            item.put("change", "deleted").set("object", shown(difference.before().get(), veil));
        } else {
            item.put("change", replaced(difference) ? "replaced" : "changed").set("patch",
                    JsonDifference.between(quiet(shown(difference.before().get(), veil)), quiet(shown(difference.after().get(), veil))));
        }
    }

    /// Another object of the same name.
    private static boolean replaced(PastDifference difference) {
        return !difference.before().map(stored -> stored.fields().uid()).equals(difference.after().map(stored -> stored.fields().uid()));
    }

    private static ObjectNode quiet(ObjectNode object) {
        object.withObjectProperty("metadata").remove(NOISE);
        return object;
    }

    private interface Items {
        void into(ArrayNode items);
    }

    private static Document page(String kind, List<ResourceVersion> versions, PastPage<?> page, Items items) {
        return list(kind).edited(root -> {
            root.putObject("metadata").put("continue", page.next().map(after -> new HistoryQuery.Place(versions, after).text()).orElse(""));
            ArrayNode of = root.putArray("versions");
            versions.forEach(version -> of.add(version.toString()));
            items.into(root.putArray("items"));
        });
    }

    private interface Step<T> {
        T take();
    }

    private static <T> T gone(String field, Step<T> step) {
        try {
            return step.take();
        } catch (StoreException.BeforeHistory e) {
            throw HistoryQuery.gone(field, e);
        } catch (StoreException.TooNew e) {
            throw StatusException.gone(e.getMessage());
        }
    }
}
