package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import dev.marina.console.rest.RestCalls.Answer;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A cluster's backups, their schedule and what is restored of them, asked of the REST API as the person who is logged in.
public final class Backups {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;

    private final RestCalls calls;

    Backups(RestCalls calls) {
        this.calls = calls;
    }

    /// As observed.
    ///
    /// @param phase Pending, Taking, Checking, Checked, Failed or Deleting
    /// @param taken of what moment it is; "" where it is of none yet
    /// @param checked when it was restored and compared; "" where it was not
    /// @param version of the cluster, at that moment
    /// @param counts objects by type
    /// @param leftOut objects by type that are not in it
    public record Backup(String name, String phase, boolean scheduled, String created, String taken, String checked, String version, long objects, long bytes,
            Map<String, Long> counts, Map<String, Long> leftOut, String reason, String message, Volumes volumes) {

        static Backup of(JsonNode json) {
            return new Backup(json.path("name").asText(), json.path("phase").asText(), json.path("scheduled").asBoolean(), text(json, "created"),
                    text(json, "taken"), text(json, "checked"), text(json, "version"), json.path("objects").asLong(), json.path("bytes").asLong(),
                    byType(json.path("counts")), byType(json.path("leftOut")), text(json, "reason"), text(json, "message"), Volumes.of(json.path("volumes")));
        }

        public boolean good() {
            return phase.equals("Checked");
        }
    }

    /// How far what is in volumes has been copied.
    ///
    /// @param count volumes that are concerned
    /// @param bytes to be copied
    /// @param items the first of them
    /// @param leftOut the first of those that are not concerned
    public record Volumes(long count, long done, long bytes, long bytesDone, List<Volume> items, List<LeftOut> leftOut, long leftOutCount) {

        static Volumes of(JsonNode json) {
            return new Volumes(json.path("count").asLong(), json.path("done").asLong(), json.path("bytes").asLong(), json.path("bytesDone").asLong(),
                    json.path("items").valueStream().map(each -> new Volume(text(each, "namespace"), text(each, "claim"), text(each, "phase"),
                            each.path("bytes").asLong(), each.path("bytesDone").asLong(), text(each, "message"))).toList(),
                    json.path("leftOut").valueStream().map(each -> new LeftOut(text(each, "namespace"), text(each, "claim"), text(each, "message"))).toList(),
                    json.path("leftOutCount").asLong());
        }

        public long failed() {
            return items.stream().filter(each -> each.phase().equals("Failed")).count();
        }
    }

    /// @param message what it waits for or why it failed; "" for nothing
    public record Volume(String namespace, String claim, String phase, long bytes, long bytesDone, String message) {}

    public record LeftOut(String namespace, String claim, String message) {}

    /// @param keepDays null for any number
    /// @param volumes whether what is in volumes belongs to its backups
    public record WantedSchedule(String schedule, String timeZone, Integer keep, Integer keepDays, boolean suspended, boolean volumes) {

        public WantedSchedule suspended(boolean now) {
            return new WantedSchedule(schedule, timeZone, keep, keepDays, now, volumes);
        }
    }

    /// @param last when one was last due; "" for never
    /// @param tag of what was seen
    public record Schedule(WantedSchedule wanted, String last, String next, String reason, String message, String tag) {}

    /// @param phase Pending, Running, Filling, Complete or Failed
    public record Restore(String name, String backup, List<String> namespaces, boolean replace, String phase, String created, String started, String ended,
            long made, long replaced, long kept, long left, long failed, List<String> problems, String message, Volumes volumes) {

        static Restore of(JsonNode json) {
            return new Restore(json.path("name").asText(), json.path("backup").asText(), texts(json.path("namespaces")),
                    json.path("existing").asText().equals("replace"), json.path("phase").asText(), text(json, "created"), text(json, "started"),
                    text(json, "ended"), json.path("made").asLong(), json.path("replaced").asLong(), json.path("kept").asLong(), json.path("left").asLong(),
                    json.path("failed").asLong(), texts(json.path("problems")), text(json, "message"), Volumes.of(json.path("volumes")));
        }

        public boolean over() {
            return phase.equals("Complete") || phase.equals("Failed");
        }
    }

    public List<Backup> list(Person person, OfCluster of) {
        return calls.items(person, of.path("backups"), Backup::of);
    }

    /// @param volumes whether what is in volumes belongs to it
    public void backUp(Person person, OfCluster of, boolean volumes) {
        calls.send(calls.as(person, of.path(volumes ? "backups" : "backups?volumes=none")).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public void delete(Person person, OfCluster of, String name) {
        calls.send(calls.as(person, one(of, name)).DELETE());
    }

    /// Empty where the cluster is not backed up by itself.
    public Optional<Schedule> schedule(Person person, OfCluster of) {
        try {
            Answer answer = calls.answer(calls.as(person, of.path("backup-schedule")).GET());
            JsonNode json = RestCalls.json(answer.body());
            return Optional.of(new Schedule(new WantedSchedule(text(json, "schedule"), text(json, "timeZone"), number(json, "keep"), number(json, "keepDays"),
                    json.path("suspended").asBoolean(), !text(json, "volumes").equals("none")), text(json, "last"), text(json, "next"), text(json, "reason"),
                    text(json, "message"), answer.tag()));
        } catch (Refused refused) {
            if (refused.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /// @param seen where there was one, it is changed only if it still is as it was seen
    public void schedule(Person person, OfCluster of, WantedSchedule wanted, Optional<Schedule> seen) {
        ObjectNode body = JSON.createObjectNode().put("schedule", wanted.schedule()).put("timeZone", wanted.timeZone()).put("keep", wanted.keep());
        // The REST API takes no null for a number: what has no end is not named.
        if (wanted.keepDays() != null) {
            body.put("keepDays", wanted.keepDays());
        }
        body.put("suspended", wanted.suspended()).put("volumes", wanted.volumes() ? "all" : "none");
        HttpRequest.Builder request = calls.as(person, of.path("backup-schedule"));
        seen.filter(each -> !each.tag().isEmpty()).ifPresent(each -> request.header("If-Match", each.tag()));
        calls.send(request.PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public void deleteSchedule(Person person, OfCluster of) {
        calls.send(calls.as(person, of.path("backup-schedule")).DELETE());
    }

    public List<Restore> restores(Person person, OfCluster of) {
        return calls.items(person, of.path("restores"), Restore::of);
    }

    /// @param into a cluster that is there, of the backup's tenant
    /// @param namespaces empty for everything
    public void restore(Person person, OfCluster into, String backup, List<String> namespaces, boolean replace) {
        ObjectNode body = JSON.createObjectNode().put("backup", backup).put("existing", replace ? "replace" : "skip");
        if (!namespaces.isEmpty()) {
            namespaces.forEach(body.putArray("namespaces")::add);
        }
        calls.send(calls.as(person, into.path("restores")).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /// A new cluster that begins with the backup.
    public void begin(Person person, OfCluster of, String backup, String name, int nodes) {
        String body = JSON.createObjectNode().put("name", name).put("nodes", nodes).toString();
        calls.send(calls.as(person, one(of, backup) + "/clusters").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /// The backup's objects as files (ZIP); the caller closes it.
    public InputStream archive(Person person, OfCluster of, String name) {
        return calls.stream(calls.as(person, one(of, name) + "/archive").GET());
    }

    private static String one(OfCluster of, String name) {
        return of.path("backups/" + RestCalls.encoded(name));
    }

    private static String text(JsonNode json, String field) {
        return json.hasNonNull(field) ? json.path(field).asText() : "";
    }

    private static Integer number(JsonNode json, String field) {
        return json.hasNonNull(field) ? json.path(field).asInt() : null;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static Map<String, Long> byType(JsonNode counts) {
        Map<String, Long> read = new TreeMap<>();
        counts.properties().forEach(each -> read.put(each.getKey(), each.getValue().asLong()));
        return read;
    }
}
