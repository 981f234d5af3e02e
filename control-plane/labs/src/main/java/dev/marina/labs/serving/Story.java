package dev.marina.labs.serving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ResourceVersion;
import dev.marina.api.WaitReasons;
import dev.marina.labs.content.Texts;
import dev.marina.labs.run.LabAccount;
import dev.marina.store.ClusterStore;
import dev.marina.store.PastChange;
import dev.marina.store.Stored;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What happened in the namespace of a run since it began, from the cluster's log: who made, changed or deleted what, and because of what.
///
/// @param entries the oldest first
/// @param complete whether it goes back to the start
record Story(List<Entry> entries, boolean complete) {

    static final int MOST_ENTRIES = 100;

    /// Events say what happened in other words, and of a slice everything stands in its Service.
    private static final Set<GroupResource> SILENT = Set.of(new GroupResource("", "events"), new GroupResource("events.k8s.io", "events"),
            new GroupResource("", "endpoints"), new GroupResource("coordination.k8s.io", "leases"));
    private static final String CONTROLLER = "system:serviceaccount:kube-system:";

    /// @param because "" where nothing in the cluster caused it
    record Entry(PastChange change, Stored value, String kind, String apiVersion, String because) {

        String verb() {
            return change.deletion() ? "delete" : change.replaced().equals(ResourceVersion.NONE) ? "create" : "update";
        }

        String actor() {
            return value.origin().actor();
        }
    }

    static Story of(ClusterStore store, ClusterId cluster, Document run, WaitReasons.Readable readable) {
        String namespace = run.text("status", "namespace");
        String from = run.text("status", "fromVersion");
        if (namespace.isEmpty() || from.isEmpty()) {
            return new Story(List.of(), true);
        }
        ResourceVersion began = new ResourceVersion(Long.parseLong(from));
        List<Entry> newestFirst = new ArrayList<>();
        boolean[] reached = new boolean[1];
        store.past(cluster, change -> {
            reached[0] = change.version().compareTo(began) <= 0;
            if (reached[0]) {
                return false;
            }
            if (change.key().namespace().equals(namespace) && !SILENT.contains(change.key().resource()) && readable.may(change.key())) {
                newestFirst.add(entry(change));
            }
            return true;
        });
        List<Entry> all = newestFirst.reversed();
        return new Story(named(all.subList(Math.max(0, all.size() - MOST_ENTRIES), all.size())), reached[0] && all.size() <= MOST_ENTRIES);
    }

    private static Entry entry(PastChange change) {
        Stored value = change.value().get();
        Document object = value.bytes().length == 0 || value.opaque() ? Document.empty() : Document.parse(value.bytes());
        String[] cause = value.origin().cause().value().split("/", -1);
        return new Entry(change, value, object.kind(), object.apiVersion(), cause.length == 2 && cause[0].equals("change") ? cause[1] : "");
    }

    /// Of what was deleted only the log of its earlier life knows the kind.
    private static List<Entry> named(List<Entry> entries) {
        Map<Object, Entry> known = new HashMap<>();
        List<Entry> named = new ArrayList<>();
        for (Entry entry : entries) {
            Entry before = known.get(entry.change().key());
            Entry now = !entry.kind().isEmpty()
                    ? entry
                    : new Entry(entry.change(), entry.value(), before == null ? entry.change().key().resource().resource() : before.kind(),
                            before == null ? "" : before.apiVersion(), entry.because());
            known.put(entry.change().key(), now);
            named.add(now);
        }
        return List.copyOf(named);
    }

    Document document(String run) {
        return Document.object(LabDocument.VERSION, "LabStory").with(run, "metadata", "name").edited(root -> {
            root.put("complete", complete);
            ArrayNode array = root.putArray("entries");
            for (Entry entry : entries) {
                ObjectNode node = array.addObject().put("time", entry.value().changed().truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("version", entry.change().version().toString()).put("actor", entry.actor()).put("verb", entry.verb());
                node.putObject("object").put("apiVersion", entry.apiVersion()).put("kind", entry.kind()).put("namespace", entry.change().key().namespace())
                        .put("name", entry.change().key().name());
                node.put("because", entry.because()).set("text", words(entry).json());
            }
        });
    }

    private static String who(String actor) {
        if (LabAccount.is(actor)) {
            return "lab";
        }
        return actor.startsWith(CONTROLLER)
                ? actor.substring(CONTROLLER.length())
                : actor.startsWith("system:node:")
                        ? "node " + actor.substring("system:node:".length())
                        : actor;
    }

    private static Texts words(Entry entry) {
        String object = entry.kind() + " " + entry.change().key().name();
        String actor = entry.actor();
        boolean part = actor.startsWith("system:") || LabAccount.is(actor);
        String who = who(actor);
        String english = switch (entry.verb()) {
            case "create" -> "created";
            case "delete" -> "deleted";
            default -> "changed";
        };
        String chinese = switch (entry.verb()) {
            case "create" -> "创建";
            case "delete" -> "删除";
            default -> "修改";
        };
        boolean follows = part && !entry.because().isEmpty();
        return new Texts("%s %s %s.".formatted(part ? (follows ? "So " : "") + who : "You", english, object),
                "%s%s了 %s。".formatted(part ? (follows ? "于是 " : "") + who + " " : "你", chinese, object));
    }
}
