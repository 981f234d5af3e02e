package dev.marina.apiserver.xray;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.CostlyQuestions;
import dev.marina.apiserver.endpoint.Watchers;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Query;
import dev.marina.store.StoreXray;
import dev.marina.store.StoreXray.What;
import dev.marina.store.Stored;
import java.util.List;
import java.util.OptionalLong;

/// `/debug/store/keys`, `/value`, `/watchers`: a cluster's own entries as they lie in the store, read-only, for whoever may `get` these paths. One
/// question of a cluster is answered at a time, and a few of all.
public final class StoreXrayEndpoint implements ApiHandler {

    public static final String ROOT = "/debug/store/";

    private static final GroupResource SECRETS = new GroupResource("", "secrets");
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 500;
    private static final int LONGEST_KEY = 2048;

    private final ClusterViews views;
    private final Watchers watchers;
    private final CostlyQuestions questions = new CostlyQuestions("the store of this cluster is being looked at by another request",
            "the stores of several clusters are being looked at");

    public StoreXrayEndpoint(ClusterViews views, Watchers watchers) {
        this.views = views;
        this.watchers = watchers;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return questions.answer(request.clusterId(), () -> answer(request));
    }

    private ApiResponse answer(ApiRequest request) {
        ClusterView view = views.current(request.requireCluster());
        return switch (request.path().substring(ROOT.length())) {
            case "keys" -> ApiResponse.json(200, keys(view, request.query()));
            case "value" -> ApiResponse.json(200, value(view, key(request.query(), "key", true)));
            case "watchers" -> ApiResponse.json(200, watchers(view));
            default -> ApiResponse.pageNotFound();
        };
    }

    private Document keys(ClusterView view, Query query) {
        String below = key(query, "below", false);
        String after = key(query, "continue", false);
        int limit = limit(query);
        StoreXray xray = views.store().xray(view.cluster());
        StoreXray.Page page = xray.page(below, after, limit);
        return Document.object("marina.dev/v1", "StoreKeyList").edited(root -> {
            root.putObject("metadata").put("resourceVersion", view.version().toString()).put("continue", page.next().orElse(""));
            root.put("root", xray.root());
            ArrayNode items = root.putArray("items");
            page.entries().forEach(entry -> describe(items.addObject(), entry));
        });
    }

    private static int limit(Query query) {
        if (query.text("limit").isEmpty()) {
            return USUAL_PAGE;
        }
        OptionalLong limit = query.number("limit");
        if (limit.isEmpty() || limit.getAsLong() < 1 || limit.getAsLong() > LARGEST_PAGE) {
            throw StatusException.badRequest("limit is \"%s\"; it must be a number from 1 to %d".formatted(query.text("limit"), LARGEST_PAGE));
        }
        return (int) limit.getAsLong();
    }

    private static String key(Query query, String name, boolean required) {
        String key = query.text(name);
        if (required && key.isEmpty()) {
            throw StatusException.badRequest(name + " is missing; it is a key as the list of keys names it, such as o//pods/default/web");
        }
        if (key.length() > LONGEST_KEY) {
            throw StatusException.badRequest("%s has %d characters; it may have %d".formatted(name, key.length(), LONGEST_KEY));
        }
        return key;
    }

    private static ObjectNode describe(ObjectNode node, StoreXray.Entry entry) {
        node.put("key", entry.key()).put("bytes", entry.bytes()).put("revision", entry.revision());
        switch (entry.what()) {
            case What.OfObject object -> {
                node.put("is", "Object").put("form", form(object.form())).put("resourceVersion", object.version().toString()).put("written",
                        object.written().toString());
                ObjectKey key = object.object();
                node.putObject("object").put("group", key.resource().group()).put("resource", key.resource().resource()).put("namespace", key.namespace())
                        .put("name", key.name());
            }
            case What.OfLog log -> node.put("is", "Log").put("resourceVersion", log.last().toString()).put("changes", log.changes());
            case What.Unreadable _ -> node.put("is", "Unreadable");
        }
        return node;
    }

    private static String form(String form) {
        return switch (form) {
            case "SEALED" -> "Sealed";
            case "IN_LOG" -> "InLog";
            default -> "Whole";
        };
    }

    private Document value(ClusterView view, String key) {
        StoreXray.Entry entry = views.store().xray(view.cluster()).find(key)
                .orElseThrow(() -> new StatusException(404, "NotFound", "the store has no key \"%s\" of this cluster".formatted(key),
                        StatusException.Details.EMPTY));
        return Document.object("marina.dev/v1", "StoreValue").edited(root -> {
            describe(root, entry);
            if (entry.what() instanceof What.OfObject object) {
                view.image().find(object.object()).filter(stored -> stored.version().equals(object.version()) && !stored.opaque())
                        .ifPresent(stored -> tell(root, stored, object.form().equals("SEALED")));
            }
        });
    }

    /// What is a secret, or of a type that is sealed, is not told: only what stands beside it in the clear.
    private static void tell(ObjectNode root, Stored stored, boolean sealed) {
        root.put("actor", stored.origin().actor()).put("cause", stored.origin().cause().value()).put("uid", stored.fields().uid());
        ObjectNode indexed = root.putObject("indexed");
        stored.fields().selectable().forEach(indexed::put);
        if (sealed || stored.key().resource().equals(SECRETS)) {
            root.put("closed", true);
        } else {
            root.set("value", Document.parse(stored.bytes()).root());
        }
    }

    private Document watchers(ClusterView view) {
        StoreXray xray = views.store().xray(view.cluster());
        long now = view.version().value();
        return Document.object("marina.dev/v1", "StoreWatcherList").edited(root -> {
            root.putObject("metadata").put("resourceVersion", view.version().toString());
            ArrayNode windows = root.putArray("windows");
            xray.windows().forEach(window -> windows.addObject().put("resource", window.resource().toString()).put("floor", window.floor().toString())
                    .put("bytes", window.bytes()).put("watchers", window.watchers()));
            ArrayNode items = root.putArray("items");
            List<Watchers.Watcher> all = watchers.of(view.cluster());
            all.stream().limit(LARGEST_PAGE).forEach(watcher -> items.addObject().put("user", watcher.user()).put("agent", watcher.agent())
                    .put("resource", watcher.resource().toString()).put("namespace", watcher.namespace()).put("selector", watcher.selector())
                    .put("since", watcher.since().toString()).put("resourceVersion", watcher.position().toString())
                    .put("behind", Math.max(0, now - watcher.position().value())));
            root.put("count", all.size());
        });
    }
}
